"""
Hobbyist who buys coins with a credit card, sells some again, and pays the bill.

Mimics:   bust-out and collection of virtual assets (schemes 17, 09).
Ranges:   ../shared/schemes/look_alikes.csv, virtual_asset_hobbyist_on_credit (all
          judgement): 2-60 % of the limit, 200-40,000 in all, at most a fifth of bills
          missed.
Tells:    one exchange, buying and selling go on for the whole time, the card is paid,
          nothing goes to third parties.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, skewed, span
from synthetic_data.support import lumps
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cards import coins_on_credit
from synthetic_data.world.places import UNITS
from synthetic_data.world.population import NOBODY

SOLD = 0.22  # of the transactions
DUE = 6  # day of the month


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population, scene, people = site.population, site.scene, site.population.people
    held = population.cards_held() * (
        (people.coins != NOBODY) & (population.arrived == 0)
    )
    person = int(rng.choice(np.flatnonzero(held >= min(1, held.max()))))
    cards = population.cards_of(person)
    card = int(rng.choice(cards)) if cards.size else person
    first, last = span(rng, site, 30, 300, 1_500)
    sales = round(SOLD * size)
    buys = _buys(size - sales, (last - first) / 30 + 1)
    day = np.sort(rng.integers(first, last + 1, buys))
    limit = np.nan_to_num(population.accounts.limit[card], nan=1_500.0)
    limit /= UNITS[population.accounts.country[card]]
    a_month = limit * float(skewed(rng, 0.02, 0.1, 0.6, 1)[0])
    total = np.clip(a_month * (last - first) / 30, max(200, 8 * buys), 40_000)
    dollars = total * rng.dirichlet(np.full(buys, 1.5))
    account = np.full(buys, card)
    bought = instance.add(coins_on_credit(scene, rng, account, day, dollars))

    since, worth = lumps(bought, max(1, sales))
    coins = np.full(since.size, people.coins[person])
    wait = (skewed(rng, 1, 12, 90, since.size) * DAY).astype(np.int64)
    time = np.minimum(since + wait, site.days * DAY - 1)
    got = scene.local(worth * rng.uniform(0.3, 1.15, since.size), coins)
    instance.add(scene.pay(rng, time, coins, person, got, "transfer", "coins"))

    starts = scene.calendar.month_starts
    month = np.searchsorted(starts * DAY, bought.time, side="right") - 1
    owed = np.bincount(month, bought.minor / 100, starts.size)[:-1]
    due = scene.calendar.monthly(np.array([DUE]))[0][1:]
    missed = float(skewed(rng, 0.01, 0.05, 0.2, 1)[0])
    pays = np.flatnonzero((owed > 0) & (rng.random(owed.size) >= missed))
    payer = np.full(pays.size, person)
    at = scene.at(rng, due[pays], "batch", payer)
    paid = (rng, at, payer, card, owed[pays], "other", "bill")
    instance.add(scene.pay(*paid, device=False))
    instance.cast(person)
    return instance


def _buys(size: int, months: float) -> int:
    """How many purchases make ``size`` with a bill for each month that has one."""
    buys = np.arange(3, max(4, size + 1))
    billed = months * (1 - (1 - 1 / months) ** buys)
    return int(buys[np.argmin(np.abs(buys + billed - size))])


PLANTING = Planting(
    name="virtual_asset_hobbyist_on_credit",
    label="look_alike",
    smallest=16,
    typical=40,
    largest=160,
    months=2,
    red_flags=("TF-ACCT-07", "TF-VA-03"),
    plant=plant,
    weight=1.5,
)
