"""
Families helping one relative abroad: some hundreds every month or two, for years.

Mimics:   support of a fighter, loans and gifts across borders, stipends (06, 18, 14).
          Payments do not separate it from them; a score that fails here is honest.
Ranges:   ../shared/schemes/look_alikes.csv, family_helping_relative_abroad: sums of
          90-2,000 every 30-90 days (UN 2018, IFAD 2006; VS), 600-8,000 a year, by way
          of a third person now and then (judgement).
Tells:    the receiver stays put, sums follow pay days and illness, and the same people
          have helped before; none of it is certain.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed
from synthetic_data.support import cash_out, send
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Bools, Floats, Ints

CORRIDORS = (("DE", "TR"), ("GB", "PK"), ("GB", "SO"), ("FR", "ML"), ("US", "KE"))
LABELLED = (0.1, 0.6, 1.0)  # of a family's sums; judgement, as of its twin
KNOWN = 0.5  # of ties, by the bank
ROWS_A_SUM = 2.3


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    """As many families as it takes: one sends no oftener than every month."""
    instance = Instance(site, rng)
    sums = max(3, round(size / ROWS_A_SUM))
    families = int(np.ceil(sums * 40 / (site.days - 20)))
    for part in np.array_split(np.arange(sums), families):
        _help(instance, part.size, round(size * part.size / sums))
    return instance


def _help(instance: Instance, sums: int, size: int) -> None:
    site, rng = instance.site, instance.rng
    population, people = site.population, site.population.people
    home, far = (NUMBER[code] for code in CORRIDORS[rng.integers(len(CORRIDORS))])
    here = population.persons_in(home)
    there = population.persons_in(far)
    sends = here[np.isin(people.relative[here], there)]
    head = int(recruit(rng, sends, here, 1)[0])
    kin = people.household[here] == people.household[head]
    family = here[kin][: int(rng.integers(1, 4))]
    supported = int(people.relative[head])
    if supported == NOBODY or supported not in there:
        supported = int(rng.choice(there))
    if rng.random() < KNOWN:
        instance.relate(head, "family", supported)
    day, dollars = _rhythm(site, rng, sums)
    payer = rng.choice(family, sums)
    third = rng.random(sums) < float(skewed(rng, 0.02, 0.15, 0.5, 1)[0])
    payer = _by_hand(instance, payer, here, day, dollars, third & (dollars > 50))
    by_office = bool(rng.random() < 0.5)
    got = send(
        *(instance, payer, np.full(sums, supported), day, dollars),
        office=by_office,
        labelled=rng.random(sums) < skewed(rng, *LABELLED, 1),
    )
    left = max(1, size - sums * (2 if by_office else 1) - int(third.sum()))
    cashes = float(skewed(rng, 0.3, 0.8, 1.0, 1)[0])
    drawn = rng.permutation(np.flatnonzero(rng.random(got.size) < cashes))
    if not drawn.size:
        drawn = np.arange(1)
    cashed = got.take(np.sort(drawn[:left]))
    share = skewed(rng, 0.5, 0.8, 1.0, cashed.size)
    parts = max(1, min(3, round(left / cashed.size)))
    cash_out(
        instance, cashed, share, skewed(rng, 12, 72, 400, cashed.size), parts=parts
    )
    instance.cast([*family.tolist(), supported])


def _rhythm(site: Site, rng: np.random.Generator, sums: int) -> tuple[Ints, Floats]:
    """Days soon after pay day, and dollars that stay within a family's year."""
    gaps = skewed(rng, 30, 45, 90, sums)
    room = site.days - 16
    wished = np.cumsum(gaps * min(1.0, room / gaps.sum())).astype(np.int64)
    starts = site.scene.calendar.month_starts
    month = np.searchsorted(starts, wished, side="right") - 1
    soon = starts[month] + rng.integers(0, 6, sums)
    near = (rng.random(sums) < 0.6) & (soon < room)
    usual = float(skewed(rng, 110, 270, 1_200, 1)[0])
    dollars = np.clip(usual * np.exp(rng.normal(0, 0.25, sums)), 95, 2_150)
    years = max(1.0, site.days / 365)
    return np.where(near, soon, wished), dollars * min(
        1.0, 8_500 * years / dollars.sum()
    )


def _by_hand(
    instance: Instance,
    payer: Ints,
    here: Ints,
    day: Ints,
    dollars: Floats,
    third: Bools,
) -> Ints:
    """A neighbour who sends for the family is paid first; returns who sends."""
    site, rng = instance.site, instance.rng
    rows = np.flatnonzero(third)
    if not rows.size:
        return payer
    neighbour = int(rng.choice(np.setdiff1d(here, payer)))
    before = np.maximum(day[rows] - 1, 0)
    time = site.scene.at(rng, before, "phone", payer[rows])
    amount = np.maximum(
        1, np.round(site.scene.local(dollars[rows] * 1.02, payer[rows]))
    )
    paid = (rng, time, payer[rows], neighbour, amount, "instant", "family")
    instance.add(site.scene.pay(*paid))
    instance.cast(neighbour)
    return np.where(third, neighbour, payer)


PLANTING = Planting(
    name="family_helping_relative_abroad",
    label="look_alike",
    smallest=10,
    typical=24,
    largest=160,
    months=3,
    red_flags=("TF-GEO-01", "TF-INFO-05", "TF-FLOW-08"),
    plant=plant,
    weight=3.0,
)
