"""Flow left against the number of channels frozen, as curves for the page."""

from collections import defaultdict
from typing import NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.hostile_text import brief
from pipeline.report.network.labels import TITLE
from pipeline.report.wording import counted, listing, money, share

LEFT, RIGHT, TOP, BASE = 52.0, 516.0, 16.0, 226.0
NAMED = 4  # frozen channels in a title
# Drawn in this order, so that those drawn last are seen where curves coincide.
STRATEGIES = {
    "biggest": "the biggest, for comparison",
    "minimum_cut": "only channels that cut every path",
    "greedy": "the next best, one at a time",
    "exact": "the best choice, proven",
}
CHANNELS = {"account": "accounts", "corridor": "corridors"}


class Frame(NamedTuple):
    """Of each panel."""

    width: float = RIGHT + 24
    height: float = BASE + 44
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    base: float = BASE


FRAME = Frame()


class CurvePoint(NamedTuple):
    x: float
    y: float
    title: str
    numbers: list[int]  # of the case's transactions through what is frozen


class Curve(NamedTuple):
    strategy: str
    words: str
    path: str
    points: list[CurvePoint]


class CurvePanel(NamedTuple):
    """One kind of channel."""

    kind: str
    channels: str  # its plural
    flow_cents: int
    budgets: list[tuple[float, int]]  # ticks
    curves: list[Curve]
    bound: str  # path of what is left in any case, proven
    half: int | None  # fewest frozen that stop half of the flow, by any strategy


def disruption_curves(case: CaseFile) -> list[CurvePanel]:
    """Accounts, then corridors; kinds without any computed freeze are left out."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in case.disruption.to_dicts():
        if row["flow_cents"]:
            by_kind[row["kind"]].append(row)
    return [_panel(case, kind, by_kind[kind]) for kind in CHANNELS if by_kind[kind]]


def _panel(case: CaseFile, kind: str, rows: list[Row]) -> CurvePanel:
    most = max(int(row["budget"]) for row in rows)

    def across(budget: int) -> float:
        return LEFT + (RIGHT - LEFT) * budget / most

    def down(left_cents: int, row: Row) -> float:
        return TOP + (BASE - TOP) * (1 - left_cents / int(row["flow_cents"]))

    def curve(strategy: str, own: list[Row]) -> Curve:
        points = [
            CurvePoint(
                across(row["budget"]),
                down(row["flow_cents"] - row["stopped_cents"], row),
                _title(case, row),
                _through(case, row),
            )
            for row in own
        ]
        path = f"M{LEFT:.0f} {TOP:.1f}" + "".join(
            f"L{point.x:.1f} {point.y:.1f}" for point in points
        )
        return Curve(strategy, STRATEGIES[strategy], path, points)

    rows.sort(key=lambda row: row["budget"])
    limits = {row["budget"]: row for row in rows}
    least = {b: row["flow_cents"] - row["at_most_cents"] for b, row in limits.items()}
    floor = "".join(
        f"L{across(budget):.1f} {down(least[budget], row):.1f}"
        for budget, row in limits.items()
    )
    half = [r["budget"] for r in rows if 2 * r["stopped_cents"] >= r["flow_cents"]]
    by_strategy: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_strategy[row["strategy"]].append(row)
    return CurvePanel(
        kind=kind,
        channels=CHANNELS[kind],
        flow_cents=rows[0]["flow_cents"],
        budgets=[(across(budget), budget) for budget in range(most + 1)],
        curves=[
            curve(strategy, by_strategy[strategy])
            for strategy in STRATEGIES
            if by_strategy[strategy]
        ],
        bound=f"M{LEFT:.0f} {TOP:.1f}{floor}L{RIGHT:.1f} {BASE}L{LEFT:.0f} {BASE}z",
        half=min(half, default=None),
    )


def _title(case: CaseFile, row: Row) -> str:
    frozen = listing([brief(one, TITLE) for one in row["frozen"]] or ["none"], NAMED)
    displaced = row["displaced_cents"]
    moved = (
        f"; {money(displaced, case.base_currency)} could go round" if displaced else ""
    )
    return (
        f"{counted(row['budget'], row['kind'])} frozen, {STRATEGIES[row['strategy']]}: "
        f"{frozen}. Stops {money(row['stopped_cents'], case.base_currency)} "
        f"({share(row['stopped_cents'] / row['flow_cents'])}) of the flow{moved}."
    )


def _through(case: CaseFile, row: Row) -> list[int]:
    frozen = set(row["frozen"])

    def passes(payment: Row) -> bool:
        if row["kind"] == "account":
            ends = payment["sender_account"], payment["receiver_account"]
            return not frozen.isdisjoint(ends)
        countries = payment["sender_country"], payment["receiver_country"]
        return " → ".join(one or "unknown" for one in countries) in frozen

    return [payment["number"] for payment in case.payments if passes(payment)]
