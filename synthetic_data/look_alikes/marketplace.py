"""
Marketplace: buyers pay one platform, which pays its sellers every week less a fee.

Mimics:   gather-scatter and collection (schemes 09, 16).
Ranges:   ../shared/schemes/look_alikes.csv, marketplace_payouts: items of 5-80 dollars
          around 22, a December of 1.4-1.8 average months, payouts weekly (judgement).
Tells:    one platform, many small sales, refunds and fees.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed
from synthetic_data.world.calendar import DAY, days_by_weight
from synthetic_data.world.places import NUMBER

HOMES = ("DE", "GB", "US", "FR")
SOLD, REFUNDED, FEE = 0.66, 0.05, 0.09  # of the rows; of the sales; of the price


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    country = NUMBER[HOMES[rng.integers(len(HOMES))]]
    platform = int(rng.choice(population.firms_in(country, "online")))
    here = population.persons_in(country)
    sales = round(SOLD * size)
    sellers = recruit(rng, here, here, min(here.size // 3, max(4, round(size / 25))))
    crowd = np.setdiff1d(here, sellers)
    buyers = recruit(rng, crowd, crowd, min(crowd.size, max(6, round(sales * 0.6))))
    interval = 7 if rng.random() < 0.7 else 14
    until = site.days - interval - 2
    day = days_by_weight(rng, scene.calendar.day_weights("evening")[:until], sales)
    buyer = buyers[rng.integers(0, buyers.size, sales)]
    popular = rng.gamma(0.7, 1.0, sellers.size)
    seller = rng.choice(sellers.size, sales, p=popular / popular.sum())
    price = skewed(rng, 5, 22, 80, sales)
    amount = np.maximum(1, np.round(scene.local(price, buyer))) - 0.01
    time = scene.at(rng, day, "evening", buyer)
    bought = scene.pay(
        *(rng, time, buyer, platform, amount, "card", "sale"), device=True
    )
    instance.add(bought)
    back = rng.random(sales) < REFUNDED
    days_later = rng.integers(2, interval + 1, int(back.sum()))
    returned = np.minimum(time[back] + days_later * DAY, site.days * DAY - 1)
    instance.add(
        scene.pay(rng, returned, platform, buyer[back], amount[back], "card", "sale")
    )
    _pay_out(instance, platform, sellers, (seller, day, price), interval)
    instance.cast(np.append(sellers, platform))
    return instance


def _pay_out(
    instance: Instance,
    platform: int,
    sellers: np.ndarray,
    sold: tuple[np.ndarray, np.ndarray, np.ndarray],
    interval: int,
) -> None:
    """What each seller sold in the interval, on one morning, less the fee."""
    site, rng = instance.site, instance.rng
    seller, day, price = sold
    cycle = day // interval
    key = seller * (int(cycle.max()) + 1) + cycle
    each, where = np.unique(key, return_inverse=True)
    owed = np.bincount(where, price).astype(np.float64) * (1 - FEE)
    who = each // (int(cycle.max()) + 1)
    on = (each % (int(cycle.max()) + 1) + 1) * interval
    payer = np.full(each.size, platform)
    time = site.scene.at(rng, on, "batch", payer)
    amount = site.scene.local(owed, payer)
    instance.add(
        site.scene.pay(
            *(rng, time, platform, sellers[who], amount, "transfer", "sale"),
            device=False,
        )
    )


PLANTING = Planting(
    name="marketplace",
    label="look_alike",
    smallest=60,
    typical=230,
    largest=6_000,
    months=2,
    red_flags=("TF-FLOW-02", "TF-FLOW-03"),
    plant=plant,
)
