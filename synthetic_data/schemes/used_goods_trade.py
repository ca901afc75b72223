"""
Used goods with cash return: wires buy cars, ships carry them, cash comes home.

A trader wires money to a small firm that buys cars from dealers, pays the freight and
ships them to a third country. There they are sold; couriers bring home cash of which
the cars explain a part only.

Ranges:   ../shared/schemes/parameters.csv, scheme 11; the low end, and below where a
          world is small: published totals are those of thirty dealers in four years.
Source:   US Attorney SDNY 2011-2013 in the matter of Lebanese Canadian Bank, a
          complaint and settlements, no verdict (VP); car prices from press (VS).
Judgement: sums of single wires, days of a cycle, share of cash, hops. The cash is 1 to
          4 times the goods, far below the complaint's upper bound.
Evasive:  cash banked at home by couriers instead of abroad, straight sales mixed in,
          two dealers, wires called services.
Sees:     TF-TRADE-01 where cash is banked in the country of sale.
"""

from typing import NamedTuple

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    later,
    recruit,
    skewed,
    span,
)
from synthetic_data.support import dollars_of
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cars import shipper
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.journeys import branch_in
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import Payments, together
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import Floats, Ints

# Who wires, where cars are bought, where they are sold; the countries of the complaint
# are not in this world, so these stand for them.
CORRIDORS = (
    *(("AE", "US", "ML"), ("TR", "US", "ML"), ("AE", "DE", "ML")),
    *(("TR", "DE", "KE"), ("AE", "FR", "ML")),
)
ODDS = (0.35, 0.25, 0.15, 0.1, 0.15)
WIRES, CARS, FREIGHT, GOODS, CASH = 0.13, 0.17, 0.1, 0.13, 0.25  # of the rows


