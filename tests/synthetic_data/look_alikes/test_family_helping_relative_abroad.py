"""It is true that families send hundreds to one relative who stays where they are."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.family_helping_relative_abroad import PLANTING
from synthetic_data.schemes import loan_or_gift_from_abroad
from tests.synthetic_data.planted import cast, several, table

CASES = [(one, table(one)) for one in several(PLANTING, count=40)]
OUT = pl.col("channel").is_in(["wire", "money_transfer"]) & (
    pl.col("from") != pl.col("to")
)


def test_sums_are_published_ones_and_a_year_of_them_is_too():
    for _, paid in CASES:
        sent = paid.filter(OUT)
        assert sent["dollars"].min() >= 75  # less what an office takes
        assert sent["dollars"].max() <= 2_300
        assert sent["dollars"].sum() <= 9_000 * sent["receiver"].n_unique()


def test_a_sum_comes_every_month_or_two():
    gaps = np.concatenate(
        [np.diff(paid.filter(OUT)["day"].to_numpy()) for _, paid in CASES]
    )
    assert 20 <= np.median(gaps) <= 60


def test_some_sums_go_by_way_of_a_neighbour_who_sends_on():
    by_hand = [
        paid.filter(pl.col("channel") == "instant", pl.col("stage").is_null())
        for _, paid in CASES
    ]
    some = [part for part in by_hand if not part.is_empty()]
    assert 5 <= len(some) < len(CASES)
    for part in some:
        assert (part["from"] == part["to"]).all()
        assert part["receiver"].n_unique() <= 2  # one a family


def test_nobody_has_a_role_and_no_payment_has_a_stage():
    for one, paid in CASES:
        assert len(cast(one, None)) == len(one.roles)
        assert paid["stage"].null_count() == paid.height


def test_larger_instances_are_more_families():
    for one in several(PLANTING, 120):
        assert table(one).filter(OUT)["receiver"].n_unique() >= 3


def test_sums_do_not_tell_them_from_those_who_help_a_fighter():
    """Nothing in a payment does: the score has to fail on this pair."""
    reverse = [
        table(one).filter(OUT)
        for one in several(loan_or_gift_from_abroad.PLANTING, count=40)
        if cast(one, "cash-out")
    ]
    theirs = np.concatenate([part["dollars"].to_numpy() for part in reverse])
    ours = np.concatenate([paid.filter(OUT)["dollars"].to_numpy() for _, paid in CASES])
    above = (theirs[:, None] > ours[None, :]).mean()
    assert 0.3 <= above <= 0.85
