"""
What a scheme and a look-alike are, and how one occurrence of them is written down.

Both recruit accounts that already live an ordinary life: no account exists because of
what it is planted in, and nothing about an account, its id or its owner tells.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.schemas import FINANCING_STAGES, ROLES
from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.payments import Payments, Scene
from synthetic_data.world.population import Floats, Ints, Population

NO_STAGE = 255
STAGE = {stage: number for number, stage in enumerate(FINANCING_STAGES)}


@dataclass(frozen=True)
class Site:
    """Where an instance is planted: the scene, and what each account takes in there."""

    scene: Scene
    turnover: Floats  # dollars an account receives in ordinary life, whole period

    @property
    def population(self) -> Population:
        return self.scene.population

    @property
    def days(self) -> int:
        return self.scene.calendar.days


@dataclass
class Instance:
    """One planted occurrence, with its truth."""

    site: Site
    rng: np.random.Generator
    payments: list[Payments] = field(default_factory=list)
    stages: list[NDArray[np.uint8]] = field(default_factory=list)
    roles: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    relations: list[tuple[int, str, int, bool]] = field(default_factory=list)
    silent_from: dict[int, int] = field(default_factory=dict)  # account: time

    def add(self, payments: Payments, stage: str | None = None) -> Payments:
        number = NO_STAGE if stage is None else STAGE[stage]
        self.payments.append(payments)
        self.stages.append(np.full(payments.size, number, np.uint8))
        return payments

    def cast(
        self, accounts: ArrayLike, role: str | None = None, stage: str | None = None
    ) -> None:
        """
        Label ``accounts`` that make the shape; the first role given to one stands.

        Those who merely pay in (donors, customers, buyers) live ordinary lives.
        """
        if role is not None and role not in ROLES:
            raise KeyError(role)
        for account in np.atleast_1d(np.asarray(accounts)).tolist():
            self.roles.setdefault(int(account), (role, stage))

    def relate(self, a: int, relation: str, b: int, *, account: bool = False) -> None:
        """Party ``a`` stands in ``relation`` to party ``b``, or to account ``b``."""
        self.relations.append((int(a), relation, int(b), account))

    def silence(self, person: int, time: int) -> None:
        """Ordinary life of a person's own accounts ends: nothing goes in or out."""
        accounts = self.site.population.accounts
        for account in np.flatnonzero(accounts.owner == person).tolist():
            self.silent_from[account] = time

    @property
    def size(self) -> int:
        return sum(part.size for part in self.payments)


@dataclass(frozen=True, kw_only=True)
class Planting:
    """
    A scheme or a look-alike: its name, its size, and the function that plants one.

    ``plant(site, rng, size)`` makes about ``size`` transactions, between ``smallest``
    and ``largest``; it needs ``months`` of calendar. ``red_flags`` are those meant to
    see a scheme, or tempted by a look-alike; ``weight`` says how common it is.
    """

    name: str
    label: str  # scheme or look_alike
    smallest: int
    typical: int
    largest: int
    months: int
    red_flags: tuple[str, ...]
    plant: Callable[[Site, np.random.Generator, int], Instance]
    weight: float = 1.0  # how many instances, relative to the others
    asked_for: bool = False  # planted only where settings name it


def skewed(
    rng: np.random.Generator, low: float, typical: float, high: float, size: int
) -> Floats:
    """Triangular on a log scale; 0 < low <= typical <= high."""
    if low == high:
        return np.full(size, float(low))
    return np.asarray(
        np.exp(rng.triangular(np.log(low), np.log(typical), np.log(high), size)), float
    )


def whole(
    rng: np.random.Generator, low: int, typical: int, high: int, most: float
) -> int:
    """One skewed whole number, at least ``low`` and, above it, at most ``most``."""
    drawn = round(float(skewed(rng, low, typical, high, 1)[0]))
    return max(low, min(drawn, int(most)))


def recruit(rng: np.random.Generator, wanted: Ints, others: Ints, count: int) -> Ints:
    """``count`` distinct of ``wanted``, filled up from ``others`` where too few are."""
    first = rng.permutation(wanted)[:count]
    more = _without(others, first)
    return np.concatenate([first, rng.permutation(more)[: count - first.size]])


def _without(some: Ints, gone: Ints) -> Ints:
    """``setdiff1d`` of accounts or parties, for which a mask is cheaper."""
    there = np.zeros(1 + max(some.max(initial=0), gone.max(initial=0)), np.bool_)
    there[some] = True
    there[gone] = False
    return np.flatnonzero(there)


def span(
    rng: np.random.Generator, site: Site, low: int, typical: int, high: int
) -> tuple[int, int]:
    """First and last day of an instance, cut to the calendar with a margin."""
    length = min(whole(rng, low, typical, high, high), site.days - 12)
    start = int(rng.integers(2, site.days - length - 8))
    return start, start + length


def days_within(rng: np.random.Generator, first: int, last: int, size: int) -> Ints:
    """Sorted days, both ends possible."""
    return np.sort(rng.integers(first, max(first, last) + 1, size))


def later(
    rng: np.random.Generator,
    site: Site,
    time: Ints,
    hours: Floats,
    rhythm: str,
    account: Ints,
) -> Ints:
    """About ``hours`` after ``time``, at a usual hour of ``account``; never before."""
    wished = time + (hours * HOUR).astype(np.int64)
    day = np.minimum(wished // DAY, site.days - 1)
    usual = site.scene.at(rng, day, rhythm, account)
    soon = time + rng.integers(60, 2 * HOUR, time.size)
    last = site.days * DAY - 1
    return np.minimum(np.where(usual > time, usual, soon), last)
