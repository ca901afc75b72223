"""
The second act of a departure: an absent holder's account goes on for months.

Benefits arrive as before. A helper at home, or the holder abroad, uses them by card and
at cash machines: in one published month 17 withdrawals, 3,000 pounds in all.
"""

import numpy as np

from synthetic_data.planting import Instance, skewed
from synthetic_data.world.calendar import DAY, HOUR
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.population import NOBODY, Ints

AT_HOME = (0.5, 0.2, 0.3)  # all uses are at home, half of them, none
BY_CARD, NAMED = 0.5, 0.3  # of the uses; of those at home, the helper is known
BILLS = 0.15  # of the rows: the telephone is still paid


def use_while_absent(
    instance: Instance,
    holder: int,
    helper: int,
    far: int,
    till: Ints,
    left: int,
    size: int,
) -> None:
    """About ``size`` rows from day ``left``; ``till``: branches in ``far``."""
    site, rng = instance.site, instance.rng
    scene, people = site.scene, site.population.people
    since = np.array([left + 3])
    if people.status[holder] >= 2:
        since = _benefits(instance, holder, left, max(1, size // 3))
        size -= since.size
    size -= _bills(instance, holder, left, round(BILLS * size))
    size = max(1, size)
    day = rng.choice(since, size) + rng.integers(1, 12, size)
    day = np.sort(np.minimum(day, site.days - 2))
    share = rng.choice(np.array([1.0, 0.5, 0.0]), p=AT_HOME)
    home = rng.random(size) < share
    shown = home & (rng.random(size) < NAMED)
    by = np.where(shown, helper, NOBODY)
    country = people.country[holder]
    place = np.where(home, country, far).astype(np.uint8)
    card = rng.random(size) < BY_CARD
    who = np.full(size, holder)
    bought = spend(
        *(scene, rng, who[card], day[card]), conductor=by[card], country=place[card]
    )
    instance.add(bought, "use")
    cash = ~card
    dollars = skewed(rng, 127, 223, 381, int(cash.sum()))  # 100, 176 and 300 pounds
    dollars *= min(1.0, people.income[holder] * since.size / max(1, dollars.sum()))
    branch = np.where(home, people.branch[holder], rng.choice(till, size))[cash]
    time = scene.at(rng, day[cash], "machine", who[cash])
    rows = (scene, rng, who[cash], time, dollars, branch, by[cash])
    instance.add(take_out(*rows), "use")


def _benefits(instance: Instance, holder: int, left: int, most: int) -> Ints:
    """The treasury's payments after day ``left``, the first ``most``; their days."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    day = site.scene.calendar.monthly(rng.choice(np.array([1, 5, 30]), 1))[0]
    day = day[(day > left) & (day < site.days - 6)][:most]
    treasury = site.population.firms.of("treasury")[people.country[[holder]]]
    amount = site.scene.local(people.income[[holder]], treasury)
    time = day * DAY + rng.integers(2 * HOUR, 6 * HOUR, day.size)
    rows = (rng, time, treasury, holder, amount, "transfer", "benefit")
    instance.add(site.scene.pay(*rows, device=False), "raise")
    return np.asarray(day, np.int64)


def _bills(instance: Instance, holder: int, left: int, most: int) -> int:
    """A contract that is debited month after month; how many times."""
    site, rng = instance.site, instance.rng
    country = int(site.population.people.country[holder])
    day = site.scene.calendar.monthly(np.array([3]))[0]
    day = day[(day > left) & (day < site.days - 6)][:most]
    payer = np.full(day.size, holder)
    firm = rng.choice(site.population.firms_in(country, "telecom"))
    amount = site.scene.local(np.full(day.size, rng.uniform(12, 45)), payer)
    time = site.scene.at(rng, day, "batch", payer)
    rows = (rng, time, payer, firm, amount, "other", "bill")
    instance.add(site.scene.pay(*rows, device=False), "use")
    return int(day.size)
