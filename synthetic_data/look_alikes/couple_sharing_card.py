"""
Couple sharing a card: one lives here, the other over a border, and both use one card.

Mimics:   cash couriers, prepaid relay, the second act of a departure (schemes 06, 08,
          15).
Ranges:   ../shared/schemes/look_alikes.csv, couple_sharing_card (all judgement): 1-12
          withdrawals abroad a month around 4, 20-400 euros each, up to four days in
          ten with the card used in both countries, for years: here all the calendar.
Tells:    two countries alternate the whole time; rent, school and shops in both; the
          holder is present in one, and a bank knows the other to use the account.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    skewed,
)
from synthetic_data.world.calendar import days_by_weight
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.journeys import branch_in, buy
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import NUMBER, WAGES
from synthetic_data.world.population import NOBODY, Ints

HOMES = ("DE", "FR", "GB", "US", "AE")
DRAWN, BOUGHT, AT_HOME, SCHOOL = 0.3, 0.34, 0.2, 0.05  # of the rows; the rest is rent
LEAST, MOST = 1, 12  # withdrawals abroad a month


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, people = site.scene, site.population.people
    here = site.population.persons_in(*(NUMBER[code] for code in HOMES))
    couples = here[people.relative[here] != NOBODY]
    couples = couples[site.population.arrived[people.relative[couples]] == 0]
    holder = int(rng.choice(couples))
    partner = int(people.relative[holder])
    far = int(people.country[partner])
    months = scene.calendar.months
    drawn = int(np.clip(round(DRAWN * size), LEAST * months, MOST * months))
    rents = min(months, max(1, round(0.11 * size)))
    schools = round(SCHOOL * size)
    rest = size - drawn - rents - schools
    home = round(rest * AT_HOME / (AT_HOME + BOUGHT))
    abroad = _abroad(instance, holder, partner, far, (drawn, rest - home))
    _at_home(instance, holder, abroad, home)
    _dues(instance, holder, far, rents, schools)
    # As banks know it of those who support somebody abroad.
    instance.relate(partner, "delegated_access", holder, account=True)
    if rng.random() < 0.5:
        instance.relate(holder, "family", partner)
    instance.cast([holder, partner])
    return instance


def _abroad(
    instance: Instance, holder: int, partner: int, far: int, rows: tuple[int, int]
) -> Ints:
    """Cash and purchases of the partner; the days of them."""
    site, rng = instance.site, instance.rng
    scene, (drawn, bought) = site.scene, rows
    # Evenly over the months, as somebody lives.
    part = (np.arange(drawn) + rng.random(drawn)) / drawn
    day = (part * (site.days - 3)).astype(np.int64)
    account = np.full(drawn, holder)
    till = branch_in(scene, rng, np.full(drawn, far))
    time = scene.at(rng, day, "machine", np.full(drawn, partner))
    dollars = skewed(rng, 20 / 0.92, 100 / 0.92, 400 / 0.92, drawn)
    cash = (account, time, np.minimum(dollars, 0.5 * WAGES[far]))
    instance.add(take_out(scene, rng, *cash, branch=till, conductor=partner))
    weights = scene.calendar.day_weights("shop")
    on = days_by_weight(rng, weights, bought)
    lands = np.full(bought, far, np.uint8)
    who = np.full(bought, holder)
    instance.add(
        spend(
            *(scene, rng, who, on),
            scale=0.8,
            conductor=partner,
            country=lands,
            account=who,
        )
    )
    return np.append(day, on)


def _at_home(instance: Instance, holder: int, abroad: Ints, rows: int) -> None:
    """The holder's purchases; now and then on a day when the partner shops too."""
    site, rng = instance.site, instance.rng
    same = rng.random(rows) < float(rng.triangular(0.0, 0.1, 0.4))
    day = days_within(rng, 0, site.days - 3, rows)
    day = np.where(same, rng.choice(abroad, rows), day)
    who = np.full(rows, holder)
    lands = site.population.people.country[who]
    instance.add(spend(site.scene, rng, who, day, country=lands, account=who))


def _dues(instance: Instance, holder: int, far: int, rents: int, schools: int) -> None:
    """The partner's rent on the same day of each month, and the children's school."""
    site, rng = instance.site, instance.rng
    scene, population = site.scene, site.population
    day = scene.calendar.monthly(rng.choice(np.array([1, 2, 3, 5]), 1))[0][:rents]
    offers = population.firms_in(far, "property")
    landlord = by_weight(rng, population.firms, offers, 1)
    payer = np.full(day.size, holder)
    rent = 0.25 * WAGES[far] * float(rng.uniform(0.8, 1.3))
    amount = np.maximum(1, np.round(scene.local(rent, payer)))
    time = scene.at(rng, day, "batch", payer)
    instance.add(
        scene.pay(
            *(rng, time, payer, landlord, amount, "transfer", "rent"), device=False
        )
    )
    on = days_within(rng, 0, site.days - 3, schools)
    who = np.full(schools, holder)
    fees = buy(scene, rng, who, on, "school", 0.1 * WAGES[far], np.full(schools, far))
    instance.add(fees)


PLANTING = Planting(
    name="couple_sharing_card",
    label="look_alike",
    smallest=30,
    typical=100,
    largest=260,
    months=2,
    red_flags=("TF-ACCT-05", "TF-ACCT-08", "TF-ACCT-09"),
    plant=plant,
)
