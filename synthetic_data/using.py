"""What people in an instance do with money that has come to them."""

import numpy as np

from synthetic_data.planting import Instance, later, skewed
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import Payments

Range = tuple[float, float, float]  # low, typical, high


def use_up(
    instance: Instance,
    got: Payments,
    rows: int,
    *,
    drawn: float,
    hours: Range,
    dollars: Range,
    days: int = 14,
    scale: float = 1.0,
    stage: str | None = "use",
) -> None:
    """
    ``rows`` uses of what was ``got``, at random: a share ``drawn`` as cash, within
    ``hours`` and of ``dollars``, the rest by card within ``days``.
    """
    site, rng = instance.site, instance.rng
    pick = rng.integers(0, got.size, rows)
    who = got.receiver[pick].astype(np.int64)
    cash = rng.random(rows) < drawn
    wait = skewed(rng, *hours, int(cash.sum()))
    time = later(rng, site, got.time[pick[cash]], wait, "machine", who[cash])
    sums = skewed(rng, *dollars, time.size)
    instance.add(take_out(site.scene, rng, who[cash], time, sums), stage)
    day = got.time[pick[~cash]] // DAY + 1 + rng.integers(0, days, rows - time.size)
    on = np.minimum(day, site.days - 1)
    instance.add(spend(site.scene, rng, who[~cash], on, scale=scale), stage)
