"""An evaluation as one picture: red flags by schemes found and look-alikes wronged."""

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pipeline.evaluate import Evaluation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 26  # characters of a name
LOOK = {"svg.hashsalt": "tfnet", "svg.fonttype": "none", "text.parse_math": False}
FOUND, WRONGED = "Blues", "Oranges"


def draw(evaluation: Evaluation) -> bytes:
    """
    A heat map as SVG; the same evaluation gives the same bytes.

    Left: share of each scheme's instances found. Right: share of each look-alike's
    instances with a false alert. Grey: not testable with this data.
    """
    import matplotlib as mpl  # noqa: PLC0415 # slow to import, and only drawing needs it
    from matplotlib.figure import Figure  # noqa: PLC0415

    found = _matrix(evaluation.recall, "scheme", "attempt_recall")
    wronged = _matrix(evaluation.false_alerts, "look_alike", "hit_share")
    red_flags = evaluation.recall["red_flag"].unique().sort().to_list() or (
        evaluation.false_alerts["red_flag"].unique().sort().to_list()
    )
    columns = max(1, len(found[0])) + max(1, len(wronged[0]))
    with mpl.rc_context(LOOK), warnings.catch_warnings():
        # Text stays text in the picture, so the reader's fonts show what ours lack.
        warnings.filterwarnings("ignore", "Glyph")
        figure = Figure(
            figsize=(3.2 + 1.0 * columns, 2.4 + 0.36 * max(1, len(red_flags))),
            layout="constrained",
        )
        left, right = figure.subplots(
            1,
            2,
            sharey=True,
            width_ratios=[max(1, len(found[0])), max(1, len(wronged[0]))],
        )
        _heat(left, "Schemes: instances found", found, red_flags, FOUND)
        _heat(right, "Look-alikes: instances wronged", wronged, red_flags, WRONGED)
        picture = BytesIO()
        figure.savefig(picture, format="svg", metadata={"Date": None})
    return picture.getvalue()


Matrix = tuple[list[str], dict[tuple[str, str], float | None]]


def _matrix(rows: pl.DataFrame, across: str, value: str) -> Matrix:
    """Names, and the value of each red flag and name; absent where not testable."""
    known = rows.filter(pl.col("testable"))
    cells = {
        (flag, name): number
        for flag, name, number in known.select("red_flag", across, value).iter_rows()
    }
    return rows[across].unique().sort().to_list(), cells


def _heat(
    axes: "Axes", title: str, matrix: Matrix, red_flags: list[str], colours: str
) -> None:
    names, cells = matrix
    axes.set_title(title, fontsize=10, loc="left")
    axes.set_yticks(range(len(red_flags)), [_short(flag) for flag in red_flags])
    axes.tick_params(length=0, labelsize=8)
    if not names or not red_flags:
        axes.text(0.5, 0.5, "no labels", ha="center", transform=axes.transAxes)
        axes.set_xticks([])
        return
    values: Any = np.full((len(red_flags), len(names)), np.nan)
    for (flag, name), number in cells.items():
        if number is not None:
            values[red_flags.index(flag), names.index(name)] = number
    axes.set_facecolor("#d9d9d9")
    axes.imshow(values, cmap=colours, vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(
        range(len(names)), [_short(name) for name in names], rotation=35, ha="right"
    )
    for row, column in zip(*np.nonzero(~np.isnan(values)), strict=True):
        share = values[row, column]
        axes.text(
            column,
            row,
            f"{share:.2f}" if share else "0",
            ha="center",
            va="center",
            fontsize=7,
            color="white" if share > 0.6 else "#333333",
        )


def _short(name: str) -> str:
    plain = "".join(c if c.isprintable() else "?" for c in name)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
