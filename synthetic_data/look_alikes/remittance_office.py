"""
Remittance office: a community sends its monthly 100-300 home through one shop.

Mimics:   low-value collection and hawala (schemes 04, 07). On payments alone it cannot
          be told from scheme 04; a score that fails here is an honest score.
Ranges:   ../shared/schemes/look_alikes.csv, community_remittance_office: tickets of
          100-300 (VP), every 30-60 days, fee 0.5-7 %, 60-130 receivers for 100
          customers (judgement), a reckoning each month.
Tells:    many customers with steady habits, many receivers, fee income.
"""

import numpy as np

from synthetic_data.planting import Instance, Planting, Site, recruit, skewed
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.remittances import through_office
from synthetic_data.world.places import NUMBER

CORRIDORS = (("GB", "KE"), ("DE", "TR"), ("US", "KE"), ("GB", "PK"), ("FR", "TR"))
CASH_PICKED_UP = 0.3


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    scene, population = site.scene, site.population
    home, far = CORRIDORS[rng.integers(len(CORRIDORS))]
    office = int(rng.choice(population.firms_in(NUMBER[home], "remitter")))
    here, there = (population.persons_in(NUMBER[code]) for code in (home, far))
    months = scene.calendar.months
    reckonings = months
    remittances = (size - reckonings) // 2
    each = months / 1.3  # every 30 to 60 days
    customers = recruit(
        rng, here, here, min(here.size, max(8, round(remittances / each)))
    )
    per_hundred = float(skewed(rng, 60, 90, 130, 1)[0])
    wanted = min(there.size, max(4, round(customers.size * per_hundred / 100)))
    receivers = recruit(rng, there, there, wanted)
    usual = skewed(rng, 60, 200, 320, customers.size)
    relative = rng.integers(0, receivers.size, customers.size)
    row = np.sort(rng.integers(0, customers.size, remittances))
    # Steady habits: each customer's days are spread evenly, with some jitter.
    count = np.bincount(row, minlength=customers.size)[row]
    place = np.arange(row.size) - np.searchsorted(row, row)
    phase = rng.random(customers.size)[row] + rng.normal(0, 0.12, row.size)
    day = ((place + np.clip(phase, 0, 1)) / count * (site.days - 4)).astype(np.int64)
    sender = customers[row]
    time = scene.at(rng, day, "shop", sender)
    dollars = usual[row] * rng.uniform(0.85, 1.2, row.size)
    fee = float(skewed(rng, 0.005, 0.05, 0.07, 1)[0])
    sent = through_office(
        *(scene, rng, sender, receivers[relative[row]], time, dollars),
        office=np.full(row.size, office),
        fee=fee,
        picked_up=CASH_PICKED_UP,
    )
    instance.add(sent)
    correspondent = int(rng.choice(population.firms_in(NUMBER[far], "remitter")))
    starts = np.append(scene.calendar.month_starts[1:], site.days) - 1
    month = np.searchsorted(starts * DAY, time)
    owed = np.bincount(month, dollars, starts.size + 1)[: starts.size] * 0.5 + 20
    when = scene.at(rng, starts, "office", np.full(starts.size, office))
    amount = scene.local(owed.astype(np.float64), np.full(starts.size, office))
    settled = scene.pay(rng, when, office, correspondent, amount, "transfer", "invoice")
    instance.add(settled)
    instance.cast([office, correspondent])
    return instance


PLANTING = Planting(
    name="remittance_office",
    label="look_alike",
    smallest=80,
    typical=280,
    largest=5_000,
    months=3,
    red_flags=("TF-STRUCT-03", "TF-FLOW-01", "TF-FLOW-03"),
    plant=plant,
)
