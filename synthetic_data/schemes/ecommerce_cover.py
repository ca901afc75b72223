"""
E-commerce cover: payments for goods that are never sent.

A few related firms abroad pay one person for "goods" again and again over three months;
hardly a parcel leaves, the money is drawn, spent, or handed on. In the other variant
one person pays dozens of small sums to strangers abroad, as if for orders.

Ranges:   ../shared/schemes/parameters.csv, scheme 16: 7,685-9,000 dollars in 2-7
          payments of 500-3,000 by 1-5 firms in 60-120 days; or 20-60 payments out of
          50-500.
Source:   US v. Elshinawy, as reported; a case from India in FATF's update of 2025, by
          way of press (VS). One of about 150 prosecutions had money from abroad: rare.
Judgement: parcels sent, days money rests, what it is used for, ends of the variant.
Evasive:  some parcels, one firm only, payments by a private person among them, a
          second account.
Sees:     TF-PAY-01 for money that comes in; nothing is written for money that goes out.
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
from synthetic_data.support import dollars_of
from synthetic_data.using import use_up
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import Ints

CORRIDORS = (("GB", "US"), ("GB", "DE"), ("PK", "GB"), ("TR", "FR"), ("AE", "US"))
ODDS = (0.5, 0.15, 0.15, 0.1, 0.1)  # the first is published, the others ours
OUTBOUND = 0.3  # of instances that have rows enough


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    far, home = (NUMBER[code] for code in CORRIDORS[rng.choice(5, p=ODDS)])
    here = site.population.persons_in(home)
    person, helper = (int(one) for one in recruit(rng, here, here, 2))
    first, last = span(rng, site, 60, 95, 120)
    if size >= 24 and rng.random() < OUTBOUND:
        _order_abroad(instance, person, far, size, first, last)
        return instance
    got = _sell(instance, person, far, max(2, min(7, round(size * 0.3))), first, last)
    if rng.random() < 0.4:
        parcels = max(1, round(got.size * rng.uniform(0, 0.3)))
        day = np.minimum(rng.choice(got.time, parcels) // DAY + 2, site.days - 1)
        who = np.full(parcels, person)
        posted = buy(site.scene, rng, who, day, "shipping", 7.0)
        instance.add(posted, "move")
    passed = int(rng.integers(1, 4))
    _hand_on(instance, got, helper, passed)
    use_up(
        *(instance, got, max(2, size - instance.size)),
        drawn=0.25,
        hours=(24, 72, 336),
        dollars=(60, 240, 900),
        days=30,
        scale=1.3,
    )
    instance.cast(person, "operative", "use")
    instance.cast(helper, "operative", "use")
    return instance


def _sell(
    instance: Instance, person: int, far: int, payments: int, first: int, last: int
) -> Payments:
    """Related firms pay for goods; now and then by the one who runs them."""
    site, rng = instance.site, instance.rng
    firms = site.population.firms
    offers = site.population.firms_in(far, "services", "online", "wholesale")
    payers = recruit(rng, offers, offers, whole(rng, 1, 3, 5, payments - 1))
    # One sponsor made most of the published payments.
    weights = 1.0 / np.arange(1, payers.size + 1)
    payer = rng.choice(payers, payments, p=weights / weights.sum())
    payer[0] = payers[0]
    payers = payers[np.isin(payers, payer)]
    officer = int(firms.officer[payers[0] - firms.first])
    for other in payers[1:]:
        instance.relate(officer, "officer_of", int(other))
    day = days_within(rng, first, last, payments)
    amount = skewed(rng, 500, 1_450, 3_000, payments)
    total = float(skewed(rng, 7_685, 8_700, 9_000, 1)[0])
    amount *= min(1.0, total / amount.sum())
    time = site.scene.at(rng, day, "evening", payer)
    payee = np.full(payments, person)
    paid = wire_abroad(site.scene, rng, payer, payee, time, amount, "goods")
    instance.cast(payers, "front", "move")
    return instance.add(paid, "move")


def _hand_on(instance: Instance, got: Payments, helper: int, payments: int) -> None:
    site, rng = instance.site, instance.rng
    pick = rng.integers(0, got.size, payments)
    who = got.receiver[pick].astype(np.int64)
    hours = skewed(rng, 24, 72, 336, payments)
    time = later(rng, site, got.time[pick], hours, "phone", who)
    worth = dollars_of(got)[pick]
    amount = site.scene.local(worth * rng.uniform(0.1, 0.3, payments), who)
    paid = site.scene.pay(rng, time, who, helper, amount, "instant", "friends")
    instance.add(paid, "move")


def _order_abroad(
    instance: Instance, person: int, far: int, size: int, first: int, last: int
) -> None:
    """Dozens of small payments to strangers abroad, from cash banked for them."""
    site, rng = instance.site, instance.rng
    payments = min(60, max(16, round(0.8 * size)))
    there = site.population.persons_in(far)
    payees: Ints = recruit(rng, there, there, min(there.size, round(payments * 0.6)))
    day = days_within(rng, first, last, payments)
    payer = np.full(payments, person)
    time = site.scene.at(rng, day, "evening", payer)
    amount = skewed(rng, 50, 175, 500, payments)
    to = rng.choice(payees, payments)
    paid = wire_abroad(site.scene, rng, payer, to, time, amount, "goods")
    instance.add(paid, "move")
    banked = max(1, size - payments)
    account = np.full(banked, person)
    when = site.scene.at(rng, days_within(rng, first, last, banked), "office", account)
    brought = bring_in(
        site.scene, rng, account, when, skewed(rng, 100, 400, 1_200, banked)
    )
    instance.add(brought, "raise")
    instance.cast(person, "facilitator", "move")


PLANTING = Planting(
    name="ecommerce_cover",
    label="scheme",
    smallest=10,
    typical=16,
    largest=80,
    months=4,
    red_flags=("TF-PAY-01",),
    plant=plant,
    weight=0.15,
)
