"""What freezing accounts or corridors stops of a case's end-to-end flow."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.cases.flow_network import FlowNetwork
from pipeline.cases.minimum_cut import throughput
from pipeline.flow_graph import Int64s


class Stop(NamedTuple):
    channel: int
    cents: int


def stopped(network: FlowNetwork, accounts: Iterable[int]) -> int:
    """Cents that cannot reroute over what the case's other payments carried."""
    return network.flow_cents - network.after(accounts)[0]


def passed(network: FlowNetwork, accounts: Iterable[int]) -> int:
    """
    Cents of the flow, as it was paid, that went through ``accounts``; at most.

    What came to them from others, and their own money: what passes them twice counts
    twice, but never more than the whole flow. At least what freezing them stops.
    """
    frozen = np.zeros(network.own.size, np.bool_)
    frozen[list(accounts)] = True
    enters = frozen[network.payee] & ~frozen[network.payer]
    cents = network.arcs.capacity[: network.payer.size][enters].sum()
    return min(network.flow_cents, int(cents + network.own[frozen].sum()))


def account_stops(
    network: FlowNetwork, most: int, always: Iterable[int] = ()
) -> list[Stop]:
    """
    The ``most`` accounts that stop most if frozen alone, and ``always``; largest first.

    No flow is needed for an account that only begins or only ends flow: what it owns,
    or what it keeps, is all that passes it and all that is lost. Equal ones by what
    passes them, then number.
    """
    size = throughput(network)
    surely = np.maximum(network.own, network.left)

    def stop(account: int) -> int:
        if surely[account] == size[account]:
            return int(size[account])
        return stopped(network, [account])

    return _largest(size, stop, most, set(always))


def corridor_stops(
    network: FlowNetwork, corridors: int, most: int, always: Iterable[int] = ()
) -> list[Stop]:
    """As ``account_stops``, for corridors."""
    carried = np.zeros(corridors, np.int64)
    np.add.at(carried, network.corridor, network.arcs.capacity[: network.corridor.size])

    def stop(corridor: int) -> int:
        return network.flow_cents - network.without(network.corridor == corridor)[0]

    return _largest(carried, stop, most, set(always))


def _largest(
    size: Int64s, stop: Callable[[int], int], most: int, always: set[int]
) -> list[Stop]:
    """``size`` bounds what each channel stops: tried while it can beat those found."""
    found: list[Stop] = []
    best: list[int] = []
    for channel in sorted(range(size.size), key=lambda c: (-size[c], c)):
        hopeless = size[channel] == 0 or (
            len(best) == most and size[channel] < best[-1]
        )
        if not hopeless or channel in always:
            found.append(Stop(channel, stop(channel)))
            best = sorted([*best, found[-1].cents], reverse=True)[:most]
    found.sort(key=lambda s: (-s.cents, -size[s.channel], s.channel))
    return [
        s for n, s in enumerate(found) if s.channel in always or (n < most and s.cents)
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
        flow, carried = network.after(chosen)
        if flow == 0:
            break
        passing = _passing(network, carried)
        best = best_gain = -1
        for account in sorted(among, key=lambda a: (-passing[a], a)):
            if passing[account] <= best_gain:
                break
            gain = flow - network.after([*chosen, account])[0]
            if account not in chosen and gain > best_gain:
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
