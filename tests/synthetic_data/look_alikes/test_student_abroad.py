"""It is true that a family pays for a student who pays rent and fees from it."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.student_abroad import OFFICIAL, PLANTING
from tests.synthetic_data.planted import several, site, table

CASES = [(one, table(one)) for one in several(PLANTING, count=30)]
ABROAD = (pl.col("channel") == "wire") & (pl.col("from") != pl.col("to"))


def trade(name: str) -> list[int]:
    return site().population.firms.of(name).tolist()


def test_the_same_sum_comes_every_month_from_one_family():
    bunched = 0
    for _, paid in CASES:
        support = paid.filter(ABROAD)
        assert support["sender"].n_unique() <= 2
        assert support["receiver"].n_unique() == 1
        usual = support["dollars"].median()
        assert 860 <= usual <= 1_310
        # Two wires in three are in whole tens of the sender's currency.
        bunched += min(abs(OFFICIAL - usual)) <= 6
        gaps = np.diff(support["day"].to_numpy())
        assert 20 <= np.median(gaps) <= 40
    assert bunched >= 12


def test_some_begin_with_a_lump_of_a_year():
    lumps = [
        paid.filter(ABROAD)["dollars"].max()
        for _, paid in CASES
        if paid.filter(ABROAD)["dollars"].max() > 5_000
    ]
    assert 8 <= len(lumps) <= 22
    assert min(lumps) >= 8_640
    assert max(lumps) <= 13_000


def test_rent_and_fees_are_paid_and_there_are_flights():
    for _, paid in CASES:
        rent = paid.filter(pl.col("receiver").is_in(trade("property")))
        fees = paid.filter(pl.col("receiver").is_in(trade("school")))
        assert rent.height >= 2
        assert rent["dollars"].n_unique() == 1
        assert not fees.is_empty()
        flights = paid.filter(pl.col("receiver").is_in(trade("airline")))
        assert flights.height == 2


def test_less_is_drawn_than_was_sent():
    for _, paid in CASES:
        cash = paid.filter(pl.col("channel") == "cash_withdrawal")["dollars"].sum()
        assert cash <= 0.4 * paid.filter(ABROAD)["dollars"].sum()
