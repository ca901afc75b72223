"""
Corporate treasury: firms of a group are swept to one account and funded from it.

Mimics:   shell layering, residual return (schemes 12, 01).
Ranges:   ../shared/schemes/look_alikes.csv, corporate_treasury: 3-60 firms around 8,
          1-4 hops, money rests 0.1-24 hours, 50-100 % swept back (all judgement); sums
          follow what the firms take in.
Tells:    one officer and recorded ties, sweeps on a fixed clock, real customers, and
          most of it comes back to where it came from.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed, whole
from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.places import NUMBER

HOMES = ("DE", "GB", "US", "FR", "AE")
TRADES = ("services", "wholesale", "maker", "property", "transport", "restaurant")
MORNING, EVENING = 6 * HOUR, 18 * HOUR  # UTC, as a standing instruction has it


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    firms, country = population.firms, NUMBER[HOMES[rng.integers(len(HOMES))]]
    offers = population.firms_in(country, *TRADES)
    banks = population.accounts.bank[offers]
    usual = np.bincount(banks).argmax()  # a group banks in one place where it can
    count = whole(rng, 3, 7, 60, min(offers.size / 2, size / 12)) + 1
    group = recruit(rng, offers[banks == usual], offers, count)
    head, members = int(group[0]), group[1:]
    officer = int(firms.officer[head - firms.first])
    for member in members:
        instance.relate(officer, "officer_of", int(member))
    # Every few days, on days of its own, for as long as the rows last.
    sweeps = max(2, round(size / 2 / members.size))
    gap = max(1, int(rng.choice([1, 2, 5, 7], p=(0.2, 0.2, 0.3, 0.3))))
    gap = min(gap, max(1, (site.days - 4) // sweeps))
    start = int(rng.integers(1, max(2, site.days - gap * sweeps - 1)))
    day = scene.calendar.working_day(
        start + np.repeat(np.arange(sweeps), members.size) * gap
    )
    member = np.tile(members, sweeps)
    daily = np.maximum(40.0, site.turnover[member] / site.days * gap)
    dollars = daily * skewed(rng, 0.2, 0.8, 3.0, member.size)
    up = day * DAY + EVENING + rng.integers(0, 900, member.size)
    amount = scene.local(dollars, member)
    instance.add(
        scene.pay(rng, up, member, head, amount, "transfer", "saving", device=False)
    )
    share = float(rng.triangular(0.5, 0.9, 1.0))
    down = np.minimum((day + 1) * DAY + MORNING, site.days * DAY - 1000)
    back = amount * np.minimum(1.0, share * rng.uniform(0.8, 1.15, member.size))
    down = down + rng.integers(0, 900, member.size)
    instance.add(
        scene.pay(rng, down, head, member, back, "transfer", "saving", device=False)
    )
    instance.cast(group)
    return instance


PLANTING = Planting(
    name="corporate_treasury",
    label="look_alike",
    smallest=40,
    typical=110,
    largest=4_000,
    months=2,
    red_flags=("TF-FLOW-03", "TF-FLOW-06", "TF-CORP-01"),
    plant=plant,
    weight=0.4,
)
