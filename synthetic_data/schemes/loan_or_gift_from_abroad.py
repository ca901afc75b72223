"""
Support across a border that is called a loan or a gift, and cashed.

As prosecuted once: one to six sums of about 1,000 dollars from persons or firms abroad,
explained as family money, mostly drawn as cash within days, never repaid. Far more
verdicts tell of the reverse: relatives at home help somebody abroad, sum by sum, who
draws it there. Both carry the same words.

Ranges:   ../shared/schemes/parameters.csv, scheme 18; inbound money in one of about 150
          US prosecutions, hence more of the reverse.
Source:   US v. Elshinawy (VS); Dutch and French verdicts 2016-2019 (VS); Associated
          Press 2018 for the share (VS).
Judgement: sums each, share cashed (half and more), what little is repaid.
Evasive:  no label, an office instead of the wire, a firm as payer, several payers, a
          token repayment, everyday purchases instead of cash.
Sees:     TF-INFO-05, TF-GEO-01. The truth of a label is in interviews, not in
          payments: its twin cannot be told apart.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    recruit,
    skewed,
    span,
    whole,
)
from synthetic_data.support import cash_out, send
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

INBOUND = 0.4  # of instances
FROM_TO = (("AE", "US"), ("TR", "GB"), ("TR", "DE"), ("AE", "GB"), ("TR", "FR"))
HOME_TO = (("FR", "TR"), ("GB", "KE"), ("DE", "TR"), ("FR", "ML"), ("GB", "SO"))
LABELLED = (0.5, 0.8, 1.0), (0.1, 0.6, 1.0)  # of the sums in, and out; judgement
KNOWN = 0.5  # of the ties between relatives, by the bank
TOKEN = 0.15  # of inbound instances: something goes back once
BOUGHT = 0.35  # of the transactions: everyday purchases from the money


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    inbound = bool(rng.random() < INBOUND)
    source, target = (FROM_TO if inbound else HOME_TO)[rng.integers(5)]
    there = site.population.persons_in(NUMBER[source])
    here = site.population.persons_in(NUMBER[target])
    by_office = bool(rng.random() < (0.3 if inbound else 0.5))
    rows_each = 2 if by_office else 1
    rest = round(size * (1 - BOUGHT))
    if inbound:
        sums = whole(rng, 1, 2, 6, rest / (rows_each + 1))
        payers = recruit(rng, there, there, whole(rng, 1, 2, 5, sums))
        if not by_office and rng.random() < 0.25:
            firms = site.population.firms_in(NUMBER[source], "services", "wholesale")
            payers[0] = rng.choice(firms)
        first, last = span(rng, site, 30, 100, 365)
        dollars = skewed(rng, 500, 1_450, 3_000, sums)
        dollars *= np.clip(dollars.sum(), 1_000, 8_700) / dollars.sum()
    else:
        sums = max(1, round(rest / (rows_each + 1)))
        payers = _relatives(site, rng, there)
        first, last = span(rng, site, 60, 200, 365)
        dollars = skewed(rng, 90, 600, 2_450, sums)
        dollars *= np.clip(dollars.sum(), 200, 17_000) / dollars.sum()
    receiver = int(rng.choice(here))
    if not inbound and rng.random() < KNOWN:
        instance.relate(int(payers[0]), "family", receiver)
    day = days_within(rng, first, last - 8, sums)
    payer = np.concatenate(
        [payers[:sums], rng.choice(payers, max(0, sums - payers.size))]
    )
    got = send(
        *(instance, payer, np.full(sums, receiver), day, dollars),
        office=by_office,
        stage="raise" if inbound else "move",
        labelled=rng.random(sums) < skewed(rng, *LABELLED[not inbound], 1),
    )
    if inbound and rng.random() < TOKEN:
        _repay(instance, receiver, int(payer[0]), last, float(dollars.sum()))
    left = size - instance.size
    parts = max(1, min(3, round((left - BOUGHT * size) / sums)))
    share, hours = skewed(rng, 0.5, 0.8, 1.0, sums), skewed(rng, 6, 48, 336, sums)
    cash_out(instance, got, share, hours, stage="use", parts=parts)
    bought = max(1, size - instance.size)
    on = days_within(rng, int(got.time[0]) // DAY + 1, min(last, site.days - 2), bought)
    buyer = np.full(bought, receiver)
    instance.add(spend(site.scene, rng, buyer, on), "use")
    instance.cast(receiver, "operative" if inbound else "cash-out", "use")
    kind = ("facilitator", "raise") if inbound else ("donor", "move")
    instance.cast(np.unique(payer), *kind)
    return instance


def _relatives(site: Site, rng: np.random.Generator, home: Ints) -> Ints:
    """One to three of a household where one supports somebody abroad anyway, if any."""
    people = site.population.people
    sends = home[people.relative[home] != NOBODY]
    head = int(recruit(rng, sends, home, 1)[0])
    family = home[people.household[home] == people.household[head]]
    return np.append(head, family[family != head][: rng.integers(0, 3)])


def _repay(
    instance: Instance, receiver: int, payer: int, last: int, dollars: float
) -> None:
    """At most a tenth, once."""
    site, rng = instance.site, instance.rng
    day = np.array([min(last + 4, site.days - 3)])
    sent = dollars * skewed(rng, 0.02, 0.05, 0.09, 1)
    ends = (np.array([receiver]), np.array([payer]))
    send(instance, *ends, day, sent, office=False, stage="move")


PLANTING = Planting(
    name="loan_or_gift_from_abroad",
    label="scheme",
    smallest=10,
    typical=20,
    largest=60,
    months=3,
    red_flags=("TF-GEO-01", "TF-INFO-05"),
    plant=plant,
    weight=0.8,
)
