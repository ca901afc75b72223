"""When money moved: buckets of time, bursts, quiet spells, and the balance held."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.schemas import FINANCING_STAGES

BUCKETS = ((120, "day", 1), (840, "week", 7), (None, "month", 30))  # span in days up to
BURST_FACTOR = 3  # times the mean payments of a bucket
BURST_LEAST = 3  # payments
MOST_HOLDERS = 3  # more lines than that cannot be told apart
QUIET_SHARE = 0.2  # of the whole span without a payment


class Bucket(NamedTuple):
    start: datetime
    end: datetime  # exclusive
    numbers: list[int]  # of its payments
    cents: dict[str, int]  # by financing stage

    @property
    def payments(self) -> int:
        return len(self.numbers)


class Spell(NamedTuple):
    """A burst or a quiet spell."""

    start: datetime
    end: datetime
    numbers: list[int]  # of its payments
    cents: int

    @property
    def payments(self) -> int:
        return len(self.numbers)


class Holder(NamedTuple):
    """An account that is paid and pays: what the case had put in and not taken out."""

    account: str
    most_cents: int
    balance: list[tuple[datetime, int]]  # cents held after each of its payments


class Timeline(NamedTuple):
    unit: str  # day, week or month
    buckets: list[Bucket]  # without gaps
    mean: float  # payments a bucket
    bursts: list[Spell]
    quiet: list[Spell]
    balance: list[tuple[datetime, int]]  # cents held after each payment
    sources: list[str]  # accounts that only pay in this case
    ends: list[str]  # accounts that are only paid
    holders: list[Holder]  # that held most in between, most first


def timeline(case: CaseFile) -> Timeline | None:
    """None without transactions."""
    rows = case.payments
    if not rows:
        return None
    first, last = rows[0]["booked_at"], rows[-1]["booked_at"]
    unit, length = _unit((last - first).days)
    buckets = _buckets(rows, first, unit, length)
    mean = len(rows) / len(buckets)
    between = [row for row in rows if row["sender_account"] != row["receiver_account"]]
    payers = {row["sender_account"] for row in between}
    paid = {row["receiver_account"] for row in between}
    sources, ends = payers - paid, paid - payers
    return Timeline(
        unit=unit,
        buckets=buckets,
        mean=mean,
        bursts=_bursts(buckets, mean),
        quiet=_quiet(rows, (last - first) * QUIET_SHARE),
        balance=_balance(rows, sources, ends),
        sources=sorted(sources),
        ends=sorted(ends),
        holders=_holders(between, payers & paid),
    )


def _unit(days: int) -> tuple[str, int]:
    return next((u, n) for most, u, n in BUCKETS if most is None or days <= most)


def bucket_start(at: datetime, unit: str) -> datetime:
    """UTC midnight of the day, of the week's Monday, or of the month's first."""
    midnight = datetime(at.year, at.month, at.day, tzinfo=UTC)
    if unit == "month":
        return midnight.replace(day=1)
    return midnight - timedelta(days=midnight.weekday() if unit == "week" else 0)


def _next(start: datetime, unit: str, length: int) -> datetime:
    if unit == "month":
        return bucket_start(start + timedelta(days=31), unit)
    return start + timedelta(days=length)


def _buckets(rows: list[Row], first: datetime, unit: str, length: int) -> list[Bucket]:
    numbers: dict[datetime, list[int]] = defaultdict(list)
    cents: Counter[tuple[datetime, str]] = Counter()
    for row in rows:
        start = bucket_start(row["booked_at"], unit)
        numbers[start].append(row["number"])
        cents[start, row["stage"]] += row["value_cents"] or 0
    buckets = []
    start, last = bucket_start(first, unit), max(numbers)
    while start <= last:
        end = _next(start, unit, length)
        by_stage = {stage: cents[start, stage] for stage in FINANCING_STAGES}
        buckets.append(Bucket(start, end, numbers.get(start, []), by_stage))
        start = end
    return buckets


def _bursts(buckets: list[Bucket], mean: float) -> list[Spell]:
    """Runs of buckets far busier than the mean."""
    spells: list[Spell] = []
    for bucket in buckets:
        if bucket.payments < max(BURST_LEAST, BURST_FACTOR * mean):
            continue
        cents = sum(bucket.cents.values())
        if spells and spells[-1].end == bucket.start:
            start, _, numbers, before = spells.pop()
            spells.append(
                Spell(start, bucket.end, numbers + bucket.numbers, before + cents)
            )
        else:
            spells.append(Spell(bucket.start, bucket.end, bucket.numbers, cents))
    return spells


def _quiet(rows: list[Row], least: timedelta) -> list[Spell]:
    times = [row["booked_at"] for row in rows]
    return [
        Spell(before, after, [], 0)
        for before, after in pairwise(times)
        if after - before > max(least, timedelta(days=1))
    ]


def _balance(
    rows: list[Row], sources: set[str], ends: set[str]
) -> list[tuple[datetime, int]]:
    """What sources have paid in and ends have not yet received; known values only."""
    held = 0
    steps: list[tuple[datetime, int]] = []
    for row in rows:
        cents = row["value_cents"] or 0
        held += cents * (row["sender_account"] in sources)
        held -= cents * (row["receiver_account"] in ends)
        if steps and steps[-1][0] == row["booked_at"]:
            steps.pop()
        steps.append((row["booked_at"], held))
    return steps


def _holders(rows: list[Row], accounts: set[str]) -> list[Holder]:
    held: Counter[str] = Counter()
    steps: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows:
        for end, sign in (("sender_account", -1), ("receiver_account", 1)):
            if row["value_cents"] and row[end] in accounts:
                held[row[end]] += sign * row["value_cents"]
                steps[row[end]].append((row["booked_at"], held[row[end]]))
    holders = [
        Holder(account, max(cents for _, cents in own), own)
        for account, own in steps.items()
    ]
    holders.sort(key=lambda one: (-one.most_cents, one.account))
    return [one for one in holders if one.most_cents > 0][:MOST_HOLDERS]
