"""
Genuine appeal: gifts pour in after a disaster, then go to suppliers and relief abroad.

Mimics:   charity diversion and low-value collection (schemes 02, 04).
Ranges:   ../shared/schemes/look_alikes.csv, disaster_appeal: a third of two weeks'
          gifts on the first day, gifts around 20 pounds, up to 180 days, most of the
          money to a neighbour of the conflict. A village appeal is a thousandth of the
          published totals.
Tells:    spending for months on known suppliers, a known partner abroad, little cash.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed, whole
from synthetic_data.world.calendar import days_by_weight
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import log_normal
from synthetic_data.world.places import NUMBER, WAGES

HOMES, NEIGHBOURS = ("DE", "GB", "FR", "US"), ("TR", "PK", "KE")
GIVEN = 0.82  # of the rows; the rest is spending
HALF_LIFE_DAYS = 6.0


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    country = NUMBER[HOMES[rng.integers(len(HOMES))]]
    there = NUMBER[NEIGHBOURS[rng.integers(len(NEIGHBOURS))]]
    causes = population.firms_in(country, "charity")
    charity = int(by_weight(rng, population.firms, causes, 1)[0])
    here = population.persons_in(country)
    gifts = round(GIVEN * size)
    donors = recruit(rng, here, here, min(here.size, round(gifts * 0.8)))
    length = min(whole(rng, 14, 120, 180, 180), site.days - 20)
    start = int(rng.integers(3, site.days - length - 10))
    payer = donors[rng.integers(0, donors.size, gifts)]
    payer[: donors.size] = donors[:gifts]
    fading = 0.5 ** (np.arange(length) / HALF_LIFE_DAYS) + 0.01
    fading[0] *= 3.0  # a third of the first two weeks on the first day
    day = start + days_by_weight(rng, fading, gifts)
    wealth = WAGES[country] / WAGES[0]
    amount = scene.local(wealth * log_normal(rng, 22.0, 0.9, gifts), payer)
    amount = np.where(rng.random(gifts) < 0.8, np.maximum(5, np.round(amount)), amount)
    time = scene.at(rng, day, "evening", payer)
    for rows, way in zip(
        np.array_split(rng.permutation(gifts), 3),
        ("transfer", "card", "instant"),
        strict=True,
    ):
        instance.add(
            scene.pay(
                *(rng, time[rows], payer[rows], charity, amount[rows], way, "gift")
            )
        )
    raised = float(amount.sum()) / float(scene.local(1.0, charity))
    _spend(instance, charity, there, raised, start, size - gifts)
    instance.cast(charity)
    return instance


def _spend(
    instance: Instance,
    charity: int,
    there: int,
    raised: float,
    start: int,
    payments: int,
) -> None:
    """Relief through a partner near the disaster, and suppliers at home, for months."""
    site, rng = instance.site, instance.rng
    scene, population = site.scene, site.population
    home = int(population.accounts.country[charity])
    partner = int(rng.choice(population.firms_in(there, "charity")))
    suppliers = population.firms_in(home, "wholesale", "services", "pharmacy")
    abroad = max(1, round(payments * 0.45))
    share = float(skewed(rng, 0.3, 0.8, 1.0, 1)[0])
    weights = skewed(rng, 0.4, 1.0, 2.5, payments)
    weights[:abroad] *= share / weights[:abroad].sum()
    weights[abroad:] *= (1 - share) / max(float(weights[abroad:].sum()), 1e-9)
    dollars = np.maximum(raised * 0.95 * weights, 5.0)
    day = np.sort(rng.integers(start + 3, min(start + 160, site.days - 1), payments))
    payer = np.full(payments, charity)
    time = scene.at(rng, day, "office", payer)
    rows = rng.permutation(payments)
    out, kept = rows[:abroad], rows[abroad:]
    to = np.full(out.size, partner)
    instance.add(
        wire_abroad(scene, rng, payer[out], to, time[out], dollars[out], "project")
    )
    amount = scene.local(dollars[kept], payer[kept])
    supplier = suppliers[rng.integers(0, suppliers.size, kept.size)]
    instance.add(
        scene.pay(rng, time[kept], charity, supplier, amount, "transfer", "invoice")
    )
    instance.cast(partner)


PLANTING = Planting(
    name="genuine_appeal",
    label="look_alike",
    smallest=60,
    typical=220,
    largest=5_000,
    months=3,
    red_flags=("TF-NPO-01", "TF-FLOW-01", "TF-FLOW-02"),
    plant=plant,
)
