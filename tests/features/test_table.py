import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.features import (
    ACCOUNT_NAMES,
    NAMES,
    account_features,
    feature_blocks,
    meanings,
    transaction_features,
)
from pipeline.features.sources import AT_MOST, LOOK_AT
from tests.features.naively import DAY, near, of_account, of_pair, of_source
from tests.red_flags.ledgers import ledger

ACCOUNTS = 4
TIMES = st.one_of(st.integers(0, 3), st.integers(0, 60)).map(lambda days: days * DAY)
PAID = st.lists(
    st.tuples(
        st.integers(0, ACCOUNTS - 1),
        st.integers(0, ACCOUNTS - 1),
        TIMES,
        st.sampled_from([0, 100, 150, 205, 9_000, 100_000]),
    ),
    min_size=1,
    max_size=25,
).map(lambda paid: sorted(paid, key=lambda each: each[2]))


def values_of(paid, block_rows: int = 1_000) -> np.ndarray:
    made = ledger(paid, n_accounts=ACCOUNTS)
    return np.concatenate([block for _, block in feature_blocks(made, block_rows)])


def test_all_that_is_read_agrees_with_a_plain_list():
    measured = set()

    @settings(max_examples=60)
    @given(paid=PAID)
    def compare(paid):
        values = values_of(paid)
        for row, (sender, receiver, now, _) in enumerate(paid):
            wanted = of_pair(paid, row) | of_source(paid, row)
            if sender == receiver:
                wanted = {k: v for k, v in wanted.items() if not k.startswith("back")}
            for end, account in (("sender", sender), ("receiver", receiver)):
                read = of_account(paid, account, now)
                wanted |= {f"{end}_{name}": value for name, value in read.items()}
            for name, value in wanted.items():
                found = values[row, NAMES.index(name)]
                assert near(found, value), (name, row, found, value)
            measured.update(wanted)

    compare()
    assert len(measured) > 100


@settings(max_examples=40)
@given(paid=PAID, later=PAID)
def test_later_payments_change_nothing(paid, later):
    end = paid[-1][2] + 1
    more = [(s, r, t + end, c) for s, r, t, c in later]
    before, after = values_of(paid), values_of([*paid, *more])
    assert np.array_equal(before, after[: len(paid)], equal_nan=True)


@settings(max_examples=40)
@given(paid=PAID, data=st.data())
def test_the_order_of_equal_times_changes_nothing(paid, data):
    order = sorted(
        data.draw(st.permutations(range(len(paid)))), key=lambda row: paid[row][2]
    )
    shuffled = values_of([paid[row] for row in order])
    assert np.array_equal(values_of(paid)[order], shuffled, equal_nan=True)


@settings(max_examples=30)
@given(paid=PAID, block_rows=st.integers(1, 9))
def test_blocks_change_nothing(paid, block_rows):
    assert np.array_equal(values_of(paid, block_rows), values_of(paid), equal_nan=True)


@settings(max_examples=30)
@given(paid=PAID)
def test_renumbered_accounts_change_nothing(paid):
    turned = [(ACCOUNTS - 1 - s, ACCOUNTS - 1 - r, t, c) for s, r, t, c in paid]
    assert np.array_equal(values_of(paid), values_of(turned), equal_nan=True)


@settings(max_examples=40)
@given(paid=PAID)
def test_accounts_are_read_at_the_end(paid):
    made = account_features(ledger(paid, n_accounts=ACCOUNTS))
    for account in range(ACCOUNTS):
        for name, value in of_account(paid, account, paid[-1][2]).items():
            found = made[name][account]
            assert near(np.nan if found is None else found, value), name


@pytest.mark.parametrize(("days", "payments"), [(14, 2), (15, 1)])
def test_a_window_holds_its_far_end(days, payments):
    values = values_of([(0, 1, 0, 5), (2, 1, days * DAY, 5)])
    assert values[1, NAMES.index("receiver_in_payments_14d")] == payments


def test_neighbours_are_as_they_were_when_they_paid():
    paid = [(2, 0, 0, 5), (0, 1, DAY, 5), (0, 2, 2 * DAY, 5), (3, 1, 3 * DAY, 5)]
    values = values_of(paid)
    name = NAMES.index("receiver_payers_out_others_30d")
    # Account 0 had one payee when it paid 1, account 3 has one: log2(1 + 1) each.
    assert values[3, name] == 1.0


def test_each_feature_has_one_meaning_and_none_is_an_id():
    told = meanings()
    assert told["name"].to_list() == list(NAMES)
    assert (
        told["meaning"].is_unique().all()
        or not told.select(pl.struct("meaning", "window_days").is_duplicated())
        .to_series()
        .any()
    )
    assert told["causal"].all()
    assert not [name for name in NAMES if "id" in name.split("_") or "country" in name]
    assert set(ACCOUNT_NAMES) <= {name.removeprefix("sender_") for name in NAMES}


def test_only_the_latest_payments_are_looked_at_for_a_source():
    arrivals = [(2, 0, DAY + second, 100) for second in range(LOOK_AT)]
    far = [(3, 0, 0, 777), *arrivals, (0, 1, 2 * DAY, 777)]
    near = [(3, 0, 0, 777), *arrivals[1:], (0, 1, 2 * DAY, 777)]
    ratio = NAMES.index("source_amount_ratio")
    assert values_of(near)[-1, ratio] == 0
    assert values_of(far)[-1, ratio] > 2


def test_a_moment_of_too_many_payments_is_no_source():
    arrivals = [(2, 0, DAY, 100)] * (AT_MOST + 1)
    values = values_of([*arrivals, (0, 1, 2 * DAY, 100)])
    assert np.isnan(values[-1, NAMES.index("source_amount_ratio")])


def test_no_payments_have_no_rows():
    assert list(transaction_features(ledger([], n_accounts=2))) == []
    assert account_features(ledger([], n_accounts=2)).height == 2
