"""It is true that one plea fills several pools, and that one to three payees get it."""

import numpy as np
import polars as pl

from synthetic_data.schemes.crowdfunding_mirror import PLANTING
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

ALL = [(one, table(one)) for one in several(PLANTING, count=24)]
CAMPAIGNS = set(site().population.people.campaign.tolist()) - {-1}


def gifts(one, paid: pl.DataFrame) -> pl.DataFrame:
    return paid.filter(
        pl.col("stage") == "raise", pl.col("sender").is_in(cast(one, "donor"))
    )


def test_several_pools_get_the_same_donors_small_gifts():
    for one, paid in ALL:
        given = gifts(one, paid)
        pools = set(given["receiver"])
        assert len(pools & CAMPAIGNS) >= 2
        assert len(pools) <= 10
        assert pools <= set(cast(one, "collector"))
        assert given["dollars"].min() >= 4
        assert given["dollars"].max() <= 165
        assert set(given["channel"]) <= {"crowdfunding", "instant", "wire"}
    again = [
        gifts(one, paid).group_by("sender").len()["len"].max() for one, paid in ALL
    ]
    assert np.median(again) >= 3
    assert max(again) <= 15


def test_one_to_three_payees_get_most_of_what_the_pools_got():
    for one, paid in ALL:
        payees = cast(one, "funnel")
        assert 1 <= len(payees) <= 3
        got = paid.filter(
            pl.col("receiver").is_in(payees), ~pl.col("sender").is_in(payees)
        )["dollars"].sum()
        assert 0.6 <= got / gifts(one, paid)["dollars"].sum() <= 1.0


def test_money_moves_after_it_came_and_the_pools_never_pay_more_than_they_got():
    for one, paid in ALL:
        pools = set(gifts(one, paid)["receiver"])
        for pool in pools & CAMPAIGNS:
            in_ = pl.col("receiver") == pool
            out = pl.col("sender") == pool
            balance = paid.filter(in_ | out).select(
                pl.when(in_).then("dollars").otherwise(-pl.col("dollars")).cum_sum()
            )
            assert balance.to_series().min() > -1
        payees = cast(one, "funnel")
        sent = paid.filter(
            pl.col("sender").is_in(payees), pl.col("stage") == "move"
        ).filter(~pl.col("receiver").is_in(payees))
        first = paid.filter(pl.col("receiver").is_in(payees))["time"].min()
        assert sent["time"].min() > first


def test_it_trickles_for_most_of_the_calendar():
    spans = [paid["day"].max() - paid["day"].min() for _, paid in ALL]
    assert np.median(spans) >= 200
    assert min(spans) >= 60


def test_pools_pay_the_payee_or_their_lender_and_several_ways_lead_abroad():
    straight, ways = 0, set()
    for one, paid in ALL:
        payees = cast(one, "funnel")
        out = paid.filter(pl.col("sender").is_in(list(CAMPAIGNS)))
        straight += set(out["receiver"]) <= set(payees)
        moved = paid.filter(pl.col("sender").is_in(payees), pl.col("stage") == "move")
        ways |= set(moved["channel"])
    assert 5 <= straight <= 19
    assert {"cash_withdrawal", "wire", "money_transfer"} <= ways
    assert any("virtual_asset" in paid["channel"].to_list() for _, paid in ALL)


def test_lenders_are_no_newcomers_and_donors_no_lenders():
    for one, _ in ALL:
        assert set(cast(one, "donor")).isdisjoint(cast(one, "collector"))
        assert set(cast(one, "funnel")).isdisjoint(cast(one, "donor"))


def test_mirrors_of_the_published_size_are_seen():
    """Small ones hide among what the lent appeals raised for themselves."""
    world = world_of(
        "crowdfunding_mirror", count=5, base_rate=0.005, transactions=300_000, seed=3
    )
    assert instances_seen(world, "TF-CROWD-03")
