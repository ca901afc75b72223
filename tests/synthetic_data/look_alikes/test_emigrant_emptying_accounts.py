"""It is true that an emigrant's money goes to the same person's account abroad."""

import polars as pl

from synthetic_data.look_alikes.emigrant_emptying_accounts import PLANTING
from synthetic_data.world.population import KIND
from tests.synthetic_data.planted import instances_seen, several, site, table, world_of

CASES = [(one, table(one)) for one in several(PLANTING, count=30)]
POPULATION = site().population


def ends(one) -> tuple[int, int]:
    """The account left behind, and the own one abroad."""
    old, new = one.roles
    return old, new


def trade(name: str) -> list[int]:
    return POPULATION.firms.of(name).tolist()


def test_both_accounts_are_one_persons_and_in_two_countries():
    accounts = POPULATION.accounts
    for one, _ in CASES:
        old, new = ends(one)
        assert accounts.owner[old] == accounts.owner[new]
        assert accounts.country[old] != accounts.country[new]
        assert accounts.kind[new] == KIND["personal"]


def test_most_of_what_leaves_goes_to_the_own_account():
    for one, paid in CASES:
        old, new = ends(one)
        out = paid.filter(pl.col("sender") == old)
        own = out.filter(pl.col("receiver") == new)
        assert set(own["channel"]) == {"wire"}
        assert own["dollars"].sum() >= 0.3 * out["dollars"].sum()
        cash = out.filter(pl.col("channel") == "cash_withdrawal")
        assert cash["dollars"].sum() <= 9_050
        assert cash["dollars"].sum() <= 0.6 * own["dollars"].sum()


def test_removals_and_a_fare_are_paid_and_many_settle_loans():
    settled = 0
    for one, paid in CASES:
        old, _ = ends(one)
        for name in ("shipping", "airline"):
            assert paid.filter(pl.col("receiver").is_in(trade(name))).height == 1
        debts = paid.filter(
            pl.col("sender") == old,
            pl.Series(POPULATION.accounts.kind[paid["receiver"]] == KIND["loan"]),
        )
        settled += not debts.is_empty()
    assert settled >= 1


def test_life_goes_on_there_and_ends_here():
    for one, paid in CASES:
        old, new = ends(one)
        leaves = one.silent_from[old]
        assert new not in one.silent_from
        assert paid.filter(pl.col("sender") == old)["time"].max() <= leaves
        there = paid.filter(pl.col("sender") == new)
        assert there.height >= 3
        assert there["time"].min() >= leaves
        wages = paid.filter(
            pl.col("receiver") == new, pl.col("sender").is_in(trade("services"))
        )
        rent = there.filter(pl.col("receiver").is_in(trade("property")))
        assert wages.height == rent.height >= 1


def test_departure_red_flags_let_them_go():
    world = world_of(
        PLANTING.name,
        kind="look_alikes",
        count=20,
        transactions=120_000,
        look_alike_rate=0.006,
    )
    assert len(instances_seen(world, "TF-ACCT-06")) <= 3
