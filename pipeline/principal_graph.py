"""The flow graph between principals instead of accounts."""

import numpy as np

from pipeline.flow_graph import (
    UNKNOWN_CENTS,
    FlowGraph,
    Int32s,
    Int64s,
    Side,
    UInt32s,
    build_flow_graph,
)
from pipeline.principals import Principals


def build_principal_graph(
    sender: UInt32s,
    receiver: UInt32s,
    time: Int32s,
    cents: Int64s,
    principals: Principals,
) -> FlowGraph:
    """
    Who paid whom, by principal; the arguments are in transaction row order.

    A payment between accounts of several principals each stands once for every pair of
    them, with its own row and whole value: each holder of a joint account is credited.
    Where both ends share a principal, the value is ``UNKNOWN_CENTS``: such a payment
    shows that an account is in use, but nobody is paid.
    """
    at_sender = np.diff(principals.ptr)[sender]
    at_receiver = np.diff(principals.ptr)[receiver]
    pairs = at_sender * at_receiver
    row = np.repeat(np.arange(sender.size, dtype=np.uint32), pairs)
    first = np.cumsum(pairs) - pairs
    within = np.arange(row.size, dtype=np.int64) - first[row]
    payer_place, payee_place = np.divmod(within, at_receiver[row])
    payer = principals.principal[principals.ptr[sender[row]] + payer_place]
    payee = principals.principal[principals.ptr[receiver[row]] + payee_place]
    internal = np.zeros(sender.size, np.bool_)
    internal[row[payer == payee]] = True
    graph = build_flow_graph(
        payer,
        payee,
        time[row],
        np.where(internal, UNKNOWN_CENTS, cents)[row],
        principals.names.len(),
    )
    return FlowGraph(_with_rows(graph.received, row), _with_rows(graph.sent, row))


def _with_rows(side: Side, row: UInt32s) -> Side:
    return side._replace(row=row[side.row])
