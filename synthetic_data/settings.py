"""What kind of world to make."""

from datetime import date
from typing import Annotated

import msgspec

from synthetic_data.look_alikes import LOOK_ALIKES
from synthetic_data.schemes import SCHEMES
from synthetic_data.world.places import COUNTRIES

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
    countries: Annotated[
        dict[str, Annotated[float, msgspec.Meta(gt=0, le=1)]],
        msgspec.Meta(
            description="Shares of the persons who live in a country, where not the "
            "usual ones; those not named shrink or grow to fill the rest."
        ),
    ] = msgspec.field(default_factory=dict)
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
    ] = tuple(name for name, scheme in SCHEMES.items() if not scheme.asked_for)
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

    @property
    def shares(self) -> tuple[float, ...]:
        """Of the persons, by country, in the order of COUNTRIES."""
        usual = {country.code: country.share for country in COUNTRIES}
        rest = sum(share for code, share in usual.items() if code not in self.countries)
        left = 1 - sum(self.countries.values())
        return tuple(
            self.countries.get(code, share * left / rest if rest else 0.0)
            for code, share in usual.items()
        )
