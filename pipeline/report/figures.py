"""
Figures of a case for a notebook or a paper: one style, vector text, colour-blind safe.

Sizes are in inches for a column of 6.3; colours those of the report, light theme.
"""

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import polars as pl
from matplotlib.figure import Figure as MatplotlibFigure

from pipeline.report.timeline import timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pipeline.report.case_file import CaseFile

WIDTH = 6.3
STAGES = {"raise": "#0072b2", "move": "#e69f00", "store": "#009e73", "use": "#b8568a"}
ROLES = {
    "donor": "#0072b2",
    "collector": "#4aa9e0",
    "funnel": "#009e73",
    "front": "#b39b00",
    "pass-through": "#e69f00",
    "facilitator": "#d55e00",
    "paymaster": "#882255",
    "operative": "#cc79a7",
    "cash-out": "#4d5560",
    "unwitting": "#7a838d",
}
MARKS = "os^vDPX*<>"  # a shape beside each colour
STRATEGIES = {  # each with a line and a mark of its own, for black and white
    "exact": ("best choice, proven", "#000000", "-", "o"),
    "greedy": ("one by one, most stopped", "#0072b2", "--", "s"),
    "minimum_cut": ("within the minimum cut", "#009e73", "-.", "^"),
    "biggest": ("those that moved most", "#d55e00", ":", "x"),
}
STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "grid.color": "#d5dbe1",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "tfnet",
    "pdf.fonttype": 42,
    "text.parse_math": False,  # ids and names may hold dollars
}


class Figure(MatplotlibFigure):
    """One that shows itself in a notebook, whatever backend pyplot would choose."""

    def _repr_svg_(self) -> str:
        with mpl.rc_context(STYLE):
            drawn = StringIO()
            self.savefig(drawn, format="svg", metadata={"Date": None})
        return drawn.getvalue()


def draw_timeline(case: "CaseFile") -> Figure:
    """
    Value moved in each bucket of time by financing stage; below, what the case's
    sources had put in less what its ends had taken out.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 3.6), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
        times = timeline(case)
        if times is None:
            return _empty(figure, "no transactions")
        starts = [bucket.start for bucket in times.buckets]
        width = [bucket.end - bucket.start for bucket in times.buckets]
        floor = [0.0] * len(starts)
        for stage, colour in STAGES.items():
            units = [bucket.cents.get(stage, 0) / 100 for bucket in times.buckets]
            if any(units):
                above.bar(
                    *(starts, units, width, floor),
                    align="edge",
                    color=colour,
                    label=stage,
                )
                floor = [low + one for low, one in zip(floor, units, strict=True)]
        above.set_ylabel(f"{case.base_currency} a {times.unit}")
        above.set_title(f"Case {case.case_id}")
        figure.legend(ncols=4, loc="outside lower center")
        moments = [moment for moment, _ in times.balance]
        held = [cents / 100 for _, cents in times.balance]
        below.step(moments, held, where="post", color="#1b2026", linewidth=1)
        below.set_ylabel("in less out")
        for spell in times.quiet:
            below.axvspan(spell.start, spell.end, color="#d5dbe1", alpha=0.6, lw=0)
    return figure


def draw_disruption(case: "CaseFile", kind: str = "account") -> Figure:
    """Share of the end-to-end flow left after freezing 1, 2, … channels of a kind."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
        rows = case.disruption.filter(pl.col("kind").cast(pl.String) == kind)
        if rows.is_empty():
            return _empty(figure, "no known value flows from a source to an end")
        axes = figure.subplots()
        for strategy, (label, colour, line, mark) in STRATEGIES.items():
            mine = rows.filter(pl.col("strategy").cast(pl.String) == strategy)
            if mine.is_empty():
                continue
            left = 1 - mine["stopped_cents"] / mine["flow_cents"]
            axes.plot(
                [0, *mine["budget"]],
                [100.0, *(100 * left)],
                label=label,
                color=colour,
                linestyle=line,
                marker=mark,
                markersize=4,
            )
        axes.set_xlabel(f"{kind}s frozen")
        axes.set_ylabel("% of flow left")
        axes.set_ylim(0, 103)
        axes.set_title(f"Case {case.case_id}: what a freeze would have left")
        axes.legend()
    return figure


def draw_network(case: "CaseFile") -> Figure:
    """Core accounts by role from left to right, lines as wide as the value moved."""
    from pipeline.report.roles import ROLE_RANK  # noqa: PLC0415 # a cycle

    core = case.members.filter(pl.col("part").cast(pl.String) == "core")
    with mpl.rc_context(STYLE | {"axes.grid": False}):
        figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
        if core.is_empty():
            return _empty(figure, "no core accounts")
        axes = figure.subplots()
        places = _places(core, ROLE_RANK)
        most = max(1, *case.flows["value_cents"])
        for flow in case.flows.to_dicts():
            ends = (flow["sender_account"], flow["receiver_account"])
            if all(end in places for end in ends):
                _arrow(axes, places, ends, flow["value_cents"] / most)
        for role in sorted({*core["role"]}, key=ROLE_RANK.__getitem__):
            at = [places[a] for a in core.filter(role=role)["account_id"]]
            across, up = zip(*at, strict=True)
            mark = MARKS[list(ROLES).index(role)]
            axes.scatter(
                across, up, s=40, zorder=3, label=role, color=ROLES[role], marker=mark
            )
        axes.set_axis_off()
        axes.set_title(f"Case {case.case_id}: alleged roles, sources left, ends right")
        axes.legend(ncols=5, loc="upper center", bbox_to_anchor=(0.5, 0))
    return figure


def save(figure: Figure, path: Path) -> None:
    """As SVG, PDF or PNG, by the ending; the same figure gives the same SVG."""
    with mpl.rc_context(STYLE):
        told = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, metadata=told, dpi=200)


def _places(core: pl.DataFrame, rank: dict[str, int]) -> dict[str, tuple[float, float]]:
    columns = sorted({rank[str(role)] for role in core["role"]})
    places: dict[str, tuple[float, float]] = {}
    for column in columns:
        here = [
            a
            for a, r in core.select("account_id", "role").iter_rows()
            if rank[r] == column
        ]
        for number, account in enumerate(here):
            places[account] = (columns.index(column), -(number + 0.5) / len(here))
    return places


def _arrow(
    axes: "Axes",
    places: dict[str, tuple[float, float]],
    ends: tuple[str, str],
    share: float,
) -> None:
    start, end = (places[one] for one in ends)
    back = end[0] < start[0]
    axes.annotate(
        "",
        end,
        start,
        arrowprops={
            "arrowstyle": "-|>",
            "linewidth": 0.4 + 2.6 * share,
            "linestyle": "--" if back else "-",
            "color": "#882255" if back else "#7a838d",
            "connectionstyle": "arc3,rad=0.12",
            "shrinkA": 4,
            "shrinkB": 4,
        },
    )


def _empty(figure: Figure, why: str) -> Figure:
    figure.text(0.5, 0.5, f"Nothing to draw: {why}.", ha="center", va="center")
    return figure
