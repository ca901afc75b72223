"""The main job, and where its result is."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.options import AS_JSON, FILE, OUT, SETTINGS

if TYPE_CHECKING:
    from pipeline.runs import Run
    from pipeline.stages import Outcome


@click.command()
@click.option(
    "--input",
    "source",
    type=click.Path(path_type=Path),
    required=True,
    help="Source file or folder.",
)
@click.option("--format", "format_", default=None, help="Source format, else auto.")
@click.option("--mapping", type=FILE, help="TOML that describes a bank's own table.")
@click.option("--ranker", type=FILE, help="Of `tfnet train`: it sets priorities.")
@OUT
@SETTINGS
@click.option("--from", "since", help="Run this stage and those after it again.")
@click.option("--until", default="report", help="Stop after this stage; not published.")
@click.option(
    "--known-until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Look at the ledger as known at the end of this day.",
)
@click.option("--dry-run", is_flag=True, help="Say what would run, and run nothing.")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Log file."
)
@AS_JSON
def run(
    source: Path,
    format_: str | None,
    mapping: Path | None,
    ranker: Path | None,
    out: Path,
    settings_file: Path | None,
    since: str | None,
    until: str,
    known_until: datetime | None,
    dry_run: bool,
    log: Path | None,
    as_json: bool,
) -> None:
    """Run every stage whose inputs changed, and publish the report site."""
    import msgspec  # noqa: PLC0415 # keeps --help quick

    from pipeline.progress import Progress  # noqa: PLC0415 # as above
    from pipeline.review.log import LOG_FILE  # noqa: PLC0415 # heavy
    from pipeline.settings import load_settings  # noqa: PLC0415 # heavy
    from pipeline.stages import plan, run_stages  # noqa: PLC0415 # heavy
    from pipeline.store import Store  # noqa: PLC0415 # as above

    if log:
        _log_to(log)
    settings = load_settings(settings_file)
    chosen: dict[str, Any] = {"format": format_, "mapping": mapping and str(mapping)}
    settings = msgspec.structs.replace(
        settings,
        ingest=msgspec.structs.replace(
            settings.ingest, **{k: v for k, v in chosen.items() if v is not None}
        ),
    )
    if ranker:
        settings = msgspec.structs.replace(settings, ranker_file=str(ranker))
    if known_until:
        validate = msgspec.structs.replace(
            settings.validate, known_until=known_until.date()
        )
        settings = msgspec.structs.replace(settings, validate=validate)
    log_file = out / LOG_FILE
    if settings.review_log_file is None and log_file.is_file():
        settings = msgspec.structs.replace(settings, review_log_file=str(log_file))
    if dry_run:
        keys = plan(source, Store(out), settings, until)
        known = {
            name: "reuse" if Store(out).stage(name, key).is_dir() else "run"
            for name, key in keys.items()
        }
        click.echo(
            json.dumps(known)
            if as_json
            else "\n".join(f"{name:10} {word}" for name, word in known.items())
        )
        return
    with Progress(quiet=as_json) as progress:
        outcome = run_stages(
            source, out, settings, since=since, until=until, tell=progress.tell
        )
    summary = _summary(outcome, out)
    click.echo(json.dumps(summary, indent=1) if as_json else _told(summary))


@click.command()
@OUT
@AS_JSON
def report(out: Path, as_json: bool) -> None:
    """Say where the latest report is, with its highest-priority cases."""
    from pipeline.runs import load_run  # noqa: PLC0415 # keeps --help quick

    summary = _facts(load_run(out), out)
    click.echo(json.dumps(summary, indent=1) if as_json else _told(summary))


def _summary(outcome: "Outcome", out: Path) -> dict[str, Any]:
    facts = {
        "new": outcome.new,
        "seconds": {
            name: None if took is None else round(took, 2)
            for name, took in outcome.stages.items()
        },
    }
    if not outcome.published:
        return {**facts, "run": str(outcome.run.folder)}
    return {**_facts(outcome.run, out), **facts}


def _facts(finished: "Run", out: Path) -> dict[str, Any]:
    cases = finished.table("cases").sort(
        ["priority", "case_id"], descending=[True, False]
    )
    intake = finished.table("intake")
    summed = intake.sum()
    return {
        "run": finished.run_id,
        "report": str(out / "reports" / "latest" / "index.html"),
        "rows_in": summed["rows_in"].item(),
        "accepted": summed["accepted"].item(),
        "quarantined": summed["quarantined"].item(),
        "tables": intake.filter(intake["rows_in"] > 0).to_dicts(),
        "alerts": finished.table("alerts").height,
        "cases": cases.height,
        "highest": cases.select("case_id", "priority", "red_flags").head(5).to_dicts(),
    }


def _told(summary: Mapping[str, Any]) -> str:
    lines = []
    if not summary.get("new", True):
        lines.append("Nothing new: inputs, settings and code are those of this run.")
    if "report" not in summary:
        return "\n".join([*lines, f"Not published; its tables: {summary['run']}"])
    lines += (
        f"Rows in, {row['table']}: {row['rows_in']:,} = {row['accepted']:,} accepted "
        f"+ {row['quarantined']:,} quarantined"
        for row in summary["tables"]
    )
    lines.append(
        f"{summary['cases']:,} cases from {summary['alerts']:,} alerts: "
        "leads for human review, not findings of guilt"
    )
    lines += (
        f"  {case['case_id']}  priority {case['priority']:5.1f}  "
        f"{', '.join(case['red_flags'])}"
        for case in summary["highest"]
    )
    lines.append(f"Report: {summary['report']}")
    return "\n".join(lines)


def _log_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("tfnet").addHandler(handler)
    logging.getLogger("tfnet").setLevel(logging.INFO)
