"""It is true that traders pay a collector, and that they are victims."""

import numpy as np
import polars as pl
import pytest

from synthetic_data.schemes.extortion import PLANTING
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
    return [(one, table(one)) for one in several(PLANTING, size=56)]


def levies(one, paid):
    return paid.filter(
        pl.col("stage") == "raise", pl.col("receiver").is_in(cast(one, "collector"))
    )


def test_payers_are_firms_and_only_ever_unwitting(planted):
    population = site().population
    for one, paid in planted:
        victims = cast(one, "unwitting")
        assert len(victims) >= 6
        assert min(victims) >= population.persons
        wired = levies(one, paid).filter(pl.col("channel") != "cash_deposit")
        assert set(wired["sender"]) <= set(victims)
        others = {"collector", "facilitator"}
        assert {role for role, _ in one.roles.values()} == others | {"unwitting"}


def test_cash_is_brought_by_who_runs_a_firm_that_pays(planted):
    population = site().population
    for one, paid in planted:
        cash = levies(one, paid).filter(pl.col("channel") == "cash_deposit")
        rows = np.array(cast(one, "unwitting")) - population.firms.first
        officers = {-1, *population.firms.officer[rows].tolist()}
        assert set(cash["conductor"]) <= officers
        assert not set(cast(one, "collector")) & officers
    shares = [
        (levies(one, paid)["channel"] == "cash_deposit").mean() for one, paid in planted
    ]
    assert 0.45 <= np.mean(shares) <= 0.8


def test_a_levy_is_a_small_share_of_what_a_firm_takes_in(planted):
    for one, paid in planted:
        wired = levies(one, paid).filter(pl.col("channel") != "cash_deposit")
        each = wired.group_by("sender").agg(pl.col("dollars").sum())
        takings = np.clip(site().turnover[each["sender"].to_numpy()], 4_000, None)
        assert (each["dollars"].to_numpy() <= 0.08 * takings + 60).all()
        assert 60 <= paid["day"].max() - paid["day"].min() <= 365


def test_tranches_go_on_and_never_more_than_came(planted):
    for one, paid in planted:
        got = levies(one, paid)
        out = paid.filter(pl.col("stage") == "move")
        assert set(out["receiver"]) <= set(cast(one, "facilitator"))
        for collector in cast(one, "collector"):
            mine = out.filter(pl.col("sender") == collector)
            came = got.filter(pl.col("receiver") == collector)
            for row in mine.iter_rows(named=True):
                until = pl.col("time") <= row["time"]
                left = came.filter(until)["dollars"].sum()
                assert mine.filter(until)["dollars"].sum() <= left + 25
        assert 0.3 <= out["dollars"].sum() / got["dollars"].sum() <= 1


def test_some_have_two_collectors_and_some_store_a_part(planted):
    two = [len(cast(one, "collector")) == 2 for one, _ in planted]
    stored = [(paid["stage"] == "store").any() for _, paid in planted]
    assert 0 < sum(two) < len(two)
    assert 0 < sum(stored) < len(stored)


def test_a_collector_stands_out_from_a_profile():
    world = world_of(PLANTING.name, base_rate=0.003, count=4)
    assert instances_seen(world, "TF-ACCT-03")
