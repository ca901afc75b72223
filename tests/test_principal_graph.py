import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import UNKNOWN_CENTS, FlowGraph
from pipeline.principal_graph import build_principal_graph
from tests.red_flags.ledgers import ledger

HOLDERS = [
    *[("ann", "a1", "account_holder"), ("bob", "a1", "account_holder")],
    *[("ann", "a0", "account_holder"), ("bob", "a2", "account_holder")],
    *[("carl", "a3", "account_holder"), ("carl", "ann", "acts_for")],
]
OWNERS = {0: {"ann"}, 1: {"ann", "bob"}, 2: {"bob"}, 3: {"ann", "carl"}}
Flow = tuple[str, str, int, int]  # payer, payee, row, cents


def flows(payments) -> list[Flow]:
    """All payments between principals, as both sides of the graph tell them."""
    made = ledger(payments, n_accounts=4, relations=HOLDERS)
    names = made.principals.names.to_list()
    graph: FlowGraph = build_principal_graph(*made.rows, made.principals)
    sides = []
    for side, sent in ((graph.sent, True), (graph.received, False)):
        mine = np.repeat(np.arange(len(names)), np.diff(side.ptr))
        ends = (mine, side.other) if sent else (side.other, mine)
        columns = [end.tolist() for end in (*ends, side.row, side.cents)]
        rows = zip(*columns, strict=True)
        sides.append(sorted((names[p], names[q], row, c) for p, q, row, c in rows))
    assert sides[0] == sides[1]
    return sides[0]


paid = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 5)), max_size=8
)


@settings(deadline=None, max_examples=60)
@given(payments=paid)
def test_flows_agree_with_naive_reading(payments):
    in_order = sorted(enumerate(payments), key=lambda p: (p[1][2], p[0]))
    expected = []
    for row, (_, (sender, receiver, _)) in enumerate(in_order):
        common = OWNERS[sender] & OWNERS[receiver]
        for payer in OWNERS[sender]:
            for payee in OWNERS[receiver]:
                cents = UNKNOWN_CENTS if common else 10_000
                expected.append((payer, payee, row, cents))
    assert flows(payments) == sorted(expected)


def test_payment_into_a_joint_account_credits_each_holder():
    made = ledger(
        [("x", "joint", 0, 500)],
        relations=[
            ("ann", "joint", "account_holder"),
            ("bob", "joint", "account_holder"),
        ],
    )
    graph = build_principal_graph(*made.rows, made.principals)
    assert graph.received.cents.tolist() == [500, 500]
    assert graph.received.row.tolist() == [0, 0]


def test_no_payments_give_a_graph_of_all_principals():
    assert flows([]) == []
