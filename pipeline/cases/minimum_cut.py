"""Few accounts, or corridors, without which nothing gets from a source to an end."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.cases.channels import accounts_of, corridors_of
from pipeline.cases.flow_network import FlowNetwork
from pipeline.cases.max_flow import Arcs
from pipeline.flow_graph import Int64s

Mask = NDArray[np.bool_]


def account_cut(network: FlowNetwork) -> list[int]:
    """
    Accounts whose freezing stops every path, by number; none of them can be spared.

    A minimum cut over accounts (each split into entry and exit at the price of one)
    in the network without times, of equal ones the one with most throughput; then
    every account is released that the network with times does not need. Where an
    account both pays own money and keeps money, it has one node for each and may be
    paid for twice: fewest of all is not promised then, which would be NP-hard.
    Payments of unknown value count as paths.
    """
    channels = accounts_of(network)
    size = channels.size
    chosen = _node_cut(network, size)
    smallest_first = sorted(chosen, key=lambda a: (size[a], a))
    return spare(network, smallest_first, channels.payments)


def corridor_cut(network: FlowNetwork, corridors: int) -> list[int]:
    """Corridors whose closing stops every path, by number; none can be spared."""
    channels = corridors_of(network, corridors)
    size = channels.size
    smallest_first = sorted(range(corridors), key=lambda c: (size[c], c))
    return spare(network, smallest_first, channels.payments)


def spare(
    network: FlowNetwork, chosen: Sequence[int], stop: Callable[[list[int]], Mask]
) -> list[int]:
    """``chosen`` that together stop every path, without those not needed for it."""
    kept = list(chosen)
    for one in chosen:
        fewer = [other for other in kept if other != one]
        if not network.connects(stop(fewer)):
            kept = fewer
    return sorted(kept)


def _node_cut(network: FlowNetwork, size: Int64s) -> list[int]:
    """
    Nodes: source, sink, then of each account entry and exit of the money it owns, and
    of the money it received.
    """
    accounts = size.size
    own = 2 + 4 * np.arange(accounts)
    got = own + 2
    rank = np.empty(accounts, np.int64)
    rank[np.lexsort((np.arange(accounts), size))] = np.arange(accounts)
    price = (accounts + 1) ** 2 - rank  # fewest first, then the largest
    never = int(price.sum()) * 2 + 1
    pairs = np.unique(
        np.stack((network.payer, network.payee, network.owned, network.relayed)), axis=1
    )
    payer, payee, owned, relayed = pairs
    begins = np.unique(payer[owned > 0])
    ends = np.flatnonzero(network.keeps)
    arcs = [
        (own, own + 1, price),
        (got, got + 1, price),
        (np.zeros_like(begins), own[begins], None),
        (got[ends] + 1, np.ones_like(ends), None),
        (own[payer[owned > 0]] + 1, got[payee[owned > 0]], None),
        (got[payer[relayed > 0]] + 1, got[payee[relayed > 0]], None),
    ]
    tail, head, capacity = (
        np.concatenate(column)
        for column in zip(
            *((t, h, np.full(t.size, never) if c is None else c) for t, h, c in arcs),
            strict=True,
        )
    )
    cut = Arcs.build(tail, head, capacity, 0, 1)
    level = cut.flow()[2]
    reached = level >= 0
    split = (reached[own] & ~reached[own + 1]) | (reached[got] & ~reached[got + 1])
    return [int(account) for account in np.flatnonzero(split)]
