"""Commands that look at runs: red flags, cases, truth."""

import json
from pathlib import Path
from typing import Any

import click

from pipeline.commands.options import AS_JSON, FILE, FOLDER, OUT
from pipeline.commands.review import diff, purge


@click.command()
@OUT
@AS_JSON
def flags(out: Path, as_json: bool) -> None:
    """The catalogue of red flags, and which this data can show."""
    from pipeline.errors import ConfigError  # noqa: PLC0415 # keeps --help quick
    from pipeline.red_flags.manual import catalogue_table  # noqa: PLC0415 # heavy
    from pipeline.runs import load_run  # noqa: PLC0415 # as above

    try:
        status = load_run(out).table("red_flag_status")
    except ConfigError:
        status = None  # no run yet: the catalogue alone
    rows = catalogue_table(status).to_dicts()
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    from pipeline.show import show_flags  # noqa: PLC0415 # rich

    show_flags(rows, with_run=status is not None)


@click.command()
@click.argument("what")
@OUT
@AS_JSON
def explain(what: str, out: Path, as_json: bool) -> None:
    """
    The manual page of a red flag; why a case stands; what makes up a priority.

    WHAT is a red flag, or the id of a case, an account or a transaction.
    """
    from pipeline import show  # noqa: PLC0415 # rich

    if what.upper().startswith("TF-"):
        show.explain_flag(what.upper(), as_json)
        return
    from pipeline.runs import load_run  # noqa: PLC0415 # keeps --help quick
    from pipeline.why import is_case, why  # noqa: PLC0415 # heavy

    run = load_run(out)
    facts = None if is_case(run, what) else why(run, what)
    if facts is None:
        show.explain_case(what, out, as_json)
    else:
        show.explain_priority(facts, as_json)


@click.command()
@click.argument("run_folder", type=FOLDER, default=Path())
@click.argument("labels", type=FILE, required=False)
@click.option("--picture", type=click.Path(path_type=Path), help="Write an SVG here.")
@click.option(
    "--hindsight",
    type=FOLDER,
    help="A run of the whole ledger: ranks the same by its priorities too.",
)
@AS_JSON
def evaluate(
    run_folder: Path,
    labels: Path | None,
    picture: Path | None,
    hindsight: Path | None,
    as_json: bool,
) -> None:
    """Compare a run with truth labels (a Parquet file; else those of its source)."""
    import polars as pl  # noqa: PLC0415 # heavy

    from pipeline import evaluate as judge  # noqa: PLC0415 # heavy
    from pipeline.runs import load_run  # noqa: PLC0415 # as above
    from pipeline.schemas import conform  # noqa: PLC0415 # heavy

    finished = load_run(run_folder)
    tables = (
        *("alerts", "alert_evidence", "account_scores", "transaction_scores", "cases"),
        *("case_members", "case_transactions", "graph_accounts", "red_flag_status"),
        "quarantine",
    )
    truth = (
        conform("labels", pl.read_parquet(labels))
        if labels
        else finished.table("labels")
    )
    given: dict[str, Any] = {name: finished.table(name) for name in tables}
    values = finished.scan("transactions").select("transaction_id", "value_cents")
    if hindsight:
        later = load_run(hindsight)
        given["hindsight"] = (
            later.table("account_scores"),
            later.table("transaction_scores"),
        )
    found = judge.evaluate(labels=truth, transactions=values.collect(), **given)
    if picture:
        from pipeline.evaluate.picture import draw  # noqa: PLC0415 # matplotlib

        picture.write_bytes(draw(found))
    if as_json:
        click.echo(found.to_json())
        return
    from rich.console import Console  # noqa: PLC0415 # keeps --help quick

    from pipeline.evaluate.show import as_renderable  # noqa: PLC0415 # heavy

    Console().print(as_renderable(found))


@click.group()
def runs() -> None:
    """Runs of an output folder."""


@runs.command("list")
@OUT
@AS_JSON
def list_runs(out: Path, as_json: bool) -> None:
    """Every run, the newest first."""
    from pipeline.store import Store  # noqa: PLC0415 # keeps --help quick

    store = Store(out)
    rows = [
        {"run_id": run_id, "latest": run_id == store.latest()}
        for run_id in store.run_ids()
    ]
    click.echo(
        json.dumps(rows)
        if as_json
        else "\n".join(
            f"{r['run_id']}{'  latest' if r['latest'] else ''}" for r in rows
        )
    )


@runs.command("show")
@click.argument("run_id", required=False)
@OUT
def show_run(run_id: str | None, out: Path) -> None:
    """The manifest of a run: stages, seconds, files and their sums."""
    from pipeline.runs import load_run  # noqa: PLC0415 # keeps --help quick

    place = out / "runs" / run_id if run_id else out
    click.echo(json.dumps(load_run(place).manifest, indent=1, sort_keys=True))


runs.add_command(diff)
runs.add_command(purge)
