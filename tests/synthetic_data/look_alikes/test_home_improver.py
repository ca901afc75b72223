"""It is true that one house is done up: a builder, the same shops, cash for labour."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.home_improver import PLANTING
from tests.synthetic_data.planted import several, table

CASES = [(one, table(one)) for one in several(PLANTING, count=30)]


def test_one_builder_is_paid_by_invoice():
    for one, paid in CASES:
        person, builder = one.roles
        bills = paid.filter(pl.col("receiver") == builder)
        assert set(bills["sender"]) == {person}
        assert bills.height >= 2


def test_purchases_are_at_few_shops_and_of_published_size():
    for _, paid in CASES:
        bought = paid.filter(pl.col("channel") == "card")
        assert bought["receiver"].n_unique() <= 3
        assert bought.height >= 10
        assert bought["dollars"].max() <= 3_500
        assert 15 <= bought["dollars"].median() <= 350


def test_a_part_goes_in_cash():
    shares = []
    for one, paid in CASES:
        person, _ = one.roles
        work = paid.filter(pl.col("sender") == person, pl.col("channel") != "other")
        cash = work.filter(pl.col("channel") == "cash_withdrawal")
        shares.append(cash["dollars"].sum() / work["dollars"].sum())
    assert min(shares) >= 0.03
    assert 0.1 <= np.median(shares) <= 0.5
    assert max(shares) <= 0.65


def test_most_borrow_before_the_work_and_pay_back_after():
    borrowed = 0
    for one, paid in CASES:
        person, _ = one.roles
        loan = paid.filter(pl.col("receiver") == person)
        if loan.is_empty():
            continue
        borrowed += 1
        assert loan.height == 1
        assert paid["receiver"][0] == person  # nothing before it
        back = paid.filter(pl.col("receiver") == loan["sender"][0])
        assert set(back["channel"]) <= {"other"}
    assert 12 <= borrowed <= 26
