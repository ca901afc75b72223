"""
What the cell of a joined network does with its money: shares, loads a card, lives.

Ranges and sources are those of facilitator_network and prepaid_relay.
"""

import numpy as np

from synthetic_data.planting import Instance, later, skewed
from synthetic_data.schemes.three_sources import SOURCES
from synthetic_data.support import dollars_of
from synthetic_data.using import use_up
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import Payments, rounded, together
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

CARDS, CASH = 0.6, 0.3  # of what is left to use: by card, as cash; the rest prepaid
LIMIT = 250 / 0.92  # dollars on a card without a name


def share(
    instance: Instance, cell: Ints, leads: int, got: Payments, payments: int
) -> Payments:
    """Leads hand some to the others; all that the cell got, to be used."""
    site, rng = instance.site, instance.rng
    pick = rng.integers(0, got.size, payments)
    payer = got.receiver[pick].astype(np.int64)
    payee = rng.choice(cell[leads:], payments)
    wait = skewed(rng, 24, 200, 700, payments)
    time = later(rng, site, got.time[pick], wait, "phone", payer)
    dollars = np.minimum(skewed(rng, 80, 350, 1500, payments), dollars_of(got)[pick])
    amount = np.maximum(10, np.round(site.scene.local(dollars, payer), -1))
    paid = site.scene.pay(rng, time, payer, payee, amount, "instant", "friends")
    return together([got, instance.add(paid, "move")])


def load(instance: Instance, cell: Ints, got: Payments, loads: int) -> Payments:
    """One lead loads the holder's card below the limit of identification."""
    site, rng = instance.site, instance.rng
    card = int(site.population.people.prepaid[cell[-1]])
    if card == NOBODY:
        return got.take(np.zeros(0, np.int64))
    own = np.flatnonzero(got.receiver == cell[0])
    pick = rng.choice(own, loads)
    payer, to = np.full(loads, cell[0]), np.full(loads, card)
    wait = skewed(rng, 48, 300, 1200, loads)
    time = later(rng, site, got.time[pick], wait, "phone", payer)
    dollars = np.minimum(skewed(rng, 40, 120, 260, loads), LIMIT - 5)
    amount = rounded(site.scene.local(dollars, payer), 5.0)
    paid = site.scene.pay(rng, time, payer, to, amount, "prepaid_load")
    instance.cast(card, "operative", "use")
    return instance.add(paid, "move")


def live(
    instance: Instance, kept: Payments, loaded: Payments, rows: int, last: int
) -> None:
    """Daily life on cards and cash until ``last``, and abroad on the loaded card."""
    site, rng = instance.site, instance.rng
    kept = kept.take(kept.time < (last - 20) * DAY)
    on_card = round((1 - CARDS - CASH) * rows) if loaded.size else 0
    use_up(
        instance,
        kept,
        rows - on_card,
        drawn=CASH / (CARDS + CASH),
        hours=(6, 90, 300),
        dollars=(40.0, 200.0, 600.0),
        scale=1.4,
    )
    if on_card:
        pick = rng.integers(0, loaded.size, on_card)
        card = loaded.receiver[pick].astype(np.int64)
        day = loaded.time[pick] // DAY + 1 + rng.geometric(0.15, on_card)
        who = site.population.accounts.owner[card]
        lands = np.full(on_card, NUMBER[SOURCES[-1]], np.uint8)
        on = np.minimum(day, last)
        bought = spend(site.scene, rng, who, on, scale=0.7, country=lands, account=card)
        instance.add(bought, "use")
