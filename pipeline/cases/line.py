"""
The line that makes a case of a group of alerts: one place for all who ask.

How much a group is worth: of each red flag the alert worth most counts, plus half as
much again each time the accounts double that raise it; a family that counts once counts
by its best alert. Their sum is lowered where the evidence is little of what the
accounts moved (``material``), and becomes a priority from 0 to 100.
"""

from collections.abc import Iterable
from math import exp, log2
from typing import NamedTuple

from pipeline.cases.settings import Settings
from pipeline.priority import CAPPED_FAMILIES, GRAIN

UNIT = 2**20  # parts of a point of worth: sums of integers do not depend on order
PER_DOUBLING = 0.5
POINTS = 3  # of worth, that go all but 1/e of the way from 0 to 100


class Told(NamedTuple):
    """What of an alert the line looks at; see ``pipeline.cases.worth``."""

    red_flag: str
    family: str
    motif: bool
    strength: float
    account: int  # that it speaks about
    worth: int  # in UNITs
    material: float  # of the group, the same for all its alerts


def priority_of(alerts: Iterable[Told]) -> float:
    """From 0 to below 100, a multiple of GRAIN; more alerts never make it less."""
    best: dict[str, int] = {}
    raising: dict[str, set[int]] = {}
    material = 1.0
    for alert in alerts:
        capped = alert.family in CAPPED_FAMILIES
        name = alert.family if capped else alert.red_flag
        best[name] = max(alert.worth, best.get(name, 0))
        accounts = raising.setdefault(name, set())
        accounts.add(0 if capped else alert.account)
        material = alert.material
    total = sum(
        round(worth * (1 + PER_DOUBLING * log2(len(raising[name]))))
        for name, worth in best.items()
    )
    certainty = 1 - exp(-material * total / (POINTS * UNIT))
    return round(100 * certainty / GRAIN) * GRAIN


def suffices(alerts: Iterable[Told], settings: Settings) -> bool:
    """Whether a red flag that makes a case alone is among them, strongly enough."""
    return any(
        alert.red_flag in settings.sufficient_red_flags
        and alert.strength >= settings.min_sufficient_strength
        for alert in alerts
    )


def makes_case(alerts: Iterable[Told], settings: Settings) -> bool:
    """
    ``min_priority`` with a motif and ``min_families`` families, or without a motif but
    of ``min_families_alone``; or a sufficient red flag.

    A group that is over the line stays so, whatever is added.
    """
    listed = list(alerts)
    if suffices(listed, settings):
        return True
    motif = any(alert.motif for alert in listed)
    alone = max(settings.min_families, settings.min_families_alone)
    least = settings.min_families if motif else alone
    families = {alert.family for alert in listed}
    return len(families) >= least and priority_of(listed) >= settings.min_priority
