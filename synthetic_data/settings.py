"""What kind of world to make; impossible wishes are refused before any work."""

from datetime import date
from math import ceil
from typing import Annotated

import msgspec

from pipeline.errors import ConfigError
from synthetic_data.look_alikes import LOOK_ALIKES
from synthetic_data.schemes import SCHEMES

LEAST_PERSONS = 150  # below, some country has too few people to fill a scheme
LIVED = 6.9  # payments a person and month other than purchases, at most; measured
LEAST_SHOPPING = 0.05  # a world without purchases would be no world
Share = Annotated[float, msgspec.Meta(ge=0, le=0.2)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Same settings, same bytes."""

    transactions: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            le=100_000_000,
            description="Rows of the world. 100,000 is a demo that runs in seconds.",
        ),
    ] = 100_000
    seed: Annotated[
        int, msgspec.Meta(ge=0, description="Another seed, another world.")
    ] = 7
    district: Annotated[
        int,
        msgspec.Meta(
            ge=20_000,
            le=5_000_000,
            description="Rows that one community makes; a larger world has several. "
            "Memory follows it: some 0.5 GB a worker for a million.",
        ),
    ] = 1_000_000
    first_day: Annotated[
        date, msgspec.Meta(description="The first day of a month; time runs from here.")
    ] = date(2024, 1, 1)
    months: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            le=60,
            description="Length. Schemes are slow: most last most of a year.",
        ),
    ] = 12
    payments_per_person_month: Annotated[
        float,
        msgspec.Meta(
            ge=8.5,
            le=60,
            description="Decides how many persons there are. One bank sees a part of "
            "what people pay: 3.3 items an account in PKDD'99, 48 in the US diary.",
        ),
    ] = 10.0
    base_rate: Annotated[
        Share,
        msgspec.Meta(
            description="Share of transactions that belong to schemes. 0.005 is far "
            "above life, so that a demo has something to find."
        ),
    ] = 0.005
    look_alike_rate: Annotated[
        Share,
        msgspec.Meta(
            description="Share of transactions that belong to planted look-alikes; "
            "lawful twins outnumber schemes."
        ),
    ] = 0.04
    unreported: Annotated[
        Annotated[float, msgspec.Meta(ge=0, le=1)] | None,
        msgspec.Meta(
            description="Share of scheme instances missing from reported.parquet, the "
            "noisy labels beside the true ones. Unset: there is no such file."
        ),
    ] = None
    wrongly_reported: Annotated[
        Annotated[float, msgspec.Meta(ge=0, le=1)] | None,
        msgspec.Meta(
            description="Share of look-alikes and of lawful customers' accounts that "
            "reported.parquet holds all the same."
        ),
    ] = None
    schemes: Annotated[
        tuple[str, ...], msgspec.Meta(description="Which schemes to plant.")
    ] = tuple(SCHEMES)
    look_alikes: Annotated[
        tuple[str, ...], msgspec.Meta(description="Which look-alikes to plant.")
    ] = tuple(LOOK_ALIKES)
    instances: Annotated[
        dict[str, Annotated[int, msgspec.Meta(ge=1)]],
        msgspec.Meta(
            description="How many of a scheme or look-alike; where one is not named, "
            "as many of usual size as its rate allows."
        ),
    ] = msgspec.field(default_factory=dict)

    @property
    def noisy(self) -> bool:
        """Whether reports are wanted beside the truth."""
        return self.unreported is not None or self.wrongly_reported is not None

    @property
    def persons(self) -> int:
        return round(self.transactions / (self.months * self.payments_per_person_month))


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
    _check_room(settings)


def _check_size(settings: Settings) -> None:
    if settings.persons >= LEAST_PERSONS:
        return
    a_month = settings.payments_per_person_month
    needed = ceil(LEAST_PERSONS * settings.months * a_month)
    months = int(settings.transactions / (LEAST_PERSONS * a_month))
    shorter = f", or lower months to {months}" if months >= 2 else ""
    raise ConfigError(
        f"{settings.transactions} transactions in {settings.months} months are the "
        f"life of {settings.persons} persons; a world needs {LEAST_PERSONS}. Raise "
        f"transactions to {needed}{shorter}"
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
