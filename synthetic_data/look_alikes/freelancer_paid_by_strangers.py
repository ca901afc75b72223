"""
Freelancer: strangers abroad pay one person for work, many through a marketplace.

Mimics:   e-commerce cover, support called a loan, virtual-asset payouts (schemes 16,
          18, 09).
Ranges:   ../shared/schemes/look_alikes.csv, freelancer_paid_by_strangers: 1-3 projects
          at once, 50-90 % through marketplaces (VS), payments of 50-3,000 dollars from
          1-8 countries (judgement).
Tells:    clients who come back, the rhythm of a working week, a platform's payouts and
          fees, taxes.
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
from synthetic_data.world.calendar import days_by_weight
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.places import NUMBER

HOMES = ("PK", "KE", "TR", "DE", "GB", "US", "FR")
PAYERS = ("US", "GB", "DE", "AE", "FR")
EARNED = 0.72  # of the rows; the rest is fees, taxes and tools


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    home = NUMBER[HOMES[rng.integers(len(HOMES))]]
    here = population.persons_in(home)
    person = int(rng.choice(here))
    away = [NUMBER[code] for code in PAYERS if NUMBER[code] != home]
    lands = rng.permutation(away)[: whole(rng, 1, 3, 8, len(away))]
    platform = int(rng.choice(population.firms_in(int(lands[0]), "online")))
    firms = [population.firms_in(int(n), "services", "maker") for n in lands]
    persons = [population.persons_in(int(n)) for n in lands]
    clients = np.concatenate(
        [rng.permutation(some)[:2] for some in firms]
        + [rng.permutation(some)[:1] for some in persons]
    )
    payments = round(EARNED * size)
    clients = recruit(rng, clients, clients, min(clients.size, max(2, payments // 4)))
    day = np.sort(
        days_by_weight(rng, scene.calendar.day_weights("office")[:-3], payments)
    )
    market = rng.random(payments) < float(rng.triangular(0.5, 0.71, 0.9))
    # One client has most of the work for a while, then the next.
    turn = np.minimum(np.arange(payments) * clients.size // payments, clients.size - 1)
    turn = (turn + rng.integers(0, 2, payments)) % clients.size
    payer = np.where(market, platform, clients[turn])
    dollars = skewed(rng, 50, 400, 3_000, payments)
    payee = np.full(payments, person)
    time = scene.at(rng, day, "office", payer)
    instance.add(wire_abroad(scene, rng, payer, payee, time, dollars, "invoice"))

    rest = max(3, size - payments)
    treasury = int(population.firms_in(home, "treasury")[0])
    tools = rng.choice(population.firms_in(home, "electronics", "telecom"), rest)
    lot = np.arange(rest) % 3
    to = np.where(lot == 0, treasury, np.where(lot == 1, platform, tools))
    earned = float(dollars.sum())
    share = np.where(lot == 0, 0.2, np.where(lot == 1, 0.05, 0.06))
    each = np.maximum(2.0, earned * share / np.maximum(1, rest // 3))
    on = days_within(rng, 20, site.days - 2, rest)
    who = np.full(rest, person)
    amount = scene.local(each * rng.uniform(0.7, 1.2, rest), who)
    when = scene.at(rng, on, "evening", who)
    spent = scene.pay(rng, when, who, to, amount, "transfer", "bill")
    instance.add(spent)
    instance.cast(person)
    return instance


PLANTING = Planting(
    name="freelancer_paid_by_strangers",
    label="look_alike",
    smallest=20,
    typical=60,
    largest=260,
    months=4,
    red_flags=("TF-PAY-01", "TF-FLOW-08", "TF-INFO-05"),
    plant=plant,
    weight=1.5,
)
