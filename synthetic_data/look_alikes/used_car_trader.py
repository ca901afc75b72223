"""
Used-car trader: buys at auctions and from owners, ships abroad, is paid by wire.

Mimics:   used goods with cash return, shell layering (schemes 11, 12).
Ranges:   ../shared/schemes/look_alikes.csv, used_car_trader: cars of 2,300-10,000
          dollars around 4,000, paid after 45-180 days, margins of 5-30 %, 5-80 % of
          what comes back is cash (all but the price judgement).
Tells:    invoices of named dealers, freight, duties; named buyers who mostly wire, and
          pay about what the cars cost.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    later,
    recruit,
    skewed,
    whole,
)
from synthetic_data.support import dollars_of
from synthetic_data.world.life.cars import shipper
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.journeys import branch_in
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import CHANNEL, Payments
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import Ints

ROUTES = (("DE", "ML"), ("FR", "ML"), ("US", "KE"), ("GB", "PK"), ("AE", "KE"))
BOUGHT, FREIGHT, PAID = 0.36, 0.16, 0.36  # of the rows; the rest is duties and repairs


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    home, far = (NUMBER[code] for code in ROUTES[rng.integers(len(ROUTES))])
    own = population.firms_in(home, "wholesale", "cars", "transport")
    trader = int(rng.choice(own))
    shops = np.setdiff1d(population.firms_in(home, "cars", "services", "maker"), trader)
    people = population.persons_in(home)
    owners = recruit(rng, people, people, max(3, round(size / 12)))
    sellers = np.append(recruit(rng, shops, shops, 4), owners)
    firms = population.firms_in(far, "wholesale", "services", "transport")
    buyers = recruit(rng, firms, firms, whole(rng, 2, 4, 12, firms.size))

    bought = _buy(instance, trader, sellers, round(BOUGHT * size))
    _sell(instance, trader, buyers, bought, max(2, round(PAID * size)), far)
    rest = max(2, size - instance.size)
    freight = min(rest - 1, round(FREIGHT * size))
    day = days_within(rng, 6, site.days - 2, rest)
    payer = np.full(rest, trader)
    repairs = rng.choice(population.firms_in(home, "services", "maker"), rest)
    customs = int(population.firms_in(home, "treasury")[0])
    payee = np.where(rng.random(rest) < 0.4, customs, repairs)
    payee[:freight] = shipper(site.scene, rng, payer[:freight])
    amount = site.scene.local(skewed(rng, 80, 450, 2_200, rest), payer)
    time = site.scene.at(rng, day, "office", payer)
    paid = site.scene.pay(rng, time, payer, payee, amount, "transfer", "invoice")
    instance.add(paid)
    instance.cast(trader)
    return instance


def _buy(instance: Instance, trader: int, sellers: Ints, cars: int) -> Payments:
    site, rng = instance.site, instance.rng
    day = days_within(rng, 2, site.days - 60, cars)
    payer = np.full(cars, trader)
    time = site.scene.at(rng, day, "office", payer)
    amount = site.scene.local(skewed(rng, 2_300, 4_000, 10_000, cars), payer)
    amount = np.round(amount, -1)
    to = rng.choice(sellers, cars)
    paid = site.scene.pay(rng, time, payer, to, amount, "transfer", "invoice")
    return instance.add(paid)


def _sell(
    instance: Instance,
    trader: int,
    buyers: Ints,
    bought: Payments,
    payments: int,
    far: int,
) -> None:
    """Buyers pay for what was bought, months later, at a thin margin."""
    site, rng = instance.site, instance.rng
    source = np.sort(np.arange(payments) % bought.size)
    often = np.bincount(source, minlength=bought.size)[source]
    margin = 1 + skewed(rng, 0.05, 0.15, 0.3, payments)
    # Where payments are fewer than cars, one pays for several.
    several = max(1.0, bought.size / payments)
    dollars = dollars_of(bought)[source] / often * margin * several
    buyer = rng.choice(buyers, payments)
    hours = 24 * skewed(rng, 45, 90, 180, payments)
    time = later(rng, site, bought.time[source], hours, "office", buyer)
    cash = rng.random(payments) < float(skewed(rng, 0.05, 0.3, 0.8, 1)[0])
    papers = ~cash & (rng.random(payments) < 0.4)
    wired = ~cash & ~papers
    to = np.full(payments, trader)
    here = (site.scene, rng, buyer[wired], to[wired], time[wired], dollars[wired])
    instance.add(wire_abroad(*here, "invoice"))
    amount = site.scene.local(dollars[papers], buyer[papers])
    way = np.full(amount.size, CHANNEL["trade_settlement"], np.uint8)
    instance.add(
        site.scene.pay(
            *(rng, time[papers], buyer[papers], to[papers], amount, way, "invoice")
        )
    )
    firms = site.population.firms
    till = branch_in(site.scene, rng, np.full(int(cash.sum()), far))
    instance.add(
        bring_in(
            *(site.scene, rng, to[cash], time[cash], dollars[cash]),
            branch=till,
            conductor=firms.officer[buyer[cash] - firms.first],
        )
    )


PLANTING = Planting(
    name="used_car_trader",
    label="look_alike",
    smallest=30,
    typical=90,
    largest=3_000,
    months=7,
    red_flags=("TF-TRADE-01", "TF-CORP-01"),
    plant=plant,
    weight=0.4,
)
