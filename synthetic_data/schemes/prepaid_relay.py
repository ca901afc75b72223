"""
Prepaid relay: many buy small vouchers here, a few redeem them abroad.

Buyers, some of them relatives of who needs the money, take vouchers of 10-150 in shops
all over the country; codes go by message, and one or two accounts abroad redeem them
and live on the cards. In the other form one person here keeps several cards below the
limit of identification, loads them, and others pay for rooms abroad with them.

Ranges:   ../shared/schemes/parameters.csv, scheme 08.
Source:   French anti-terror prosecutor, 29 September 2020 (29 buyers, coupons of
          10-150, a year and a half); EU rules of 2015 (250 a card) (VS); Tracfin 2015
          (issued nearby abroad, paid for hotel rooms) (VS).
Judgement: purchases a buyer, points of sale, hours of relay, how cards are shared. The
          data hold some banks' customers: a buyer shows a few purchases of many, and a
          seller of codes stands where the issuer is.
Evasive:  vouchers leave no payment between buyer and redeemer; uneven sums, many
          shops, days of delay.
Sees:     TF-PREP-01 for shared cards; nothing we know sees vouchers in bank data.
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
from synthetic_data.world.life.cash import take_out
from synthetic_data.world.life.journeys import branch_in, buy
from synthetic_data.world.life.online import by_voucher
from synthetic_data.world.life.shopping import spend
from synthetic_data.world.payments import log_normal, rounded
from synthetic_data.world.places import NUMBER
from synthetic_data.world.population import NOBODY, Ints

HOMES, FAR = ("FR", "DE", "GB", "US"), ("TR", "AE", "DE", "GB", "FR")
VOUCHERS = 0.6  # share of instances; the others share cards
USED = 0.45  # of the rows; the rest buys and redeems, or loads
TOGETHER = 0.65  # share of instances that load their cards at one time
LIMIT = 250 / 0.92  # dollars on a card without a name


def plant(site: Site, rng: np.random.Generator, size: int) -> Instance:
    instance = Instance(site, rng)
    shared = _keeping_cards(site, HOMES, 3)
    if shared.size and rng.random() >= VOUCHERS:
        home, homes = int(rng.choice(shared)), np.array([NUMBER[c] for c in FAR])
        far = int(rng.choice(homes[homes != home]))
        _share_cards(instance, home, far, span(rng, site, 180, 540, 640), size)
        return instance
    far = int(rng.choice(_keeping_cards(site, FAR, 1)))
    homes = np.array([NUMBER[code] for code in HOMES])
    home = int(rng.choice(homes[homes != far]))
    _relay(instance, home, far, span(rng, site, 180, 540, 640), size)
    return instance


def _keeping_cards(site: Site, codes: tuple[str, ...], least: int) -> Ints:
    """Those of ``codes`` where at least so many have a prepaid card."""
    people = site.population.people
    holds = people.country[people.prepaid != NOBODY]
    cards = np.bincount(holds[site.population.arrived[people.prepaid != NOBODY] == 0])
    wanted = np.array([NUMBER[code] for code in codes])
    enough = wanted[np.append(cards, np.zeros(99))[wanted] >= least]
    return enough if enough.size or least > 1 else np.array([cards.argmax()])


def _relay(
    instance: Instance, home: int, far: int, days: tuple[int, int], size: int
) -> None:
    """Vouchers bought at home, redeemed abroad within two days, and spent there."""
    site, rng = instance.site, instance.rng
    population = site.population
    here, there = population.persons_in(home), population.persons_in(far)
    holders = there[population.people.prepaid[there] != NOBODY]
    sinks = recruit(
        rng, holders, holders, min(holders.size, whole(rng, 1, 2, 10, size / 20))
    )
    crowd = np.setdiff1d(here, sinks)
    kin = np.isin(population.people.relative[crowd], there)
    codes = max(4, round((1 - USED) * size / 2))
    count = min(codes, whole(rng, 10, 29, 55, size / 3))
    buyers = recruit(rng, crowd[kin], crowd, count)
    # Everybody buys once; some again and again.
    buyer = np.append(buyers, rng.choice(buyers, codes - buyers.size))
    day = days_within(rng, days[0], days[1] - 4, codes)
    time = site.scene.at(rng, day, "shop", buyer)
    coupon = skewed(rng, 10 / 0.92, 50 / 0.92, 150 / 0.92, codes)
    relay = skewed(rng, 0.2, 2, 48, codes)
    holder = rng.choice(sinks, codes)
    bought, redeemed = by_voucher(site.scene, rng, buyer, holder, time, coupon, relay)
    instance.add(bought, "raise")
    instance.add(redeemed, "move")
    _live(instance, holder, day, far, size - instance.size)
    instance.cast(population.people.prepaid[sinks], "cash-out", "use")
    instance.cast(buyers, "donor", "raise")


def _share_cards(
    instance: Instance, home: int, far: int, days: tuple[int, int], size: int
) -> None:
    """Cards of several holders, loaded by one, each below the limit, used abroad."""
    site, rng = instance.site, instance.rng
    population = site.population
    here = population.persons_in(home)
    holders = here[population.people.prepaid[here] != NOBODY]
    cards = recruit(
        rng, holders, holders, min(holders.size, whole(rng, 3, 4, 8, size / 7))
    )
    lead = int(rng.choice(np.setdiff1d(here, cards)))
    loads = max(cards.size, round((1 - USED) * size))
    # All of them in turns, for most instances in the week before a journey.
    holder = cards[np.arange(loads) % cards.size]
    day = days_within(rng, days[0], days[1] - 10, loads)
    if rng.random() < TOGETHER:
        rounds = np.arange(loads) // cards.size * cards.size
        day = day[rounds] + rng.integers(0, 7, loads)
    payer = np.full(loads, lead)
    own = rng.random(loads) < 0.25  # the holder loads his own card, as everybody does
    payer = np.where(own, holder, payer)
    dollars = np.minimum(skewed(rng, 20, 70, 240, loads), LIMIT - 5)
    amount = rounded(site.scene.local(dollars, payer), 5.0)
    time = site.scene.at(rng, day, "shop", payer)
    card = population.people.prepaid[holder]
    loaded = site.scene.pay(rng, time, payer, card, amount, "prepaid_load")
    instance.add(loaded, "move")
    _live(instance, holder, day, far, size - instance.size)
    instance.cast(lead, "facilitator", "move")
    instance.cast(card, "operative", "use")


def _live(instance: Instance, holder: Ints, day: Ints, far: int, rows: int) -> None:
    """What the cards pay where their holders are: shops, a room, a little cash."""
    site, rng = instance.site, instance.rng
    prepaid = site.population.people.prepaid
    source = rng.integers(0, holder.size, rows)
    who, on = holder[source], day[source] + 1 + rng.geometric(0.2, rows)
    on = np.minimum(on, site.days - 1)
    kind = rng.random(rows)
    shops, rooms, cash = (
        np.flatnonzero(chosen)
        for chosen in (kind < 0.72, (kind >= 0.72) & (kind < 0.85), kind >= 0.85)
    )
    lands = np.full(rows, far)
    instance.add(
        spend(
            *(site.scene, rng, who[shops], on[shops]),
            scale=0.7,
            country=lands[shops].astype(np.uint8),
            account=prepaid[who[shops]],
        ),
        "use",
    )
    room = (who[rooms], on[rooms], "hotel", 80.0, lands[rooms], prepaid[who[rooms]])
    instance.add(buy(site.scene, rng, *room), "use")
    till = branch_in(site.scene, rng, lands[cash])
    time = site.scene.at(rng, on[cash], "machine", prepaid[who[cash]])
    dollars = log_normal(rng, 45.0, 0.5, cash.size)
    rest = (prepaid[who[cash]], time, dollars, till)
    instance.add(take_out(site.scene, rng, *rest), "use")


PLANTING = Planting(
    name="prepaid_relay",
    label="scheme",
    smallest=14,
    typical=36,
    largest=240,
    months=7,
    red_flags=("TF-PREP-01", "TF-USE-02"),
    plant=plant,
    weight=0.25,
)
