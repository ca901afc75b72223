"""Why a ranker puts a payment where it does: TreeSHAP in words, in points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.priority import GRAIN
from pipeline.ranker import boosters
from pipeline.ranker.ranker import Ranker
from pipeline.ranker.second_look import all_meanings
from pipeline.schemas import CHANNELS

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
Floats = NDArray[np.float32]
Reason = dict[str, Any]


def reasons_of(
    ranker: Ranker, values: Floats, grains: NDArray[np.int64]
) -> list[list[Reason]]:
    """
    Of each row of ``values`` what raises it, in points that add up to its ``grains``.

    Features are told in GROUPS. The groups whose contributions together raise the row
    own each its share of the priority, rounded down to a grain; the largest takes what
    is left. Largest first, then as GROUPS: group, sentence, points of each.
    """
    told = all_meanings()
    parts = boosters.contributions(ranker.trees[1], values)[:, :-1]
    members = [np.flatnonzero(told["about"] == group) for group in GROUPS]
    return [
        _reasons(told.rows(named=True), members, parts[at], values[at], int(total))
        for at, total in enumerate(grains)
    ]


def _reasons(
    told: list[dict[str, Any]],
    members: list[NDArray[np.int64]],
    parts: NDArray[np.float64],
    values: Floats,
    grains: int,
) -> list[Reason]:
    raises = np.array([max(parts[each].sum(), 0.0) for each in members])
    if grains <= 0 or raises.sum() <= 0:
        return []
    points = (grains * (raises / raises.sum())).astype(np.int64)
    points[np.argmax(points)] += grains - points.sum()
    names = list(GROUPS)
    found = []
    for group in np.argsort(-points, kind="stable"):
        if not points[group]:
            break
        best = members[group][np.argsort(-parts[members[group]], kind="stable")[:TOLD]]
        measured = [sentence(told[at], values[at]) for at in best if parts[at] > 0]
        found.append(
            {
                "group": names[group],
                "sentence": f"{GROUPS[names[group]]} ({'; '.join(measured)})",
                "points": int(points[group]) * GRAIN,
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
    }
    return forms.get(unit, f"{value:,.1f} {unit}")
