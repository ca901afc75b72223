"""
Extortion: traders pay a levy, or alms by force, into the account of a collector.

Firms of one place pay a share of their takings, by a deposit of cash that somebody of
the firm makes or by transfer, again each month or when the alms fall due. Little is
spent; now and then a round tranche leaves, and a part is stored in savings or a home.
The payers are victims. They are labelled unwitting, never financiers.

Ranges:   ../shared/schemes/parameters.csv, scheme 13: levy 1-5 % of what a firm takes
          in, 50-80 % in cash, 70-365 days. Published accounts had 331 and 544 deposits
          of 2,200-5,100 dollars on average; a small world has fewer and smaller firms.
Source:   UN Panel of Experts on Somalia, S/2020/949, by way of press (VS); Hiraal
          Institute 2018-2020 on the shares (VS).
Judgement: number of payers, cash share, dwell, how often one firm pays.
Evasive:  two collectors, sums that are not round, payments called services, tranches
          that differ, no store of value.
Sees:     TF-EXT-01; TF-ACCT-03 where a profile is known.
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
from synthetic_data.support import dollars_of
from synthetic_data.world.calendar import days_by_weight
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import Payments, rounded, together
from synthetic_data.world.places import NOTES, NUMBER, UNITS
from synthetic_data.world.population import NOBODY, Floats, Ints
from synthetic_data.world.purposes import say

PLACES, ODDS = ("SO", "ML", "KE", "PK", "TR"), (0.45, 0.2, 0.15, 0.1, 0.1)
TRADES = (
    *("wholesale", "groceries", "electronics", "clothing", "fuel", "restaurant"),
    *("services", "maker", "pharmacy", "transport"),
)
LEVIED, TRANCHES, STORED = 0.62, 0.08, 0.05  # of the rows; the rest is daily life


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    population = site.population
    place = NUMBER[rng.choice(PLACES, p=ODDS)]
    firms = population.firms_in(place, *TRADES)
    deposits = round(LEVIED * size)
    count = whole(rng, 6, 14, 400, min(firms.size * 0.8, deposits * 0.7))
    payers = recruit(rng, firms, firms, count)
    here = population.persons_in(place)
    # Nobody who runs one of the firms collects from them.
    officers = population.firms.officer[firms - population.firms.first]
    free = np.setdiff1d(here, officers)
    crew = recruit(rng, free, here, 4)
    collectors = crew[: 1 + int(rng.random() < 0.35)]
    first, last = span(rng, site, 70, 160, 340)

    got = _levy(instance, payers, collectors, deposits, first, last)
    helpers = crew[2:]
    _move(instance, got, helpers, max(2, round(TRANCHES * size)))
    _store(instance, got, place, round(STORED * size) * int(rng.random() < 0.7))
    _live(instance, np.append(collectors, helpers), size - instance.size, first, last)
    return instance


def _levy(
    instance: Instance,
    payers: Ints,
    collectors: Ints,
    deposits: int,
    first: int,
    last: int,
) -> Payments:
    """Each firm at least once; by its takings, most before the alms fall due."""
    site, rng = instance.site, instance.rng
    firms = site.population.firms
    payer = np.append(payers, rng.choice(payers, deposits - payers.size))
    often = np.bincount(np.searchsorted(np.sort(payers), payer), minlength=payers.size)
    times = often[np.searchsorted(np.sort(payers), payer)]
    takings = np.clip(site.turnover[payer], 4_000, 400_000) * site.days / 365
    dollars = takings * skewed(rng, 0.01, 0.025, 0.05, deposits) / times
    dollars = np.maximum(15, dollars * skewed(rng, 0.7, 1.0, 1.4, deposits))
    weights = site.scene.calendar.giving_weights()[first : last + 1]
    day = first + days_by_weight(rng, weights, deposits)
    to = rng.choice(collectors, deposits)
    share = float(rng.triangular(0.5, 0.6, 0.8))
    cash = rng.random(deposits) < share
    time = site.scene.at(rng, day, "office", payer)
    brings = np.where(
        rng.random(deposits) < 0.8, firms.officer[payer - firms.first], NOBODY
    )
    brought = bring_in(
        *(site.scene, rng, to[cash], time[cash], dollars[cash]), conductor=brings[cash]
    )
    step = NOTES[site.population.accounts.country[to]] / 2
    amount = site.scene.local(dollars, payer)
    tidy = rng.random(deposits) < rng.choice([0.2, 0.7])
    amount = np.where(tidy, rounded(amount, step), amount)[~cash]
    topic = str(rng.choice(["invoice", "gift"]))
    sent = site.scene.pay(
        *(rng, time[~cash], payer[~cash], to[~cash], amount, "transfer", topic)
    )
    parts = [instance.add(part, "raise") for part in (brought, sent)]
    # Of cash without a name nobody knows whose it was.
    known = np.unique(payer[~cash | (brings != NOBODY)])
    instance.cast(known, "unwitting", "raise")
    instance.cast(np.unique(to), "collector", "raise")
    return together(parts)


def _move(instance: Instance, got: Payments, helpers: Ints, tranches: int) -> None:
    """Round tranches to those who spend for the group, from what is there by then."""
    site, rng = instance.site, instance.rng
    worth = dollars_of(got)
    order = np.argsort(got.time, kind="stable")
    cut = np.linspace(0, got.size, tranches + 1).astype(np.int64)[1:] - 1
    payer = got.receiver[order[cut]].astype(np.int64)
    kept = float(rng.uniform(0.55, 0.85))
    each = worth.sum() * kept / tranches
    dollars = np.full(tranches, each)
    if rng.random() < 0.4:  # tranches that differ
        dollars = dollars * rng.uniform(0.6, 1.2, tranches)
    # One collector may hold less than half: then a tranche is what that one has.
    dollars = np.minimum(dollars, _held(got, worth, payer, got.time[order[cut]]) * 0.9)
    hours = skewed(rng, 24, 240, 1_440, tranches)
    time = later(rng, site, got.time[order[cut]], hours, "phone", payer)
    unit = 10 * UNITS[site.population.accounts.country[payer]]
    amount = rounded(site.scene.local(dollars, payer), unit)
    payee = rng.choice(helpers, tranches)
    instance.cast(np.unique(payee), "facilitator", "move")
    rows = (rng, time, payer, payee, amount, "instant", "family")
    instance.add(site.scene.pay(*rows), "move")


def _held(got: Payments, worth: Floats, account: Ints, until: Ints) -> Floats:
    """What each account got until then, shared by its tranches."""
    mine = got.receiver[None, :] == account[:, None]
    came = mine & (got.time[None, :] <= until[:, None])
    times = (account[None, :] == account[:, None]).sum(axis=1)
    return np.asarray((came * worth[None, :]).sum(axis=1) / times, np.float64)


def _store(instance: Instance, got: Payments, place: int, rows: int) -> None:
    """A part rests: put by on an own account, or paid to who sells homes."""
    site, rng = instance.site, instance.rng
    population = site.population
    who = rng.choice(got.receiver, rows).astype(np.int64)
    own = population.people.savings[who]
    homes = rng.choice(population.firms_in(place, "property"), rows)
    payee = np.where((own != NOBODY) & (rng.random(rows) < 0.7), own, homes)
    since = rng.choice(np.sort(got.time)[got.size // 3 :], rows)
    time = later(rng, site, since, skewed(rng, 24, 200, 900, rows), "office", who)
    worth = float(dollars_of(got).sum())
    dollars = worth * rng.uniform(0.02, 0.1, rows) / max(1, rows)
    amount = site.scene.local(dollars, who)
    paid = site.scene.pay(rng, time, who, payee, amount, "transfer", "saving")
    billed = np.isin(paid.receiver, homes)
    words = np.where(billed, say(rng, "invoice", paid.size), paid.purpose)
    instance.add(paid._replace(purpose=words), "store")


def _live(instance: Instance, crew: Ints, rows: int, first: int, last: int) -> None:
    site, rng = instance.site, instance.rng
    rows = max(2, rows)
    who = rng.choice(crew, rows)
    day = days_within(rng, first + 3, min(last + 20, site.days - 1), rows)
    drawn = rng.random(rows) < 0.25
    time = site.scene.at(rng, day[drawn], "machine", who[drawn])
    dollars = skewed(rng, 10, 60, 400, int(drawn.sum()))
    instance.add(take_out(site.scene, rng, who[drawn], time, dollars), "use")
    instance.add(spend(site.scene, rng, who[~drawn], day[~drawn]), "use")


PLANTING = Planting(
    name="extortion",
    label="scheme",
    smallest=20,
    typical=32,
    largest=500,
    months=6,
    red_flags=("TF-EXT-01", "TF-ACCT-03"),
    plant=plant,
    weight=0.6,
)
