"""
Money sent home by way of shops: one takes it, one abroad pays out, ledgers offset.

Mostly family money, and lawful where it is registered. Banks see the cash that some
customers draw for it, what others pay by card at the till or to the shopkeeper, what
the shop abroad pays to accounts, and the shops' monthly reckoning for goods or bills.
"""

from typing import NamedTuple

import numpy as np

from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.payments import (
    Payments,
    Scene,
    log_normal,
    poisson_days,
    rounded,
    together,
)
from synthetic_data.world.places import CODES, COUNTRIES, UNITS
from synthetic_data.world.population import NOBODY, Codes, Floats, Ints, Population

SHOPS = ("clothing", "electronics", "transport", "restaurant", "groceries")
USERS = 0.1  # of those who support somebody abroad; judgement, as all shares here
A_MONTH, TICKET, SPREAD = 0.8, 190.0, 0.6
BY_CARD, TO_KEEPER = 0.35, 0.25  # the rest hands over cash
TO_ACCOUNT = 0.4  # of pay-outs; the rest is cash nobody sees
FEE = 0.02
RECKONED = 0.3  # of a month's takings; the rest is offset by what comes the other way
BILLS = 0.4  # of reckonings: a bill at home that the partner owes


class Shop(NamedTuple):
    """Of each country the shop that does it, and who keeps it."""

    account: Ints
    keeper: Ints


def informal(scene: Scene, rng: np.random.Generator) -> Payments:
    people = scene.population.people
    months = scene.calendar.months
    sends = np.flatnonzero(people.relative != NOBODY)
    users = sends[rng.random(sends.size) < USERS]
    weights = scene.calendar.day_weights("shop")
    who, day = poisson_days(rng, np.full(users.size, A_MONTH * months), users, weights)
    day = np.sort(day)
    dollars = log_normal(rng, TICKET, SPREAD, who.size)
    dollars = np.minimum(dollars, 0.4 * people.income[who] + 20)
    time = scene.at(rng, day, "shop", who)
    shop = _shops(scene.population, rng)
    home = people.country[who]
    relative = people.relative[who]
    parts = hand_in(
        *(scene, rng, who, shop.account[home], shop.keeper[home], time, dollars)
    )
    rows = np.flatnonzero(rng.random(who.size) < TO_ACCOUNT)
    far = shop.keeper[people.country[relative[rows]]]
    parts.append(
        pay_out(scene, rng, far, relative[rows], time[rows], dollars[rows] * (1 - FEE))
    )
    parts.append(_reckon(scene, rng, shop, (home, people.country[relative]), day))
    return together(parts)


def hand_in(
    scene: Scene,
    rng: np.random.Generator,
    customer: Ints,
    shop: Ints,
    keeper: Ints,
    time: Ints,
    dollars: Floats,
    *,
    by_card: float = BY_CARD,
) -> list[Payments]:
    """A row for each customer: the card at the till, the keeper's account, or cash."""
    lot = rng.random(customer.size)
    card = np.flatnonzero(lot < by_card)
    keep = np.flatnonzero((lot >= by_card) & (lot < by_card + TO_KEEPER))
    cash = np.flatnonzero(lot >= by_card + TO_KEEPER)
    return [
        scene.pay(
            *(rng, time[card], customer[card], shop[card]),
            *(scene.local(dollars[card], customer[card]), "card"),
        ),
        scene.pay(
            *(rng, time[keep], customer[keep], keeper[keep]),
            *(_tidy(scene, rng, dollars[keep], customer[keep]), "instant", "family"),
        ),
        take_out(scene, rng, customer[cash], time[cash], dollars[cash]),
    ]


def pay_out(
    scene: Scene,
    rng: np.random.Generator,
    keeper: Ints,
    receiver: Ints,
    time: Ints,
    dollars: Floats,
) -> Payments:
    """To the receiver's account from the keeper's abroad, mostly within the hour."""
    wait = np.minimum(rng.exponential(2 * HOUR, time.size), DAY).astype(np.int64) + 120
    last = scene.calendar.days * DAY - 1
    when = np.minimum(time + wait, last)
    amount = _tidy(scene, rng, dollars, keeper)
    return scene.pay(rng, when, keeper, receiver, amount, "instant", "family")


def settle(
    scene: Scene,
    rng: np.random.Generator,
    shop: Ints,
    time: Ints,
    dollars: Floats,
    far: Ints,
    *,
    bills: float = BILLS,
) -> Payments:
    """Goods from a trader of each country ``far``, or a bill at home of the partner."""
    population = scene.population
    at_home = rng.random(shop.size) < bills
    where = np.where(at_home, population.accounts.country[shop], far)
    payee = np.empty(shop.size, np.int64)
    for number in range(len(COUNTRIES)):
        for billed, trades in ((True, ("services", "property")), (False, ("maker",))):
            here = np.flatnonzero((where == number) & (at_home == billed))
            offers = population.firms_in(number, *trades)
            payee[here] = by_weight(rng, population.firms, offers, here.size)
    amount = scene.local(dollars, shop)
    return scene.pay(rng, time, shop, payee, amount, "transfer", "invoice")


def _shops(population: Population, rng: np.random.Generator) -> Shop:
    firms = population.firms
    account = np.array(
        [rng.choice(population.firms_in(n, *SHOPS)) for n in range(len(COUNTRIES))]
    )
    return Shop(account, firms.officer[account - firms.first])


def _reckon(
    scene: Scene,
    rng: np.random.Generator,
    shop: Shop,
    lane: tuple[Codes, Codes],
    day: Ints,
) -> Payments:
    """Cash takings banked now and then, and what is left open paid each month."""
    home, far = (end.astype(np.int64) for end in lane)
    ends = np.append(scene.calendar.month_starts[1:], scene.calendar.days) - 1
    month = np.searchsorted(ends, day)
    key = (home * len(CODES) + far) * ends.size + month
    lanes, count = np.unique(key, return_counts=True)
    dollars = TICKET * count * log_normal(rng, RECKONED, 0.4, lanes.size)
    payer = shop.account[lanes // ends.size // len(CODES)]
    at = scene.at(rng, ends[lanes % ends.size], "office", payer)
    partner = lanes // ends.size % len(CODES)
    paid = settle(scene, rng, payer, at, dollars, partner)
    banked = np.flatnonzero(rng.random(lanes.size) < 0.8)
    takings = TICKET * count[banked] * log_normal(rng, 0.4, 0.5, banked.size)
    when = np.maximum(at[banked] - rng.integers(1, 25, banked.size) * DAY, 0)
    return together([paid, bring_in(scene, rng, payer[banked], when, takings)])


def _tidy(
    scene: Scene, rng: np.random.Generator, dollars: Floats, account: Ints
) -> Floats:
    """Whole tens of the sender's currency six times in ten."""
    units = UNITS[scene.population.accounts.country[account]]
    step = 10.0 ** np.floor(np.log10(np.maximum(units, 1)) + 1)
    step = np.where(rng.random(account.size) < 0.6, step, 0.01)
    return rounded(scene.local(dollars, account), step)
