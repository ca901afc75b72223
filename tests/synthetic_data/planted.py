"""Instances planted straight into a small world, and red flags run on whole worlds."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import polars as pl

from pipeline.red_flags import RED_FLAGS
from pipeline.red_flags.red_flag import Ledger
from pipeline.schemas import FINANCING_STAGES
from synthetic_data import Settings, World, generate
from synthetic_data.planting import NO_STAGE, Instance, Planting, Site
from synthetic_data.randomness import stream
from synthetic_data.world.calendar import DAY, Calendar
from synthetic_data.world.life import LIFE
from synthetic_data.world.payments import CHANNEL, Scene, together
from synthetic_data.world.places import CODES, CURRENCIES, UNITS_OF_CURRENCY
from synthetic_data.world.populate import populate
from tests.red_flags.ledgers import from_tables

LISTS = ("names", "addresses", "phones", "devices", "programme_countries")
WAYS = {number: channel for channel, number in CHANNEL.items()}


@cache
def site(seed: int = 7, transactions: int = 60_000) -> Site:
    settings = Settings(seed=seed, transactions=transactions)
    calendar = Calendar(settings.first_day, settings.months)
    population = populate(seed, settings.persons, calendar.epoch // DAY, calendar.days)
    scene = Scene(population, calendar)
    life = [part(scene, stream(seed, "life", name)) for name, part in LIFE.items()]
    received = np.zeros(population.accounts.owner.size)
    for part in life:
        dollars = part.minor / 100 / UNITS_OF_CURRENCY[part.currency]
        received += np.bincount(part.receiver, dollars, received.size)
    return Site(scene, received)


def several(planting: Planting, size: int = 0, count: int = 12) -> Iterator[Instance]:
    """Instances of ``size``, by default the usual one."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        yield planting.plant(site(), rng, size or planting.typical)


def table(instance: Instance) -> pl.DataFrame:
    """Payments in time order: time, sender, receiver, dollars, channel, stage, …"""
    paid = together(instance.payments)
    country = instance.site.population.accounts.country
    stage = [
        None if number == NO_STAGE else FINANCING_STAGES[number]
        for number in np.concatenate(instance.stages)
    ]
    return pl.DataFrame(
        {
            "time": paid.time,
            "day": paid.time // DAY,
            "sender": paid.sender,
            "receiver": paid.receiver,
            "dollars": paid.minor / 100 / UNITS_OF_CURRENCY[paid.currency],
            "channel": [WAYS[number] for number in paid.channel.tolist()],
            "stage": stage,
            "conductor": paid.conductor,
            "from": [CODES[number] for number in country[paid.sender]],
            "to": [CODES[number] for number in country[paid.receiver]],
        }
    ).sort("time", maintain_order=True)


def cast(instance: Instance, role: str | None) -> list[int]:
    return [who for who, (played, _) in instance.roles.items() if played == role]


def world_of(
    *names: str, kind: str = "schemes", count: int = 3, **more: object
) -> World:
    """A world with nothing planted but ``count`` of each of ``names``."""
    wanted = {"instances": dict.fromkeys(names, count), kind: names, **more}
    none = {"look_alike_rate": 0.0} if kind == "schemes" else {"base_rate": 0.0}
    return generate(Settings(**(none | wanted)))  # type: ignore[arg-type] # by name


def ledger_of(world: World) -> Ledger:
    """What red flags read; sums are valued at the world's own price level."""
    units = {code: UNITS_OF_CURRENCY[n] for n, code in enumerate(CURRENCIES)}
    cents = (
        pl.col("amount").cast(pl.Float64)
        * 100
        / pl.col("currency")
        .cast(pl.String)
        .replace_strict(units, return_dtype=pl.Float64)
    )
    return from_tables(
        world.transactions.with_columns(value_cents=cents.round().cast(pl.Int64)),
        world.accounts,
        world.parties.with_columns(
            pl.col(column).str.split("|")
            for column, kind in world.parties.schema.items()
            if kind == pl.String and column in LISTS
        ).drop("dates", "identifiers"),
        world.relations,
        "USD",
    )


def instances_seen(world: World, red_flag: str) -> set[str]:
    """Instances of which the alerts of ``red_flag`` hold two transactions or more."""
    flag = RED_FLAGS[red_flag]
    ledger = ledger_of(world)
    assert flag.untestable(ledger) is None
    alerts = flag.detect(ledger, flag.thresholds()).alerts
    rows = alerts.select(pl.col("rows").explode()).to_series().drop_nulls()
    shown = ledger.column("transaction_id").gather(rows.unique())
    hits = world.labels.filter(pl.col("subject_id").is_in(shown.implode()))
    count = hits.group_by("instance").len().filter(pl.col("len") >= 2)
    return set(count["instance"])
