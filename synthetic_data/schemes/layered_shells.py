"""
Layered shells: money passes a few related firms in several countries, as invoices.

Two to seven firms, most with real customers, hand a sum on within days less a fee; it
ends with persons who draw it, or in goods bought abroad. Published terrorist-financing
files show short chains of few firms, so low draws are weighted.

Ranges:   ../shared/schemes/parameters.csv, scheme 12.
Source:   EDNY case 2017 (150,000 dollars to persons and apparent shells), OFAC January
          2023 and March 2024 (2-6 countries, up to 16 designations), FBI papers 2017
          (goods of 18,000) (all VS).
Judgement: hops, share passed on, ends of the ranges. Dwell is that of laundering.
Evasive:  sums split over two paths, odd amounts, fees, own sales mixed in.
Sees:     TF-FLOW-05, TF-FLOW-03, TF-FLOW-06.
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
    span,
    whole,
)
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.payments import CHANNEL, Payments
from synthetic_data.world.places import CURRENCIES, NUMBER, UNITS_OF_CURRENCY
from synthetic_data.world.population import KIND, Ints

COUNTRIES = ("AE", "TR", "KE", "GB", "DE")
COVERS = ("services", "wholesale", "electronics", "clothing", "maker")
FEEDERS, ENDS = (1, 2, 3), (1, 2, 4)
SPLIT, GOODS, CASHED, FED_BY_CASH = 0.3, 0.25, 0.6, 0.3


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    firms = whole(rng, 2, 4, 7, size / 5)
    hops = whole(rng, 2, 2, 4, firms)
    lands = rng.permutation(len(COUNTRIES))[: whole(rng, 2, 3, 5, firms)]
    shells = _shells(site, rng, lands, firms)
    fed_in, drawn_in = NUMBER[COUNTRIES[lands[0]]], NUMBER[COUNTRIES[lands[-1]]]
    here, there = population.persons_in(fed_in), population.persons_in(drawn_in)
    feeders = recruit(rng, here, here, whole(rng, *FEEDERS, size / 10))
    ends = recruit(rng, there, there, whole(rng, *ENDS, size / 10))
    first, last = span(rng, site, 60, 200, 365)
    parts = (1 + SPLIT) ** np.arange(1, hops)  # of a sum, hop by hop
    per_round = 1 + FED_BY_CASH + parts.sum() + parts[-1] * (1 + CASHED * (1 - GOODS))
    rounds = max(2, round(size / per_round))
    total = float(skewed(rng, 20_000, 60_000, 150_000 + 1_000 * size, 1)[0])
    sums = skewed(rng, 0.3, 1.0, 3.0, rounds)
    sums *= min(total, 500_000) / sums.sum()

    money = _feed(instance, feeders, shells[0], sums, first, last - 8)
    for hop in range(1, hops):
        payee = np.full(money.size, shells[hop])
        if hop == hops - 1 and firms > hops:  # the last firm varies from sum to sum
            payee = rng.choice(shells[hop:], money.size)
        split = 1 + (rng.random(money.size) < SPLIT)
        money = _hand_on(instance, money, payee, split)
    _finish(instance, money, ends)
    used = np.unique(np.concatenate([p.sender for p in instance.payments]))
    instance.cast(np.intersect1d(shells, used), "front", "move")
    instance.cast(feeders, "paymaster", "raise")
    instance.cast(ends, "cash-out", "use")
    director = int(recruit(rng, here, here, 1)[0])
    for shell in shells[:2]:  # a nominee director of two of the firms
        instance.relate(director, "officer_of", int(shell))
    return instance


def _shells(site: Site, rng: np.random.Generator, lands: Ints, firms: int) -> Ints:
    """Small firms with some real customers, spread over the countries in turn."""
    chosen: list[int] = []
    for turn in range(firms):
        land = NUMBER[COUNTRIES[lands[turn % lands.size]]]
        offers = np.setdiff1d(site.population.firms_in(land, *COVERS), chosen)
        small = offers[np.argsort(site.turnover[offers], kind="stable")]
        chosen.append(int(rng.choice(small[: max(2, small.size * 2 // 3)])))
    return np.array(chosen)


def _feed(
    instance: Instance,
    feeders: Ints,
    shell: int,
    sums: np.ndarray,
    first: int,
    last: int,
) -> Payments:
    """Money enters as payments for services, in part after cash was banked."""
    site, rng = instance.site, instance.rng
    payer = rng.choice(feeders, sums.size)
    day = days_within(rng, first, last, sums.size)
    time = site.scene.at(rng, day, "office", payer)
    cash = rng.random(sums.size) < FED_BY_CASH
    earlier = np.maximum(time[cash] - rng.integers(7_200, 300_000, int(cash.sum())), 0)
    lump = sums[cash] * rng.uniform(0.3, 0.9, int(cash.sum()))
    instance.add(bring_in(site.scene, rng, payer[cash], earlier, lump), "raise")
    amount = _worded(rng, site.scene.local(sums, payer))
    paid = site.scene.pay(rng, time, payer, shell, amount, "transfer", "invoice")
    return instance.add(paid, "raise")


def _hand_on(
    instance: Instance,
    money: Payments,
    payee: Ints,
    split: Ints,
) -> Payments:
    """Each sum goes on whole or in two parts, less a fee, as an invoice."""
    site, rng = instance.site, instance.rng
    source = np.repeat(np.arange(money.size), split)
    second = np.diff(source, prepend=-1) == 0
    cut = rng.uniform(0.3, 0.7, money.size)[source]
    part = np.where(split[source] == 1, 1.0, np.where(second, cut, 1 - cut))
    worth = (money.minor / 100 / UNITS_OF_CURRENCY[money.currency])[source]
    dollars = worth * part * (1 - rng.triangular(0.0, 0.03, 0.1, source.size))
    payer = money.receiver[source].astype(np.int64)
    hours = skewed(rng, 2, 72, 168, source.size)
    time = later(rng, site, money.time[source], hours, "office", payer)
    dollar = CURRENCIES.index("USD")
    ways = site.scene.transfer(payer, payee[source])
    shop = site.population.accounts.kind[payee[source]] == KIND["merchant"]
    goods = (rng.random(source.size) < 0.15) & ~shop
    ways = np.where(goods, CHANNEL["trade_settlement"], ways).astype(np.uint8)
    paid = site.scene.pay(
        *(rng, time, payer, payee[source], _worded(rng, dollars), ways, "invoice"),
        currency=dollar,
    )
    return instance.add(paid, "move")


def _finish(
    instance: Instance,
    money: Payments,
    ends: Ints,
) -> None:
    """Persons who draw it, or goods from a firm that is no part of this."""
    site, rng = instance.site, instance.rng
    payer = money.receiver.astype(np.int64)
    goods = rng.random(money.size) < GOODS
    sellers = site.population.firms.of("wholesale", "maker")
    payee = np.where(
        goods, rng.choice(sellers, money.size), rng.choice(ends, money.size)
    )
    worth = money.minor / 100 / UNITS_OF_CURRENCY[money.currency]
    worth *= rng.uniform(0.85, 0.99, worth.size)
    worth = np.where(goods, np.minimum(worth, 30_000), worth)
    hours = skewed(rng, 2, 72, 168, worth.size)
    time = later(rng, site, money.time, hours, "office", payer)
    ways = site.scene.transfer(payer, payee)
    ways = np.where(goods, CHANNEL["trade_settlement"], ways).astype(np.uint8)
    amount = _worded(rng, site.scene.local(worth, payer))
    paid = site.scene.pay(rng, time, payer, payee, amount, ways, "invoice")
    instance.add(paid, "use")
    got = paid.take(np.isin(paid.receiver, ends) & (rng.random(paid.size) < CASHED))
    who = got.receiver.astype(np.int64)
    at = later(rng, site, got.time, skewed(rng, 3, 30, 120, who.size), "machine", who)
    drawn = (got.minor / 100 / UNITS_OF_CURRENCY[got.currency]) * rng.uniform(
        0.05, 0.4, who.size
    )
    instance.add(take_out(site.scene, rng, who, at, drawn), "use")


def _worded(rng: np.random.Generator, amount: np.ndarray) -> np.ndarray:
    """Invoices of round sums and of odd ones."""
    tens = np.maximum(10, np.round(amount, -1))
    return np.where(rng.random(amount.size) < 0.25, tens, amount)


PLANTING = Planting(
    name="layered_shells",
    label="scheme",
    smallest=16,
    typical=36,
    largest=240,
    months=4,
    red_flags=("TF-FLOW-05", "TF-FLOW-03", "TF-FLOW-06"),
    plant=plant,
)
