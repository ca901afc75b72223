"""What each number of the look at accounts means, in words, with its unit."""

from functools import cache

import polars as pl

from pipeline.ranker.account_look import (
    ACCOUNT_LOOK_NAMES,
    OF_ROW,
    PERIOD_DAYS,
    STANDING,
)
from pipeline.ranker.account_measures import (
    COUNTS,
    LOOKS,
    OF_ALERTS_TOLD,
    OF_LOOK,
    REMEMBERED_DAYS,
)
from pipeline.ranker.second_look import all_meanings

LOG_ODDS = ("most", "mean", "top", "third", "most_paid", "most_got")
SHARES = ("high_share", "value_share")
Row = tuple[str, str, str, int | None, str, bool]


@cache
def account_meanings() -> pl.DataFrame:
    """A row a name of ACCOUNT_LOOK_NAMES, as ``pipeline.features.meanings`` has it."""
    known = {row[0]: row for row in all_meanings().iter_rows()}
    rows = [
        *(_of_look(look, name) for look in LOOKS for name in OF_LOOK),
        ("payments", "its payments", "count", PERIOD_DAYS, "payments", True),
        *(_standing(name, known[f"sender_{name}"]) for name in STANDING),
        *((f"top_{name}", *known[name][1:4], "top", True) for name in OF_ROW),
        *(_of_alerts(name, told) for name, told in OF_ALERTS_TOLD.items()),
    ]
    found = pl.DataFrame(rows, all_meanings().schema, orient="row")
    assert tuple(found["name"]) == ACCOUNT_LOOK_NAMES
    return found


def _of_look(look: str, name: str) -> Row:
    unit = "log odds" if name in LOG_ODDS else "share" if name in SHARES else "count"
    told = f"{OF_LOOK[name]}, at {look} look"
    return f"{look}_{name}", told, unit, PERIOD_DAYS, "payments", True


def _standing(name: str, of_sender: Row) -> Row:
    told = of_sender[1].replace("sender: ", "")
    for ours, its in (
        ("the sender's", "its"),
        ("sender's", "its"),
        ("the sender", "it"),
    ):
        told = told.replace(ours, its)
    return f"account_{name}", told, of_sender[2], of_sender[3], "standing", True


def _of_alerts(name: str, told: str) -> Row:
    unit = "count" if name in COUNTS else "points"
    return name, told, unit, REMEMBERED_DAYS, "alerts", True
