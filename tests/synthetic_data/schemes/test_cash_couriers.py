"""It is true that cash is drawn for weeks, then carried, and partly paid in abroad."""

import polars as pl

from synthetic_data.schemes.cash_couriers import PLANTING
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

ONE_TRIP = 16  # rows


def test_cash_is_drawn_for_weeks_before_anybody_travels():
    for one in several(PLANTING, ONE_TRIP):
        paid = table(one)
        drawn = paid.filter(pl.col("channel") == "cash_withdrawal")
        assert set(drawn["sender"]) <= set(
            cast(one, "donor") + cast(one, "facilitator")
        )
        assert 5 <= drawn.height <= 30
        assert 5 <= drawn["day"].max() - drawn["day"].min() <= 61
        abroad = paid.filter(
            pl.col("channel") == "card", pl.col("from") != pl.col("to")
        )
        assert abroad["day"].min() >= drawn["day"].max()
        assert abroad["day"].min() - drawn["day"].max() <= 92


def test_a_trip_carries_a_few_hundred_to_thirty_five_thousand():
    sums = [
        table(one).filter(pl.col("channel") == "cash_withdrawal")["dollars"].sum()
        for one in several(PLANTING, ONE_TRIP, 30)
    ]
    assert max(sums) <= 36_000
    assert sum(total >= 3_000 for total in sums) >= 15  # others draw what they can


def test_less_is_paid_in_abroad_than_was_drawn_and_later():
    paid_in = 0
    for one in several(PLANTING, ONE_TRIP, 30):
        paid = table(one)
        drawn = paid.filter(pl.col("channel") == "cash_withdrawal")
        deposits = paid.filter(pl.col("channel") == "cash_deposit")
        if deposits.is_empty():
            continue
        paid_in += 1
        assert deposits["time"].min() > drawn["time"].max()
        assert deposits["dollars"].sum() <= 0.95 * drawn["dollars"].sum() + 20
        assert set(deposits["receiver"]) <= set(cast(one, None))
        assert set(deposits["to"]).isdisjoint(drawn["from"])
    assert paid_in >= 15


def test_the_carriers_fee_is_at_most_a_twentieth():
    fees = []
    for one in several(PLANTING, ONE_TRIP, 30):
        paid = table(one)
        fee = paid.filter(pl.col("channel") == "instant")
        drawn = paid.filter(pl.col("channel") == "cash_withdrawal")["dollars"].sum()
        if not fee.is_empty():
            fees.append(fee["dollars"].sum() / drawn)
    assert 5 <= len(fees) <= 25  # the others are paid in cash
    assert max(fees) <= 0.06
    assert min(fees) >= 0.005


def test_carriers_mostly_know_nothing_and_those_who_draw_are_no_carriers():
    unknowing = 0
    for one in several(PLANTING, count=30):
        carriers = cast(one, "unwitting")
        unknowing += bool(carriers)
        assert set(carriers) <= set(range(site().population.persons))
        assert len(cast(one, "facilitator")) == 1
    assert 10 <= unknowing <= 27


def test_larger_instances_make_several_trips():
    trips = []
    for one in several(PLANTING, 120):
        fares = [part for part in one.payments if part.size == 1]
        trips.append(len(fares))
    assert max(trips) > 3


def test_a_large_sum_paid_in_after_an_arrival_is_seen():
    """Most carried cash never meets a bank again, and nothing sees it then."""
    world = world_of(
        "cash_couriers", count=24, base_rate=0.02, transactions=120_000, seed=5
    )
    assert instances_seen(world, "TF-CASH-01")
