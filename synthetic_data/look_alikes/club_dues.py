"""
Club dues: members pay one fee within weeks, and it goes on a hall, kit and insurance.

Mimics:   extortion, low-value collection, mirror campaigns (schemes 13, 04, 05).
Ranges:   ../shared/schemes/look_alikes.csv, club_dues: 30-250 members around 114, 20-
          120 pounds a year around 52 (VP), paid within 7-90 days around 30, a surplus
          of up to a third.
Tells:    the same fee of everybody in the same weeks, little of it leaves, and that to
          who lets a hall, sells kit or insures.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    recruit,
    skewed,
    whole,
)
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.payments import rounded
from synthetic_data.world.places import NUMBER, UNITS, WAGES

HOMES = ("GB", "DE", "FR", "US")
DUES = 0.76  # of the rows; the rest is spent
JUNIORS, JUNIOR_SHARE, CASH = 0.25, 0.5, 0.06  # of members; of the fee; of payments


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    country = NUMBER[HOMES[rng.integers(len(HOMES))]]
    here = population.persons_in(country)
    # A registered club, or the account of the member who keeps the till.
    treasurer = int(rng.choice(here))
    clubs = population.firms_in(country, "charity")
    registered = rng.random() < 0.6
    club = int(rng.choice(clubs)) if registered else treasurer
    others = np.setdiff1d(here, treasurer)
    count = min(round(DUES * size), others.size)
    members = recruit(rng, others, others, count)
    level = WAGES[country] / WAGES[NUMBER["GB"]]
    fee = 1.27 * level * float(skewed(rng, 20, 52, 120, 1)[0])
    junior = rng.random(count) < JUNIORS
    dollars = np.where(junior, fee * JUNIOR_SHARE, fee)
    spread = whole(rng, 7, 30, 90, site.days - 30)
    start = int(rng.integers(2, site.days - spread - 20))
    # Most pay when asked, some after being reminded.
    day = start + np.minimum(rng.exponential(spread / 3, count), spread).astype(
        np.int64
    )
    time = scene.at(rng, day, "evening", members)
    cash = rng.random(count) < CASH
    amount = rounded(scene.local(dollars, members), UNITS[country].round())
    for rows, way in zip(
        np.array_split(rng.permutation(np.flatnonzero(~cash)), 2),
        ("transfer", "instant"),
        strict=True,
    ):
        some = (rng, time[rows], members[rows], club, amount[rows], way, "bill")
        instance.add(scene.pay(*some))
    to = np.full(int(cash.sum()), club)
    who = np.full(to.size, treasurer)
    brought = bring_in(scene, rng, to, time[cash], dollars[cash], conductor=who)
    instance.add(brought)

    rest = max(3, size - instance.size)
    halls = population.firms_in(country, "property", "outdoor", "services", "lender")
    usual = rng.permutation(halls)[:4]
    on = days_within(rng, min(start + 5, site.days - 3), site.days - 2, rest)
    payer = np.full(rest, club)
    share = rng.dirichlet(np.full(rest, 2.0))
    spent = float(dollars.sum()) * float(rng.uniform(0.65, 0.98)) * share
    at = scene.at(rng, on, "office", payer)
    sums = scene.local(np.maximum(3.0, spent), payer)
    payee = rng.choice(usual, rest)
    instance.add(scene.pay(rng, at, payer, payee, sums, "transfer", "invoice"))
    if registered:
        instance.relate(treasurer, "officer_of", club)
    instance.cast(club)
    return instance


PLANTING = Planting(
    name="club_dues",
    label="look_alike",
    smallest=40,
    typical=100,
    largest=320,
    months=4,
    red_flags=("TF-EXT-01", "TF-STRUCT-03", "TF-FLOW-02"),
    plant=plant,
    weight=1.5,
)
