"""Red flags, cases and priorities in the terminal; text from data is never markup."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import ConfigError
from pipeline.red_flags.manual import manual_page
from pipeline.runs import load_run


def show_flags(rows: Sequence[Mapping[str, Any]], *, with_run: bool) -> None:
    table = Table(title="Red flags", title_justify="left", header_style="bold")
    for name in ("id", "title", "source", "needs", "here"):
        table.add_column(name, no_wrap=name == "id")
    for row in rows:
        table.add_row(*map(Text, _cells(row, with_run)))
    Console().print(table)


def _cells(row: Mapping[str, Any], with_run: bool) -> tuple[str, ...]:
    if not with_run:
        here = "run first"
    elif row["testable"]:
        here = f"{row['alerts']:,} alerts"
    else:
        here = f"not testable here: {row['reason']}"
    return (row["red_flag"], row["title"], row["source"], row["needs"], here)


def explain_flag(red_flag: str, as_json: bool) -> None:
    page = manual_page(red_flag)
    if as_json:
        facts = {**page._asdict(), "thresholds": [t._asdict() for t in page.thresholds]}
        Console().print_json(json.dumps(facts))
        return
    console = Console(width=min(Console().width, 96))
    console.print(Text(f"{page.red_flag}  {page.title}", style="bold"))
    console.print(Text(page.summary + "\n"))
    for heading, text in page.sections.items():
        console.print(Text(f"{heading}: ", style="bold") + Text(text))
    console.print(Text("Needs: ", style="bold") + Text(", ".join(page.needs)))
    console.print(Text("\nThresholds", style="bold"))
    for note in page.thresholds:
        console.print(Text(f"  {note.name} = {note.default}", style="cyan"))
        console.print(Text(f"    {note.reason}"))


def explain_case(case_id: str, out: Path, as_json: bool) -> None:
    """Why a case stands. Raises ConfigError for an id the latest run does not have."""
    found = {case.case_id: case for case in load_run(out).cases}
    if case_id not in found:
        raise ConfigError(
            f"The latest run has no case, account or transaction {case_id!r}. It has "
            f"{len(found)} cases; see `tfnet report`."
        )
    case = found[case_id]
    facts: dict[str, Any] = {
        "case_id": case_id,
        "priority": case.priority,
        "stages": list(case.stages),
        "alerts": [
            {key: alert[key] for key in ("red_flag", "strength", "sentence")}
            for alert in case.alerts.to_dicts()
        ],
        "members": case.members.select(
            "account_id", "part", "role", "reason"
        ).to_dicts(),
    }
    if as_json:
        Console().print_json(json.dumps(facts, default=str))
        return
    console = Console()
    console.print(Text(f"{case_id}  priority {facts['priority']:.1f}", style="bold"))
    console.print(Text("A lead for human review, not a finding of guilt.\n"))
    for alert in facts["alerts"]:
        console.print(
            Text(f"{alert['red_flag']}  ", style="cyan") + Text(alert["sentence"])
        )
    console.print(Text("\nAccounts", style="bold"))
    for member in facts["members"]:
        if member["part"] == "core":
            console.print(
                Text(f"  {member['account_id']}  {member['role']}: {member['reason']}")
            )


def explain_priority(facts: Mapping[str, Any], as_json: bool) -> None:
    """What makes up the priority of an account or transaction, as ``why`` tells it."""
    if as_json:
        Console().print_json(json.dumps(facts))
        return
    console = Console()
    head = f"{facts['subject']} {facts['id']}  priority {facts['priority']:.2f}"
    console.print(_plain(head, "bold"))
    console.print(
        f"Rank {facts['rank']:,} of {facts['of']:,} {facts['subject']}s. "
        "A lead for human review, not a finding of guilt.\n"
    )
    if facts["ranker"]:
        _print_ranker(console, facts)
    if not facts["contributions"]:
        console.print("No alert speaks about it.")
        return
    by_alerts = facts["set_by"] == "alerts"
    title = "Points" if by_alerts else "Points by alerts alone: not this priority"
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in ("points", "red flag", "stage", "by what way", "alert", "how rare"):
        table.add_column(name, justify="right" if name == "points" else "left")
    told: set[str] = set()
    for part in facts["contributions"]:
        sentence, rare = part["sentence"], f"{_share(part['tail'])} of {part['peers']}"
        if part["alert_id"] in told:
            sentence, rare = "the same alert", ""
        told.add(part["alert_id"])
        cells = (f"{part['points']:.2f}", part["red_flag"], part["stage"], _way(part))
        table.add_row(*map(_plain, (*cells, sentence, rare)))
    console.print(table)
    total = sum(part["points"] for part in facts["contributions"])
    console.print(f"Sum of the points: {total:.2f}")


def _print_ranker(console: Console, facts: Mapping[str, Any]) -> None:
    ranker = facts["ranker"]
    if facts["set_by"] == "alerts":
        console.print(
            "An alert that is always shown kept this priority from falling: a ranker "
            "trained on labels would have set it lower.\n"
        )
        return
    console.print(
        "A ranker trained on labels set this priority; by alerts alone, told below, it "
        f"is {ranker['before']:.2f}.\n"
    )
    if not ranker["reasons"]:
        console.print("Its reasons are kept of the highest priorities only.\n")
        return
    console.print(_plain("Points by the ranker", "bold"))
    for reason in ranker["reasons"]:
        console.print(_plain(f"{reason['points']:6.2f}  {reason['sentence']}"))
    console.print()


def _way(part: Mapping[str, Any]) -> str:
    steps = "1 step" if part["hops"] == 1 else f"{part['hops']} steps"
    return {
        "own": "the alert speaks about it",
        "member": "the alert names it as a member",
        "carried": f"carried {steps} along money, from {part['via']}",
        "evidence": "evidence of the alert",
        "payer": f"the alert credits its payer {part['via']}",
        "payee": f"the alert credits its payee {part['via']}",
    }[part["way"]]


def _share(tail: float) -> str:
    return f"1 in {1 / tail:,.0f}" if tail < 0.5 else f"{tail:.0%}"


def _plain(text: str, style: str = "") -> Text:
    """Without characters that steer a terminal."""
    return Text("".join(c if c.isprintable() else "\ufffd" for c in text), style)
