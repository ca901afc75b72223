"""
How the money of a sham charity leaves: a token, purchases, cash, speculation, abroad.

Ranges and sources are those of ``sham_charity``.
"""

import numpy as np

from synthetic_data.planting import Instance, later, recruit, skewed
from synthetic_data.world.calendar import DAY
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Floats, Ints

FAR = ("TR", "PK", "KE", "AE")
SPENT, DRAWN = 0.62, 0.2  # of what leaves, rows; the rest goes abroad
SPECULATES = 0.4  # of organisers with an account at an exchange


def pass_on_token(
    instance: Instance, organiser: int, home: int, last: int, raised: float
) -> float:
    """Dollars that reach the cause whose name was used."""
    site, rng = instance.site, instance.rng
    causes = site.population.firms_in(home, "charity")
    charity = by_weight(rng, site.population.firms, causes, 1)
    share = float(rng.triangular(0.01, 0.08, 0.11))
    sender = np.array([organiser])
    day = min(last + int(rng.integers(0, 10)), site.days - 1)
    time = site.scene.at(rng, np.array([day]), "evening", sender)
    amount = np.round(site.scene.local(raised * share, sender))
    token = site.scene.pay(rng, time, sender, charity, amount, "transfer", "gift")
    instance.add(token, "move")
    return raised * share


def leave(
    instance: Instance,
    organiser: int,
    came: tuple[Ints, Floats],
    left: float,
    rows: int,
) -> None:
    """Days later it is spent, drawn and sent abroad; some lose it in speculation."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    coins = int(people.coins[organiser])
    cards = round(SPENT * rows)
    drawn = max(1, round(DRAWN * rows))
    away = max(1, rows - cards - drawn)
    time = rng.choice(came[0], rows, p=came[1] / came[1].sum())
    account = np.full(rows, organiser)
    hours = skewed(rng, 2, 48, 240, rows)
    when = later(rng, site, time, hours, "shop", account)
    day = np.minimum(when[:cards] // DAY, site.days - 1)
    bought = spend(
        site.scene, rng, account[:cards], day, scale=1.3, account=account[:cards]
    )
    # Nothing is spent before the first gift.
    since = np.maximum(bought.time, came[0].min() + 60)
    instance.add(bought._replace(time=since), "use")
    paid = bought.minor.sum() / 100 / float(site.scene.local(1.0, organiser))
    rest = max(0.3 * left, 0.95 * left - paid)
    dollars = rest * rng.dirichlet(np.full(drawn + away, 3.0))
    dollars = np.maximum(dollars, 10.0)
    at = when[cards : cards + drawn]
    cash = take_out(site.scene, rng, account[:drawn], at, dollars[:drawn])
    instance.add(cash, "move")
    last, on = dollars[drawn:], when[cards + drawn :]
    sender = account[: on.size]
    if coins != NOBODY and rng.random() < SPECULATES:
        amount = site.scene.local(last, sender)
        lost = site.scene.pay(rng, on, sender, coins, amount, "transfer", "coins")
        instance.add(lost, "store")
        return
    far = site.population.persons_in(NUMBER[FAR[rng.integers(len(FAR))]])
    receiver = rng.choice(recruit(rng, far, far, 2), on.size)
    sent = wire_abroad(site.scene, rng, sender, receiver, on, last, "family")
    instance.add(sent, "move")
    instance.cast(np.unique(receiver), "cash-out", "use")
