"""It is true that stipends are paid steadily, by steps, from money that came before."""

import numpy as np
import polars as pl
import pytest

from synthetic_data.schemes.stipends import PLANTING
from tests.synthetic_data.planted import cast, instances_seen, several, table, world_of


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING, size=90, count=20)]


def payees(one):
    return cast(one, "operative") + cast(one, "unwitting")


def stipends(one, paid):
    return paid.filter(
        pl.col("receiver").is_in(payees(one)), pl.col("channel") != "card"
    )


def test_everybody_is_paid_like_sums_at_even_times(planted):
    for one, paid in planted:
        got = stipends(one, paid)
        assert got["dollars"].max() <= 1_600
        assert got["dollars"].median() >= 60
        gaps = got.group_by("receiver").agg(pl.col("day").sort().diff().drop_nulls())
        days = gaps["day"].explode().drop_nulls()
        if cast(one, "unwitting"):
            assert days.is_empty()
        else:
            # A month that was forgotten doubles a gap.
            assert days.is_between(9, 65).all()
            assert 12 <= days.median() <= 33


def test_families_get_one_equal_sum_and_are_unwitting(planted):
    kinds = [bool(cast(one, "unwitting")) for one, _ in planted]
    assert 0 < sum(kinds) < len(kinds)
    for one, paid in planted:
        if cast(one, "unwitting"):
            assert not cast(one, "operative")
            assert stipends(one, paid)["receiver"].is_duplicated().sum() == 0


def test_a_payer_has_the_money_from_abroad_before_it_pays(planted):
    for one, paid in planted:
        funding = paid.filter(pl.col("receiver").is_in(cast(one, "paymaster")))
        assert set(funding["stage"]) == {"move"}
        assert (funding["from"] != funding["to"]).all()
        assert funding["time"].min() < stipends(one, paid)["time"].min()
        assert funding["dollars"].sum() >= stipends(one, paid)["dollars"].sum() * 0.9


def test_evasive_ones_vary_sums_change_payers_and_use_offices(planted):
    offices = [
        (stipends(one, paid)["channel"] == "money_transfer").any()
        for one, paid in planted
    ]
    two = [len(cast(one, "paymaster")) > 1 for one, _ in planted]
    spread = [
        np.nanmax(
            stipends(one, paid)
            .group_by("receiver")
            .agg((pl.col("dollars").std() / pl.col("dollars").mean()).fill_null(0))[
                "dollars"
            ]
        )
        for one, paid in planted
    ]
    assert 0 < sum(offices) < len(offices)
    assert 0 < sum(two) < len(two)
    assert min(spread) < 0.01 < max(spread)


def test_an_easy_one_is_seen():
    # One person pays everybody to the cent. Offices, sums that vary, firms that pay for
    # much else and payers by turns hide most of the others.
    world = world_of(PLANTING.name, base_rate=0.014, count=8, seed=8)
    assert instances_seen(world, "TF-USE-03")
