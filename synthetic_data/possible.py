"""Impossible wishes are refused before any work, with the change that mends them."""

from math import ceil

import msgspec
import numpy as np

from pipeline.errors import ConfigError
from synthetic_data.look_alikes import LOOK_ALIKES
from synthetic_data.schemes import SCHEMES
from synthetic_data.settings import Settings
from synthetic_data.world.places import CODES, COUNTRIES

LEAST_PERSONS = 150  # below, some country has too few people to fill a scheme
LIVED = 6.9  # payments a person and month other than purchases, at most; measured
LEAST_SHOPPING = 0.05  # a world without purchases would be no world
LEAST_PEOPLE = 4  # of a country in a district
LEAST_SHARE = 0.01  # of the persons, where that is more


def check(settings: Settings) -> None:
    """
    Raises ConfigError with the smallest change that makes the settings possible.

    Ranges are checked here too, for settings that were not read from a file.
    """
    try:
        msgspec.convert(msgspec.to_builtins(settings), Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"world settings: {error}") from error
    if settings.first_day.day != 1:
        raise ConfigError(
            f"first_day {settings.first_day} is not the first day of a month; "
            f"use {settings.first_day.replace(day=1)}"
        )
    if not 1990 <= settings.first_day.year <= 2060:
        raise ConfigError(
            f"first_day {settings.first_day} is outside 1990 to 2060; move it inside"
        )
    for kind, chosen, known in (
        ("schemes", settings.schemes, SCHEMES),
        ("look_alikes", settings.look_alikes, LOOK_ALIKES),
    ):
        unknown = sorted(set(chosen) - set(known))
        if unknown:
            raise ConfigError(
                f"{kind}: {', '.join(unknown)} unknown; known are {', '.join(known)}"
            )
        if len(set(chosen)) < len(chosen):
            raise ConfigError(f"{kind}: a name stands twice; name each once")
    absent = sorted(
        set(settings.instances) - set(settings.schemes) - set(settings.look_alikes)
    )
    if absent:
        raise ConfigError(
            f"instances: {', '.join(absent)} is not planted; add it to schemes or "
            "look_alikes, or take it out of instances"
        )
    _check_size(settings)
    _check_countries(settings)
    _check_room(settings)


def _persons_of_district(settings: Settings) -> float:
    return settings.persons / ceil(settings.transactions / settings.district)


def _check_size(settings: Settings) -> None:
    a_month = settings.payments_per_person_month
    needed = ceil(LEAST_PERSONS * settings.months * a_month)
    months = int(settings.transactions / (LEAST_PERSONS * a_month))
    shorter = f", or lower months to {months}" if months >= 2 else ""
    if settings.persons < LEAST_PERSONS:
        raise ConfigError(
            f"{settings.transactions} transactions in {settings.months} months are the "
            f"life of {settings.persons} persons; a world needs {LEAST_PERSONS}. Raise "
            f"transactions to {needed}{shorter}"
        )
    if (persons := int(_persons_of_district(settings))) < LEAST_PERSONS:
        raise ConfigError(
            f"a district of {settings.district} transactions is the life of {persons} "
            f"persons; it needs {LEAST_PERSONS}. Raise district to {2 * needed}"
        )


def _check_room(settings: Settings) -> None:
    """Planted transactions take the place of purchases, and some must remain."""
    planted = settings.base_rate + settings.look_alike_rate
    room = 1 - LEAST_SHOPPING - LIVED / settings.payments_per_person_month
    if planted <= room:
        return
    most = int(1000 * (room - settings.base_rate)) / 1000
    lower = f"look_alike_rate to {most:g}" if most > 0 else f"both to {room / 2:.3f}"
    needed = ceil(10 * LIVED / (1 - LEAST_SHOPPING - planted)) / 10
    raise ConfigError(
        f"base_rate and look_alike_rate ask for {planted:.1%} of the transactions; "
        f"beside {LIVED:g} payments a person and month, and purchases, there is room "
        f"for {room:.1%}. Lower {lower}, or raise payments_per_person_month to "
        f"{needed:g}"
    )


def _check_countries(settings: Settings) -> None:
    unknown = sorted(set(settings.countries) - set(CODES))
    if unknown:
        raise ConfigError(
            f"countries: {', '.join(unknown)} unknown; known are {', '.join(CODES)}"
        )
    named = sum(settings.countries.values())
    least = settings.shares[int(np.argmin(settings.shares))]
    if named > 1 or (named < 0.999 and len(settings.countries) == len(CODES)):
        raise ConfigError(
            f"countries: the shares add up to {named:.3g}; multiply each by "
            f"{1 / named:.3g}"
        )
    needed = max(LEAST_SHARE, LEAST_PEOPLE / _persons_of_district(settings))
    if settings.countries and least < needed:
        land = CODES[settings.shares.index(least)]
        if land in settings.countries:
            change = f"Raise {land} to {ceil(1000 * needed) / 1000}"
        else:
            factor = int(1000 * _factor(settings, needed)) / 1000
            change = f"Multiply each by {factor}"
        raise ConfigError(
            f"countries: {land} is left with {least:.2%} of the persons; a country "
            f"needs {needed:.2%} to live on. {change}"
        )


def _factor(settings: Settings, needed: float) -> float:
    """By how much to lower the named shares, so that the smallest other one lives."""
    usual = {c.code: c.share for c in COUNTRIES if c.code not in settings.countries}
    rest = needed * sum(usual.values()) / min(usual.values())
    return (1 - rest) / sum(settings.countries.values())
