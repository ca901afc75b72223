"""It is true that what is called a loan or a gift crosses a border and becomes cash."""

import numpy as np
import polars as pl

from synthetic_data.schemes.loan_or_gift_from_abroad import PLANTING
from synthetic_data.world.payments import together
from synthetic_data.world.purposes import PURPOSES
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

CASES = [(one, table(one)) for one in several(PLANTING, count=60)]
INBOUND = [(one, paid) for one, paid in CASES if cast(one, "operative")]
REVERSE = [(one, paid) for one, paid in CASES if cast(one, "cash-out")]


def sent(one, paid: pl.DataFrame, role: str) -> pl.DataFrame:
    """What those who play ``role`` paid across the border."""
    return paid.filter(
        pl.col("sender").is_in(cast(one, role)),
        pl.col("channel").is_in(["wire", "money_transfer"]),
    )


def test_both_directions_occur_and_the_reverse_more_often():
    assert len(INBOUND) + len(REVERSE) == len(CASES)
    assert 10 <= len(INBOUND) < len(REVERSE)


def test_inbound_are_one_to_six_sums_of_a_few_thousand_in_all():
    for one, paid in INBOUND:
        got = sent(one, paid, "facilitator")
        assert 1 <= got.height <= 6
        assert 980 <= got["dollars"].sum() <= 8_800
        assert set(got["stage"]) == {"raise"}
        assert set(got["from"]) <= {"AE", "TR"}
        assert len(cast(one, "facilitator")) <= 5
    assert max(len(cast(one, "facilitator")) for one, _ in INBOUND) > 1


def test_the_reverse_is_small_sums_over_months():
    for one, paid in REVERSE:
        given = sent(one, paid, "donor")
        assert 150 <= given["dollars"].sum() <= 17_100
        assert given["dollars"].max() <= 2_700
        assert set(given["stage"]) == {"move"}
        (receiver,) = cast(one, "cash-out")
        assert receiver not in cast(one, "donor")


def test_half_or_more_becomes_cash_after_it_arrived():
    shares = []
    for one, paid in CASES:
        (receiver,) = cast(one, "operative") or cast(one, "cash-out")
        got = paid.filter(
            pl.col("receiver") == receiver, pl.col("stage").is_in(["raise", "move"])
        )
        drawn = paid.filter(
            pl.col("sender") == receiver, pl.col("channel") == "cash_withdrawal"
        )
        assert drawn["time"].min() > got["time"].min()
        shares.append(drawn["dollars"].sum() / got["dollars"].sum())
    assert 0.6 <= np.median(shares) <= 1.0
    assert max(shares) <= 1.4  # whole notes of small sums


def test_most_but_not_all_sums_are_called_a_loan_or_a_gift():
    words = [PURPOSES.index("Loan"), PURPOSES.index("Gift")]
    called = []
    for one, _ in CASES:
        paid = together(one.payments)
        sums = paid.take(np.isin(paid.channel, [0, 6]))  # wire, money transfer
        called += list(np.isin(sums.purpose, words))
    assert 0.45 <= np.mean(called) <= 0.85


def test_hardly_anything_goes_back():
    token = 0
    for one, paid in INBOUND:
        (receiver,) = cast(one, "operative")
        back = paid.filter(
            pl.col("sender") == receiver,
            pl.col("receiver").is_in(cast(one, "facilitator")),
        )
        got = sent(one, paid, "facilitator")
        token += not back.is_empty()
        assert back["dollars"].sum() <= 0.1 * got["dollars"].sum() + 10
    assert token <= len(INBOUND) / 2


def test_receivers_are_not_of_the_payers_country():
    country = site().population.accounts.country
    for one, _ in CASES:
        (receiver,) = cast(one, "operative") or cast(one, "cash-out")
        payers = cast(one, "facilitator") + cast(one, "donor")
        assert country[receiver] not in set(country[payers])


def test_repeated_labels_that_become_cash_are_seen():
    world = world_of("loan_or_gift_from_abroad", count=24, transactions=120_000)
    assert instances_seen(world, "TF-INFO-05")
