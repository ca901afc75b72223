"""It is true that a car trader looks like a goods cycle and bears lawful signs."""

import polars as pl
import pytest

from synthetic_data.look_alikes.used_car_trader import PLANTING
from tests.synthetic_data.planted import cast, several, site, table


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING)]


def test_cars_are_paid_before_buyers_abroad_pay_for_them(planted):
    for one, paid in planted:
        (trader,) = cast(one, None)
        cars = paid.filter(pl.col("sender") == trader, pl.col("dollars") >= 2_290)
        back = paid.filter(pl.col("receiver") == trader)
        assert back["day"].min() >= cars["day"].min() + 40
        assert (back["from"] != back["to"]).all()
        assert cars["dollars"].max() <= 10_010


def test_margins_are_thin_and_most_comes_by_wire_or_papers(planted):
    cash = []
    for one, paid in planted:
        (trader,) = cast(one, None)
        back = paid.filter(pl.col("receiver") == trader)
        assert set(back["channel"]) <= {"wire", "trade_settlement", "cash_deposit"}
        cash.append((back["channel"] == "cash_deposit").mean())
        firms = site().population.firms
        others = set(firms.of("treasury", "shipping").tolist())
        out = paid.filter(pl.col("sender") == trader)
        cars = out.filter(~pl.col("receiver").is_in(others), pl.col("dollars") > 2_290)
        assert 0.95 <= back["dollars"].sum() / cars["dollars"].sum() <= 1.35
        assert others & set(out["receiver"])  # freight and duties
    assert min(cash) < 0.25 < max(cash)


def test_nobody_has_a_role_or_a_stage(planted):
    for one, paid in planted:
        assert set(one.roles.values()) == {(None, None)}
        assert paid["stage"].null_count() == paid.height
