"""The case replayed with a freeze, and what still reached its ends by week."""

from datetime import date, timedelta
from typing import NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.hostile_text import brief
from pipeline.report.wording import counted, day, listing, money, share
from pipeline.resilience import budget_to_plan

WHEN = {
    "first_alert": "the morning after the first alert could have fired",
    "case": "the morning after alerts first made a case",
    "quarter": "after a quarter of the case's time",
    "half": "after half of it",
    "three_quarters": "after three quarters of it",
}
MOST_NAMED = 5
MOST_WEEKS = 30  # rows on a page; case.json has all


class Replayed(NamedTuple):
    when: str
    freeze_on: date
    frozen: list[str]
    seen_before: int  # of them, touched by evidence before
    passed_before_cents: int
    stopped_cents: int
    share: float
    held_cents: int
    stopped_transactions: int
    lead: str  # until the last outflow of the core


class Replay(NamedTuple):
    """With as many accounts as stop half of the flow, or the most that were tried."""

    budget: int
    flow_cents: int
    rows: list[Replayed]  # by day
    said: list[str]


class Week(NamedTuple):
    start: date
    before_cents: int
    after_cents: int


class Capacity(NamedTuple):
    weeks: list[Week]
    said: list[str]


def replay(case: CaseFile) -> Replay | None:
    """None where no known value flowed."""
    accounts = [row for row in case.disruption.to_dicts() if row["kind"] == "account"]
    if not accounts:
        return None
    budget = budget_to_plan(accounts)
    own = [row for row in case.freeze_replay.to_dicts() if row["budget"] == budget]
    if not own:
        return None
    order = list(WHEN)
    own.sort(key=lambda row: (row["freeze_on"], order.index(row["moment"])))
    return Replay(
        budget=budget,
        flow_cents=own[0]["flow_cents"],
        rows=[_replayed(row) for row in own],
        said=_said(own, case),
    )


def _replayed(row: Row) -> Replayed:
    return Replayed(
        when=WHEN[row["moment"]],
        freeze_on=row["freeze_on"],
        frozen=row["frozen"],
        seen_before=row["seen_before"],
        passed_before_cents=row["passed_before_cents"],
        stopped_cents=row["stopped_cents"],
        share=row["stopped_cents"] / row["flow_cents"],
        held_cents=row["held_cents"],
        stopped_transactions=row["stopped_transactions"],
        lead=_lead(row["lead_days"]),
    )


def _lead(days: int | None) -> str:
    if days is None:
        return "no outflow"
    if days < 0:
        return f"{counted(-days, 'day')} too late"
    return counted(days, "day")


def _said(rows: list[Row], case: CaseFile) -> list[str]:
    first = next((row for row in rows if row["moment"] == "first_alert"), None)
    if first is None:
        return [
            "No alert of this case has dated evidence: only shares of time are shown."
        ]
    flow, stopped = first["flow_cents"], first["stopped_cents"]
    number = len(first["frozen"])
    named = listing([brief(a) for a in first["frozen"]] or ["no account"], MOST_NAMED)
    last = first["last_outflow_at"]
    lead = first["lead_days"]
    if lead is None:
        end = "No core account paid another."
    elif lead < 0:
        end = f"The last payment of a core account, on {day(last)}, had gone by then."
    else:
        end = (
            f"The last payment of a core account was made on {day(last)}, "
            f"{counted(lead, 'day')} later."
        )
    return [
        f"Had {named} been frozen on {day(first['freeze_on'])}, the morning after the "
        f"first alert ({brief(first['alert_id'])}) could have fired, "
        f"{money(stopped, case.base_currency)} ({share(stopped / flow)}) of "
        f"{money(flow, case.base_currency)} would not have reached its end. "
        f"{money(first['passed_before_cents'], case.base_currency)} had passed before; "
        f"{money(first['held_cents'], case.base_currency)} was seen to lie on the "
        f"accounts that morning. Evidence had touched {first['seen_before']} of "
        f"{counted(number, 'account')} by then.",
        end,
    ]


def capacity(case: CaseFile) -> Capacity | None:
    """None where no freeze at a first alert was replayed."""
    if case.capacity.is_empty():
        return None
    weeks = [
        Week(row["week_start"], row["before_cents"], row["after_cents"])
        for row in case.capacity.to_dicts()
    ]
    budget = case.capacity["budget"][0]
    (first,) = (
        row
        for row in case.freeze_replay.to_dicts()
        if (row["moment"], row["budget"]) == ("first_alert", budget)
    )
    return Capacity(weeks, _per_week(weeks, first["freeze_on"], case.base_currency))


def _per_week(weeks: list[Week], frozen: date, currency: str) -> list[str]:
    monday = frozen - timedelta(days=frozen.weekday())
    later = [week for week in weeks if week.start >= monday]
    if not later:
        return [f"Nothing reached an end in the week of {day(monday)} or after."]
    number = (weeks[-1].start - monday).days // 7 + 1
    before = sum(week.before_cents for week in later)
    after = sum(week.after_cents for week in later)
    left = f" ({share(after / before)})" if before else ""
    return [
        f"From the week of {day(monday)}, {money(before // number, currency)} a week "
        f"reached its ends over {counted(number, 'week')} as it was paid; with the "
        f"freeze it would have been {money(after // number, currency)} a week{left}."
    ]
