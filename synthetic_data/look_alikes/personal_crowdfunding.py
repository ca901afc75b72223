"""
Personal crowdfunding: an appeal for a hospital bill, a funeral, a home that burnt.

Mimics:   mirror campaigns and prepaid relays (schemes 05, 08).
Ranges:   ../shared/schemes/look_alikes.csv, personal_crowdfunding: 500-50,000 dollars
          (mean 13,000; most raise far less), the first gifts the largest (VP), gifts
          of 10-200 around 50 and a dwell of one to thirty days (judgement). After a
          fire there are many appeals for one event, each for its own family.
Tells:    one appeal, one named person, whom the payee matches; spent near home on
          care, a funeral or rent. Where several appeals share an event, no two share a
          payee.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, later, recruit, skewed
from synthetic_data.world.calendar import DAY
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.appeals import FEE, gifts
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import UNITS_OF_CURRENCY
from synthetic_data.world.population import NOBODY, Ints

SHARED_EVENT, FOR_ANOTHER = 0.35, 0.3  # shares of instances; of appeals
GIFTS = 0.78  # of the rows
FIRST, FADES = 1.6, 6.0  # times the first gift is larger; gifts until it is not


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population, people = site.population, site.population.people
    owners = np.flatnonzero((people.campaign != NOBODY) & (population.arrived == 0))
    country = int(people.country[rng.choice(owners)])
    near = owners[people.country[owners] == country]
    appeals = 1
    if size >= 40 and rng.random() < SHARED_EVENT:
        appeals = min(near.size, int(rng.integers(2, 4)))
    organisers = recruit(rng, near, near, appeals)
    crowd = np.setdiff1d(population.persons_in(country), organisers)
    helped = recruit(rng, crowd, crowd, appeals)
    payees = np.where(rng.random(appeals) < FOR_ANOTHER, helped, organisers)
    opened = int(rng.integers(1, max(2, site.days - 75)))
    rows = np.diff(np.linspace(0, size, appeals + 1).round()).astype(int)
    for organiser, payee, own in zip(organisers, payees, rows, strict=True):
        _appeal(instance, int(organiser), int(payee), opened, int(own))
    instance.cast(np.append(organisers, people.campaign[organisers]))
    return instance


def _appeal(
    instance: Instance, organiser: int, payee: int, opened: int, size: int
) -> None:
    site, rng = instance.site, instance.rng
    count = max(3, round(GIFTS * size))
    drawn = count + count // 8 + 2  # some who would give have no account yet
    since = np.sort(rng.exponential(12.0, drawn))
    day = opened + rng.integers(0, 6) + np.minimum(since, 55).astype(np.int64)
    given = gifts(site.scene, rng, np.full(drawn, organiser), day)
    known = site.population.arrived[given.sender] * DAY <= given.time
    given = given.take(np.sort(rng.permutation(np.flatnonzero(known))[:count]))
    # Gifts fall as an appeal wears on.
    rank = np.argsort(np.argsort(given.time, kind="stable"))
    larger = 1 + FIRST * np.exp(-rank / FADES)
    step = np.where(given.minor % 100 == 0, 500, 1)
    minor = np.maximum(step, np.rint(given.minor * larger / step) * step)
    given = instance.add(given._replace(minor=minor.astype(np.int64)))
    rest = max(3, size - given.size)
    payouts = int(np.clip(rest // 4, 1, 4))
    time, dollars = _pay_out(instance, organiser, payee, given, payouts)
    _spend(instance, payee, time, dollars, max(1, rest - 2 * payouts))


def _pay_out(
    instance: Instance, organiser: int, payee: int, given: Payments, payouts: int
) -> tuple[Ints, np.ndarray]:
    """Days after the last gift of each batch, less the platform's fee."""
    site, rng = instance.site, instance.rng
    population = site.population
    box = int(population.people.campaign[organiser])
    order = np.argsort(given.time, kind="stable")
    batch = [rows for rows in np.array_split(order, payouts) if rows.size]
    worth = given.minor / 100 / UNITS_OF_CURRENCY[given.currency]
    dollars = np.array([worth[rows].sum() for rows in batch])
    latest = given.time[[rows[-1] for rows in batch]]
    own = np.full(dollars.size, box)
    hours = skewed(rng, 24, 120, 720, own.size)
    time = later(rng, site, latest, hours, "office", own)
    home = int(population.people.country[organiser])
    platform = int(population.firms_in(home, "crowdfunding")[0])
    for receiver, share in ((payee, 1 - FEE), (platform, FEE)):
        amount = site.scene.local(dollars * share, own)
        paid = (time, own, receiver, amount, "transfer", "sale")
        instance.add(site.scene.pay(rng, *paid, device=False))
    return time, dollars * (1 - FEE)


def _spend(
    instance: Instance, payee: int, came: Ints, dollars: np.ndarray, rows: int
) -> None:
    """On care, a funeral or rent near home, some days later."""
    site, rng = instance.site, instance.rng
    population = site.population
    home = int(population.people.country[payee])
    offers = population.firms_in(home, "services", "property", "school")
    to = by_weight(rng, population.firms, offers, min(rows, 3))
    source = np.arange(rows) % came.size
    share = rng.dirichlet(np.full(rows, 3.0)) * rng.uniform(0.7, 0.98)
    payer = np.full(rows, payee)
    time = later(
        rng, site, came[source], skewed(rng, 12, 120, 400, rows), "office", payer
    )
    amount = site.scene.local(np.maximum(dollars.sum() * share, 1.0), payer)
    paid = (time, payer, rng.choice(to, rows), amount, "transfer", "invoice")
    instance.add(site.scene.pay(rng, *paid))


PLANTING = Planting(
    name="personal_crowdfunding",
    label="look_alike",
    smallest=14,
    typical=60,
    largest=1_000,
    months=4,
    red_flags=("TF-CROWD-01", "TF-CROWD-03", "TF-ACCT-03"),
    plant=plant,
)
