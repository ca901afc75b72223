"""What freezing accounts or corridors stops of a case's end-to-end flow."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.cases.flow_network import FlowNetwork
from pipeline.cases.minimum_cut import Mask, throughput
from pipeline.flow_graph import Int64s


class Stop(NamedTuple):
    channel: int
    cents: int


def stopped(network: FlowNetwork, frozen: Mask) -> int:
    """End-to-end cents that cannot reroute over what the case's payments carried."""
    return network.flow_cents - network.arcs.flow(network.without(frozen))[0]


def largest_stops(
    network: FlowNetwork,
    size: Int64s,
    stop: Callable[[list[int]], Mask],
    most: int,
    always: Iterable[int] = (),
) -> list[Stop]:
    """
    The ``most`` channels that stop most if frozen alone, and ``always``; largest first.

    ``size`` bounds what each can stop: value that passes it. Channels are tried from
    the largest until the next cannot beat those found. Equal ones by size, then number.
    """
    wanted = set(always)
    found: list[Stop] = []
    for channel in sorted(range(size.size), key=lambda c: (-size[c], c)):
        best = sorted((s.cents for s in found), reverse=True)[:most]
        hopeless = size[channel] == 0 or (
            len(best) == most and size[channel] < best[-1]
        )
        if not hopeless or channel in wanted:
            found.append(Stop(channel, stopped(network, stop([channel]))))
    found.sort(key=lambda s: (-s.cents, -size[s.channel], s.channel))
    return [
        s for n, s in enumerate(found) if s.channel in wanted or (n < most and s.cents)
    ]


def greedy(network: FlowNetwork, budget: int, among: Sequence[int]) -> list[int]:
    """
    At most ``budget`` of ``among``, each the one that stops most beside those before.

    Where no single one stops anything, because money reroutes, the one that most flow
    passes is taken, so that pairs are found. Ends early once nothing flows. Equal ones
    by flow passing, then number.
    """
    chosen: list[int] = []
    while len(chosen) < budget:
        frozen = network.payments_of(chosen)
        flow, carried, _ = network.arcs.flow(network.without(frozen))
        if flow == 0:
            break
        passing = _passing(network, carried)
        best = best_gain = -1
        for account in sorted(among, key=lambda a: (-passing[a], a)):
            if account in chosen or passing[account] <= best_gain:
                continue
            gain = (
                flow
                - network.arcs.flow(
                    network.without(network.payments_of([*chosen, account]))
                )[0]
            )
            if gain > best_gain:
                best, best_gain = account, gain
        if best < 0:
            break
        chosen.append(best)
    return chosen


def at_most(network: FlowNetwork, budget: int) -> int:
    """
    No ``budget`` accounts can stop more: the largest throughputs, or the whole flow.

    What payments carried is one largest flow; without the paths over the frozen
    accounts the rest of it still stands.
    """
    largest = np.sort(throughput(network))[::-1][:budget]
    return min(network.flow_cents, int(largest.sum()))


def _passing(network: FlowNetwork, carried: Int64s) -> Int64s:
    """Of a flow on the arcs, what passes each account: received, and own money."""
    payments = network.payer.size
    passing = np.zeros(network.received.size, np.int64)
    np.add.at(passing, network.payee, carried[:payments])
    end = carried.size - network.left.size  # own money's arcs, then those of ends
    own = carried[end - network.run_account.size : end]
    np.add.at(passing, network.run_account, own)
    return passing
