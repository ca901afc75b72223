"""
Sham charity: a name like a known cause, street cash, and an account that is private.

An organiser collects in the name of a cause: street giving arrives as lumps of cash,
some pledge a monthly sum, some send gifts from their phones, all into the organiser's
own account, often a young one. A token goes to a real charity. The rest is drawn, spent
on cards, sent abroad, or lost in speculation. After weeks to two years it is over.

Ranges:   ../shared/schemes/parameters.csv, scheme 03.
Source:   Birmingham plot, Charity Commission statement 2013 (14,000 collected, 1,500
          passed on, 9,000 lost in trading); French association case 2012-2014 (VS);
          Charity Commission case report, October 2017 (25 a month or 300 a year) (VP).
Judgement: totals are drawn low; payers, share of cash, dwell, age of the account, how
          the rest leaves. The donors on the street are nobody to a bank.
Evasive:  an account of years, helpers who pay in, phone gifts instead of cash, weeks of
          dwell, no token, several forms of leaving.
Sees:     TF-ACCT-03, where the organiser's income is declared and the sum is large.
          TF-NPO-05 asks for a charity's account and TF-ACCT-02 for one that never did
          anything else; the published cases used their organisers' own.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    recruit,
    skewed,
    span,
    whole,
)
from synthetic_data.schemes.sham_charity_spending import leave, pass_on_token
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.payments import CHANNEL, rounded
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Floats, Ints

HOMES = ("GB", "FR", "DE", "US")
NEW, TOKEN, HELPED, SPECULATES = 0.5, 0.7, 0.3, 0.4  # shares of instances
FROZEN = 0.5  # of new accounts: nothing happens there afterwards
CASH, PLEDGED = 0.17, 0.2  # of the rows: lumps, gifts; the rest leaves


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    home = NUMBER[HOMES[rng.integers(len(HOMES))]]
    here = population.persons_in(home)
    organiser, first, last = _organiser(instance, home, here)
    crowd = here[here != organiser]
    lumps, gifts = max(2, round(CASH * size)), max(2, round(PLEDGED * size))
    total = float(skewed(rng, 1_900, 4_000, min(126_000.0, 4_500.0 + 90 * size), 1)[0])
    share = float(rng.triangular(0.5, 0.8, 1.0))
    helpers = recruit(rng, crowd, crowd, 2) if rng.random() < HELPED else None
    banked = _collect(instance, organiser, (first, last), lumps, total * share, helpers)
    given = _gifts(
        instance, organiser, crowd, (first, last), gifts, total * (1 - share)
    )
    time, dollars = (np.concatenate(pair) for pair in zip(banked, given, strict=True))
    raised = float(dollars.sum())
    if rng.random() < TOKEN:
        raised -= pass_on_token(instance, organiser, home, last, raised)
    leave(instance, organiser, (time, dollars), raised, size - instance.size)
    if population.arrived[organiser] > 0 and rng.random() < FROZEN:
        end = max(int(part.time.max(initial=0)) for part in instance.payments)
        instance.silence(organiser, end + 1)
    instance.cast(organiser, "collector", "raise")
    if helpers is not None:
        instance.cast(helpers, "facilitator", "raise")
    return instance


def _organiser(instance: Instance, home: int, here: Ints) -> tuple[int, int, int]:
    """Whose account it is, and the first and last day of gifts."""
    site, rng = instance.site, instance.rng
    population = site.population
    first, last = span(rng, site, 30, 120, 365)
    new = population.newcomers_in(home)
    since = population.arrived[new]
    young = new[since < site.days - 60]
    if young.size and rng.random() < NEW:
        organiser = int(rng.choice(young))
        opened = int(population.arrived[organiser])
        age = min(int(skewed(rng, 1, 30, 180, 1)[0]), site.days - 45 - opened)
        first = opened + max(1, age)
        return organiser, first, min(first + max(20, last - first), site.days - 12)
    coins = population.people.coins[here] != NOBODY
    wanted = here[coins] if rng.random() < SPECULATES else here
    return int(recruit(rng, wanted, here, 1)[0]), first, last


def _collect(
    instance: Instance,
    organiser: int,
    days: tuple[int, int],
    lumps: int,
    total: float,
    helpers: Ints | None,
) -> tuple[Ints, Floats]:
    """Lumps of street cash, most of it within a month or two."""
    site, rng = instance.site, instance.rng
    length = whole(rng, 10, 30, 60, 60)
    start = int(rng.integers(days[0], max(days[0], days[1] - length) + 1))
    day = days_within(rng, start, min(start + length, days[1]), lumps)
    account = np.full(lumps, organiser)
    time = site.scene.at(rng, day, "office", account)
    dollars = np.maximum(total * rng.dirichlet(np.full(lumps, 2.0)), 5.0)
    who = np.full(lumps, NOBODY)
    if helpers is not None:
        who = np.where(rng.random(lumps) < 0.5, rng.choice(helpers, lumps), NOBODY)
    paid = bring_in(site.scene, rng, account, time, dollars, conductor=who)
    instance.add(paid, "raise")
    return time, dollars


def _gifts(
    instance: Instance,
    organiser: int,
    crowd: Ints,
    days: tuple[int, int],
    gifts: int,
    total: float,
) -> tuple[Ints, Floats]:
    """A few pledge 25 a month, or 300 at once; others send what they like by phone."""
    site, rng = instance.site, instance.rng
    pledges = recruit(rng, crowd, crowd, max(1, gifts // 2))
    of = np.array([pledges, recruit(rng, crowd, crowd, pledges.size)])
    donor = of[rng.integers(0, 2, gifts), rng.integers(0, pledges.size, gifts)]
    pledged = np.isin(donor, pledges)
    day = days_within(rng, days[0], days[1], gifts)
    time = site.scene.at(rng, day, "evening", donor)
    free = rounded(skewed(rng, 5, 20, 200, gifts) * max(0.5, total / gifts / 30), 5.0)
    sum_ = np.where(rng.random(gifts) < 0.08, 300.0, 25.0)
    dollars = np.where(pledged, sum_, np.minimum(free, 300.0))
    amount = np.maximum(1, np.rint(site.scene.local(dollars, donor)))
    ways = site.scene.transfer(donor, np.full(gifts, organiser))
    fast = rng.random(gifts) < 0.5
    ways = np.where(fast, CHANNEL["instant"], ways).astype(np.uint8)
    paid = site.scene.pay(rng, time, donor, organiser, amount, ways, "gift")
    instance.add(paid, "raise")
    return time, dollars


PLANTING = Planting(
    name="sham_charity",
    label="scheme",
    smallest=14,
    typical=40,
    largest=400,
    months=4,
    red_flags=("TF-ACCT-03", "TF-NPO-05", "TF-ACCT-02"),
    plant=plant,
)
