"""It is true that a new loan goes to old lenders and is then paid back."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.debt_consolidator import PLANTING
from synthetic_data.world.calendar import DAY
from synthetic_data.world.population import KIND
from tests.synthetic_data.planted import instances_seen, several, site, table, world_of

CASES = [(one, table(one)) for one in several(PLANTING, count=30)]
POPULATION = site().population
LENDERS = (
    np.flatnonzero(POPULATION.accounts.kind == KIND["loan"]).tolist()
    + POPULATION.firms.of("lender").tolist()
)


def test_a_loan_of_some_thousands_comes_first():
    for one, paid in CASES:
        (person,) = one.roles
        (loan,) = paid.filter(pl.col("receiver") == person)["dollars"]
        assert 2_900 <= loan <= 32_100
        assert paid["receiver"][0] == person


def test_most_of_it_pays_old_lenders_within_a_week():
    for one, paid in CASES:
        (person,) = one.roles
        loan = paid.row(0, named=True)
        old = paid.filter(
            pl.col("sender") == person,
            pl.col("receiver").is_in(LENDERS),
            pl.col("receiver") != loan["sender"],
        )
        assert old.height >= 2
        assert old["time"].max() - loan["time"] <= 7 * DAY
        assert 0.58 <= old["dollars"].sum() / loan["dollars"] <= 1.01


def test_instalments_go_on():
    for one, paid in CASES:
        (person,) = one.roles
        back = paid.filter(
            pl.col("sender") == person, pl.col("receiver") == paid["sender"][0]
        )
        assert back.height >= 1
        assert back["dollars"].n_unique() == 1
        assert back["day"].min() > paid["day"][0] + 15
    assert (
        max(paid.filter(pl.col("channel") == "other").height for _, paid in CASES) > 3
    )


def test_little_becomes_cash_and_bust_out_stays_silent():
    for _, paid in CASES:
        cash = paid.filter(pl.col("channel") == "cash_withdrawal")["dollars"].sum()
        assert cash <= 0.25 * paid["dollars"][0]
    world = world_of(
        PLANTING.name,
        kind="look_alikes",
        count=20,
        transactions=100_000,
        look_alike_rate=0.006,
    )
    assert len(instances_seen(world, "TF-ACCT-07")) <= 2
