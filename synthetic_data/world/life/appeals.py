"""
Appeals at a crowdfunding platform: for a hospital bill, a funeral, a flat that burnt.

Gifts come to the appeal's account, the platform takes its fee, and what is left is paid
out to its organiser, who pays what it was for.
"""

import numpy as np

from synthetic_data.world.calendar import DAY
from synthetic_data.world.firms import by_weight
from synthetic_data.world.payments import Payments, Scene, log_normal, together
from synthetic_data.world.places import COUNTRIES, UNITS_OF_CURRENCY, WAGES
from synthetic_data.world.population import NOBODY, Floats, Ints

GIFTS = 16  # an appeal that is noticed, median; judgement
UNNOTICED = 0.45  # share of appeals with one to three gifts; judgement
GIFT, SPREAD = 50.0, 0.8  # dollars, median (judgement); falls as an appeal wears on
OPEN_DAYS = 60
FEE = 0.05
FOR_KIN = 0.4  # of appeals of those who support somebody abroad
AT_HOME = 0.9  # of gifts, from the organiser's country


def appeals(scene: Scene, rng: np.random.Generator) -> Payments:
    people = scene.population.people
    organiser = np.flatnonzero(people.campaign != NOBODY)
    count = np.maximum(3, np.rint(log_normal(rng, GIFTS, 0.8, organiser.size)))
    few = rng.random(organiser.size) < UNNOTICED
    count = np.where(few, rng.integers(1, 4, organiser.size), count)
    opened = rng.integers(0, max(1, scene.calendar.days - 20), organiser.size)
    appeal = np.repeat(np.arange(organiser.size), count.astype(np.int64))
    since = rng.exponential(12.0, appeal.size)
    day = opened[appeal] + np.minimum(since, OPEN_DAYS).astype(np.int64)
    within = day < scene.calendar.days
    appeal, day = appeal[within], day[within]
    given = gifts(scene, rng, organiser[appeal], day)
    return together([given, *_paid_out(scene, rng, organiser, given)])


def gifts(
    scene: Scene, rng: np.random.Generator, organiser: Ints, day: Ints
) -> Payments:
    """A gift of somebody to the appeal of each ``organiser``, on each ``day``."""
    people = scene.population.people
    country = people.country[organiser].astype(np.int64)
    away = rng.random(organiser.size) > AT_HOME
    country = np.where(away, rng.integers(0, len(COUNTRIES), country.size), country)
    donor = np.empty(organiser.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        someone = np.flatnonzero(people.country == number)
        donor[here] = someone[rng.integers(0, someone.size, here.size)]
    wealth = (WAGES[people.country[donor]] / WAGES[0]) ** 0.7
    amount = scene.local(wealth * log_normal(rng, GIFT, SPREAD, donor.size), donor)
    tidy = np.maximum(5, np.rint(amount / 5) * 5)
    amount = np.where(rng.random(donor.size) < 0.7, tidy, np.maximum(amount, 1))
    time = scene.at(rng, day, "evening", donor)
    box = people.campaign[organiser]
    return scene.pay(rng, time, donor, box, amount, "crowdfunding", "gift")


def _paid_out(
    scene: Scene, rng: np.random.Generator, organiser: Ints, given: Payments
) -> list[Payments]:
    """One or two payouts, the fee, and what the organiser then pays for."""
    population = scene.population
    people = population.people
    box = people.campaign[organiser]
    worth = np.bincount(
        np.searchsorted(box, given.receiver), _home_units(scene, given), box.size
    )
    last = np.zeros(box.size, np.int64)
    np.maximum.at(last, np.searchsorted(box, given.receiver), given.time)
    fed = np.flatnonzero(worth > 0)
    end = scene.calendar.days * DAY - 1
    when = np.minimum(last[fed] + rng.integers(1, 15, fed.size) * DAY, end)
    platform = np.array(
        [population.firms_in(n, "crowdfunding")[0] for n in range(len(COUNTRIES))]
    )[people.country[organiser[fed]]]
    who = organiser[fed]
    net = worth[fed] * (1 - FEE)
    fee = scene.pay(
        rng,
        when,
        box[fed],
        platform,
        worth[fed] * FEE,
        "transfer",
        "sale",
        device=False,
    )
    # Some appeals are for a relative abroad, who gets it at once.
    kin = people.relative[who]
    far = (kin != NOBODY) & (rng.random(who.size) < FOR_KIN)
    who = np.where(far, kin, who)
    out = scene.pay(rng, when, box[fed], who, net, "transfer", "sale", device=False)
    net = np.asarray(scene.local(net / scene.local(1.0, box[fed]), who))
    payee = np.empty(who.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(people.country[who] == number)
        offers = population.firms_in(number, "services", "school", "property")
        payee[here] = by_weight(rng, population.firms, offers, here.size)
    later = np.minimum(when + rng.integers(1, 20, who.size) * DAY, end)
    spent = scene.pay(
        *(rng, later, who, payee, net * rng.uniform(0.5, 0.98, who.size)),
        *("transfer", "invoice"),
    )
    return [fee, out, spent]


def _home_units(scene: Scene, given: Payments) -> Floats:
    """Each gift in the currency of the appeal that got it."""
    dollars = given.minor / 100 / UNITS_OF_CURRENCY[given.currency]
    return np.asarray(scene.local(dollars, given.receiver))
