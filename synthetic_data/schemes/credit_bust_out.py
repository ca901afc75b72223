"""
Credit bust-out: a loan and many cards drained in months, coins, wires abroad, a ticket.

One person draws a loan and runs six to sixteen credit cards up to their limits, buying
coins for their own account at an exchange. Coins are sold again and, with the loan and
money of unknown origin, wired to one to three countries; or they go to wallets. Bills
go unpaid, some cash is taken along, and the accounts fall silent.

Ranges:   ../shared/schemes/parameters.csv, scheme 17. One case sets the shape: rare,
          and totals are drawn below it as well.
Source:   EDNY 2017 (loan 22,500, cards 62,000, wires 150,000 dollars to PK, CN, TR in
          March to July); Tracfin's director 2016 (all VS).
Judgement: utilisation, days from credit to coins and to wires, the other money.
Evasive:  coins leave for wallets instead of coming back, fewer countries, firms as
          payees, everyday purchases with the same cards.
Sees:     TF-ACCT-07, TF-VA-03, TF-FLOW-01, TF-USE-01.
"""

import numpy as np

from synthetic_data.planting import (
    Instance,
    Planting,
    Site,
    days_within,
    later,
    skewed,
    whole,
)
from synthetic_data.schemes.drained_credit import Debtor, borrow, choose_debtor, drain
from synthetic_data.support import dollars_of, lumps
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life.cash import bring_in, take_out
from synthetic_data.world.life.journeys import buy
from synthetic_data.world.life.remittances import wire_abroad
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.life.virtual import move_coins
from synthetic_data.world.payments import Payments, together
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY
from synthetic_data.world.purposes import say

FAR = ("PK", "TR", "AE")  # of the published three one is not in this world
DRAWN, SOLD, BROUGHT, WIRED = 0.32, 0.14, 0.07, 0.16  # of the transactions
MOST = 85_000.0  # dollars of credit
BY_WALLET = 0.35  # of instances: half the coins leave for wallets


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    purchases = max(4, round(DRAWN * size))
    debtor = choose_debtor(site, rng, purchases)
    loan = borrow(instance, debtor)
    drawn = drain(instance, debtor, purchases, MOST - dollars_of(loan).sum())
    arrived = [loan, _sell(instance, debtor, drawn, max(3, round(SOLD * size)))]
    arrived.append(_bring(instance, debtor, drawn, max(2, round(BROUGHT * size))))
    sent = _wire(instance, debtor, together(arrived), max(3, round(WIRED * size)))
    _depart(instance, debtor, sent, together([loan, drawn]), size)
    instance.cast(debtor.person, "operative", "raise")
    return instance


def _sell(instance: Instance, debtor: Debtor, drawn: Payments, sales: int) -> Payments:
    """Coins become money again within weeks, or some of them leave for a wallet."""
    site, rng = instance.site, instance.rng
    people = site.population.people
    since, dollars = lumps(drawn, min(sales, drawn.size))
    coins = np.full(since.size, people.coins[debtor.person])
    hours = 24 * skewed(rng, 1, 3, 21, since.size)
    time = later(rng, site, since, hours, "evening", coins)
    leaves = rng.random(since.size) < 0.5 * (rng.random() < BY_WALLET)
    leaves[0] = False
    known = (people.wallet != NOBODY) & (site.population.arrived == 0)
    wallet = rng.permutation(people.wallet[known])[:2]
    gone = np.flatnonzero(leaves)
    if gone.size:
        payee = rng.choice(wallet, gone.size)
        rows = (site.scene, rng, time[gone], coins[gone], payee, dollars[gone])
        instance.add(move_coins(*rows), "move")
        instance.cast(np.unique(payee), stage="move")
    kept = np.flatnonzero(~leaves)
    amount = site.scene.local(dollars[kept] * 0.97, coins[kept])
    rows_sold = (rng, time[kept], coins[kept], debtor.person, amount)
    sold = site.scene.pay(*rows_sold, "transfer", "coins")
    return instance.add(sold, "move")


