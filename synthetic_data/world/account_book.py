"""Accounts in the order they are opened, and what banks note of each."""

import numpy as np

from pipeline.schemas import SERVICES
from synthetic_data.world.places import COUNTRIES, UNITS
from synthetic_data.world.population import (
    KIND,
    NO_REGISTER,
    NO_SERVICE,
    Accounts,
    Codes,
    Floats,
    Ints,
)

BANKS = np.array([country.banks for country in COUNTRIES])


class AccountBook:
    def __init__(self, rng: np.random.Generator, today: int) -> None:
        self.rng = rng
        self.today = today
        self.parts: list[Accounts] = []
        self.size = 0

    def open(
        self,
        owner: Ints,
        kind: Codes | str,
        country: Codes,
        income: object = np.nan,
        *,
        service: Codes | str | None = None,
        registered: Codes | int = NO_REGISTER,
        limit: Floats | None = None,
    ) -> Ints:
        count = owner.size
        if service is None:
            service = np.full(count, NO_SERVICE, np.uint8)
        elif isinstance(service, str):
            service = np.full(count, SERVICES.index(service), np.uint8)
        if isinstance(kind, str):
            kind = np.full(count, KIND[kind], np.uint8)
        bank = (self.rng.random(count) ** 1.6 * BANKS[country]).astype(np.uint8)
        age = 30 + self.rng.gamma(1.3, 1600, count).astype(np.int64)
        limited = np.flatnonzero(self.rng.random(count) < 0.35)
        if limit is None:
            limit = np.full(count, np.nan)
        if kind.size and kind[0] == KIND["personal"]:
            steps = self.rng.integers(1, 12, limited.size)
            limit[limited] = np.round(steps * 500 * UNITS[country[limited]], -1)
        self.parts.append(
            Accounts(
                *(owner, kind, country, bank, self.today - age, service),
                np.broadcast_to(np.asarray(registered, np.uint8), (count,)),
                *(np.broadcast_to(np.asarray(income, float), (count,)), limit),
            )
        )
        first, self.size = self.size, self.size + count
        return np.arange(first, self.size)

    def close(self) -> Accounts:
        return Accounts(
            *(np.concatenate(column) for column in zip(*self.parts, strict=True))
        )
