"""Commands of people and time: reviewers' decisions, the log's chain, retention."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.commands.options import AS_JSON, FILE, OUT


@click.group()
def review() -> None:
    """What reviewers decided about cases."""


@review.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True)
@OUT
@AS_JSON
def import_(files: tuple[Path, ...], out: Path, as_json: bool) -> None:
    """
    Take in what case pages exported; the next run shows it.

    All files or none. Prints the head of the log: keep it somewhere else, and `tfnet
    audit verify --head` will find lines that were cut off or rewritten.
    """
    from pipeline.review.dispositions import read_dispositions  # noqa: PLC0415 # heavy
    from pipeline.review.log import append  # noqa: PLC0415 # as above

    today = datetime.now(UTC).date()
    decided = [one for file in files for one in read_dispositions(file, today)]
    added, head = append(out, decided)
    facts = {"read": len(decided), "added": added, **head._asdict()}
    click.echo(
        json.dumps(facts)
        if as_json
        else f"{added} of {len(decided)} decisions added, the others were known. "
        f"The log has {head.lines} lines.\nHead: {head.hash}\n"
        "The next `tfnet run` shows them."
    )


@click.group()
def audit() -> None:
    """The chain of the review log."""


@audit.command("verify")
@click.option("--head", help="A head that an import printed and you kept.")
@OUT
@AS_JSON
def verify(head: str | None, out: Path, as_json: bool) -> None:
    """Name the first line of the review log that is not what was written (exit 4)."""
    from pipeline.review.chain import verified  # noqa: PLC0415 # heavy
    from pipeline.review.log import LOG_FILE  # noqa: PLC0415 # as above

    lines = verified(out / LOG_FILE, head)
    told = {"lines": len(lines), "hash": lines[-1]["hash"] if lines else None}
    click.echo(
        json.dumps(told)
        if as_json
        else f"{len(lines)} lines, every one as it was written."
    )


@click.command()
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Day (UTC); what was made before it goes.",
)
@click.option("--dry-run", is_flag=True, help="Count, and remove nothing.")
@OUT
@AS_JSON
def purge(before: datetime, dry_run: bool, out: Path, as_json: bool) -> None:
    """Remove runs and reviewers' words older than the law lets you keep."""
    from pipeline.retention import purge as remove  # noqa: PLC0415 # heavy

    gone = remove(out, before.date(), dry_run=dry_run)
    click.echo(
        json.dumps(gone._asdict())
        if as_json
        else f"{'Would remove' if dry_run else 'Removed'} {gone.runs} runs and "
        f"{gone.stages} stages, and the words of {gone.decisions} decisions."
        + (" The latest run is among them; no report is left." if gone.latest else "")
    )


@click.command("diff")
@click.argument("before")
@click.argument("after", required=False)
@OUT
@AS_JSON
def diff(before: str, after: str | None, out: Path, as_json: bool) -> None:
    """What changed from one run to another (ids, see `tfnet runs list`)."""
    from pipeline.runs import load_run  # noqa: PLC0415 # keeps --help quick

    newer = load_run(out / "runs" / after if after else out)
    found = newer.diff(load_run(out / "runs" / before))
    if as_json:
        rows = {"cases": found.cases.to_dicts(), "alerts": found.red_flags.to_dicts()}
        click.echo(json.dumps({"counts": found.counts, **rows}, indent=1))
        return
    click.echo(
        "Cases: " + ", ".join(f"{n} {change}" for change, n in found.counts.items())
    )
    for row in found.cases.filter(found.cases["change"] != "same").to_dicts():
        click.echo(
            f"  {row['change']:8} {row['case_id'] or row['before_id']}  priority "
            f"{_was(row['before_priority'])} → {_was(row['priority'])}, accounts "
            f"+{row['accounts_added']} −{row['accounts_removed']}, evidence "
            f"+{row['transactions_added']} −{row['transactions_removed']}"
        )
    for row in found.red_flags.to_dicts():
        if row["before"] != row["after"]:
            click.echo(
                f"  {row['red_flag']:12} alerts {row['before']:,} → {row['after']:,}"
            )


def _was(priority: float | None) -> str:
    return "–" if priority is None else f"{priority:.1f}"
