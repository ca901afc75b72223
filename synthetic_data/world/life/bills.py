"""Rent, energy, phone, instalments, savings and the household's joint account."""

import numpy as np

from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.pay import standing
from synthetic_data.world.payments import Payments, Scene, log_normal, together
from synthetic_data.world.places import COUNTRIES, WAGES
from synthetic_data.world.population import NOBODY, Ints

RENT_OF_WAGE = 0.28  # of the country's wage, the middle household
BILLED_HOMES = 0.6  # the rest pay in ways the bank does not see as a bill
PHONES = 0.3
DRAWS_BACK = 0.12  # share of months in which a saver takes some back


def rent(scene: Scene, rng: np.random.Generator) -> Payments:
    people = scene.population.people
    tenant = np.flatnonzero(people.landlord != NOBODY)
    owner = people.landlord[tenant]
    of_wage = log_normal(rng, RENT_OF_WAGE, 0.25, tenant.size)
    dollars = np.minimum(
        WAGES[people.country[tenant]] * of_wage, 0.45 * people.income[tenant]
    )
    return standing(scene, rng, tenant, owner, dollars, "rent")


def bills(scene: Scene, rng: np.random.Generator) -> Payments:
    """Collected by direct debit, which the vocabulary calls ``other``."""
    population = scene.population
    people = population.people
    home = np.flatnonzero(np.diff(people.household, prepend=-1) > 0)
    home = home[rng.random(home.size) < BILLED_HOMES]
    caller = np.flatnonzero(rng.random(population.persons) < PHONES)
    debtor = np.flatnonzero(people.loan != NOBODY)
    pays = (
        (home, _supplier(scene, rng, home, "utility"), 0.03),
        (caller, _supplier(scene, rng, caller, "telecom"), 0.01),
        (debtor, people.loan[debtor], 0.08),
    )
    parts = []
    for payer, payee, of_wage in pays:
        dollars = WAGES[people.country[payer]] * log_normal(
            rng, of_wage, 0.45, payer.size
        )
        parts.append(standing(scene, rng, payer, payee, dollars, "bill", "other"))
    return together(parts)


def savings(scene: Scene, rng: np.random.Generator) -> Payments:
    people = scene.population.people
    saver = np.flatnonzero(people.savings != NOBODY)
    dollars = people.income[saver] * log_normal(rng, 0.06, 0.5, saver.size)
    put = standing(scene, rng, saver, people.savings[saver], dollars, "saving")
    back = put.take(rng.random(put.size) < DRAWS_BACK)
    later = back.time + rng.integers(3 * 86_400, 20 * 86_400, back.size)
    back = back._replace(
        time=np.minimum(later, scene.calendar.days * 86_400 - 1),
        sender=back.receiver,
        receiver=back.sender,
    )
    couple = np.flatnonzero(people.joint != NOBODY)
    share = people.income[couple] * log_normal(rng, 0.12, 0.3, couple.size)
    kitty = standing(scene, rng, couple, people.joint[couple], share, "saving")
    return together([put, back, kitty])


def _supplier(scene: Scene, rng: np.random.Generator, who: Ints, trade: str) -> Ints:
    """Everybody's supplier in their own country."""
    population = scene.population
    supplier = np.empty(who.size, np.int64)
    country = population.people.country[who]
    for number in range(len(COUNTRIES)):
        offers = population.firms_in(number, trade)
        here = np.flatnonzero(country == number)
        supplier[here] = by_weight(rng, population.firms, offers, here.size)
    return supplier
