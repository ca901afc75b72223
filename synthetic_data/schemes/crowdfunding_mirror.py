"""
Crowdfunding with mirror campaigns: one plea in several pools, one payee behind them.

Intermediaries lend appeals at a platform, and their own accounts as money boxes, to one
plea. Gifts are small and come again from the same donors, a trickle for a year or more.
What has come in is paid out soon and passed on to one to three payees, who send it
abroad through an office, by wire, as virtual assets, or hand it over in cash.

Ranges:   ../shared/schemes/parameters.csv, scheme 05.
Source:   German Federal Prosecutor, 31 May 2023 (65,000 in three years, seven
          arrested); US v. Chhipa; Dutch prosecution 2020-2022 (VS); Singapore Ministry
          of Home Affairs, 23 December 2021 (15 gifts, 59 on average) (VP).
Judgement: campaigns, payees, gifts a donor, dwell. A world of one year holds a part of
          the years, and some banks' donors.
Evasive:  intermediaries at several banks and in two countries, boxes that are nobody's
          appeal, payouts by way of the lender, a week of dwell, several ways abroad.
Sees:     TF-CROWD-03, TF-CROWD-01 (dwell of hours), TF-FLOW-08.
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
from synthetic_data.schemes.mirror_exports import export
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import CHANNEL, Payments, together
from synthetic_data.world.places import NUMBER, UNITS_OF_CURRENCY
from synthetic_data.world.population import NOBODY, Floats, Ints

HOMES = (("DE", "FR"), ("GB", "DE"), ("FR", "DE"), ("US", "GB"))
GIFTS, PAID_OUT, EXPENSES = 0.48, 0.1, 0.2  # of the rows; the rest is passed on
APPEALS = 0.75  # of the pools, at least two; the others are accounts
STRAIGHT = 0.45  # share of instances whose pools pay the payee, not their lender
BY_COINS = 0.3  # share of instances whose payees turn it into virtual assets
PATIENT = 0.35  # share of instances with a dwell of days


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population, people = site.population, site.population.people
    homes = [NUMBER[code] for code in HOMES[rng.integers(len(HOMES))]]
    straight = rng.random() < STRAIGHT
    here = population.persons_in(*(homes[:1] if straight else homes))
    appeals = here[people.campaign[here] != NOBODY]
    wanted = whole(rng, 2, 4, 10, max(3, size / 10))
    # An appeal that had its own success is not lent.
    quiet = np.argsort(site.turnover[people.campaign[appeals]], kind="stable")
    appeals = appeals[quiet[: max(wanted, quiet.size // 3)]]
    pools = recruit(rng, appeals, here, max(2, round(APPEALS * wanted)))
    lenders = np.append(
        pools,
        recruit(rng, np.setdiff1d(here, pools), here, wanted)[: wanted - pools.size],
    )
    others = np.setdiff1d(population.persons_in(homes[0]), lenders)
    owns = people.coins[others] != NOBODY
    ready = others[owns] if rng.random() < BY_COINS else others
    payees = recruit(rng, ready, others, whole(rng, 1, 1, 3, 3))
    crowd = np.setdiff1d(others, payees)
    box = people.campaign[lenders]
    box = np.where(box == NOBODY, lenders, box)
    first, last = span(rng, site, 90, 700, 1095)

    slow = rng.random() < PATIENT
    given = _give(instance, crowd, box, round(GIFTS * size), first, last - 9)
    to = payees[np.arange(box.size) % payees.size] if straight else lenders
    payouts = round(PAID_OUT * size * (2 if straight else 1))
    collected, paid = _pay_out(instance, given, (to, box), payouts, slow)
    if not straight:
        collected = _pass_on(instance, paid, payees, slow)
    bought = round(EXPENSES * size)
    _live(instance, np.append(lenders, payees), collected, bought)
    export(instance, collected, size - instance.size)
    instance.cast(payees, "funnel", "move")
    instance.cast(np.unique(np.append(lenders, box)), "collector", "raise")
    return instance


def _give(
    instance: Instance, crowd: Ints, box: Ints, gifts: int, first: int, last: int
) -> Payments:
    """Donors who come again, each mostly to the same box."""
    site, rng = instance.site, instance.rng
    donors = recruit(rng, crowd, crowd, min(crowd.size, max(4, gifts // 2)))
    keen = rng.gamma(1.0, 1.0, donors.size) + 0.1
    payer = rng.choice(donors, gifts, p=keen / keen.sum())
    usual = rng.integers(0, box.size, site.population.persons)[payer]
    at = np.where(rng.random(gifts) < 0.7, usual, rng.integers(0, box.size, gifts))
    at[: box.size] = np.arange(box.size)[:gifts]  # no pool stays empty
    dollars = skewed(rng, 7.5, 44, 150, gifts)
    day = days_within(rng, first, last, gifts)
    day = rng.permutation(day)
    time = site.scene.at(rng, day, "evening", payer)
    amount = site.scene.local(dollars, payer)
    tidy = np.maximum(5, np.rint(amount / 5) * 5)
    amount = np.where(rng.random(gifts) < 0.7, tidy, amount)
    pool = np.isin(box[at], site.population.people.campaign)
    parts = []
    country = site.population.accounts.country
    away = country[payer] != country[box[at]]
    for rows, way in (
        (pool, "crowdfunding"),
        (~pool & ~away, "instant"),
        (~pool & away, "wire"),
    ):
        gift = (time[rows], payer[rows], box[at][rows], amount[rows], way, "gift")
        parts.append(instance.add(site.scene.pay(rng, *gift), "raise"))
    instance.cast(donors, "donor", "raise")
    return together(parts)


def _pay_out(
    instance: Instance,
    given: Payments,
    ends: tuple[Ints, Ints],
    payouts: int,
    slow: bool,
) -> tuple[Payments, tuple[Ints, Ints, Floats]]:
    """What each pool pays out, and as (receiver, time, dollars), boxes too."""
    site, rng = instance.site, instance.rng
    to, box = ends
    of = np.argsort(box)[np.searchsorted(np.sort(box), given.receiver)]
    worth = given.minor / 100 / UNITS_OF_CURRENCY[given.currency]
    # All pools are emptied in rounds: a drive ends, and the next begins.
    rounds = max(1, round(payouts / box.size))
    closing = np.quantile(given.time, np.arange(1, rounds) / rounds)
    key = of * rounds + np.searchsorted(closing, given.time)
    batch, where = np.unique(key, return_inverse=True)
    dollars: Floats = np.bincount(where, worth).astype(np.float64) * 0.95
    latest = np.zeros(batch.size, np.int64)
    np.maximum.at(latest, where, given.time)
    at = batch // rounds
    hours = (
        skewed(rng, 24, 72, 168, at.size) if slow else skewed(rng, 1, 8, 48, at.size)
    )
    own = box[at]
    time = later(rng, site, latest, hours, "office", own)
    amount = site.scene.local(dollars, own)
    pool = np.isin(own, site.population.people.campaign)
    paid = together(
        [
            site.scene.pay(
                *(rng, time[rows], own[rows], to[at][rows], amount[rows]),
                *("transfer", topic),
                device=device,
            )
            for rows, topic, device in ((pool, "sale", False), (~pool, "family", None))
        ]
    )
    instance.add(paid, "raise")
    return paid, (to[at], time, dollars)


def _pass_on(
    instance: Instance, paid: tuple[Ints, Ints, Floats], payees: Ints, slow: bool
) -> Payments:
    site, rng = instance.site, instance.rng
    lender, time, dollars = paid
    payee = payees[lender % payees.size]
    hours = skewed(rng, 1, 24, 160 if slow else 72, time.size)
    when = later(rng, site, time, hours, "phone", lender)
    amount = site.scene.local(dollars * rng.uniform(0.9, 1.0, time.size), lender)
    ways = site.scene.transfer(lender, payee)
    country = site.population.accounts.country
    fast = (rng.random(ways.size) < 0.6) & (country[lender] == country[payee])
    ways = np.where(fast, CHANNEL["instant"], ways).astype(np.uint8)
    rows = (when, lender, payee, np.maximum(1, np.round(amount)), ways, "family")
    return instance.add(site.scene.pay(rng, *rows), "move")


def _live(instance: Instance, who: Ints, collected: Payments, rows: int) -> None:
    """Lenders and payees keep something for themselves."""
    site, rng = instance.site, instance.rng
    day = rng.choice(collected.time, rows) // DAY + rng.integers(1, 9, rows)
    day = np.minimum(day, site.days - 1)
    one = rng.choice(who, rows)
    instance.add(spend(site.scene, rng, one, day, scale=1.1), "use")


PLANTING = Planting(
    name="crowdfunding_mirror",
    label="scheme",
    smallest=20,
    typical=52,
    largest=500,
    months=5,
    red_flags=("TF-CROWD-03", "TF-CROWD-01", "TF-FLOW-08"),
    plant=plant,
)
