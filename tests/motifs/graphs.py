"""Flow graphs from short tuples (sender, receiver, time, cents), for kernel tests."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from pipeline.flow_graph import FlowGraph, build_flow_graph

Paid = tuple[int, int, int, int]


def payments(accounts: int, until: int, most: int, max_size: int):
    """Payments between different accounts, oldest first; parallel ones are likely."""
    return st.lists(
        st.tuples(
            st.integers(0, accounts - 1),
            st.integers(0, accounts - 1),
            st.integers(0, until),
            st.integers(1, most),
        ).filter(lambda paid: paid[0] != paid[1]),
        max_size=max_size,
    ).map(lambda made: sorted(made, key=lambda paid: paid[2]))


def graph_of(paid: Sequence[Paid], accounts: int) -> FlowGraph:
    """Row i is payment i; they must come oldest first."""
    table = np.array(paid, np.int64).reshape(-1, 4)
    return build_flow_graph(
        table[:, 0].astype(np.uint32),
        table[:, 1].astype(np.uint32),
        table[:, 2].astype(np.int32),
        table[:, 3].copy(),
        accounts,
    )


def power_law(transactions: int, accounts: int, days: int, seed: int) -> FlowGraph:
    """A random ledger with hubs, log-normal amounts and times to the hour."""
    rng = np.random.default_rng(seed)
    weight = (np.arange(accounts) + 3.0) ** -0.8
    ends = rng.choice(accounts, (2, transactions), p=weight / weight.sum())
    ends[1] = np.where(ends[0] == ends[1], (ends[1] + 1) % accounts, ends[1])
    time = np.sort(rng.integers(0, days * 24, transactions)) * 3_600
    cents = np.exp(rng.normal(9, 1.5, transactions)).astype(np.int64) + 1
    return build_flow_graph(
        ends[0].astype(np.uint32),
        ends[1].astype(np.uint32),
        time.astype(np.int32),
        cents,
        accounts,
    )
