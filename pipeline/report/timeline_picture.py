"""The timeline as a picture: bars by financing stage, and the balance held below."""

from collections.abc import Callable
from datetime import datetime
from math import ceil, floor, log10
from typing import NamedTuple

from pipeline.report.timeline import Bucket, Timeline
from pipeline.report.wording import cents_text, counted, day, money
from pipeline.schemas import FINANCING_STAGES

LEFT, RIGHT = 96.0, 1096.0
BARS_TOP, BARS_BASE = 26.0, 176.0
BALANCE_TOP, BALANCE_BASE = 236.0, 346.0
TICKS = 4  # about so many
DATE_ROOM = 96.0  # pixels of the axis a date needs
FILLED = 0.85  # of a bucket's width
UNKNOWN_HEIGHT = 6.0

Across = Callable[[datetime], float]


class Bar(NamedTuple):
    kind: str  # financing stage, or unknown
    y: float
    height: float


class BucketBars(NamedTuple):
    x: float
    width: float
    title: str
    bars: list[Bar]
    numbers: list[int]  # of the transactions


class Tick(NamedTuple):
    at: float
    text: str


class Frame(NamedTuple):
    """Edges of the two panels."""

    width: float = RIGHT + 24
    height: float = BALANCE_BASE + 30
    left: float = LEFT
    right: float = RIGHT
    bars_top: float = BARS_TOP
    bars_base: float = BARS_BASE
    balance_top: float = BALANCE_TOP
    balance_base: float = BALANCE_BASE


class TimelinePicture(NamedTuple):
    frame: Frame
    buckets: list[BucketBars]
    bursts: list[tuple[float, float]]  # left edge and width
    quiet: list[tuple[float, float]]
    dates: list[Tick]
    bar_ticks: list[Tick]
    balance: str  # path of the step line
    holders: list[str]  # paths, as the timeline's holders
    balance_ticks: list[Tick]
    zero: float  # height of a balance of nil


def timeline_picture(times: Timeline, currency: str) -> TimelinePicture:
    begin, end = times.buckets[0].start, times.buckets[-1].end
    per_second = (RIGHT - LEFT) / (end - begin).total_seconds()

    def across(at: datetime) -> float:
        return LEFT + (at - begin).total_seconds() * per_second

    step = nice_step(max(sum(bucket.cents.values()) for bucket in times.buckets))
    top = step * max(1, ceil(max(sum(b.cents.values()) for b in times.buckets) / step))
    per_cent = (BARS_BASE - BARS_TOP) / top
    lines, balance_ticks, zero = _balances(times, across)
    return TimelinePicture(
        frame=Frame(),
        buckets=[
            _bars(bucket, times.unit, across, per_cent, currency)
            for bucket in times.buckets
            if bucket.payments
        ],
        bursts=[
            (across(b.start), across(b.end) - across(b.start)) for b in times.bursts
        ],
        quiet=[(across(q.start), across(q.end) - across(q.start)) for q in times.quiet],
        dates=_dates(times.buckets, across),
        bar_ticks=[
            Tick(BARS_BASE - cents * per_cent, tick_text(cents))
            for cents in range(0, top + 1, step)
        ],
        balance=lines[0],
        holders=lines[1:],
        balance_ticks=balance_ticks,
        zero=zero,
    )


def nice_step(most: int) -> int:
    """1, 2 or 5 times a power of ten; about ``TICKS`` of them reach ``most``."""
    rough = max(most / TICKS, 100)
    power = 10 ** floor(log10(rough))
    return int(next(m * power for m in (1, 2, 5, 10) if m * power >= rough))


def tick_text(cents: int) -> str:
    return cents_text(cents, ",").removesuffix(".00")


def _bars(
    bucket: Bucket, unit: str, across: Across, per_cent: float, currency: str
) -> BucketBars:
    room = across(bucket.end) - across(bucket.start)
    width = max(1.5, room * FILLED)
    bars: list[Bar] = []
    foot = BARS_BASE
    parts = []
    for stage in FINANCING_STAGES:
        if cents := bucket.cents[stage]:
            foot -= cents * per_cent
            bars.append(Bar(stage, foot, cents * per_cent))
            parts.append(f"{stage} {money(cents, currency)}")
    if not bars:
        bars.append(Bar("unknown", BARS_BASE - UNKNOWN_HEIGHT, UNKNOWN_HEIGHT))
        parts.append("amount not known")
    when = day(bucket.start) if unit == "day" else f"{unit} from {day(bucket.start)}"
    many = counted(bucket.payments, "transaction")
    x = across(bucket.start) + (room - width) / 2
    title = f"{when}: {many}; {', '.join(parts)}"
    return BucketBars(x, width, title, bars, bucket.numbers)


def _balances(times: Timeline, across: Across) -> tuple[list[str], list[Tick], float]:
    """Paths of the case's balance and of each holder's, on one scale."""
    every = [times.balance, *(one.balance for one in times.holders)]
    held = [cents for steps in every for _, cents in steps]
    low, high = min(0, *held), max(0, *held)
    step = nice_step(high - low)
    bottom, roof = (
        step * floor(low / step),
        step * max(ceil(high / step), int(low == 0)),
    )
    per_cent = (BALANCE_BASE - BALANCE_TOP) / (roof - bottom)

    def down(cents: int) -> float:
        return BALANCE_TOP + (roof - cents) * per_cent

    def path(steps: list[tuple[datetime, int]]) -> str:
        pixels = {round(across(at)): cents for at, cents in steps}  # last one wins
        moves = "".join(f"H{x}V{down(cents):.1f}" for x, cents in pixels.items())
        return f"M{LEFT:.0f} {down(0):.1f}{moves}H{RIGHT:.0f}"

    ticks = [Tick(down(c), tick_text(c)) for c in range(bottom, roof + 1, step)]
    return [path(steps) for steps in every], ticks, down(0)


def _dates(buckets: list[Bucket], across: Across) -> list[Tick]:
    every = ceil(len(buckets) * DATE_ROOM / (RIGHT - LEFT))
    ticks = [Tick(across(b.start), day(b.start)) for b in buckets[::every]]
    return [tick for tick in ticks if tick.at + DATE_ROOM / 2 < RIGHT] or ticks[:1]
