"""It is true that campaigns of a hub have the shape their sources tell of."""

import polars as pl
import pytest

from synthetic_data.schemes.virtual_asset_hub import PLANTING
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING, size=48)]


def test_campaigns_get_small_gifts_in_coins_from_many(planted):
    for one, paid in planted:
        addresses = cast(one, "collector")
        gifts = paid.filter(
            pl.col("channel") == "virtual_asset", pl.col("receiver").is_in(addresses)
        )
        gifts = gifts.filter(pl.col("stage") == "raise")
        assert gifts["dollars"].min() >= 10
        assert gifts["dollars"].max() <= 300
        assert gifts["sender"].n_unique() >= 6
        assert gifts["receiver"].n_unique() >= 2
        assert 21 <= (paid["day"].max() - paid["day"].min()) + 15 <= 365


def test_the_desk_gets_what_was_given_less_what_moving_costs(planted):
    for one, paid in planted:
        (desk,) = cast(one, "facilitator")
        gifts = paid.filter(
            pl.col("channel") == "virtual_asset", pl.col("stage") == "raise"
        )
        came = paid.filter(pl.col("receiver") == desk)
        out = paid.filter(pl.col("sender") == desk)
        assert 0.95 <= came["dollars"].sum() / gifts["dollars"].sum() <= 1
        assert 0.85 <= out["dollars"].sum() / came["dollars"].sum() <= 1
        assert came["time"].min() > gifts["time"].min()
        assert out["time"].min() > came["time"].min()
        assert set(out["receiver"]) <= set(cast(one, "cash-out"))


def test_the_desk_serves_others_too():
    population = site().population
    for desk in population.firms.of("otc"):
        assert site().turnover[desk] > 0


def test_evasive_ones_change_addresses_and_use_another_wallet(planted):
    hidden = [
        not paid.filter(pl.col("sender").is_in(cast(one, "pass-through"))).is_empty()
        for one, paid in planted
    ]
    assert 0 < sum(hidden) < len(hidden)
    cash = [(paid["channel"] == "cash_deposit").any() for _, paid in planted]
    assert 0 < sum(cash) < len(cash)


def test_a_busy_one_is_seen_as_a_hub():
    world = world_of(PLANTING.name, base_rate=0.008, count=2)
    assert instances_seen(world, "TF-VA-01")
