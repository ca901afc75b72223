"""
Virtual-asset hub: several campaigns' gifts in coins are changed at one desk.

A campaign shows one address, later a fresh one every few gifts. What arrives goes on,
straight or through one more wallet, to a desk that serves many other customers, and
comes out as money on the accounts of a few helpers, who draw or spend it. A part is
collected as cash that an organiser banks and turns into coins himself.

Ranges:   ../shared/schemes/parameters.csv, scheme 09.
Source:   Elliptic on an exchanger's campaign by way of Reuters 2019, US v. two
          exchangers 2020 (20-cv-2228), US v. Chhipa, Israel's bureau 2023 (all VS).
Judgement: size of a gift, share of cash, dwell, payments up to the hub.
Evasive:  fresh addresses, another wallet in between, longer rests, helpers in two
          countries, no cash at all.
Sees:     TF-VA-01, TF-VA-04 where a campaign has gifts enough to look like one.
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
from synthetic_data.using import use_up
from synthetic_data.world.calendar import DAY
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.virtual import move_coins
from synthetic_data.world.payments import Payments, together
from synthetic_data.world.places import COUNTRIES, CURRENCY_OF, NUMBER
from synthetic_data.world.population import NOBODY, Floats, Ints

DESKS = ("TR", "AE", "PK", "KE", "GB")
DESK_ODDS = (0.45, 0.2, 0.15, 0.1, 0.1)
GIFTS, PAID_OUT = 0.42, 0.1  # of the rows; the rest is use


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    people = population.people
    first, last = span(rng, site, 21, 120, 330)
    known = (people.wallet != NOBODY) & (population.arrived == 0)
    purses = rng.permutation(people.wallet[known])
    count = whole(rng, 2, 3, 6, min(size / 12, purses.size / 4))
    fresh = whole(rng, 1, 2, 4, purses.size / (2 * count))
    addresses = purses[: count * fresh].reshape(count, fresh)
    between = purses[count * fresh :][: 1 + int(rng.random() < 0.4)]
    country = NUMBER[rng.choice(DESKS, p=DESK_ODDS)]
    offers = population.firms_in(country, "otc")
    desk = int(by_weight(rng, population.firms, offers, 1)[0])

    organiser, bought = _cash(instance, size, first, last)
    gifts = _gifts(instance, addresses, organiser, round(GIFTS * size), first, last)
    changed = _sweep(instance, addresses, gifts, between, desk)
    paid = _pay_out(instance, changed, desk, country, max(2, round(PAID_OUT * size)))
    rest = max(2, size - instance.size)
    cash = (20.0, 70.0, 250.0)
    use_up(instance, paid, rest, drawn=0.3, hours=(6, 90, 500), dollars=cash)
    instance.cast(np.unique(gifts.receiver), "collector", "raise")
    used = np.isin(between, np.concatenate([part.sender for part in instance.payments]))
    instance.cast(between[used], "pass-through", "move")
    instance.cast(desk, "facilitator", "move")
    if bought:
        instance.cast([organiser, people.coins[organiser]], "collector", "raise")
    return instance


def _cash(instance: Instance, size: int, first: int, last: int) -> tuple[int, int]:
    """An organiser banks what he collected by hand and buys coins for it."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    organiser = int(rng.choice(_keepers(site)))
    share = rng.choice([0.0, 0.08, 0.16], p=(0.4, 0.4, 0.2))  # of the rows
    trips = round(share * size / 2)
    account = np.full(trips, organiser)
    day = days_within(rng, first, max(first, last - 12), trips)
    time = site.scene.at(rng, day, "office", account)
    dollars = skewed(rng, 60, 220, 900, trips)
    brought = instance.add(bring_in(site.scene, rng, account, time, dollars), "raise")
    hours = skewed(rng, 1, 20, 90, trips)
    bought = later(rng, site, brought.time, hours, "evening", account)
    amount = site.scene.local(dollars * rng.uniform(0.85, 1.0, trips), account)
    purse = people.coins[account]
    rows = (rng, bought, account, purse, amount, "transfer", "coins")
    instance.add(site.scene.pay(*rows), "raise")
    return organiser, trips


def _keepers(site: Site) -> Ints:
    """Persons who have coins at an exchange and are known from the first day on."""
    has = site.population.people.coins != NOBODY
    return np.flatnonzero(has & (site.population.arrived == 0))


