"""Train a ranker on labels: the extra ml."""

import json
from pathlib import Path

import click

from pipeline.commands.options import AS_JSON, FILE, FOLDER, SETTINGS


@click.command()
@click.argument("run_folder", type=FOLDER)
@click.argument("labels", type=FILE)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The ranker; its model card is written beside it, as .md.",
)
@click.option("--seed", default=1, show_default=True, help="Of the trees.")
@click.option(
    "--split", default="time", help="Only time: a random split shows what is known."
)
@SETTINGS
@click.option("--threads", default=0, help="0: all. The ranker is the same.")
@AS_JSON
def train(
    run_folder: Path,
    labels: Path,
    out: Path,
    seed: int,
    split: str,
    settings_file: Path | None,
    threads: int,
    as_json: bool,
) -> None:
    """
    Learn from labelled payments of a run what to look at first.

    LABELS is a table with transaction_id, account_id or case_id and a label (report,
    escalate, dismiss, scheme, …), or the dispositions that case pages export.
    """
    from datetime import UTC, datetime  # noqa: PLC0415 # keeps --help quick

    from pipeline.ranker import (  # noqa: PLC0415 # heavy
        TrainSettings,
        as_markdown,
        join_labels,
        known_alerts,
        read_labels,
        save_ranker,
    )
    from pipeline.ranker import train as learn  # noqa: PLC0415 # heavy
    from pipeline.ranker.ledgers import ledger_of  # noqa: PLC0415 # heavy
    from pipeline.runs import load_run  # noqa: PLC0415 # as above
    from pipeline.settings import load_settings  # noqa: PLC0415 # heavy

    run = load_run(run_folder)
    areas = load_settings(settings_file).conflict_areas_file
    ledger = ledger_of(run, Path(areas) if areas else None)
    known = join_labels(read_labels(labels, datetime.now(UTC).date()), run)
    alerts = known_alerts(run.scan("account_scores"), run.scan("alerts"))
    settings = TrainSettings(seed=seed, split=split, threads=threads)
    ranker = learn(ledger, known, alerts, settings)
    out.parent.mkdir(parents=True, exist_ok=True)
    save_ranker(ranker, out)
    card = out.with_suffix(".md")
    card.write_text(as_markdown(ranker.card), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(ranker.card, indent=1))
        return
    click.echo("Average precision on the last fifth of the time:")
    for what, metrics in (("payments", "metrics"), ("accounts", "account_metrics")):
        test = ranker.card[metrics]["test"]
        low, high = test["average_precision_interval"]
        click.echo(
            f"  {what}: {test['average_precision']:.3f} ({low:.3f} to {high:.3f}), "
            f"{test['positives']:,} of {test['rows']:,} positive"
        )
    click.echo(f"Ranker: {out}; its model card: {card}")
