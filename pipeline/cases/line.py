"""The line that makes a case of a group of alerts: one place for all who ask."""

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.cases.settings import Settings


class Told(NamedTuple):
    """What of an alert the line looks at."""

    red_flag: str
    family: str
    motif: bool
    weight: float
    strength: float


def makes_case(alerts: Iterable[Told], settings: Settings) -> bool:
    """
    A motif and ``min_families`` families or enough weight, or a sufficient red flag.

    Weight is the noisy-or of the strongest alert of each red flag, of which there must
    be two. A group that is over the line stays so, whatever is added.
    """
    families, motif = set(), False
    strongest: dict[str, float] = {}
    for alert in alerts:
        if (
            alert.red_flag in settings.sufficient_red_flags
            and alert.strength >= settings.min_sufficient_strength
        ):
            return True
        families.add(alert.family)
        motif |= alert.motif
        strongest[alert.red_flag] = max(
            alert.weight, strongest.get(alert.red_flag, 0.0)
        )
    if not motif:
        return False
    doubt = 1.0
    for red_flag in sorted(strongest):
        doubt *= 1 - strongest[red_flag]
    heavy = len(strongest) > 1 and 1 - doubt >= settings.min_weight_of_one_family
    return heavy or len(families) >= settings.min_families
