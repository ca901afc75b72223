"""
Home improver: a loan, a builder, many purchases at the same shops, cash for labour.

Mimics:   self-funded cell (scheme 10): a loan, cash, tools and materials.
Ranges:   ../shared/schemes/look_alikes.csv, home_improver (all judgement): 5-60
          purchases of 10-1,500 a month, 10-60 % cash, a loan of up to 25,000.
Tells:    one builder is paid by invoice, purchases are at the same few shops, the loan
          outlives the work and is paid back. The world has no builders' merchants:
          shops for appliances and a wholesaler stand for them.
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
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.credit import lender_of
from synthetic_data.world.places import COUNTRIES
from synthetic_data.world.population import NOBODY

BORROWS, INVOICED = 0.65, 0.12  # share of instances; of the transactions
SHOPS = ("electronics", "online", "electronics")


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population, scene, people = site.population, site.scene, site.population.people
    share = np.array([country.share for country in COUNTRIES])
    country = int(rng.choice(len(COUNTRIES), p=share / share.sum()))
    here = population.persons_in(country)
    owners = here[(people.landlord[here] == NOBODY) & (people.employer[here] != NOBODY)]
    borrows = rng.random() < BORROWS
    debtors = owners[people.loan[owners] != NOBODY]
    person = int(recruit(rng, debtors if borrows else owners, here, 1)[0])
    a_month = float(skewed(rng, 6, 20, 55, 1)[0])
    length = int(np.clip(size / a_month * 30, 25, min(300, site.days - 40)))
    first = int(rng.integers(5, site.days - length - 20))
    last = first + length
    level = float(people.income[person] / 2_500) ** 0.5
    if borrows:
        _borrow(instance, person, first, level, max(2, size // 6))

    builder = by_weight(
        rng, population.firms, population.firms_in(country, "services"), 1
    )
    invoices = max(2, round(INVOICED * size))
    day = days_within(rng, first, last, invoices)
    payer = np.full(invoices, person)
    time = scene.at(rng, day, "office", payer)
    dollars = level * skewed(rng, 150, 700, 3_500, invoices)
    amount = scene.local(dollars, payer)
    instance.add(scene.pay(rng, time, payer, builder, amount, "transfer", "invoice"))

    rest = max(4, size - instance.size)
    draws = max(1, round(0.2 * rest))
    bought = rest - draws
    shops = np.array(
        [int(rng.choice(population.firms_in(country, trade)[:5])) for trade in SHOPS]
    )
    prices = level * skewed(rng, 10, 60, 1_500, bought)
    who = np.full(bought, person)
    at = scene.at(rng, days_within(rng, first, last, bought), "shop", who)
    shop = rng.choice(shops, bought, p=(0.5, 0.2, 0.3))
    instance.add(scene.pay(rng, at, who, shop, scene.local(prices, who), "card"))
    cash = float(skewed(rng, 0.1, 0.3, 0.6, 1)[0])
    labour = (prices.sum() + dollars.sum()) * cash / (1 - cash) / draws
    each = np.clip(labour * rng.uniform(0.6, 1.4, draws), 20, 1_500)
    who = np.full(draws, person)
    at = scene.at(rng, days_within(rng, first, last, draws), "machine", who)
    instance.add(take_out(scene, rng, who, at, each))
    instance.cast([person, int(builder[0])])
    return instance


def _borrow(
    instance: Instance, person: int, first: int, level: float, most: int
) -> None:
    """The loan before the work, and its instalments for as long as the calendar."""
    site, rng, me = instance.site, instance.rng, np.array([person])
    lender = site.population.people.loan[me]
    if lender[0] == NOBODY:
        lender = lender_of(site.scene, rng, me)
    dollars = level * skewed(rng, 2_000, 8_000, 25_000, 1)
    day = np.array([max(1, first - int(rng.integers(1, 15)))])
    time = site.scene.at(rng, day, "office", lender)
    amount = np.round(site.scene.local(dollars, lender), -2)
    rows = (rng, time, lender, person, amount, "transfer", "loan")
    instance.add(site.scene.pay(*rows, device=False))
    due = site.scene.calendar.monthly(np.array([whole(rng, 1, 5, 15, 15)]))[0]
    due = due[due > day[0] + 20][:most]
    payer = np.full(due.size, person)
    each = np.full(due.size, float(amount[0]) * 0.025)
    at = site.scene.at(rng, due, "batch", payer)
    paid = (rng, at, payer, lender[0], np.round(each), "other", "bill")
    instance.add(site.scene.pay(*paid, device=False))


PLANTING = Planting(
    name="home_improver",
    label="look_alike",
    smallest=24,
    typical=50,
    largest=220,
    months=3,
    red_flags=("TF-ACCT-07", "TF-FLOW-12"),
    plant=plant,
    weight=2.0,
)
