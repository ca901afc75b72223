"""Make a world: ordinary life first, then schemes and look-alikes inside it."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.errors import ConfigError, ContractError
from synthetic_data.leavers import closed_on, silent_from
from synthetic_data.plan import Order, plan
from synthetic_data.planting import Instance, Site
from synthetic_data.randomness import ROW_BITS, part_code, stream
from synthetic_data.settings import Settings, check
from synthetic_data.truth import labels_table
from synthetic_data.world.calendar import DAY, Calendar
from synthetic_data.world.ids import name_all
from synthetic_data.world.ledger import transaction_ids, transactions_table
from synthetic_data.world.life import LIFE, shopping
from synthetic_data.world.payments import Payments, Scene, together
from synthetic_data.world.places import UNITS_OF_CURRENCY
from synthetic_data.world.populate import populate
from synthetic_data.world.population import Floats, Ints
from synthetic_data.world.registers import (
    accounts_table,
    parties_table,
)
from synthetic_data.world.relations_table import relations_table

SPARE = 1.2  # purchases drawn beyond need, for accounts that come or fall silent
LOST = 0.12  # of the rest, at most, for the same reason
LEAST_SHOPPING = 0.05  # a world without purchases would be no world
Numbers = NDArray[np.uint64]


@dataclass(frozen=True)
class World:
    """Tables as a source would deliver them, and the truth apart from them."""

    settings: Settings
    transactions: pl.DataFrame
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
    check(settings)
    orders = plan(settings)
    calendar = Calendar(settings.first_day, settings.months)
    population = populate(
        settings.seed, settings.persons, calendar.epoch // DAY, calendar.days
    )
    scene = Scene(population, calendar)
    life = {
        name: part(scene, stream(settings.seed, "life", name))
        for name, part in LIFE.items()
    }
    site = Site(scene, _turnover(list(life.values()), population.accounts.owner.size))
    planted = [_plant(settings, site, order) for order in orders]
    silent = silent_from(planted, scene, stream(settings.seed, "leavers"))
    payments, numbers = _ordinary(settings, scene, life, planted, silent)
    ids = name_all(settings.seed, population)
    parts = [part for instance in planted for part in instance.payments]
    every = together([payments, *parts])
    own = [_numbers(order, one) for order, one in zip(orders, planted, strict=True)]
    transaction_id = transaction_ids(settings.seed, np.concatenate([numbers, *own]))
    relations = [relation for instance in planted for relation in instance.relations]
    return World(
        settings=settings,
        transactions=transactions_table(
            every, transaction_id, population, calendar, ids
        ),
        accounts=accounts_table(
            population,
            ids,
            closed_on(scene, silent, every, stream(settings.seed, "closings")),
        ),
        parties=parties_table(settings.seed, population, ids),
        relations=relations_table(population, ids, relations),
        labels=labels_table(orders, planted, transaction_id.slice(numbers.size), ids),
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


def _ordinary(
    settings: Settings,
    scene: Scene,
    life: dict[str, Payments],
    planted: list[Instance],
    silent: Ints,
) -> tuple[Payments, Numbers]:
    """Ordinary payments that remain, with their numbers; purchases fill the world."""
    codes = [part_code(name) for name in (*life, "shopping")]
    if len(set(codes)) < len(codes):
        raise ContractError("two parts of ordinary life share a code; rename one")
    lived = sum(part.size for part in life.values())
    needed = settings.transactions - lived - sum(one.size for one in planted)
    if needed < LEAST_SHOPPING * settings.transactions:
        raise ConfigError(
            f"planted transactions leave room for {needed} purchases, fewer than "
            f"{LEAST_SHOPPING:.0%}. Lower base_rate or look_alike_rate, or raise "
            "payments_per_person_month by one"
        )
    wanted = round((settings.transactions - lived * (1 - LOST)) * SPARE) + 100
    rng = stream(settings.seed, "life", "shopping")
    bought = shopping(scene, rng, wanted)
    turn = stream(settings.seed, "thinning").random(bought.size)
    since = _alive_from(scene)
    kept, numbers = [], []
    for code, part in zip(codes, life.values(), strict=False):
        rows = np.flatnonzero(_alive(part, since, silent))
        kept.append(part.take(rows))
        numbers.append(_number(code, rows))
    needed = settings.transactions - sum(one.size for one in planted)
    needed -= sum(part.size for part in kept)
    rows = np.flatnonzero(_alive(bought, since, silent))
    if rows.size < needed:
        raise ContractError(f"{rows.size} purchases for {needed} places; raise SPARE")
    rows = np.sort(rows[np.argsort(turn[rows], kind="stable")[:needed]])
    kept.append(bought.take(rows))
    numbers.append(_number(codes[-1], rows))
    return together(kept), np.concatenate(numbers)


def _alive_from(scene: Scene) -> Ints:
    """For each account the time its ordinary life begins: a newcomer's later."""
    population = scene.population
    owner = population.accounts.owner
    person = (owner >= 0) & (owner < population.persons)
    arrived = population.arrived[np.where(person, owner, 0)]
    return np.where(person, arrived * DAY, 0)


def _alive(part: Payments, since: Ints, silent: Ints) -> NDArray[np.bool_]:
    begins = np.maximum(since[part.sender], since[part.receiver])
    ends = np.minimum(silent[part.sender], silent[part.receiver])
    return np.asarray((part.time >= begins) & (part.time < ends))


def _number(code: int, rows: NDArray[np.int64]) -> Numbers:
    return np.uint64(code << ROW_BITS) | rows.astype(np.uint64)


def _numbers(order: Order, instance: Instance) -> Numbers:
    """Numbers of an instance's rows: 20 bits for it, 20 for the row."""
    rows = np.arange(instance.size) + (order.number << 20)
    return _number(part_code(order.planting.name), rows)
