"""It is true that a savings circle is a closed ring that sums to nothing."""

import polars as pl
import pytest

from synthetic_data.look_alikes.rosca import PLANTING
from tests.synthetic_data.planted import cast, several, table


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING)]


def ring(one, paid):
    organiser, *members = cast(one, None)
    inside = pl.col("sender").is_in([organiser, *members])
    inside &= pl.col("receiver").is_in([organiser, *members])
    return organiser, members, paid.filter(inside)


def test_all_pay_the_same_and_few_miss_a_round(planted):
    for one, paid in planted:
        organiser, members, closed = ring(one, paid)
        dues = closed.filter(pl.col("receiver") == organiser)
        assert 10 <= len(members) + 1 <= 70
        assert dues["dollars"].n_unique() <= 2  # units of a currency
        assert set(dues["sender"]) == set(members)
        rounds = dues.group_by("sender").len()["len"].max()
        assert dues.height >= 0.93 * rounds * len(members)


def test_each_takes_the_pot_once_and_gets_what_a_round_brings(planted):
    for one, paid in planted:
        organiser, members, closed = ring(one, paid)
        pots = closed.filter(pl.col("sender") == organiser)
        assert pots["receiver"].is_unique().all()
        each = closed.filter(pl.col("receiver") == organiser)["dollars"].median()
        whole = each * (len(members) + 1)
        assert pots["dollars"].is_between(0.8 * whole, 1.01 * whole).all()


def test_little_leaves_the_ring(planted):
    shares = []
    for one, paid in planted:
        _, _, closed = ring(one, paid)
        left = paid["dollars"].sum() - closed["dollars"].sum()
        shares.append(left / paid["dollars"].sum())
        abroad = paid.filter(pl.col("from") != pl.col("to"))
        assert abroad["dollars"].sum() == pytest.approx(left)
    assert 0 == min(shares) < max(shares) < 0.25


def test_a_larger_circle_has_more_members_and_as_many_rounds():
    for one in several(PLANTING, size=900, count=3):
        _, members, closed = ring(one, table(one))
        assert len(members) >= 25
        assert closed.height >= 0.85 * 900
