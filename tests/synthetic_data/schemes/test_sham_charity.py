"""It is true that street cash fills a private account, and a token reaches a cause."""

import numpy as np
import polars as pl

from synthetic_data.schemes.sham_charity import PLANTING
from synthetic_data.world.population import TRADE
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

ALL = [(one, table(one)) for one in several(PLANTING, count=30)]
PEOPLE, FIRMS = site().population.people, site().population.firms
CHARITIES = (np.flatnonzero(FIRMS.trade == TRADE["charity"]) + FIRMS.first).tolist()


def test_the_organisers_own_account_gets_everything():
    for one, paid in ALL:
        (organiser,) = cast(one, "collector")
        assert organiser < site().population.persons
        raised = paid.filter(pl.col("stage") == "raise")
        assert set(raised["receiver"]) == {organiser}
        assert set(raised["channel"]) <= {
            *("cash_deposit", "instant", "wire", "internal"),
        }
        assert raised["dollars"].sum() <= 127_000


def test_half_or_more_comes_as_cash_in_lumps():
    shares = []
    for _, paid in ALL:
        raised = paid.filter(pl.col("stage") == "raise")
        cash = raised.filter(pl.col("channel") == "cash_deposit")
        shares.append(cash["dollars"].sum() / raised["dollars"].sum())
        days = cash["day"].max() - cash["day"].min()
        assert days <= 61  # a month of collecting, not a trade
    assert np.median(shares) >= 0.6


def test_pledges_are_twenty_five_a_month_or_three_hundred():
    pledged = 0
    for _, paid in ALL:
        gifts = paid.filter(
            pl.col("stage") == "raise", pl.col("channel") != "cash_deposit"
        )
        near = (gifts["dollars"] - 25).abs() < 0.7
        pledged += near.sum()
        assert gifts["dollars"].max() <= 301
    assert pledged >= 30


def test_a_ninth_at_most_reaches_a_charity():
    tokens = 0
    for _, paid in ALL:
        raised = paid.filter(pl.col("stage") == "raise")["dollars"].sum()
        token = paid.filter(pl.col("receiver").is_in(CHARITIES))
        tokens += token.height
        assert token["dollars"].sum() <= 0.115 * raised
    assert 12 <= tokens <= 28


def test_nothing_leaves_before_it_came_nor_more_than_came():
    for one, paid in ALL:
        (organiser,) = cast(one, "collector")
        raised = paid.filter(pl.col("stage") == "raise")
        out = paid.filter(pl.col("sender") == organiser)
        assert out["time"].min() > raised["time"].min()
        # Notes are whole, and a purchase is not refused for a last few dollars.
        assert out["dollars"].sum() <= 1.35 * raised["dollars"].sum() + 300


def test_it_leaves_as_cash_purchases_abroad_or_in_speculation():
    coins = set(PEOPLE.coins.tolist()) - {-1}
    ways = {"cash": 0, "abroad": 0, "speculation": 0}
    for one, paid in ALL:
        (organiser,) = cast(one, "collector")
        out = paid.filter(pl.col("sender") == organiser)
        ways["cash"] += "cash_withdrawal" in out["channel"].to_list()
        ways["abroad"] += not out.filter(
            pl.col("channel") == "wire", pl.col("from") != pl.col("to")
        ).is_empty()
        ways["speculation"] += not coins.isdisjoint(out["receiver"].to_list())
    assert ways["cash"] == len(ALL)
    assert ways["abroad"] >= 10
    assert 1 <= ways["speculation"] <= 15


def test_half_use_an_account_that_is_new_and_never_before_it_opened():
    arrived = site().population.arrived
    young = 0
    for one, paid in ALL:
        (organiser,) = cast(one, "collector")
        opened = int(arrived[organiser])
        young += opened > 0
        assert paid["day"].min() >= opened
    assert 6 <= young <= 24


def test_appeals_into_a_private_account_are_seen():
    world = world_of(
        "sham_charity", count=8, base_rate=0.02, transactions=120_000, seed=6
    )
    assert instances_seen(world, "TF-NPO-05")
