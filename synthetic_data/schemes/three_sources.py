"""
How a joined network raises: a charity's cash, a keeper's shop, coins at an address.

Ranges and sources are those of charity_diversion, hawala_netting, virtual_asset_hub.
"""

import numpy as np

from synthetic_data.planting import Instance, days_within, later, recruit, skewed
from synthetic_data.support import lumps
from synthetic_data.world.firms import by_weight
from synthetic_data.world.life.cash import bring_in
from synthetic_data.world.life.informal import SHOPS, hand_in
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.life.virtual import move_coins
from synthetic_data.world.payments import Payments, together
from synthetic_data.world.places import CURRENCY_OF, NUMBER
from synthetic_data.world.population import NOBODY, Ints

# The charity's country, the trader's, the keeper's, the coins'.
SOURCES = ("GB", "TR", "DE", "FR")
BROUGHT, PROJECT, HANDED, SETTLED = 0.1, 0.05, 0.13, 0.04  # of the rows
GIFTS, SWEPT, CHANGED = 0.13, 0.03, 0.03
BY_CARD = 0.55
Days = tuple[int, int]  # first and last


def raised(instance: Instance, helper: int, days: Days, size: int) -> Payments:
    """All that reaches ``helper``, in about half of ``size`` rows."""
    ways = (_charity, _keeper, _coins)
    return together([way(instance, helper, days, size) for way in ways])


def _charity(instance: Instance, helper: int, days: Days, size: int) -> Payments:
    """Cash at the counter, project money to a trader, and on from there."""
    site, rng = instance.site, instance.rng
    population = site.population
    home, far = NUMBER[SOURCES[0]], NUMBER[SOURCES[1]]
    causes = population.firms_in(home, "charity")
    charity = int(by_weight(rng, population.firms, causes, 1)[0])
    here = population.persons_in(home)
    committee = recruit(rng, here, here, 3)
    instance.relate(int(committee[0]), "officer_of", charity)
    trader = int(rng.choice(population.firms_in(far, "wholesale", "services")))

    count = max(4, round(BROUGHT * size))
    account = np.full(count, charity)
    time = site.scene.at(rng, days_within(rng, *days, count), "office", account)
    dollars = skewed(rng, 150, 650, 3000, count)
    who = rng.choice(committee, count)
    brought = bring_in(site.scene, rng, account, time, dollars, conductor=who)
    instance.add(brought, "raise")
    instance.cast(charity, "front", "raise")
    instance.cast(committee, "collector", "raise")
    instance.cast(trader, "pass-through", "move")

    wires = max(3, round(PROJECT * size))
    sent = _lumps_on(instance, brought, charity, trader, wires, "project", 0.9)
    return _lumps_on(instance, sent, trader, helper, wires, "goods", 0.95)


def _keeper(instance: Instance, helper: int, days: Days, size: int) -> Payments:
    """Small sums at a shop, by card, to its keeper or in cash; lumps by wire."""
    site, rng = instance.site, instance.rng
    population = site.population
    country = NUMBER[SOURCES[2]]
    offers = population.firms_in(country, *SHOPS)
    shop = int(rng.choice(offers))
    keeper = int(population.firms.officer[shop - population.firms.first])
    people = np.setdiff1d(population.persons_in(country), [keeper])
    sends = people[population.people.relative[people] != NOBODY]
    count = max(6, round(HANDED * size))
    crowd = recruit(rng, sends, people, max(4, count // 2))
    payer = rng.choice(crowd, count)
    dollars = skewed(rng, 80, 300, 1500, count)
    time = site.scene.at(rng, days_within(rng, *days, count), "shop", payer)
    ends = (payer, np.full(count, shop), np.full(count, keeper), time, dollars)
    parts = hand_in(site.scene, rng, *ends, by_card=BY_CARD)
    for part in parts:
        instance.add(part, "raise")
    instance.cast(np.unique(payer), "donor", "raise")
    instance.cast([shop, keeper], "collector", "raise")
    return _lumps_on(
        instance,
        together(parts),
        keeper,
        helper,
        max(3, round(SETTLED * size)),
        "family",
        0.95,
    )


def _coins(instance: Instance, helper: int, days: Days, size: int) -> Payments:
    """Gifts in coins to one address, swept to a desk that pays the helper out."""
    site, rng = instance.site, instance.rng
    population = site.population
    people = population.people
    known = population.arrived == 0
    address = int(rng.choice(people.wallet[(people.wallet != NOBODY) & known]))
    here = population.persons_in(NUMBER[SOURCES[3]])
    keeps = here[(people.coins[here] != NOBODY) & known[here]]
    others = np.flatnonzero((people.coins != NOBODY) & known[: people.coins.size])
    count = max(6, round(GIFTS * size))
    donor = rng.choice(recruit(rng, keeps, others, max(4, count * 2 // 3)), count)
    land = int(population.accounts.country[helper])
    desks = population.firms_in(land, "otc")
    desk = int(by_weight(rng, population.firms, desks, 1)[0])

    purse, to = people.coins[donor], np.full(count, address)
    time = site.scene.at(rng, days_within(rng, *days, count), "evening", donor)
    dollars = skewed(rng, 20, 110, 600, count)
    gifts = move_coins(site.scene, rng, time, purse, to, dollars)
    instance.add(gifts, "raise")
    instance.cast(np.unique(purse), "donor", "raise")
    instance.cast(address, "collector", "raise")
    instance.cast(desk, "facilitator", "move")

    since, worth = lumps(gifts, max(2, round(SWEPT * size)))
    sender, at = np.full(since.size, address), np.full(since.size, desk)
    when = later(
        rng, site, since, skewed(rng, 2, 40, 200, since.size), "evening", sender
    )
    swept = move_coins(site.scene, rng, when, sender, at, worth * 0.99)
    instance.add(swept, "move")
    since, worth = lumps(swept, max(2, round(CHANGED * size)))
    payee = np.full(since.size, helper)
    due = later(rng, site, since, skewed(rng, 2, 24, 100, since.size), "office", payee)
    amount = site.scene.local(worth * rng.uniform(0.95, 0.98, worth.size), payee)
    rows = (rng, due, desk, payee, amount, "transfer", "coins")
    money = CURRENCY_OF[population.accounts.country[payee]]
    return instance.add(site.scene.pay(*rows, currency=money), "move")


def _lumps_on(
    instance: Instance,
    got: Payments,
    payer: int,
    payee: int,
    wires: int,
    topic: str,
    share: float,
) -> Payments:
    """A ``share`` of what was ``got`` goes on by wire, days after each lump is full."""
    site, rng = instance.site, instance.rng
    since, dollars = lumps(got, wires)
    sender: Ints = np.full(since.size, payer)
    wait = skewed(rng, 24, 120, 400, since.size)
    time = later(rng, site, since, wait, "office", sender)
    to = np.full(since.size, payee)
    rows = (site.scene, rng, sender, to, time, dollars * share)
    return instance.add(wire_abroad(*rows, topic), "move")
