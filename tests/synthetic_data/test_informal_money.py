"""It is true that people send by shops, use vouchers and collect for causes."""

import numpy as np
import pytest

from pipeline.schemas import CHANNELS
from synthetic_data.randomness import stream
from synthetic_data.world.life.collections import collections
from synthetic_data.world.life.informal import informal
from synthetic_data.world.life.online import by_voucher
from synthetic_data.world.payments import CHANNEL, Payments
from synthetic_data.world.population import KIND, NOBODY, TRADE
from tests.synthetic_data.planted import site

SCENE = site().scene
PEOPLE, ACCOUNTS = SCENE.population.people, SCENE.population.accounts


@pytest.fixture
def rng() -> np.random.Generator:
    return stream(7, "test")


def by(paid: Payments, channel: str) -> Payments:
    assert channel in CHANNELS
    return paid.take(paid.channel == CHANNEL[channel])


def test_money_sent_by_shops_crosses_no_border_until_it_is_reckoned(rng):
    paid = informal(SCENE, rng)
    assert paid.size > 50
    crosses = ACCOUNTS.country[paid.sender] != ACCOUNTS.country[paid.receiver]
    assert set(paid.channel[crosses].tolist()) <= {CHANNEL["wire"]}
    assert crosses.sum() < 0.25 * paid.size
    shops = set(by(paid, "card").receiver.tolist())
    assert all(ACCOUNTS.kind[shop] == KIND["merchant"] for shop in shops)
    assert len(shops) <= len(set(ACCOUNTS.country.tolist()))  # one of each country


def test_no_payment_joins_who_buys_a_voucher_and_who_redeems_it(rng):
    holder = np.flatnonzero(PEOPLE.prepaid != NOBODY)[:9]
    buyer = np.setdiff1d(np.arange(60), holder)[:9]
    time = np.full(9, 86_400)
    bought, redeemed = by_voucher(
        SCENE, rng, buyer, holder, time, np.full(9, 50.0), 3.0
    )
    assert (bought.sender == buyer).all()
    assert (redeemed.receiver == PEOPLE.prepaid[holder]).all()
    assert not np.isin(bought.sender, redeemed.sender).any()
    assert (redeemed.time - bought.time == 3 * 3600 + 60).all()
    assert (ACCOUNTS.kind[redeemed.sender] == KIND["merchant"]).all()


def test_volunteers_pass_on_nearly_all_that_they_collect(rng):
    paid = collections(SCENE, rng)
    firms = SCENE.population.firms
    charities = np.flatnonzero(firms.trade == TRADE["charity"]) + firms.first
    tins = paid.channel == CHANNEL["cash_deposit"]
    out = np.isin(paid.receiver, charities) & ~tins
    volunteers = set(paid.sender[out].tolist())
    came = ~out & np.isin(paid.receiver, list(volunteers))
    assert len(volunteers) == out.sum() >= 3
    assert (tins & np.isin(paid.receiver, charities)).any()  # some go there straight
    assert set(paid.conductor[tins].tolist()) <= volunteers | {NOBODY}
    shares = []
    for one in volunteers:
        got = paid.minor[came & (paid.receiver == one)].sum()
        passed = paid.minor[out & (paid.sender == one)].sum()
        shares.append(passed / got)
    assert 0.9 <= np.median(shares) <= 1.02
    assert min(shares) >= 0.7  # sums given are rounded
