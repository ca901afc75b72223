"""It is true that credit becomes coins, coins become wires, and nobody stays to pay."""

import numpy as np
import polars as pl

from synthetic_data.schemes.credit_bust_out import PLANTING
from synthetic_data.schemes.drained_credit import MANY_CARDS
from synthetic_data.world.calendar import DAY
from synthetic_data.world.population import KIND
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

CASES = [(one, table(one)) for one in several(PLANTING, count=30)]
POPULATION = site().population
COINS = POPULATION.people.coins


def person(one) -> int:
    (who,) = cast(one, "operative")
    return who


def drained(one, paid: pl.DataFrame) -> pl.DataFrame:
    """Coins bought with cards."""
    cards = POPULATION.cards_of(person(one)).tolist()
    coins = int(COINS[person(one)])
    return paid.filter(pl.col("sender").is_in(cards), pl.col("receiver") == coins)


def test_many_cards_are_run_up_to_about_their_limits():
    for one, paid in CASES:
        used = drained(one, paid).group_by("sender").agg(pl.col("dollars").sum())
        assert used.height >= MANY_CARDS
        assert set(POPULATION.accounts.kind[used["sender"].to_numpy()]) == {
            KIND["loan"]
        }
        account = used["sender"].to_numpy()
        country = int(POPULATION.people.country[person(one)])
        limit = site().scene.local(np.ones(1), np.array([person(one)]))[0]
        share = used["dollars"].to_numpy() / (
            POPULATION.accounts.limit[account] / limit
        )
        assert share.max() <= 1.15, country


def test_credit_stays_within_the_published_case():
    total = []
    for one, paid in CASES:
        loan = paid.filter(pl.col("stage") == "raise", pl.col("channel") != "card")
        loan = loan.filter(pl.col("channel") != "cash_deposit")
        assert 5_900 <= loan["dollars"].sum() <= 28_600
        total.append(loan["dollars"].sum() + drained(one, paid)["dollars"].sum())
    assert max(total) <= 86_000
    assert min(total) >= 6_000


def test_what_is_wired_abroad_comes_after_the_money_and_is_less():
    for one, paid in CASES:
        me = person(one)
        wires = paid.filter(pl.col("sender") == me, pl.col("from") != pl.col("to"))
        assert set(wires["channel"]) == {"wire"}
        assert 1 <= wires["to"].n_unique() <= 3
        assert set(wires["receiver"]) <= set(cast(one, None))
        into = pl.col("receiver") == me
        flow = paid.filter(into | (pl.col("sender") == me), pl.col("channel") != "card")
        balance = flow.select(
            pl.when(into)
            .then(pl.col("dollars"))
            .otherwise(-pl.col("dollars"))
            .cum_sum()
        ).to_series()
        assert balance.min() > -60  # wires are in whole tens
        assert wires["day"].max() - paid["day"].min() <= 185


def test_some_let_coins_leave_for_wallets_instead():
    leaves = [
        not paid.filter(pl.col("channel") == "virtual_asset").is_empty()
        for _, paid in CASES
    ]
    assert 2 <= sum(leaves) <= 20


def test_bills_stop_within_two_months_and_life_ends_with_the_journey():
    for one, paid in CASES:
        me = person(one)
        fare = paid.filter(
            pl.col("receiver").is_in(POPULATION.firms.of("airline").tolist())
        )
        assert fare.height == 1
        assert one.silent_from[me] >= int(fare["time"].max())
        borrowed = drained(one, paid)["time"].min()
        for card in POPULATION.cards_of(me).tolist():
            if card in one.silent_from:
                assert one.silent_from[card] - borrowed <= 65 * DAY


def test_new_credit_that_leaves_at_once_is_seen():
    world = world_of("credit_bust_out", count=12, transactions=120_000, seed=5)
    assert len(instances_seen(world, "TF-ACCT-07")) >= 4
