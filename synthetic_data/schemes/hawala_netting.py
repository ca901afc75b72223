"""
Hawala with netting: shops take cash, shops elsewhere pay out, lumps settle the rest.

Supporters hand in small sums at a shop, by card at its till, to its keeper, or in cash
that is banked with other takings. A partner abroad pays out within the day, out of what
his own customers hand in for the other direction; those ledgers offset most of it. What
stays open is settled in lumps: goods, bills that the partner owes, cash that a courier
carries, or wires between the keepers.

Ranges:   ../shared/schemes/parameters.csv, scheme 07. Instances hold one fundraiser's
          part (up to 107,000 in two years), never the network's general turnover.
Source:   North Rhine-Westphalia cases of 2019 and 2021; Dutch prosecution 2020-2022;
          Ratingen verdict (fee of who handles cash); ACORN 2011 (fee) (all VS).
Judgement: tickets, netting, interval of settlement, the forms in which money is handed
          in, the low end of totals; that keepers' wires go both ways is ours too.
Evasive:  two or three shops and their keepers' own accounts, bills and goods instead
          of wires, fees from a quarter of a percent to ten, long intervals.
Sees:     TF-HAW-02, where keepers settle large sums by wires both ways; TF-HAW-01 and
          TF-HAW-04 ask for more customers than one fundraiser has.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    later,
    recruit,
    skewed,
    span,
    whole,
)
from synthetic_data.schemes.hawala_settlement import End, Ring, settle_open
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.informal import SHOPS, hand_in, pay_out
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Floats, Ints

CORRIDORS = (("DE", "TR"), ("GB", "PK"), ("FR", "TR"), ("GB", "KE"), ("AE", "PK"))
HANDED_IN, BANKED, PAID_OUT, OFFSET = 0.5, 0.08, 0.18, 0.06  # of the rows
BY_CARD = 0.55


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    codes = CORRIDORS[rng.integers(len(CORRIDORS))]
    near, far = (_end(instance, code, size) for code in codes)
    ring = Ring(near, far, *span(rng, site, 120, 300, 540))
    fee = float(skewed(rng, 0.0025, 0.02, 0.10, 1)[0])
    netted = float(skewed(rng, 0.5, 0.8, 0.95, 1)[0])

    time, dollars = _hand_in(instance, ring, size)
    _pay_out(instance, far, (time, dollars * (1 - fee)), round(PAID_OUT * size))
    owed = float(dollars.sum()) * (1 - fee)
    _offset(instance, ring, max(1, round(OFFSET * size)), owed * netted)
    settle_open(instance, ring, max(2, size - instance.size), owed, netted)
    instance.cast(near.keepers[:1], "facilitator", "move")
    instance.cast(np.append(near.shops, near.keepers), "collector", "move")
    instance.cast(np.append(far.shops, far.keepers), "pass-through", "move")
    return instance


def _end(instance: Instance, code: str, size: int) -> End:
    population, rng = instance.site.population, instance.rng
    offers = population.firms_in(NUMBER[code], *SHOPS)
    officer, first = population.firms.officer, population.firms.first
    settled = offers[population.arrived[officer[offers - first]] == 0]
    shops = recruit(rng, settled, offers, whole(rng, 1, 2, 3, 3))
    keepers = officer[shops - first]
    people = np.setdiff1d(population.persons_in(NUMBER[code]), keepers)
    sends = people[population.people.relative[people] != NOBODY]
    others = recruit(rng, sends, people, min(people.size, max(4, size // 5)))
    return End(NUMBER[code], shops, keepers, others)


def _hand_in(instance: Instance, ring: Ring, size: int) -> tuple[Ints, Floats]:
    """(time, dollars) of what comes in; some of it only shows as takings banked."""
    site, rng, near = instance.site, instance.rng, ring.near
    seen = round(HANDED_IN * size)
    payer = rng.choice(near.others, seen)
    at = rng.integers(0, near.shops.size, seen)
    dollars = skewed(rng, 50, 200, 2000, seen)
    dollars = np.minimum(dollars, 0.5 * site.population.people.income[payer] + 20)
    day = days_within(rng, ring.first, ring.last - 8, seen)
    time = site.scene.at(rng, day, "shop", payer)
    rows = (payer, near.shops[at], near.keepers[at], time, dollars)
    for part in hand_in(site.scene, rng, *rows, by_card=BY_CARD):
        instance.add(part, "raise")
    lumps = max(1, round(BANKED * size))
    which = rng.integers(0, near.shops.size, lumps)
    own = rng.random(lumps) < 0.4
    into = np.where(own, near.keepers[which], near.shops[which])
    total = skewed(rng, 150, 500, 5000, lumps)
    on = days_within(rng, ring.first, ring.last - 8, lumps)
    banked = site.scene.at(rng, on, "office", into)
    known = np.where(rng.random(lumps) < 0.3, near.keepers[which], NOBODY)
    rest = (site.scene, rng, into, banked, total)
    instance.add(bring_in(*rest, conductor=known), "move")
    instance.cast(np.unique(payer), "donor", "raise")
    return np.append(time, banked), np.append(dollars, total)


def _pay_out(
    instance: Instance, far: End, owed: tuple[Ints, Floats], rows: int
) -> None:
    """Some of the pay-outs: to accounts, or as cash that the keeper draws for them."""
    site, rng = instance.site, instance.rng
    time, dollars = owed
    chosen = rng.permutation(time.size)[: max(1, min(rows, time.size))]
    keeper = rng.choice(far.keepers, chosen.size)
    receiver = rng.choice(far.others[:12], chosen.size)
    drawn, kept = np.split(np.arange(chosen.size), [round(0.3 * chosen.size)])
    hours = skewed(rng, 0.1, 1, 24, drawn.size)
    when = later(rng, site, time[chosen[drawn]], hours, "machine", keeper[drawn])
    cash = (keeper[drawn], when, dollars[chosen[drawn]])
    instance.add(take_out(site.scene, rng, *cash), "move")
    rest = (keeper[kept], receiver[kept], time[chosen[kept]], dollars[chosen[kept]])
    instance.add(pay_out(site.scene, rng, *rest), "move")
    instance.cast(np.unique(receiver[kept]), "cash-out", "use")


def _offset(instance: Instance, ring: Ring, rows: int, total: float) -> None:
    """The other direction: taken in by the far shops, paid out by the near keepers."""
    site, rng = instance.site, instance.rng
    shop, keeper = rng.choice(ring.far.shops, rows), rng.choice(ring.near.keepers, rows)
    day = days_within(rng, ring.first, ring.last - 4, rows)
    dollars = total * rng.dirichlet(np.full(rows, 3.0))
    time = site.scene.at(rng, day, "office", shop)
    instance.add(bring_in(site.scene, rng, shop, time, dollars), "move")
    hours = skewed(rng, 0.1, 1, 24, rows)
    when = later(rng, site, time, hours, "machine", keeper)
    instance.add(take_out(site.scene, rng, keeper, when, dollars * 0.98), "move")


PLANTING = Planting(
    name="hawala_netting",
    label="scheme",
    smallest=16,
    typical=40,
    largest=400,
    months=6,
    red_flags=("TF-HAW-02", "TF-HAW-01", "TF-GEO-03", "TF-FLOW-03"),
    plant=plant,
    weight=0.3,
)
