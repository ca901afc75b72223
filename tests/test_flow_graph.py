"""The flow graph against networkx, at its edges, and through a run folder."""

import networkx as nx
import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ContractError
from pipeline.flow_graph import (
    UNKNOWN_CENTS,
    build_side,
    open_flow_graph,
    open_side,
    save_side,
)
from tests.motifs.graphs import graph_of

INT32 = np.iinfo(np.int32)
SPARSE = 700  # accounts; more than the sort has buckets, so that some share one


def ledgers(accounts: int):
    """Payments oldest first, self-payments and unknown amounts among them."""
    account = st.integers(0, accounts - 1)
    paid = st.tuples(account, account, st.integers(0, 5), st.integers(UNKNOWN_CENTS, 9))
    return st.lists(paid, max_size=40).map(
        lambda made: sorted(made, key=lambda p: p[2])
    )


def networkx_of(paid, accounts):
    flows = nx.MultiDiGraph()
    flows.add_nodes_from(range(accounts))
    for row, (sender, receiver, time, cents) in enumerate(paid):
        flows.add_edge(sender, receiver, key=row, time=time, cents=cents)
    return flows


def listed(side, account):
    positions = slice(side.ptr[account], side.ptr[account + 1])
    columns = (side.other, side.time, side.cents, side.row)
    return list(zip(*(column[positions].tolist() for column in columns), strict=True))


@pytest.mark.parametrize("accounts", [1, 4, SPARSE])
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_both_sides_hold_what_networkx_holds(accounts, data):
    paid = data.draw(ledgers(accounts))
    flows, graph = networkx_of(paid, accounts), graph_of(paid, accounts)
    assert (graph.n_accounts, graph.n_transactions) == (accounts, len(paid))
    for account in {end for p in paid for end in p[:2]} | {0, accounts - 1}:
        came = [
            (other, d["time"], d["cents"], row)
            for other, _, row, d in flows.in_edges(account, keys=True, data=True)
        ]
        went = [
            (other, d["time"], d["cents"], row)
            for _, other, row, d in flows.out_edges(account, keys=True, data=True)
        ]
        # Rows are in time order, so that by time, ties by row, means by row.
        assert listed(graph.received, account) == sorted(came, key=lambda p: p[3])
        assert listed(graph.sent, account) == sorted(went, key=lambda p: p[3])


@settings(deadline=None, max_examples=40)
@given(paid=ledgers(5), seed=st.integers(0, 2**20))
def test_kept_positions_are_those_of_the_mask(paid, seed):
    side = graph_of(paid, 5).sent
    mask = np.random.default_rng(seed).random(side.row.size) < 0.5
    kept = side.keep(mask)
    keeps = set(side.row[mask].tolist())
    for account in range(5):
        expected = [p for p in listed(side, account) if p[3] in keeps]
        assert listed(kept, account) == expected


def test_many_accounts_and_rows_come_in_the_order_of_a_stable_sort():
    rng = np.random.default_rng(7)
    owner = (rng.pareto(0.8, 3_000) * 20 % SPARSE).astype(np.uint32)
    other = rng.integers(0, SPARSE, 3_000).astype(np.uint32)
    time = np.sort(rng.integers(INT32.min, INT32.max, 3_000)).astype(np.int32)
    cents = rng.integers(0, 2**62, 3_000)
    side = build_side(owner, other, time, cents, SPARSE)
    order = np.argsort(owner, kind="stable")
    assert np.array_equal(side.row, order)
    assert np.array_equal(side.other, other[order])
    assert np.array_equal(side.time, time[order])
    assert np.array_equal(side.cents, cents[order])
    assert np.array_equal(np.diff(side.ptr), np.bincount(owner, minlength=SPARSE))


@pytest.mark.parametrize("accounts", [0, 1, 3])
def test_no_transactions_leave_every_account_an_empty_slice(accounts):
    for side in graph_of([], accounts):
        assert side.ptr.tolist() == [0] * (accounts + 1)
        assert side.row.size == 0


def test_a_self_payment_is_both_received_and_sent():
    graph = graph_of([(0, 0, 3, 5)], 1)
    assert listed(graph.received, 0) == listed(graph.sent, 0) == [(0, 3, 5, 0)]


def test_a_side_that_loses_nothing_is_not_copied():
    side = graph_of([(0, 1, 3, 4), (1, 0, 4, 4)], 2).sent
    assert side.keep(side.cents == 4) is side
    assert side.keep(side.cents > 4).row.size == 0


def test_equal_times_keep_row_order():
    graph = graph_of([(2, 0, 4, 1), (1, 0, 4, 2), (2, 0, 4, 3)], 3)
    assert [p[3] for p in listed(graph.received, 0)] == [0, 1, 2]


def test_an_account_without_transactions_owns_an_empty_slice():
    graph = graph_of([(0, 2, 1, 1)], 4)
    assert listed(graph.sent, 1) == listed(graph.received, 1) == []
    assert listed(graph.received, 3) == []


def test_the_whole_range_of_int32_seconds_is_kept():
    graph = graph_of([(0, 1, INT32.min, 1), (0, 1, INT32.max, 1)], 2)
    assert graph.received.time.tolist() == [INT32.min, INT32.max]


@pytest.mark.parametrize("paid", [(2, 0, 0, 1), (0, 2, 0, 1)])
def test_an_account_number_out_of_range_is_refused(paid):
    with pytest.raises(ContractError, match="not below 2"):
        graph_of([paid], 2)


def test_times_that_go_back_are_refused():
    with pytest.raises(ContractError, match="sorted by time"):
        graph_of([(0, 1, 5, 1), (0, 1, 4, 1)], 2)


def test_columns_of_unequal_length_are_refused():
    owner = np.zeros(2, np.uint32)
    with pytest.raises(ContractError, match="length"):
        build_side(owner, owner, np.zeros(1, np.int32), np.zeros(2, np.int64), 1)


def saved(graph, folder):
    for name, side in graph._asdict().items():
        save_side(side, folder / name)
    return open_flow_graph(folder)


@pytest.mark.parametrize("paid", [[], [(0, 1, 3, UNKNOWN_CENTS), (1, 1, 3, 2)]])
def test_a_saved_graph_opens_as_it_was(paid, tmp_path):
    graph = graph_of(paid, 3)
    opened = saved(graph, tmp_path)
    for before, after in zip(graph, opened, strict=True):
        for old, new in zip(before, after, strict=True):
            assert type(new) is np.ndarray
            assert new.dtype == old.dtype
            assert np.array_equal(new, old)


def test_an_opened_graph_is_mapped_and_not_copied(tmp_path):
    side = saved(graph_of([(0, 1, 3, 4)], 2), tmp_path).received
    assert all(isinstance(array.base, np.memmap) for array in side)
    # A byte changed in the file shows in pages that nobody has touched yet.
    path = tmp_path / "received" / "cents.npy"
    held = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(len(held) - 8)
        file.write((99).to_bytes(8, "little"))
    assert side.cents.tolist() == [99]


def test_writing_to_an_opened_graph_leaves_its_file_alone(tmp_path):
    opened = saved(graph_of([(0, 1, 3, 4)], 2), tmp_path)
    opened.sent.cents[0] = 77
    assert open_side(tmp_path / "sent").cents.tolist() == [4]


def test_kernels_compile_once_for_built_and_opened_graphs(tmp_path):
    graph = graph_of([(0, 1, 3, 4)], 2)
    opened = saved(graph, tmp_path)
    types = [[numba.typeof(array) for array in side] for side in (*graph, *opened)]
    assert types[:2] == types[2:]
