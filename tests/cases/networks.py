"""Small networks of payments, drawn at random or written out."""

from itertools import chain, combinations

from hypothesis import strategies as st

from pipeline.cases.flow_network import Payment, build_flow_network

ACCOUNTS = 5
account = st.integers(0, ACCOUNTS - 1)
cents = st.none() | st.integers(1, 9)
payments = st.lists(st.tuples(account, account, st.integers(0, 5), cents), max_size=12)


def network(paid, accounts=ACCOUNTS, max_arcs=1_000, clock="second", corridors=None):
    named = corridors or [0] * len(paid)
    listed = [
        Payment(time, payer, payee, value, corridor)
        for (payer, payee, time, value), corridor in zip(paid, named, strict=True)
    ]
    return build_flow_network(listed, accounts, max_arcs, clock)


def subsets(items):
    return chain.from_iterable(combinations(items, n) for n in range(len(items) + 1))
