"""
Support across a border, as schemes and lawful families alike give it: by wire or
through an office, and then drawn as cash; and sums that go on in lumps.
"""

import numpy as np
from numpy.typing import ArrayLike

from synthetic_data.planting import Instance, later
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.remittances import through_office, wire_abroad
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import UNITS_OF_CURRENCY
from synthetic_data.world.population import Bools, Floats, Ints
from synthetic_data.world.purposes import PURPOSES, say


def dollars_of(paid: Payments) -> Floats:
    """What each of ``paid`` is worth, by the world's price level."""
    return np.asarray(paid.minor / 100 / UNITS_OF_CURRENCY[paid.currency], np.float64)


def lumps(paid: Payments, pieces: int) -> tuple[Ints, Floats]:
    """``paid`` in at most ``pieces`` runs: when each is complete, and its dollars."""
    paid = paid.take(np.argsort(paid.time, kind="stable"))
    first = np.unique(np.arange(pieces) * paid.size // pieces)
    last = np.append(first[1:], paid.size) - 1
    return paid.time[last], np.add.reduceat(dollars_of(paid), first)


def send(
    instance: Instance,
    payer: Ints,
    receiver: Ints,
    day: Ints,
    dollars: Floats,
    *,
    office: bool,
    stage: str | None = None,
    labelled: Bools | None = None,
) -> Payments:
    """
    One sum for each of ``payer``; returns the rows that arrive, oldest first.

    Those ``labelled`` are called a loan or a gift, as any family payment may be.
    """
    site, rng = instance.site, instance.rng
    time = site.scene.at(rng, day, "shop", payer)
    rows = (site.scene, rng, payer, receiver, time, dollars)
    sent = through_office(*rows) if office else wire_abroad(*rows, "family")
    if labelled is not None:
        word = [PURPOSES.index("Loan"), PURPOSES.index("Gift")][rng.integers(2)]
        told = np.tile(labelled, 2) if office else labelled
        sent = sent._replace(purpose=np.where(told, word, sent.purpose).astype("i2"))
        firm = sent.sender >= site.population.persons  # lends, but gives no presents
        lent = np.where(firm & ~told, say(rng, "loan", sent.size), sent.purpose)
        lent = np.where(firm & told, PURPOSES.index("Loan"), lent)
        sent = sent._replace(purpose=np.where(office, sent.purpose, lent).astype("i2"))
    instance.add(sent, stage)
    got = sent.take(np.isin(sent.receiver, receiver))
    return got.take(np.argsort(got.time, kind="stable"))


def cash_out(
    instance: Instance,
    got: Payments,
    share: ArrayLike,
    hours: Floats,
    *,
    stage: str | None = None,
    till: Ints | None = None,
    parts: int = 1,
) -> Payments:
    """
    A ``share`` of each sum in ``got`` is drawn about ``hours`` later, in ``parts``.

    At a branch of ``till``, by default where the account's owner usually goes.
    """
    site, rng = instance.site, instance.rng
    source = np.repeat(np.arange(got.size), parts)
    who = got.receiver[source].astype(np.int64)
    worth = dollars_of(got) * np.asarray(share)
    split = rng.dirichlet(np.full(parts, 5.0), got.size).ravel()
    wait = hours[source] * (1 + np.tile(np.arange(parts), got.size))
    time = later(rng, site, got.time[source], wait, "machine", who)
    branch = None if till is None else rng.choice(till, who.size)
    drawn = take_out(site.scene, rng, who, time, worth[source] * split, branch=branch)
    return instance.add(drawn, stage)
