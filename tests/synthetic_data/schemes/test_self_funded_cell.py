"""It is true that a cell lives on wages, small loans and cash, and looks ordinary."""

import numpy as np
import polars as pl

from synthetic_data.schemes.self_funded_cell import PLANTING
from synthetic_data.world.population import KIND, NOBODY
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

CASES = [(one, table(one)) for one in several(PLANTING, count=60)]
ACCOUNTS = site().population.accounts


def lent(paid: pl.DataFrame) -> pl.DataFrame:
    """Rows in which a loan account or a lender pays."""
    lender = site().population.firms.of("lender").tolist()
    loans = np.flatnonzero(ACCOUNTS.kind == KIND["loan"]).tolist()
    return paid.filter(pl.col("sender").is_in(lender + loans))


def test_a_cell_has_one_to_eight_members_who_mostly_earn():
    sizes, earning = [], []
    for one, _ in CASES:
        members = np.array(cast(one, "operative"))
        sizes.append(members.size)
        earning += list(site().population.people.employer[members] != NOBODY)
    assert min(sizes) == 1
    assert 3 <= max(sizes) <= 8
    assert 0.8 <= np.mean(earning) <= 1


def test_three_in_four_spend_less_than_ten_thousand():
    spent = np.array(
        [paid.filter(pl.col("stage") == "use")["dollars"].sum() for _, paid in CASES]
    )
    assert 0.6 <= (spent < 10_500).mean() <= 0.95
    assert spent.min() >= 300
    assert spent.max() <= 82_000


def test_half_finance_themselves_and_few_have_help_from_abroad():
    abroad = np.array([bool(cast(one, "facilitator")) for one, _ in CASES])
    assert 0.1 <= abroad.mean() <= 0.42
    alone = 0
    for one, paid in CASES:
        members = cast(one, "operative")
        outside = paid.filter(
            pl.col("stage") == "raise",
            pl.col("receiver").is_in(members),
            ~pl.col("sender").is_in(lent(paid)["sender"].implode()),
        )
        alone += outside.is_empty()
    assert 0.3 <= alone / len(CASES) <= 0.7


def test_a_loan_is_drawn_as_cash_within_a_day_to_some_weeks():
    borrowed = 0
    for _, paid in CASES:
        for time, who, dollars in (
            lent(paid).select("time", "receiver", "dollars").rows()
        ):
            borrowed += 1
            cash = paid.filter(
                pl.col("sender") == who,
                pl.col("channel") == "cash_withdrawal",
                pl.col("time").is_between(time, time + 35 * 86_400),
            )
            assert cash["dollars"].sum() >= 0.3 * dollars
    assert borrowed >= 20
    loans = [lent(paid).is_empty() for _, paid in CASES]
    assert sum(loans) >= 15  # evasive: no loan at all


def test_relatives_who_are_given_some_of_it_know_nothing():
    given = [one for one, _ in CASES if cast(one, "unwitting")]
    assert given
    for one in given:
        (relative,) = cast(one, "unwitting")
        got = table(one).filter(pl.col("receiver") == relative)
        assert got.height == 3
        assert set(got["stage"]) == {"move"}


def test_a_cell_lasts_two_weeks_to_a_year():
    days = [paid["day"].max() - paid["day"].min() for _, paid in CASES]
    assert min(days) >= 5
    assert 60 <= np.median(days) <= 200


def test_purchases_are_those_of_everybody():
    for _, paid in CASES:
        bought = paid.filter(pl.col("channel") == "card")
        assert bought.height >= 3
        assert bought["dollars"].median() <= 150


def test_only_borrowing_for_cash_is_seen_and_seldom():
    """Most of these cells raise nothing: that is what FFI found, and is reported."""
    world = world_of("self_funded_cell", count=24, transactions=120_000, seed=6)
    seen = instances_seen(world, "TF-ACCT-07")
    assert 1 <= len(seen) <= 12
