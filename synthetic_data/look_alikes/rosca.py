"""
Savings circle: every member pays the same each round, and each takes the pot once.

Mimics:   low-value collection, mirror campaigns, extortion (schemes 04, 05, 13).
Ranges:   ../shared/schemes/look_alikes.csv, rosca: 10-70 members around 15, 30-2,000
          dollars a round around 150, weekly or monthly, 0-3 % default, 0-30 % of pots
          sent abroad (VS for members and sums).
Tells:    a closed ring: all pay each round, each receives once, and over a cycle what
          one paid is what one got.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, later, recruit, skewed
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import rounded
from synthetic_data.world.places import COUNTRIES, UNITS, WAGES
from synthetic_data.world.population import NOBODY

LEAST, MOST = 10, 50  # members


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    # A circle of n has n rounds of n - 1 payments and one pot.
    wished = min(MOST, max(LEAST, round(size**0.5)))
    crowd = np.array([population.persons_in(n).size for n in range(len(COUNTRIES))])
    share = np.where(crowd >= min(2 * wished, crowd.max()), crowd, 0)
    country = int(rng.choice(share.size, p=share / share.sum()))
    here = population.persons_in(country)
    members = recruit(rng, here, here, min(wished, here.size * 2 // 3))
    count = members.size
    organiser = int(members[0])
    rounds = max(2, round((size + 1) / count))
    gap = next((g for g in (30, 14, 7) if g * rounds < site.days - 6), 7)
    rounds = min(rounds, (site.days - 6) // gap)
    start = int(rng.integers(1, site.days - rounds * gap - 3))
    level = (WAGES[country] / WAGES[0]) ** 0.6
    sum_ = level * float(skewed(rng, 30, 110, 600, 1)[0])
    step = UNITS[country] * 5
    each = rounded(np.array([scene.local(sum_, organiser)]), step)
    turn = np.repeat(np.arange(rounds), count - 1)
    payer = np.tile(members[1:], rounds)
    pays = rng.random(payer.size) > float(rng.triangular(0.0, 0.01, 0.03))
    turn, payer = turn[pays], payer[pays]
    day = start + turn * gap + rng.integers(0, 3, turn.size)
    time = scene.at(rng, day, "evening", payer)
    way = "instant" if rng.random() < 0.6 else "transfer"
    paid = scene.pay(rng, time, payer, organiser, each, way, "saving")
    instance.add(paid)
    # The pot goes out once all have paid; the organiser keeps the first.
    taker = members[np.arange(1, rounds) % count]
    last = np.zeros(rounds, np.int64)
    np.maximum.at(last, turn, paid.time)
    came = np.bincount(turn, minlength=rounds)
    pot = each[0] * (came[1:] + 1)
    hours = skewed(rng, 1, 8, 30, taker.size)
    payer = np.full(taker.size, organiser)
    when = later(rng, site, last[1:], hours, "evening", payer)
    instance.add(scene.pay(rng, when, payer, taker, pot, way, "saving"))
    relative = population.people.relative[taker]
    sends = (relative != NOBODY) & (rng.random(taker.size) < 0.3)
    at = later(rng, site, when[sends], hours[sends] * 6, "shop", taker[sends])
    dollars = pot[sends] / UNITS[country] * rng.uniform(0.3, 0.9, int(sends.sum()))
    rows = (scene, rng, taker[sends], relative[sends], at, dollars)
    instance.add(wire_abroad(*rows, "family"))
    instance.cast(members)
    return instance


PLANTING = Planting(
    name="rosca",
    label="look_alike",
    smallest=60,
    typical=110,
    largest=1_200,
    months=4,
    red_flags=("TF-STRUCT-03", "TF-FLOW-02", "TF-EXT-01"),
    plant=plant,
)
