"""
How the payees of mirror campaigns send on what they hold: assets, cash, wire or office.

Ranges and sources are those of ``crowdfunding_mirror``.
"""

import numpy as np

from synthetic_data.planting import Instance, later, recruit, skewed
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.remittances import through_office, wire_abroad
from synthetic_data.world.life.virtual import move_coins
from synthetic_data.world.payments import Payments
from synthetic_data.world.places import NUMBER, UNITS_OF_CURRENCY
from synthetic_data.world.population import NOBODY

FAR = ("TR", "AE", "KE", "PK")


def export(instance: Instance, collected: Payments, rows: int) -> None:
    """What the payees hold leaves: as assets, as cash, by wire or through an office."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    far = site.population.persons_in(NUMBER[FAR[rng.integers(len(FAR))]])
    sinks = recruit(rng, far, far, 2)
    owned = (people.coins[np.unique(collected.receiver)] != NOBODY).all()
    way = 0 if owned else 1 + rng.choice(3, p=(0.4, 0.3, 0.3))
    count = max(1, rows // 2 if way in (0, 3) else rows)
    batch = np.array_split(np.argsort(collected.time, kind="stable"), count)
    batch = [rows for rows in batch if rows.size]
    worth = collected.minor / 100 / UNITS_OF_CURRENCY[collected.currency]
    dollars = np.array([worth[rows].sum() for rows in batch]) * 0.93
    latest = collected.time[[rows[-1] for rows in batch]]
    sender = collected.receiver[[rows[-1] for rows in batch]].astype(np.int64)
    hours = skewed(rng, 3, 30, 168, sender.size)
    time = later(rng, site, latest, hours, "shop", sender)
    receiver = rng.choice(sinks, sender.size)
    part = (sender, receiver, time, dollars)
    coins = people.coins[sender]
    if way == 0:
        amount = site.scene.local(dollars, sender)
        bought = (time, sender, coins, amount, "transfer", "coins")
        instance.add(site.scene.pay(rng, *bought), "move")
        country = people.country[sender[0]]
        known = (people.wallet != NOBODY) & (site.population.arrived == 0)
        near = people.wallet[known & (people.country == country)]
        wallet = rng.choice(near if near.size else people.wallet[known], sender.size)
        after = later(rng, site, time, hours, "evening", coins)
        moved = move_coins(site.scene, rng, after, coins, wallet, dollars * 0.98)
        instance.add(moved, "move")
    elif way == 1:
        instance.add(take_out(site.scene, rng, sender, time, dollars), "move")
    elif way == 2:
        instance.add(wire_abroad(site.scene, rng, *part, "family"), "move")
        instance.cast(np.unique(receiver), "cash-out", "use")
    else:
        instance.add(through_office(site.scene, rng, *part), "move")
        instance.cast(np.unique(receiver), "cash-out", "use")
