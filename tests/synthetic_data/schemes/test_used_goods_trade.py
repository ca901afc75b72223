"""It is true that a goods cycle runs from wires over cars and ships to cash."""

import numpy as np
import polars as pl
import pytest

from synthetic_data.schemes.used_goods_trade import PLANTING
from tests.synthetic_data.planted import cast, instances_seen, several, table, world_of


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING, size=40)]


def legs(one, paid):
    (buyer,), (front,) = cast(one, "paymaster"), cast(one, "front")
    (market,) = cast(one, "pass-through")
    wires = paid.filter(pl.col("sender") == buyer, pl.col("receiver") == front)
    goods = paid.filter(pl.col("sender") == front, pl.col("receiver") == market)
    cash = paid.filter(pl.col("channel") == "cash_deposit")
    return wires, goods, cash


def test_money_goods_and_cash_take_turns_in_three_countries(planted):
    for one, paid in planted:
        wires, goods, cash = legs(one, paid)
        cars = paid.filter(
            pl.col("sender") == goods["sender"][0], pl.col("channel") != "card"
        ).filter(pl.col("receiver") != goods["receiver"][0])
        assert set(wires["channel"]) == {"wire"}
        assert set(goods["channel"]) == {"trade_settlement"}
        assert wires["time"].min() < cars["time"].min() < goods["time"].min()
        assert goods["time"].min() < cash["time"].max()
        countries = {wires["from"][0], wires["to"][0], goods["to"][0]}
        assert len(countries) == 3
        assert (wires["from"] != wires["to"]).all()


def test_cash_comes_weeks_after_the_cars_and_is_worth_more(planted):
    for one, paid in planted:
        wires, _, cash = legs(one, paid)
        assert cash["day"].min() >= wires["day"].min() + 25
        assert 0.8 <= cash["dollars"].sum() / wires["dollars"].sum() <= 4
        assert set(cash["receiver"]) == set(cast(one, "paymaster"))
        assert set(cash["conductor"]) <= set(cast(one, "facilitator"))
        assert wires["dollars"].max() <= 41_000


def test_the_front_pays_no_more_than_it_was_wired(planted):
    for one, paid in planted:
        wires, goods, _ = legs(one, paid)
        spent = paid.filter(
            pl.col("sender") == goods["sender"][0],
            pl.col("channel").is_in(["wire", "internal"]),
        )
        assert spent["dollars"].sum() <= 1.2 * wires["dollars"].sum()


def test_some_cash_is_banked_at_home_and_some_where_the_cars_are_sold(planted):
    abroad = np.array(
        [
            legs(one, paid)[2].select((pl.col("from") != pl.col("to")).mean()).item()
            for one, paid in planted
        ]
    )
    assert (abroad == 0).any()
    assert (abroad > 0.3).any()


def test_one_whose_cash_is_banked_abroad_is_seen():
    world = world_of(PLANTING.name, base_rate=0.002, count=4)
    assert instances_seen(world, "TF-TRADE-01")