def _bring(instance: Instance, debtor: Debtor, drawn: Payments, sums: int) -> Payments:
    """Money of unknown origin: wires exceeded the credit in the published case."""
    site, rng = instance.site, instance.rng
    share = float(skewed(rng, 0.05, 0.15, 0.5, 1)[0])
    dollars = rng.dirichlet(np.full(sums, 4.0)) * share * dollars_of(drawn).sum()
    day = days_within(rng, debtor.first + 5, debtor.last - 10, sums)
    account = np.full(sums, debtor.person)
    time = site.scene.at(rng, day, "office", account)
    return instance.add(bring_in(site.scene, rng, account, time, dollars), "raise")


def _wire(
    instance: Instance, debtor: Debtor, arrived: Payments, wires: int
) -> Payments:
    """What has arrived since the last wire goes on, after a day to a month."""
    site, rng = instance.site, instance.rng
    since, dollars = lumps(arrived, min(wires, arrived.size))
    home = site.population.people.country[debtor.person]
    far = rng.permutation([NUMBER[code] for code in FAR if NUMBER[code] != home])
    payees = []
    for country in far[: whole(rng, 1, 3, 3, 3)].tolist():
        there = site.population.persons_in(country)
        firms = site.population.firms_in(country, "wholesale", "services")
        payees.append(int(rng.choice(firms if rng.random() < 0.3 else there)))
    payer = np.full(since.size, debtor.person)
    payee = rng.choice(np.array(payees), since.size)
    hours = 24 * skewed(rng, 1, 7, 30, since.size)
    time = later(rng, site, since, hours, "office", payer)
    rows = (site.scene, rng, payer, payee, time, dollars * rng.uniform(0.85, 0.93))
    sent = wire_abroad(*rows, "family")
    # A firm is not sent family support.
    firm = payee >= site.population.persons
    words = np.where(firm, say(rng, "invoice", sent.size), sent.purpose)
    # One person pays them, and what they do with it is not planted: no role.
    instance.cast(np.unique(payee), stage="move")
    return instance.add(sent._replace(purpose=words), "move")


def _depart(
    instance: Instance, debtor: Debtor, sent: Payments, credit: Payments, size: int
) -> None:
    """Everyday purchases meanwhile; then cash, a ticket, and silence."""
    site, rng, me = instance.site, instance.rng, np.array([debtor.person])
    leaves = min(int(sent.time.max()) // DAY + int(rng.integers(2, 10)), site.days - 2)
    draws = int(rng.integers(0, 4))
    dollars = rng.dirichlet(np.full(max(1, draws), 5.0))[:draws]
    dollars *= min(
        float(skewed(rng, 500, 4_000, 9_500, 1)[0]), 0.07 * dollars_of(credit).sum()
    )
    time = site.scene.at(
        rng, np.full(draws, leaves - 1), "machine", np.repeat(me, draws)
    )
    drawn = take_out(site.scene, rng, np.repeat(me, draws), time, dollars)
    instance.add(drawn, "use")
    instance.add(
        buy(site.scene, rng, me, np.array([leaves - 1]), "airline", 600.0), "use"
    )
    bought = max(1, size - instance.size)
    day = days_within(rng, debtor.first, leaves - 1, bought)
    card = rng.choice(debtor.cards, bought)
    paid = spend(site.scene, rng, np.repeat(me, bought), day, account=card)
    instance.add(paid, "use")
    instance.silence(debtor.person, (leaves + 1) * DAY)
    missed = int(credit.time.min()) + int(skewed(rng, 30, 45, 60, 1)[0]) * DAY
    for account in (*debtor.cards.tolist(), int(credit.sender[0])):
        if site.population.accounts.owner[account] == debtor.person:
            instance.silent_from[account] = missed  # of ordinary life: no more bills


PLANTING = Planting(
    name="credit_bust_out",
    label="scheme",
    smallest=30,
    typical=44,
    largest=100,
    months=6,
    red_flags=("TF-ACCT-07", "TF-FLOW-01", "TF-USE-01", "TF-VA-03"),
    plant=plant,
    weight=0.2,
)
