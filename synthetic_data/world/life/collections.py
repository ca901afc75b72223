"""Volunteers who collect for a cause: by phone, in a tin, then passed on."""

import numpy as np

from synthetic_data.world.calendar import DAY
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.self_employed import CLIENT_TRADES, firm_near
from synthetic_data.world.payments import Payments, Scene, log_normal, rounded, together
from synthetic_data.world.places import COUNTRIES, UNITS, WAGES
from synthetic_data.world.population import NOBODY, Codes, Floats, Ints

COLLECTORS = 0.02  # of persons, a year; judgement, as all figures here
GIFTS, GIFT, TIN = 7.0, 22.0, 120.0  # a collection; dollars, medians
DAYS = 40
BY_PHONE, BANKED, TO_CHARITY = 0.6, 0.7, 0.5  # of gifts; drives with a tin; of tins
SPONSORS, SPONSORED = 4.0, 60.0  # firms that give to a collection; dollars, median
KEPT_BACK = 0.06  # at most, for stamps and cake


def collections(scene: Scene, rng: np.random.Generator) -> Payments:
    """Gifts to the volunteer's own account, as small causes have no other."""
    people = scene.population.people
    rate = min(0.5, COLLECTORS * scene.calendar.months / 12)
    who = np.flatnonzero(rng.random(people.country.size) < rate)
    last = max(2, scene.calendar.days - 30)
    begins = rng.integers(0, last, who.size)
    count = np.maximum(2, rng.poisson(GIFTS, who.size))
    drive = np.repeat(np.arange(who.size), count)
    day = begins[drive] + rng.integers(0, DAYS, drive.size)
    day = np.minimum(day, scene.calendar.days - 12)
    giver = someone_of(scene, rng, people.country[who[drive]])
    wealth = WAGES[people.country[giver]] / WAGES[0]
    dollars = wealth * log_normal(rng, GIFT, 0.7, giver.size)
    units = 5 * 10.0 ** np.floor(np.log10(np.maximum(UNITS[people.country[giver]], 1)))
    amount = rounded(scene.local(dollars, giver), units)
    time = scene.at(rng, day, "evening", giver)
    phone = rng.random(giver.size) < BY_PHONE
    parts = [
        scene.pay(
            *(rng, time[rows], giver[rows], who[drive[rows]], amount[rows]),
            *(way, "gift"),
        )
        for rows, way in ((phone, "instant"), (~phone, "transfer"))
    ]
    tins = np.flatnonzero(rng.random(who.size) < BANKED)
    cash = WAGES[people.country[who]] / WAGES[0] * log_normal(rng, TIN, 0.7, who.size)
    on = np.minimum(begins[tins] + rng.integers(3, DAYS, tins.size), last + 15)
    banked = scene.at(rng, on, "office", who[tins])
    charity = _charity(scene, rng, who)
    straight = rng.random(tins.size) < TO_CHARITY
    into = np.where(straight, charity[tins], who[tins])
    carrier = np.where(straight, who[tins], NOBODY)
    rows = (scene, rng, into, banked, cash[tins])
    parts.append(bring_in(*rows, conductor=carrier))
    given = amount / scene.local(1.0, giver)
    raised = np.bincount(drive, given, who.size).astype(np.float64)
    own = tins[~straight]
    raised[own] += cash[own]
    firms_gave, sponsored = _sponsored(scene, rng, who, begins)
    parts.append(firms_gave)
    raised += sponsored
    parts.append(_passed_on(scene, rng, (who, charity), begins, raised))
    return together(parts)


def _sponsored(
    scene: Scene, rng: np.random.Generator, who: Ints, begins: Ints
) -> tuple[Payments, Floats]:
    """Shops and other firms of the place give too; what each drive got of them."""
    drive = np.repeat(np.arange(who.size), rng.poisson(SPONSORS, who.size))
    firm = firm_near(scene, rng, who[drive], *CLIENT_TRADES)
    day = begins[drive] + rng.integers(0, DAYS, drive.size)
    time = scene.at(rng, np.minimum(day, scene.calendar.days - 12), "office", firm)
    wealth = (WAGES / WAGES[0])[scene.population.accounts.country[firm]]
    dollars = wealth * log_normal(rng, SPONSORED, 0.7, drive.size)
    amount = np.maximum(1, np.round(scene.local(dollars, firm)))
    rows = (rng, time, firm, who[drive], amount, "transfer", "gift")
    return scene.pay(*rows), np.bincount(drive, dollars, who.size).astype(np.float64)


def _charity(scene: Scene, rng: np.random.Generator, who: Ints) -> Ints:
    """The cause of each, in their country."""
    population = scene.population
    country = population.people.country[who]
    charity = np.empty(who.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        causes = population.firms_in(number, "charity")
        charity[here] = by_weight(rng, population.firms, causes, here.size)
    return charity


def _passed_on(
    scene: Scene,
    rng: np.random.Generator,
    ends_at: tuple[Ints, Ints],
    begins: Ints,
    raised: Floats,
) -> Payments:
    """To the charity, once the drive is over."""
    who, charity = ends_at
    ends = begins + DAYS + rng.integers(1, 15, who.size)
    end = scene.calendar.days * DAY - 1
    time = np.minimum(scene.at(rng, np.minimum(ends, end // DAY), "evening", who), end)
    share = 1 - KEPT_BACK * rng.random(who.size)
    amount = np.maximum(1, np.round(scene.local(raised * share, who)))
    return scene.pay(rng, time, who, charity, amount, "transfer", "gift")


def someone_of(scene: Scene, rng: np.random.Generator, country: Codes) -> Ints:
    people = scene.population.people
    someone = np.empty(country.size, np.int64)
    for number in range(len(COUNTRIES)):
        here = np.flatnonzero(country == number)
        there = np.flatnonzero(people.country == number)
        someone[here] = there[rng.integers(0, there.size, here.size)]
    return someone
