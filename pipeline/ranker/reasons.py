"""Why a ranker puts a payment or an account where it does: TreeSHAP, in points."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.priority import GRAIN
from pipeline.ranker import boosters
from pipeline.ranker.account_meanings import account_meanings
from pipeline.ranker.ranker import Ranker
from pipeline.ranker.second_look import all_meanings
from pipeline.schemas import CHANNELS

if TYPE_CHECKING:
    from lightgbm import Booster

TOLD = 2  # measures that a group of features is told by
GROUPS = {
    "payment": "the payment itself",
    "pair": "what the two did with each other before",
    "source": "where its money came from",
    "facts": "what is said of it and of its accounts",
    "amount": "its amount beside what is usual for its ends",
    "sender": "what its sender got and paid before",
    "receiver": "what its receiver got and paid before",
    "neighbours": "those whom its ends deal with",
    "first look": "payments around it that looked like those labelled",
}
ACCOUNT_GROUPS = {
    "payments": "its payments of a month",
    "top": "the payment of that month most like those labelled",
    "standing": "what it had received and paid by then",
    "alerts": "what alerts known by then gave it",
}
Floats = NDArray[np.float32]
Reason = dict[str, Any]


def payment_reasons(
    ranker: Ranker, values: Floats, grains: NDArray[np.int64]
) -> list[list[Reason]]:
    """Of payments: see ``reasons_of``; ``values`` of OF_ROW."""
    return reasons_of(ranker.trees[1], all_meanings(), GROUPS, values, grains)


def account_reasons(
    ranker: Ranker, values: Floats, grains: NDArray[np.int64]
) -> list[list[Reason]]:
    """Of accounts in a month: see ``reasons_of``; ``values`` of ACCOUNT_LOOK_NAMES."""
    told = account_meanings()
    return reasons_of(ranker.trees[2], told, ACCOUNT_GROUPS, values, grains)


def reasons_of(
    trees: "Booster",
    told: pl.DataFrame,
    groups: Mapping[str, str],
    values: Floats,
    grains: NDArray[np.int64],
) -> list[list[Reason]]:
    """
    Of each row of ``values`` what raises it, in points that add up to its ``grains``.

    Columns, whose meanings are ``told``, come in ``groups``. The groups whose
    contributions together raise the row own each its share of the priority, rounded
    down to a grain; the largest takes what is left. Largest first, then as
    ``groups``: group, sentence, points of each.
    """
    parts = boosters.contributions(trees, values)[:, :-1]
    members = {group: np.flatnonzero(told["about"] == group) for group in groups}
    meanings = told.rows(named=True)
    return [
        _reasons(meanings, members, groups, parts[at], values[at], int(total))
        for at, total in enumerate(grains)
    ]


def _reasons(
    told: list[dict[str, Any]],
    members: Mapping[str, NDArray[np.int64]],
    groups: Mapping[str, str],
    parts: NDArray[np.float64],
    values: Floats,
    grains: int,
) -> list[Reason]:
    raises = np.array([max(parts[each].sum(), 0.0) for each in members.values()])
    if grains <= 0 or raises.sum() <= 0:
        return []
    points = (grains * (raises / raises.sum())).astype(np.int64)
    points[np.argmax(points)] += grains - points.sum()
    names = list(groups)
    found = []
    for place in np.argsort(-points, kind="stable"):
        if not points[place]:
            break
        group = names[place]
        best = members[group][np.argsort(-parts[members[group]], kind="stable")[:TOLD]]
        measured = [sentence(told[at], values[at]) for at in best if parts[at] > 0]
        found.append(
            {
                "group": group,
                "sentence": f"{groups[group]} ({'; '.join(measured)})",
                "points": int(points[place]) * GRAIN,
            }
        )
    return found


def sentence(meaning: dict[str, Any], value: float) -> str:
    """What was measured, over which days, and the figure; no id, no name."""
    window = f", {meaning['window_days']} days" if meaning["window_days"] else ""
    return f"{meaning['meaning']}{window}: {_figure(meaning['unit'], value)}"


def _figure(unit: str, value: float) -> str:
    if np.isnan(value):
        return "not known, or none before"
    if unit == "category":
        return CHANNELS[int(value)]
    if unit == "0 or 1":
        return "yes" if value else "no"
    forms = {
        "cents": f"{value / 100:,.0f} of the base currency",
        "share": f"{value:.0%}",
        "count": f"{value:,.0f}",
        "points": f"{value:,.2f} points",
    }
    return forms.get(unit, f"{value:,.1f} {unit}")
