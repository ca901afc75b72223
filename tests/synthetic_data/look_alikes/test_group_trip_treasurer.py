"""It is true that members pay alike, and that leftovers go back to all of them."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.group_trip_treasurer import PLANTING
from synthetic_data.world.places import WAGES
from tests.synthetic_data.planted import several, site, table

ALL = [(one, table(one)) for one in several(PLANTING, count=20)]


def parts(one, paid):
    """(treasurer, what came in, refunds)"""
    (treasurer,) = one.roles
    came = paid.filter(pl.col("receiver") == treasurer)
    back = paid.filter(
        pl.col("sender") == treasurer,
        pl.col("receiver").is_in(came["sender"].implode()),
    )
    return treasurer, came, back


def test_six_to_sixty_members_pay_the_same_up_to_three_thousand():
    for one, paid in ALL:
        treasurer, came, _ = parts(one, paid)
        each = came.group_by("sender").agg(pl.col("dollars").sum())
        assert 6 <= each.height <= 60
        assert each["dollars"].max() - each["dollars"].min() <= 1
        country = site().population.people.country[treasurer]
        level = WAGES[country] / WAGES[0]
        assert 120 * level <= each["dollars"].max() <= 3_300 * level


def test_leftovers_go_back_to_the_same_people_in_equal_shares():
    for one, paid in ALL:
        _, came, back = parts(one, paid)
        assert set(back["receiver"]) == set(came["sender"])
        assert back["dollars"].max() - back["dollars"].min() <= 0.02
        share = back["dollars"].sum() / came["dollars"].sum()
        assert 0.005 <= share <= 0.16
        assert back["time"].min() > came["time"].max()


def test_one_books_a_fare_and_beds_abroad_and_draws_cash_for_the_road():
    for one, paid in ALL:
        treasurer, _, back = parts(one, paid)
        mine = paid.filter(pl.col("sender") == treasurer)
        away = mine.filter(pl.col("from") != pl.col("to"))
        assert not away.is_empty()
        cash = mine.filter(pl.col("channel") == "cash_withdrawal")
        assert 1 <= cash.height <= 2
        assert cash["dollars"].sum() <= 9_900
        assert back["time"].max() >= away["time"].max()
    days = [paid["day"].max() - paid["day"].min() for _, paid in ALL]
    assert min(days) >= 30
    assert np.median(days) <= 240
