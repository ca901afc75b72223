"""An evaluation as tables for the terminal."""

from typing import TYPE_CHECKING

import polars as pl

from pipeline.evaluate import Evaluation
from pipeline.evaluate.found import ANY

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

UNKNOWN = "–"


def as_renderable(evaluation: Evaluation) -> "Group":
    """For ``rich.print``; names from the data are shown as plain text, never markup."""
    from rich.console import Group  # noqa: PLC0415 # keeps the command line quick

    return Group(
        _grid(
            "Attempts found, by red flag and scheme",
            evaluation.recall,
            "scheme",
            "attempt_recall",
        ),
        _grid(
            "Look-alike instances wronged, by red flag",
            evaluation.false_alerts,
            "look_alike",
            "hit_share",
        ),
        _table(
            "Alerts",
            evaluation.alert_counts.filter(
                (pl.col("alerts") > 0) | (pl.col("red_flag") == ANY)
            ).drop("testable"),
        ),
        _table("Ranking by priority", evaluation.ranking),
        *(
            [_table("The same, in hindsight", evaluation.in_hindsight)]
            if evaluation.in_hindsight is not None
            else []
        ),
        _table("What a budget of reviews finds", evaluation.budgets),
        _table("Instances covered by one case", _by_scheme(evaluation)),
        _table("Cases", _turned(evaluation.case_summary)),
        _table("Roles of scheme accounts in cases", evaluation.roles),
    )


def _by_scheme(evaluation: Evaluation) -> pl.DataFrame:
    """One row a scheme: how many of its instances a case covers."""
    return (
        evaluation.instances.group_by(scheme="name")
        .agg(
            instances=pl.len().cast(pl.Int64),
            covered=pl.col("covered").sum().cast(pl.Int64),
            mean_share=pl.col("share").mean(),
        )
        .sort("scheme")
    )


def _turned(row: pl.DataFrame) -> pl.DataFrame:
    """A line a figure: the one row is too long for a terminal."""
    texts = [_text(value) for value in row.row(0)]
    return pl.DataFrame({"figure": row.columns, "value": texts})


def _grid(title: str, rows: pl.DataFrame, across: str, value: str) -> "Table":
    """One row a red flag, one column a name; not testable shows as such."""
    table = _empty(title)
    names = rows[across].unique().sort().to_list()
    table.add_column("red flag", no_wrap=True)
    for name in names:
        table.add_column(_plain(name), justify="right")
    for (red_flag,), mine in rows.group_by("red_flag", maintain_order=True):
        if not mine["testable"].all():
            cells = ["not testable"] * len(names)
        else:
            found = dict(mine.select(across, value).iter_rows())
            cells = [_text(found.get(name)) for name in names]
        table.add_row(_plain(red_flag), *(_plain(cell) for cell in cells))
    return table


def _table(title: str, rows: pl.DataFrame) -> "Table":
    table = _empty(title)
    for name, dtype in rows.schema.items():
        title = name.replace("_", " ")
        table.add_column(title, justify="right" if dtype.is_numeric() else "left")
    for row in rows.iter_rows():
        table.add_row(*(_plain(_text(value)) for value in row))
    return table


def _empty(title: str) -> "Table":
    from rich.table import Table  # noqa: PLC0415 # keeps the command line quick

    return Table(title=title, title_justify="left", header_style="bold")


def _plain(text: object) -> "Text":
    from rich.text import Text  # noqa: PLC0415 # keeps the command line quick

    return Text("".join(c if c.isprintable() else "�" for c in str(text)))


def _text(value: object) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, float):
        return f"{value:.4f}" if 0 < abs(value) < 0.01 else f"{value:.2f}"
    return str(value)
