"""
How the shops of a hawala ring settle what their ledgers leave open.

In goods and bills by way of a trade, in cash that a courier carries, or by wires that
the keepers send both ways. Ranges and sources are those of ``hawala_netting``.
"""

from typing import NamedTuple

import numpy as np

from synthetic_data.planting import Instance, later, skewed
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.informal import settle
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.payments import log_normal
from synthetic_data.world.population import Floats, Ints

WAYS, ODDS = ("goods and bills", "cash", "wires both ways"), (0.55, 0.25, 0.2)
TF_PART = 107_000.0  # dollars, what one fundraiser pushed through in two years


class End(NamedTuple):
    """Shops and keepers of one country; keeper ``i`` keeps shop ``i``."""

    country: int
    shops: Ints
    keepers: Ints
    others: Ints  # persons who are not keepers


class Ring(NamedTuple):
    near: End
    far: End
    first: int  # day
    last: int


def settle_open(
    instance: Instance, ring: Ring, rows: int, owed: float, netted: float
) -> None:
    """``rows`` lumps for what of ``owed`` dollars is not ``netted``."""
    rng = instance.rng
    way = WAYS[rng.choice(len(WAYS), p=ODDS)]
    if way == "wires both ways":
        _wire_both_ways(instance, ring, rows, owed, netted)
    elif way == "cash":
        _carry(instance, ring, rows // 2, owed * (1 - netted))
    else:
        shop, when, lumps = _lumps(instance, ring, rows, owed * (1 - netted))
        there = np.full(rows, ring.far.country)
        paid = settle(instance.site.scene, rng, shop, when, lumps, there)
        instance.add(paid, "move")


def _lumps(
    instance: Instance, ring: Ring, rows: int, total: float
) -> tuple[Ints, Ints, Floats]:
    """(shop, time, dollars) of what stays open, at intervals of weeks to months."""
    rng = instance.rng
    interval = float(skewed(rng, 7, 30, 90, 1)[0])
    periods = max(1, int((ring.last - ring.first) / interval))
    day = ring.first + (1 + np.arange(rows) % periods) * interval
    day = np.clip(np.rint(day), ring.first + 5, ring.last).astype(np.int64)
    shop = rng.choice(ring.near.shops, rows)
    time = instance.site.scene.at(rng, day, "office", shop)
    return shop, time, total * rng.dirichlet(np.full(rows, 4.0))


def _carry(instance: Instance, ring: Ring, rows: int, total: float) -> None:
    """A courier draws the lump from the shop; less his percent it is paid in there."""
    site, rng = instance.site, instance.rng
    shop, time, dollars = _lumps(instance, ring, rows, total)
    courier = rng.choice(ring.near.others[-3:], rows)
    drawn = take_out(site.scene, rng, shop, time, dollars, conductor=courier)
    instance.add(drawn, "move")
    into = rng.choice(np.append(ring.far.shops, ring.far.keepers), rows)
    when = later(rng, site, time, skewed(rng, 24, 60, 200, rows), "office", into)
    share = 1 - skewed(rng, 0.01, 0.01, 0.02, rows)
    instance.add(bring_in(site.scene, rng, into, when, dollars * share), "move")
    instance.cast(np.unique(courier), "pass-through", "move")


def _wire_both_ways(
    instance: Instance, ring: Ring, rows: int, owed: float, netted: float
) -> None:
    """Each keeper wires what his side owes; over some weeks it is nearly even."""
    site, rng = instance.site, instance.rng
    near, far = int(ring.near.keepers[0]), int(ring.far.keepers[0])
    total = min(TF_PART, max(owed, 900.0 * rows))
    forth = np.arange(rows) % 2 == 0
    dollars = log_normal(rng, 2 * total / rows, 0.25, rows)
    dollars *= np.where(forth, 1.0, 0.9 + 0.1 * netted)
    day = np.linspace(ring.first + 3, ring.last, rows).astype(np.int64)
    sender, receiver = np.where(forth, near, far), np.where(forth, far, near)
    time = site.scene.at(rng, day, "office", sender)
    lumps = (sender, receiver, time, dollars)
    instance.add(wire_abroad(site.scene, rng, *lumps, "family"), "move")
