"""It is true that a joined network …"""

import numpy as np
import polars as pl
import pytest

from synthetic_data import Settings
from synthetic_data.schemes.joined_network import FIELD, PLANTING, SEAT
from synthetic_data.schemes.three_sources import SOURCES
from tests.synthetic_data.planted import cast, several, table


@pytest.fixture(scope="module")
def instances():
    return [(one, table(one)) for one in several(PLANTING, count=8)]


def paid(rows, payers, payees):
    return rows.filter(pl.col("sender").is_in(payers), pl.col("receiver").is_in(payees))


def test_spans_six_countries_and_its_main_channels(instances):
    for one, rows in instances:
        country = one.site.population.accounts.country
        assert np.unique(country[list(one.roles)]).size >= 6
        assert {*rows["from"], *rows["to"]} >= {*SOURCES, SEAT, FIELD}
        assert {*rows["channel"]} >= {
            *("cash_deposit", "wire", "virtual_asset", "card", "prepaid_load"),
        }


def test_lives_on_what_was_raised_in_that_order(instances):
    for _, rows in instances:
        first = {stage: rows.filter(stage=stage)["time"].min() for stage in STAGES}
        assert first["raise"] < first["move"] < first["use"]


STAGES = ("raise", "move", "use")


def test_never_wires_more_than_had_reached_the_paymaster(instances):
    for one, rows in instances:
        (paymaster,) = cast(one, "paymaster")
        come = rows.filter(receiver=paymaster).select("time", "dollars")
        gone = paid(rows, [paymaster], cast(one, "operative"))
        for time, so_far in zip(gone["time"], gone["dollars"].cum_sum(), strict=True):
            had = come.filter(pl.col("time") <= time)["dollars"].sum()
            assert so_far <= had * 1.01 + 200  # wires are rounded to tens


def test_gives_a_little_back_and_is_silent_from_then_on(instances):
    for one, rows in instances:
        cell = cast(one, "operative")
        paymaster = cast(one, "paymaster")
        back = paid(rows, cell, [*paymaster, *cast(one, "facilitator")])
        got = paid(rows, paymaster, cell)
        assert back["sender"].n_unique() == 3
        assert 0.01 < back["dollars"].sum() / got["dollars"].sum() < 0.12
        assert back["time"].min() > got["time"].max()
        assert set(one.silent_from) >= set(back["sender"].to_list())


def test_is_of_about_the_size_asked_for():
    for size in (PLANTING.smallest, PLANTING.typical, PLANTING.largest):
        for one in several(PLANTING, size=size, count=4):
            assert abs(one.size - size) <= 0.15 * size


def test_is_planted_only_where_it_is_asked_for():
    assert PLANTING.name not in Settings().schemes
