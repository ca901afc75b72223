"""Average precision of every ranking, with its interval, as one picture."""

from collections.abc import Sequence
from io import BytesIO

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.ranking.judged import Judged
from benchmarks.ranking.measures import interval
from benchmarks.ranking.tables import named

LOOK = {"svg.hashsalt": "tfnet", "svg.fonttype": "none", "text.parse_math": False}
SCALE = (1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1)
LEAST = SCALE[0]
OURS, PEERS = "#1b6ca8", "#8a8a8a"


def draw(found: Sequence[Judged]) -> bytes:
    """One panel a data set, one line a method, ours in blue; a logarithmic scale."""
    lines = sum(len(one.results) for one in found)
    with mpl.rc_context(LOOK):
        figure = Figure(
            figsize=(7, 0.6 * len(found) + 0.24 * lines), layout="constrained"
        )
        panels = figure.subplots(
            len(found),
            1,
            sharex=True,
            squeeze=False,
            height_ratios=[len(one.results) + 1 for one in found],
        )
        for (axes,), one in zip(panels, found, strict=True):
            axes.set_title(one.name, loc="left", fontsize=9)
            axes.set_xscale("log")
            axes.set_xlim(LEAST, 1)
            axes.set_xticks(SCALE, [f"{share:g}" for share in SCALE])
            axes.set_xticks([], minor=True)
            axes.grid(axis="x", color="#dddddd", linewidth=0.6)
            axes.tick_params(labelsize=8, length=0)
            axes.invert_yaxis()
            axes.set_yticks(
                range(len(one.results)), [named(result) for result in one.results]
            )
            for place, result in enumerate(one.results):
                value, low, high = interval(result.measures["average precision"])
                colour = OURS if result.is_ours else PEERS
                axes.plot([max(low, LEAST), high], [place, place], color=colour)
                axes.plot([value], [place], "o", color=colour, markersize=4)
        panels[-1][0].set_xlabel(
            "average precision in the test, middle 95 % of resamplings; † has labels",
            fontsize=8,
        )
        picture = BytesIO()
        figure.savefig(picture, format="svg", metadata={"Date": None})
    return picture.getvalue()
