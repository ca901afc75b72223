"""The graph stage: numbers by first appearance, sides that hold the table's rows."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import account_numbers, graph_stage
from pipeline.account_numbers import LONGEST, AccountNumbers
from pipeline.errors import ContractError
from pipeline.flow_graph import EPOCH, UNKNOWN_CENTS
from pipeline.graph_stage import build_graph
from pipeline.schemas import GraphAccounts, conform

SECOND = timedelta(seconds=1)
COLUMNS = {
    "sender_account": pl.String,
    "receiver_account": pl.String,
    "booked_at": pl.Datetime("us", "UTC"),
    "value_cents": pl.Int64,
}
# Ids that share a start, a length or bytes that are no letters.
texts = st.text(alphabet="ab\0é", min_size=1, max_size=3) | st.sampled_from(
    ["x" * 40, "x" * 39 + "y"]
)


def transactions(*paid) -> pl.LazyFrame:
    rows = pl.DataFrame(paid, schema=COLUMNS, orient="row")
    return conform("transactions", rows).lazy()


def accounts(**columns) -> pl.LazyFrame:
    columns.setdefault("account_id", [])
    schema = {"account_id": pl.String}
    return conform("accounts", pl.DataFrame(columns, schema_overrides=schema)).lazy()


def built(ledger: pl.LazyFrame, described: pl.LazyFrame):
    parts = [next(iter(part.items())) for part in build_graph(ledger, described)]
    names = [name for name, _ in parts]
    assert names == ["graph_accounts", "graph/received", "graph/sent"]
    return tuple(made for _, made in parts)


def numbered_naively(paid, described):
    """First appearance among senders, then receivers, then the rest by id."""
    met = dict.fromkeys([p[0] for p in paid] + [p[1] for p in paid])
    return [*met, *sorted(set(described) - set(met), key=str.encode)]


@settings(deadline=None, max_examples=40)
@given(
    ends=st.lists(st.tuples(texts, texts), max_size=20),
    idle=st.sets(texts, max_size=4),
    batch=st.integers(1, 7),
)
def test_numbers_follow_first_appearance_whatever_the_batches(ends, idle, batch):
    paid = [(s, r, EPOCH + n * SECOND, n) for n, (s, r) in enumerate(ends)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph_stage, "BATCH", batch)
        known, received, sent = built(
            transactions(*paid), accounts(account_id=sorted(idle))
        )
    GraphAccounts.validate(known)
    ids = known["account_id"].to_list()
    assert ids == numbered_naively(paid, idle)
    for side, own, far in ((sent, 0, 1), (received, 1, 0)):
        owner = np.repeat(np.arange(len(ids)), np.diff(side.ptr))
        for account, other, row in zip(owner, side.other, side.row, strict=True):
            assert ids[account] == paid[row][own]
            assert ids[other] == paid[row][far]
        assert side.time.tolist() == side.cents.tolist() == side.row.tolist()


@settings(deadline=None, max_examples=40)
@given(
    batches=st.lists(st.lists(texts, max_size=12), max_size=6),
    hashed=st.sampled_from([0, 7, -1, None]),
)
def test_ids_of_equal_hash_stay_apart(batches, hashed):
    met, numbers = {}, AccountNumbers()
    with pytest.MonkeyPatch.context() as patch:
        if hashed is not None:
            patch.setattr(
                pl.Series,
                "hash",
                lambda ids, seed: pl.Series(
                    np.full(ids.len(), hashed, np.int64).view(np.uint64)
                ),
            )
        for batch in batches:
            expected = [met.setdefault(text, len(met)) for text in batch]
            assert (
                numbers.number(pl.Series(batch, dtype=pl.String)).tolist() == expected
            )
    assert numbers.ids().to_list() == list(met)


def test_the_table_of_ids_grows_past_its_first_slots():
    numbers = AccountNumbers()
    ids = pl.Series([f"account {n * 7919 % 3_001}" for n in range(3_001)])
    halves = [numbers.number(ids[:900]), numbers.number(ids[900:])]
    assert np.array_equal(np.concatenate(halves), np.arange(3_001))
    assert np.array_equal(numbers.number(ids.reverse()), np.arange(3_001)[::-1])
    assert numbers.ids().to_list() == ids.to_list()


def test_rows_fetched_ahead_end_with_the_batch():
    ids = pl.Series([f"a{n % 3}" for n in range(account_numbers.AHEAD + 1)])
    assert AccountNumbers().number(ids).tolist() == [n % 3 for n in range(ids.len())]


def test_attributes_come_from_accounts_and_are_null_where_it_has_no_row():
    known, *_ = built(
        transactions(("b", "unlisted", EPOCH, 1)),
        accounts(
            account_id=["a", "b"],
            party_id=["pa", "pb"],
            kind=["npo", "personal"],
            country=[None, "DE"],
            opened_on=[date(2001, 2, 3), None],
        ),
    )
    assert known.select("account_id", "party_id", "kind", "country").rows() == [
        ("b", "pb", "personal", "DE"),
        ("unlisted", None, None, None),
        ("a", "pa", "npo", None),
    ]
    assert known["opened_on"].to_list() == [None, None, date(2001, 2, 3)]


def test_seconds_are_rounded_down_and_unknown_amounts_marked():
    millisecond = SECOND / 1_000
    _, received, _ = built(
        transactions(
            ("a", "b", EPOCH - millisecond, None),
            ("a", "b", EPOCH + SECOND - millisecond, 0),
        ),
        accounts(),
    )
    assert received.time.tolist() == [-1, 0]
    assert received.cents.tolist() == [UNKNOWN_CENTS, 0]


def test_no_transactions_and_no_accounts_make_an_empty_graph():
    known, received, sent = built(transactions(), accounts())
    assert known.height == 0
    assert received.ptr.tolist() == sent.ptr.tolist() == [0]


def test_sides_are_built_one_by_one(monkeypatch):
    owners = []

    def build_side(owner, *_):
        owners.append(owner.tolist())
        return owners

    monkeypatch.setattr(graph_stage, "build_side", build_side)
    parts = build_graph(transactions(("a", "b", EPOCH, 1)), accounts())
    assert "graph_accounts" in next(parts)
    assert not owners
    next(parts)
    assert owners == [[1]]
    next(parts)
    assert owners == [[1], [0]]


@pytest.mark.parametrize("away", [-(2**31), 2**31 - 1])
def test_the_first_and_last_second_of_the_graph_pass(away):
    _, received, _ = built(
        transactions(("a", "b", EPOCH + away * SECOND, 1)), accounts()
    )
    assert received.time.tolist() == [away]


@pytest.mark.parametrize("away", [-(2**31) - 1, 2**31])
def test_a_time_outside_int32_seconds_is_refused(away):
    ledger = transactions(("a", "b", EPOCH + away * SECOND, 1))
    with pytest.raises(ContractError, match="1932 to 2068"):
        list(build_graph(ledger, accounts()))


def test_rows_out_of_order_are_refused():
    late = datetime(2020, 1, 2, tzinfo=UTC)
    ledger = transactions(("a", "b", late, 1), ("a", "b", late - SECOND, 1))
    with pytest.raises(ContractError, match="sorted by time"):
        list(build_graph(ledger, accounts()))


@pytest.mark.parametrize("account_id", [None, "x" * (LONGEST + 1)])
def test_an_end_without_a_usable_account_is_refused(account_id):
    ledger = transactions(("a", account_id, EPOCH, 1))
    with pytest.raises(ContractError, match="account ids"):
        list(build_graph(ledger, accounts()))