def _gifts(
    instance: Instance,
    addresses: Ints,
    organiser: int,
    gifts: int,
    first: int,
    last: int,
) -> Payments:
    """From supporters' coins; the first address of a campaign, later fresh ones."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    crowd = rng.permutation(np.setdiff1d(_keepers(site), [organiser]))
    crowd = crowd[: max(4, min(crowd.size, round(gifts * 0.8)))]
    donor = crowd[rng.integers(0, crowd.size, gifts)]
    day = days_within(rng, first, max(first, last - 6), gifts)
    campaign = rng.integers(0, addresses.shape[0], gifts)
    progress = (day - first) / max(1, last - first)
    turn = (np.minimum(progress, 0.999) * addresses.shape[1]).astype(np.int64)
    purse = people.coins[donor]
    time = site.scene.at(rng, day, "evening", donor)
    dollars = skewed(rng, 10, 60, 300, gifts)
    dollars = np.where(rng.random(gifts) < 0.5, np.rint(dollars / 5) * 5, dollars)
    to = addresses[campaign, turn]
    made = move_coins(site.scene, rng, time, purse, to, dollars)
    instance.cast(np.unique(purse), "donor", "raise")
    return instance.add(made, "raise")


def _sweep(
    instance: Instance, addresses: Ints, gifts: Payments, between: Ints, desk: int
) -> Payments:
    """Each address is emptied now and then: what came since goes on to the desk."""
    site, rng = instance.site, instance.rng
    every = max(3.0, float(skewed(rng, 4, 20, 60, 1)[0]))  # days
    cycle = (gifts.time // DAY / every).astype(np.int64)
    place = np.searchsorted(np.sort(addresses.ravel()), gifts.receiver)
    _, group = np.unique(place * 100_000 + cycle, return_inverse=True)
    count = int(group.max()) + 1
    worth: Floats = np.bincount(group, gifts.minor / 100, count).astype(np.float64)
    since = np.zeros(count, np.int64)
    np.maximum.at(since, group, gifts.time)
    sender = np.zeros(count, np.int64)
    sender[group] = gifts.receiver
    hidden = rng.random(count) < rng.choice([0.0, 0.4])
    first_to = np.where(hidden, rng.choice(between, count), desk)
    time = later(rng, site, since, skewed(rng, 1, 48, 336, count), "evening", sender)
    sent = instance.add(
        move_coins(site.scene, rng, time, sender, first_to, worth * 0.99), "move"
    )
    on = np.flatnonzero(hidden)
    when = later(
        rng, site, time[on], skewed(rng, 1, 12, 60, on.size), "evening", first_to[on]
    )
    to = np.full(on.size, desk)
    onward = move_coins(site.scene, rng, when, first_to[on], to, worth[on] * 0.98)
    instance.add(onward, "move")
    straight = sent.take(sent.receiver == desk)
    return together([straight, onward])


def _pay_out(
    instance: Instance, changed: Payments, desk: int, country: int, payments: int
) -> Payments:
    """Money for the coins, to helpers where the desk is and sometimes elsewhere."""
    site, rng = instance.site, instance.rng
    near = np.setdiff1d(site.population.persons_in(country), list(instance.roles))
    far = site.population.persons_in(int(rng.integers(len(COUNTRIES))))
    pool = np.append(recruit(rng, near, near, 3), recruit(rng, far, far, 1))
    helpers = np.unique(pool[: 2 + int(rng.integers(0, 3))])
    order = np.sort(changed.time)
    total = float(changed.minor.sum()) / 100 * float(rng.uniform(0.9, 0.98))
    share: Floats = rng.dirichlet(np.full(payments, 3.0))
    payee = rng.choice(helpers, payments)
    # No sooner than the coins for it have come.
    due = np.minimum(np.cumsum(share), 0.999)
    since = order[(due * order.size).astype(np.int64)]
    time = later(rng, site, since, skewed(rng, 2, 30, 200, payments), "office", payee)
    amount = site.scene.local(np.maximum(5, total * share), payee)
    money = CURRENCY_OF[site.population.accounts.country[payee]]
    rows = (rng, time, desk, payee, amount, "transfer", "coins")
    instance.cast(np.unique(payee), "cash-out", "use")
    return instance.add(site.scene.pay(*rows, currency=money), "move")


PLANTING = Planting(
    name="virtual_asset_hub",
    label="scheme",
    smallest=20,
    typical=32,
    largest=400,
    months=3,
    red_flags=("TF-VA-01", "TF-VA-04"),
    plant=plant,
    weight=0.6,
)
