"""Pay day: salaries, pensions and benefits, and what firms take in to pay them."""

import numpy as np

from synthetic_data.world.calendar import DAY
from synthetic_data.world.payments import Payments, Scene, log_normal, together
from synthetic_data.world.places import COUNTRIES, UNITS
from synthetic_data.world.population import NOBODY, Ints

PAYDAYS = np.array([1, 15, 25, 27, 30])
SUPPORTED_STUDENTS = 0.6


def salaries(scene: Scene, rng: np.random.Generator) -> Payments:
    """Each firm pays all its staff on its own pay day, before breakfast."""
    people = scene.population.people
    staff = np.flatnonzero(people.employer != NOBODY)
    firm = people.employer[staff]
    firms = np.arange(scene.population.parties)
    payday = rng.choice(PAYDAYS, firms.size, p=(0.1, 0.1, 0.3, 0.2, 0.3))
    day = scene.calendar.monthly(payday[firm])
    sender, receiver, days = _spread(firm, staff, day)
    time = days * DAY + (3 * 3600 + firms[sender] % 3600)  # a batch a firm
    steady = scene.local(people.income[receiver], sender)
    extra = np.where(rng.random(time.size) < 0.1, rng.uniform(1, 1.3, time.size), 1)
    return scene.pay(
        rng, time, sender, receiver, steady * extra, "transfer", "salary", device=False
    )


def benefits(scene: Scene, rng: np.random.Generator) -> Payments:
    """Pensions, benefits and grants from each country's treasury."""
    people = scene.population.people
    entitled = people.status != 0
    students = (people.status == 2) & (rng.random(entitled.size) >= SUPPORTED_STUDENTS)
    who = np.flatnonzero(entitled & ~students)
    treasury = scene.population.firms.of("treasury")
    payer = treasury[people.country[who]]
    day = scene.calendar.monthly(rng.choice(np.array([1, 5, 30]), who.size))
    sender, receiver, days = _spread(payer, who, day)
    time = days * DAY + rng.integers(2 * 3600, 6 * 3600, days.size)
    amount = scene.local(people.income[receiver], sender)
    return scene.pay(
        rng, time, sender, receiver, amount, "transfer", "benefit", device=False
    )


def takings(scene: Scene, rng: np.random.Generator) -> Payments:
    """
    What customers elsewhere pay a firm, once a month: more than its pay roll.

    The data see only some customers of a firm; without the others no firm could pay
    its staff.
    """
    population = scene.population
    firms = population.firms
    staff = population.people.employer != NOBODY
    payroll = np.bincount(
        population.people.employer[staff],
        population.people.income[staff],
        population.parties,
    )[firms.first :]
    base = log_normal(rng, 6500, 0.8, firms.country.size) * (0.3 + firms.weight)
    treasury = np.isin(firms.first + np.arange(base.size), firms.of("treasury"))
    pensions = np.bincount(
        population.people.country, population.people.income, len(COUNTRIES)
    )
    base[treasury] += pensions[firms.country[treasury]]
    each = np.arange(base.size)
    day = scene.calendar.monthly(rng.integers(2, 29, base.size))
    sender, receiver, days = _spread(
        population.outside[firms.country], each + firms.first, day
    )
    row = receiver - firms.first
    amount = (1.25 * payroll + base)[row] * UNITS[firms.country[row]]
    amount = amount * log_normal(rng, 1.0, 0.12, amount.size)
    time = scene.at(rng, days, "office", sender)
    paid = scene.pay(rng, time, sender, receiver, amount, "transfer", "invoice")
    idle = (payroll == 0)[paid.receiver - firms.first]
    return paid.take(~idle | (rng.random(paid.size) < population.firm_pace))


def taxes(scene: Scene, rng: np.random.Generator) -> Payments:
    """Each firm pays its treasury once a quarter."""
    firms = scene.population.firms
    treasury = firms.of("treasury")
    busy = rng.random(firms.country.size) < scene.population.firm_pace
    each = np.setdiff1d(np.flatnonzero(busy) + firms.first, treasury)
    day = scene.calendar.monthly(np.full(each.size, 10))[:, 2::3]
    country = firms.country[each - firms.first]
    sender, receiver, days = _spread(each, treasury[country], day)
    amount = scene.local(log_normal(rng, 1500, 0.9, days.size), sender)
    time = scene.at(rng, days, "office", sender)
    return scene.pay(rng, time, sender, receiver, amount, "transfer")


def standing(
    scene: Scene,
    rng: np.random.Generator,
    sender: Ints,
    receiver: Ints,
    dollars: np.ndarray[tuple[int], np.dtype[np.float64]],
    topic: str,
    channel: str = "transfer",
) -> Payments:
    """The same amount on the same day of each month, as a standing order does."""
    amount = np.round(scene.local(dollars, sender), 0)
    wish = rng.choice(np.array([1, 2, 3, 5, 15, 28]), sender.size)
    day = scene.calendar.monthly(wish)
    months = day.shape[1]
    sends, gets, days = _spread(sender, receiver, day)
    time = scene.at(rng, days, "batch", sends)
    every = np.repeat(np.maximum(amount, 1), months)
    return scene.pay(rng, time, sends, gets, every, channel, topic, device=False)


def _spread(sender: Ints, receiver: Ints, day: Ints) -> tuple[Ints, Ints, Ints]:
    """A row for each of the days of each pair."""
    repeats = day.shape[1]
    return np.repeat(sender, repeats), np.repeat(receiver, repeats), day.ravel()


def incomes(scene: Scene, rng: np.random.Generator) -> Payments:
    return together([part(scene, rng) for part in (salaries, benefits, takings, taxes)])
