"""It is true that somebody leaves, and that the account left behind goes on."""

import polars as pl

from synthetic_data.schemes.foreign_fighter_departure import PLANTING
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
PEOPLE = site().population.people


def left(one) -> int:
    """When ordinary life of the fighter ends."""
    return min(one.silent_from.values())


def act(one, paid: pl.DataFrame, second: bool) -> pl.DataFrame:
    """What went into and out of the fighter's account, before or after leaving."""
    (fighter,) = cast(one, "operative")
    mine = (pl.col("sender") == fighter) | (pl.col("receiver") == fighter)
    return paid.filter(mine, (pl.col("time") >= left(one)) == second)


def test_money_is_raised_then_drawn_then_spent_beside_a_border():
    for one, paid in CASES:
        first = act(one, paid, second=False)
        raised = first.filter(pl.col("stage") == "raise")
        assert 60 <= raised["dollars"].sum() <= 22_500
        assert set(first["from"]) == set(first["to"])
        (fare,) = first.filter(pl.col("receiver").is_in(firms("airline")))["time"]
        assert fare < left(one)
        cash = first.filter(pl.col("channel") == "cash_withdrawal")
        assert cash["day"].min() >= raised["day"].max()
        there = act(one, paid, second=True).filter(pl.col("from") != pl.col("to"))
        assert there["day"].min() - left(one) // DAY <= 13
        assert set(there["to"]) <= {"TR", "KE", "ML"}


def firms(trade: str) -> list[int]:
    return site().population.firms.of(trade).tolist()


def test_preparation_lasts_one_week_to_three_months():
    for one, paid in CASES:
        days = left(one) // DAY - act(one, paid, second=False)["day"].min()
        assert 1 <= days <= 90


def test_nearly_all_draw_benefits_that_arrive_for_months_after_they_left():
    drawing = 0
    for one, paid in CASES:
        (fighter,) = cast(one, "operative")
        after = act(one, paid, second=True)
        benefits = after.filter(pl.col("sender").is_in(firms("treasury")))
        drawing += not benefits.is_empty()
        if benefits.is_empty():
            assert PEOPLE.status[fighter] < 2
            continue
        assert benefits["day"].max() - benefits["day"].min() >= 25
        assert benefits["dollars"].n_unique() == 1  # the person's own benefit
        used = after.filter(
            pl.col("sender") == fighter, pl.col("day") > benefits["day"].min()
        )
        assert used.height >= 3
    assert drawing >= 24


def test_some_accounts_are_used_at_home_and_some_where_the_holder_is():
    at_home = there = 0
    for one, paid in CASES:
        (fighter,) = cast(one, "operative")
        (helper,) = cast(one, "facilitator")
        used = act(one, paid, second=True).filter(
            pl.col("sender") == fighter,
            pl.col("channel").is_in(["card", "cash_withdrawal"]),
            pl.col("day") > left(one) // DAY + 14,
        )
        assert set(used["conductor"]) <= {helper, -1}
        abroad = (used["from"] != used["to"]).any()
        there += abroad
        at_home += not abroad
    assert at_home >= 8  # evasive: nothing abroad but the first days
    assert there >= 5


def test_relatives_send_to_a_collector_who_keeps_a_tenth_and_pays_cash():
    for one, paid in CASES:
        (collector,) = cast(one, "collector")
        got = paid.filter(pl.col("receiver") == collector)
        drawn = paid.filter(pl.col("sender") == collector)
        assert set(drawn["channel"]) == {"cash_withdrawal"}
        assert drawn.height == got.height
        # Cash comes in whole notes, so small sums are rounded.
        assert 0.7 <= drawn["dollars"].sum() / got["dollars"].sum() <= 1.2
        assert drawn["time"].min() > got["time"].min() > left(one)
        assert got["dollars"].sum() <= 17_000
        assert site().population.accounts.kind[collector] == KIND["personal"]


def test_account_left_behind_stays_open_while_it_is_used():
    world = world_of("foreign_fighter_departure", count=20, transactions=100_000)
    (used,) = (
        world.labels.filter(pl.col("role") == "operative")
        .join(world.accounts, left_on="subject_id", right_on="account_id")
        .join(world.transactions, left_on="subject_id", right_on="sender_account")
        .filter(pl.col("booked_at").dt.date() > pl.col("closed_on"))
        .select(pl.len())
        .row(0)
    )
    assert used == 0


def test_absent_holders_and_departures_are_seen_at_times():
    world = world_of(
        "foreign_fighter_departure", count=24, transactions=120_000, seed=5
    )
    for red_flag in ("TF-ACCT-09", "TF-USE-01"):
        assert instances_seen(world, red_flag), red_flag
