import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.broker import Thresholds, detect
from pipeline.red_flags.flow.brokered import brokered, private_payments
from tests.motifs.graphs import payments
from tests.motifs.test_pass_on import pairs_naively
from tests.red_flags.ledgers import ledger

ACCOUNTS = 9


def brokered_naively(paid, dwell: int, min_group: int):
    """(account, payment in, payment out, cents), by networkx without each account."""
    ties = nx.Graph((a, b) for a, b, _, _ in paid)
    for account in ties:
        near = set(ties[account])
        rest = ties.subgraph(set(ties) - {account})
        around = nx.Graph(pair for pair in rest.edges if near & set(pair))
        around.add_nodes_from(near)
        payers = {a for a, b, _, _ in paid if b == account}
        payees = {b for a, b, _, _ in paid if a == account}
        if min(len(payers), len(payees)) < 2:
            continue
        for (came, went), cents in pairs_naively(paid, account, dwell).items():
            one = nx.node_connected_component(around, paid[came][0])
            other = nx.node_connected_component(around, paid[went][1])
            if one != other and min(len(one), len(other)) >= min_group:
                yield account, came, went, cents


@settings(deadline=None, max_examples=60)
@given(
    paid=payments(ACCOUNTS, 8, 9, 24),
    dwell=st.integers(0, 8),
    min_group=st.integers(1, 3),
)
def test_brokered_payments_agree_with_naive_reading(paid, dwell, min_group):
    graph, dealt = private_payments(ledger(paid, n_accounts=ACCOUNTS), 100)
    assert dealt.tolist() == [
        len({b for a, b, *_ in paid if a == account})
        + len({a for a, b, *_ in paid if b == account})
        for account in range(ACCOUNTS)
    ]
    found = brokered(graph, np.zeros_like(dealt), dwell, min_group)
    told = {
        (
            account,
            int(graph.received.row[credit]),
            int(graph.sent.row[debit]),
            cents,
        )
        for account, credit, debit, cents in found.select(
            "account", "credit", "debit", "cents"
        ).rows()
    }
    assert told == set(brokered_naively(paid, dwell, min_group))


@settings(deadline=None, max_examples=40)
@given(paid=payments(ACCOUNTS, 8, 9, 24))
def test_alerts_are_on_those_who_join_more_pairs_than_most(paid):
    made = ledger([(a, b, at * DAY, c) for a, b, at, c in paid], n_accounts=ACCOUNTS)
    lax = {"min_brokered_share": 0, "min_drop_share": 0, "min_payees": 1}
    found = detect(
        made, Thresholds(min_pairs=2, min_rank_share=0.5, min_group=1, **lax)
    ).alerts
    pairs: dict = {account: set() for payment in paid for account in payment[:2]}
    for account, came, went, _ in brokered_naively(paid, 7, 1):
        pairs[account].add((paid[came][0], paid[went][1]))
    counts = [len(joined) for joined in pairs.values()]
    wanted = {
        account: len(joined)
        for account, joined in pairs.items()
        if len(joined) >= 2
        and sum(count < len(joined) for count in counts) >= 0.5 * len(counts)
    }
    assert dict(found.select("account", "pairs").rows()) == wanted