class Trade(NamedTuple):
    home: int
    buyer: int
    front: int
    market: int
    dealers: Ints
    couriers: Ints
    first: int
    last: int


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    home, yard, shop = (NUMBER[c] for c in CORRIDORS[rng.choice(5, p=ODDS)])
    buyer = int(rng.choice(population.firms_in(home, "wholesale", "services")))
    fronts = population.firms_in(yard, "services", "wholesale")
    front = int(rng.choice(fronts[fronts.size // 2 :]))  # a small one
    dealers = rng.permutation(population.firms_in(yard, "cars"))[:2]
    market = int(rng.choice(population.firms_in(shop, "wholesale")))
    people = population.persons_in(shop if rng.random() < 0.5 else home)
    couriers = recruit(rng, people, people, 1 + int(rng.integers(1, 4)))
    first, last = span(rng, site, 150, 330, 350)
    trade = Trade(home, buyer, front, market, dealers, couriers, first, last)

    wired = _wire(instance, trade, max(2, round(WIRES * size)))
    bought = _buy(instance, trade, wired, max(2, round(CARS * size)))
    _ship(instance, trade, bought, size)
    _return(instance, trade, bought, max(2, round(CASH * size)))
    _live(instance, trade, max(1, size - instance.size))
    # One officer speaks for the buyer and may use the front's account.
    officer = int(population.firms.officer[buyer - population.firms.first])
    instance.relate(officer, "acts_for", front)
    instance.cast(buyer, "paymaster", "move")
    instance.cast(front, "front", "move")
    instance.cast(market, "pass-through", "move")
    every = together(instance.payments)
    seen = np.concatenate([every.sender, every.receiver, every.conductor])
    instance.cast(couriers[np.isin(couriers, seen)], "facilitator", "move")
    return instance


def _wire(instance: Instance, trade: Trade, wires: int) -> Payments:
    site, rng = instance.site, instance.rng
    until = trade.first + max(1, (trade.last - trade.first) // 3)
    payer, payee = np.full(wires, trade.buyer), np.full(wires, trade.front)
    day = days_within(rng, trade.first, until, wires)
    time = site.scene.at(rng, day, "office", payer)
    dollars = skewed(rng, 2_500, 7_000, 40_000, wires)
    rows = (site.scene, rng, payer, payee, time, dollars)
    return instance.add(wire_abroad(*rows, "invoice"), "move")


def _buy(instance: Instance, trade: Trade, wired: Payments, cars: int) -> Payments:
    """Cars, one by one, from what the last wires brought."""
    site, rng = instance.site, instance.rng
    source = np.sort(np.arange(cars) % wired.size)
    worth = dollars_of(wired)
    share: Floats = rng.gamma(3.0, 1.0, cars)
    share /= np.bincount(source, share, wired.size)[source]
    payer = np.full(cars, trade.front)
    hours = skewed(rng, 24, 120, 500, cars)
    time = later(rng, site, wired.time[source], hours, "office", payer)
    amount = site.scene.local(worth[source] * share * 0.86, payer)
    amount = np.maximum(100, np.round(amount, -1))
    dealer = rng.choice(trade.dealers, cars)
    paid = site.scene.pay(rng, time, payer, dealer, amount, "transfer", "invoice")
    return instance.add(paid, "move")


def _ship(instance: Instance, trade: Trade, bought: Payments, size: int) -> None:
    """Freight is paid, and goods go on with papers; some of the price comes back."""
    site, rng = instance.site, instance.rng
    loads = max(1, round(FREIGHT * size))
    load = np.sort(rng.integers(0, bought.size, loads))
    payer = np.full(loads, trade.front)
    hours = skewed(rng, 72, 250, 700, loads)
    time = later(rng, site, bought.time[load], hours, "office", payer)
    amount = site.scene.local(skewed(rng, 250, 700, 2_500, loads), payer)
    carrier = shipper(site.scene, rng, payer)
    freight = site.scene.pay(rng, time, payer, carrier, amount, "transfer", "invoice")
    instance.add(freight, "move")
    goods = max(2, round(GOODS * size))
    of = np.sort(np.arange(goods) % bought.size)
    sender, to = np.full(goods, trade.front), np.full(goods, trade.market)
    when = later(
        rng, site, bought.time[of], skewed(rng, 96, 400, 900, goods), "office", sender
    )
    value = bought.minor[of] / 100 * rng.uniform(0.9, 1.15, goods)
    paper = site.scene.pay(
        *(rng, when, sender, to, value, "trade_settlement", "invoice")
    )
    instance.add(paper, "move")


def _return(instance: Instance, trade: Trade, bought: Payments, lumps: int) -> None:
    """Cash, more than the cars were worth, weeks and months after they were bought."""
    site, rng = instance.site, instance.rng
    goods = float(dollars_of(bought).sum())
    times = float(skewed(rng, 1.0, 1.8, 4.0, 1)[0])
    share: Floats = rng.dirichlet(np.full(lumps, 3.0))
    account = np.full(lumps, trade.buyer)
    begin = int(bought.time.min()) // DAY + 25
    end = max(begin, min(site.days - 2, int(bought.time.max()) // DAY + 110))
    day = np.minimum(days_within(rng, begin, end, lumps), site.days - 1)
    time = site.scene.at(rng, day, "office", account)
    abroad = rng.random(lumps) < rng.choice([0.0, 0.5, 0.9], p=(0.3, 0.35, 0.35))
    place = site.population.accounts.country
    where = np.where(abroad, place[trade.market], trade.home)
    cash = bring_in(
        *(site.scene, rng, account, time, goods * times * share),
        branch=branch_in(site.scene, rng, where),
        conductor=rng.choice(trade.couriers, lumps),
    )
    instance.add(cash, "move")


def _live(instance: Instance, trade: Trade, rows: int) -> None:
    """Couriers on the road, and wages for the trip."""
    site, rng = instance.site, instance.rng
    paid = max(1, rows // 3)
    who = rng.choice(trade.couriers, paid)
    payer = np.full(paid, trade.buyer)
    day = days_within(rng, trade.first, trade.last, paid)
    amount = site.scene.local(skewed(rng, 80, 250, 900, paid), payer)
    time = site.scene.at(rng, day, "office", payer)
    fee = site.scene.pay(rng, time, payer, who, amount, "transfer", "travel")
    instance.add(fee, "move")
    rest = max(0, rows - paid)
    on = days_within(rng, trade.first, trade.last, rest)
    road = spend(site.scene, rng, rng.choice(trade.couriers, rest), on)
    instance.add(road, "move")


PLANTING = Planting(
    name="used_goods_trade",
    label="scheme",
    smallest=16,
    typical=26,
    largest=300,
    months=9,
    red_flags=("TF-TRADE-01", "TF-CASH-01"),
    plant=plant,
    weight=0.25,
)
