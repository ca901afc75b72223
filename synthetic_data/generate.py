"""Make a world: ordinary life first, then schemes and look-alikes inside it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.errors import ContractError
from synthetic_data.commons import Shared, inhabitants, neighbours
from synthetic_data.district import District, districts
from synthetic_data.leavers import closed_on, silent_from
from synthetic_data.look_alikes import LOOK_ALIKES
from synthetic_data.noise import reported
from synthetic_data.ordinary import Numbers, number, ordinary
from synthetic_data.plan import Order, plan
from synthetic_data.planting import Instance, Site
from synthetic_data.possible import check
from synthetic_data.randomness import part_code, scrambled, stream
from synthetic_data.schemes import SCHEMES
from synthetic_data.settings import Settings
from synthetic_data.ties import known_before, ties
from synthetic_data.truth import labels_table
from synthetic_data.world.calendar import Calendar
from synthetic_data.world.ids import Ids, name_all
from synthetic_data.world.ledger import in_order, transaction_ids, transactions_table
from synthetic_data.world.life import LIFE, elsewhere
from synthetic_data.world.payments import Payments, Scene, together
from synthetic_data.world.places import UNITS_OF_CURRENCY
from synthetic_data.world.population import NOBODY, Floats, Population
from synthetic_data.world.registers import accounts_table, parties_table
from synthetic_data.world.relations_table import relations_table


@dataclass(frozen=True)
class World:
    """Tables as a source would deliver them, and the truth apart from them."""

    settings: Settings
    transactions: pl.DataFrame
    accounts: pl.DataFrame
    parties: pl.DataFrame
    relations: pl.DataFrame
    labels: pl.DataFrame
    reported: pl.DataFrame | None = None  # what was reported of it, where asked for


class Registers(NamedTuple):
    """What is known of a district beside its transactions; labels are the truth."""

    accounts: pl.DataFrame
    parties: pl.DataFrame
    relations: pl.DataFrame
    labels: pl.DataFrame


def generate(settings: Settings) -> World:
    """
    A world of exactly ``settings.transactions`` rows.

    Every part draws from a stream of its own: planting something removes purchases, but
    alters no row of ordinary life. Raises ConfigError for impossible settings.
    """
    parts = [Lived(district) for district in prepared(settings)]
    registers = [part.registers() for part in parts]
    tables = zip(*registers, strict=True)
    transactions = pl.concat([part.transactions() for part in parts])
    if len(parts) > 1:
        transactions = transactions.sort("booked_at", "transaction_id")
    accounts, parties, relations, labels = (pl.concat(table) for table in tables)
    told = None
    if settings.noisy:
        told = pl.concat(
            reported(
                *(part.district.settings, part.district.number),
                *(known.labels, known.accounts),
            )
            for part, known in zip(parts, registers, strict=True)
        )
    return World(settings, transactions, accounts, parties, relations, labels, told)


def prepared(settings: Settings) -> list[District]:
    """The districts of a possible world; ConfigError says what makes it one."""
    check(settings)
    names = (*LIFE, "elsewhere", "ties", "shopping", *SCHEMES, *LOOK_ALIKES)
    if len({part_code(name) for name in names}) < len(names):
        raise ContractError("two parts of the world share a code; rename one")
    return districts(settings, plan(settings))


class Lived:
    """A district that has lived through its months, its payments in order of time."""

    def __init__(self, district: District) -> None:
        self.district = district
        settings = district.settings
        self.calendar = Calendar(settings.first_day, settings.months)
        own, common = inhabitants(district, self.calendar)
        self.population, self.common, visitors = neighbours(
            district, self.calendar, own, common
        )
        scene = Scene(self.population, self.calendar)
        life = {
            name: part(scene, stream(settings.seed, "life", name))
            for name, part in LIFE.items()
        }
        if visitors is not None:
            life["ties"] = ties(scene, stream(settings.seed, "life", "ties"), visitors)
        bought = settings.transactions - sum(part.size for part in life.values())
        life["elsewhere"] = elsewhere(
            scene, stream(settings.seed, "life", "elsewhere"), [*life.values()], bought
        )
        received = _turnover(list(life.values()), self.population.accounts.owner.size)
        site = Site(scene, received)
        self.planted = [_plant(settings, site, order) for order in district.orders]
        silent = silent_from(self.planted, scene, stream(settings.seed, "leavers"))
        rest = ordinary(settings, scene, life, self.planted, silent, district.number)
        self.ids = _names(district, self.population, self.common)
        self._put_in_order(*rest)
        draw = stream(settings.seed, "closings")
        self.closed = closed_on(scene, silent, self.payments, draw)
        if visitors is not None:  # somebody elsewhere may still pay them
            known = known_before(district.world_seed, district.number, own)
            self.closed[known] = NOBODY

    def _put_in_order(self, rest: Payments, numbers: Numbers) -> None:
        """By time, then id, which has the order of its scrambled number."""
        own = [
            _numbers(order, one)
            for order, one in zip(self.district.orders, self.planted, strict=True)
        ]
        parts = [part for instance in self.planted for part in instance.payments]
        every = together([rest, *parts])
        seed = self.district.world_seed
        names = scrambled(seed, "transaction", np.concatenate([numbers, *own]))
        self.planted_names = names[numbers.size :].copy()
        order = in_order(every.time, names)
        self.payments, self.names = every.take(order), names[order]

    def transactions(self, first: int = 0, past: int | None = None) -> pl.DataFrame:
        """Those at the places from ``first`` to before ``past``."""
        rows = slice(first, past)
        return transactions_table(
            self.payments.take(rows),
            transaction_ids(self.names[rows]),
            self.population,
            self.calendar,
            self.ids,
        )

    def registers(self) -> Registers:
        """Without what another district has already told."""
        seed = self.district.settings.seed
        accounts = accounts_table(self.population, self.ids, self.closed)
        parties = parties_table(seed, self.population, self.ids)
        told = self.ids.account.filter(pl.Series(self.common.account != NOBODY))
        met = self.ids.party.head(self.population.parties)
        met = met.filter(pl.Series(self.common.party != NOBODY))
        planted = [tie for instance in self.planted for tie in instance.relations]
        return Registers(
            accounts.filter(~pl.col("account_id").is_in(told.implode())),
            parties.filter(~pl.col("party_id").is_in(met.implode())),
            relations_table(self.population, self.ids, planted),
            labels_table(
                *(self.district.orders, self.planted),
                *(transaction_ids(self.planted_names), self.ids),
            ),
        )


def _names(district: District, population: Population, common: Shared) -> Ids:
    return name_all(
        *(district.world_seed, population, district.number),
        *(common.account, common.party),
    )


def _plant(settings: Settings, site: Site, order: Order) -> Instance:
    name = order.planting.name
    rng = stream(settings.seed, order.planting.label, name, order.number)
    return order.planting.plant(site, rng, order.size)


def _turnover(parts: list[Payments], accounts: int) -> Floats:
    """Dollars each account receives."""
    received = np.zeros(accounts)
    for part in parts:
        dollars = part.minor / 100 / UNITS_OF_CURRENCY[part.currency]
        received += np.bincount(part.receiver, dollars, accounts)
    return received


def _numbers(order: Order, instance: Instance) -> Numbers:
    """Numbers of an instance's rows: 20 bits for it, 20 for the row."""
    rows = np.arange(instance.size) + (order.number << 20)
    return number(part_code(order.planting.name), rows)
