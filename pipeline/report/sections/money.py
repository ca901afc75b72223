"""What and how: totals that reconcile to the cent, corridors, channels."""

from collections import Counter, defaultdict
from typing import NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.financing_stage import STAGE_RULES
from pipeline.report.wording import channel, period
from pipeline.schemas import FINANCING_STAGES


class Sum(NamedTuple):
    """Payments that share something."""

    name: str
    payments: int
    unknown: int  # of them without a known value
    cents: int
    channels: list[str]  # in words, most used first
    when: str
    numbers: list[int]  # of the payments in the case
    note: str = ""


def stage_totals(case: CaseFile) -> list[Sum]:
    """One line for each financing stage, empty ones too; they add up to the case."""
    by_stage = defaultdict(list)
    for row in case.payments:
        by_stage[row["stage"]].append(row)
    return [
        _sum(stage, by_stage[stage], STAGE_RULES[stage]) for stage in FINANCING_STAGES
    ]


def total(case: CaseFile) -> Sum:
    return _sum("all", case.payments)


def corridors(case: CaseFile) -> list[Sum]:
    """By countries of both ends, most value first; names are ``AE → US``."""
    by_corridor = defaultdict(list)
    for row in case.payments:
        ends = row["sender_country"] or "unknown", row["receiver_country"] or "unknown"
        by_corridor[" → ".join(ends)].append(row)
    sums = [_sum(name, rows) for name, rows in by_corridor.items()]
    return sorted(sums, key=lambda one: (-one.cents, -one.payments, one.name))


def channels(case: CaseFile) -> list[Sum]:
    by_channel = defaultdict(list)
    for row in case.payments:
        by_channel[row["channel"]].append(row)
    sums = [_sum(name, rows) for name, rows in by_channel.items()]
    return sorted(sums, key=lambda one: (-one.cents, -one.payments, one.name))


def main_flows(
    case: CaseFile, red_flag: str | None = None
) -> list[tuple[str, str, Sum]]:
    """
    Sender, receiver and sum of each pair of accounts, most value first.

    With ``red_flag``, of the payments that are evidence for it alone.
    """
    by_pair = defaultdict(list)
    for row in case.payments:
        if red_flag is None or red_flag in case.flags_of(row):
            by_pair[row["sender_account"], row["receiver_account"]].append(row)
    sums = [(*pair, _sum("", rows)) for pair, rows in by_pair.items()]
    return sorted(sums, key=lambda one: (-one[2].cents, -one[2].payments, one[:2]))


def _sum(name: str, rows: list[Row], note: str = "") -> Sum:
    used: Counter[str] = Counter(row["channel"] for row in rows)
    return Sum(
        name=name,
        payments=len(rows),
        unknown=sum(row["value_cents"] is None for row in rows),
        cents=sum(row["value_cents"] or 0 for row in rows),
        channels=[channel(name) for name in sorted(used, key=lambda c: (-used[c], c))],
        when=period(rows[0]["booked_at"], rows[-1]["booked_at"]) if rows else "–",
        numbers=[row["number"] for row in rows],
        note=note,
    )
