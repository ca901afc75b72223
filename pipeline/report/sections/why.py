"""Why: each red flag with its source, what was measured, and the evidence."""

from typing import Any, NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.red_flag_text import RedFlagText, red_flag_text, red_flag_texts
from pipeline.report.run_facts import RunFacts
from pipeline.report.sections.schedule import Line
from pipeline.report.wording import period, quantity, quantity_name, spoken

MOST_ALERTS = 40  # on a page, strongest first; all are in case.json
MOST_EVIDENCE = 25  # rows an alert; transactions.csv has the rest
MOST_ROWS = 400  # evidence rows a page


class Measured(NamedTuple):
    name: str
    value: str
    threshold: str


class Raised(NamedTuple):
    """One alert."""

    alert_id: str
    account_id: str
    sentence: str
    window: str
    strength: float
    measured: list[Measured]
    evidence: list[tuple[str, Line]]  # the part each plays
    left_out: int  # evidence rows not shown


class Fired(NamedTuple):
    """A red flag with the alerts it raised in this case."""

    text: RedFlagText
    alerts: list[Raised]
    left_out: int  # alerts not shown


class Silent(NamedTuple):
    """A red flag that speaks about no account of this case."""

    text: RedFlagText
    reason: str


def fired(case: CaseFile, lines: list[Line], most_rows: int = MOST_ROWS) -> list[Fired]:
    """
    Red flags by their strongest alert; at most ``most_rows`` of evidence in all.

    ``lines`` is the schedule of the case.
    """
    by_flag: dict[str, list[Row]] = {}
    for row in case.alerts.to_dicts():
        by_flag.setdefault(row["red_flag"], []).append(row)
    parts: dict[str, list[tuple[str, str]]] = {}
    columns = (case.evidence[name] for name in ("alert_id", "transaction_id", "part"))
    for alert_id, transaction_id, part in zip(*columns, strict=True):
        parts.setdefault(alert_id, []).append((transaction_id, part))
    room, alert_room = most_rows, MOST_ALERTS
    result = []
    for red_flag, rows in by_flag.items():
        raised = []
        # Every red flag shows at least its strongest alert.
        for row in rows[: max(1, alert_room)]:
            one = _raised(case, row, parts.get(row["alert_id"], []), lines, room)
            room -= len(one.evidence)
            raised.append(one)
        alert_room -= len(raised)
        result.append(Fired(red_flag_text(red_flag), raised, len(rows) - len(raised)))
    return result


def _raised(
    case: CaseFile,
    row: Row,
    parts: list[tuple[str, str]],
    lines: list[Line],
    room: int,
) -> Raised:
    known = case.payment_by_id
    numbers = [(known[id_]["number"], part) for id_, part in parts if id_ in known]
    found = [(spoken(part), lines[number - 1]) for number, part in sorted(numbers)]
    shown = found[: max(0, min(MOST_EVIDENCE, room))]
    currency = case.base_currency
    return Raised(
        alert_id=row["alert_id"],
        account_id=row["account_id"],
        sentence=row["sentence"],
        window=period(row["window_start"], row["window_end"]),
        strength=row["strength"],
        measured=[
            Measured(
                quantity_name(one["name"]),
                quantity(one["name"], one["value"], currency),
                quantity(one["name"], one["threshold"], currency),
            )
            for one in row["measured"]
        ],
        evidence=shown,
        left_out=len(parts) - len(shown),
    )


def numbers_of_flag(case: CaseFile) -> dict[str, list[int]]:
    """The transactions of this case that are evidence for each red flag raised."""
    numbers: dict[str, list[int]] = {flag: [] for flag in case.alerts["red_flag"]}
    for payment in case.payments:
        for flag in case.flags_of(payment):
            numbers[flag].append(payment["number"])
    return numbers


def not_fired(case: CaseFile) -> list[Silent]:
    """Tested on this data without an alert in this case."""
    here = {alert["red_flag"] for alert in case.alerts.to_dicts()}
    return [
        Silent(red_flag_text(row["red_flag"]), _elsewhere(row))
        for row in case.run.red_flag_status
        if row["testable"] and row["red_flag"] not in here
    ]


def _elsewhere(status: dict[str, Any]) -> str:
    cut = f"; {status['cut']:,} searches ended early" if status["cut"] else ""
    return f"{status['alerts']:,} elsewhere in this run{cut}"


def not_testable(case: CaseFile) -> list[Silent]:
    """The data lack what these red flags need: their silence means nothing."""
    return [
        Silent(red_flag_text(row["red_flag"]), row["reason"] or "reason not recorded")
        for row in case.run.not_testable
    ]


def not_built(run: RunFacts) -> list[RedFlagText]:
    """Catalogued red flags that this version does not test at all."""
    known = {row["red_flag"] for row in run.red_flag_status}
    return [
        text for red_flag, text in red_flag_texts().items() if red_flag not in known
    ]
