"""What can be frozen in a case, accounts or corridors, and what that stops."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.cases.flow_network import FlowNetwork
from pipeline.flow_graph import Int64s


@dataclass(frozen=True)
class Channels:
    """
    Channels are numbered from 0; ``size`` is the known cents that pass each.

    A frozen account neither pays nor receives: own money stays where it is. A closed
    corridor lets no payment of the case pass.
    """

    network: FlowNetwork
    size: Int64s
    ends: tuple[Int64s, ...]  # per payment arc the channels it ends with
    enters: Int64s  # per payment arc the channel that its money enters
    owner: Int64s  # per arc of own money the channel it begins in, or none
    late: NDArray[np.bool_] | None = None  # payment arcs that a freeze can still stop
    _after: dict[frozenset[int], tuple[int, Int64s]] = field(default_factory=dict)

    def payments(self, frozen: Iterable[int]) -> NDArray[np.bool_]:
        """The payment arcs that ``frozen`` channels stop."""
        chosen = self._chosen(frozen)
        stopped = np.zeros(self.enters.size, np.bool_)
        for end in self.ends:
            stopped |= chosen[end]
        return stopped if self.late is None else stopped & self.late

    def after(self, frozen: Iterable[int]) -> tuple[int, Int64s]:
        """
        Largest flow without ``frozen``, and what of it passes each channel.

        Asked again, it is remembered.
        """
        key = frozenset(frozen)
        if key not in self._after:
            flow, carried = self.network.without(self.payments(key))
            self._after[key] = flow, self._passing(carried)
        return self._after[key]

    def stopped(self, frozen: Iterable[int]) -> int:
        """Cents that cannot reroute over what the case's other payments carried."""
        return self.network.flow_cents - self.after(frozen)[0]

    def passed(self, frozen: Iterable[int]) -> int:
        """
        Cents of the flow, as it was paid, that went through ``frozen``; at most.

        What came to them from others, and their own money: what passes them twice
        counts twice, but never more than the whole flow. At least what they stop.
        """
        chosen = self._chosen(frozen)
        enters = chosen[self.enters]
        if self.owner.size:  # accounts: money between two frozen ones came before
            enters &= ~chosen[self.ends[0]]
        cents = self.network.arcs.capacity[: self.enters.size][enters].sum()
        if self.owner.size:
            cents += self.network.own[chosen].sum()
        return min(self.network.flow_cents, int(cents))

    def _chosen(self, frozen: Iterable[int]) -> NDArray[np.bool_]:
        chosen = np.zeros(self.size.size, np.bool_)
        chosen[list(frozen)] = True
        return chosen

    def _passing(self, carried: Int64s) -> Int64s:
        if self.late is not None:
            return _late_passing(self.ends, self.late, carried, self.size.size)
        passing = np.zeros(self.size.size, np.int64)
        np.add.at(passing, self.enters, carried[: self.enters.size])
        end = carried.size - self.network.left.size  # own money's arcs, then ends'
        np.add.at(passing, self.owner, carried[end - self.owner.size : end])
        return passing


def accounts_of(network: FlowNetwork) -> Channels:
    return Channels(
        network,
        network.received + network.own,
        (network.payer, network.payee),
        network.payee,
        network.run_account,
    )


def accounts_from(network: FlowNetwork, late: NDArray[np.bool_]) -> Channels:
    """
    Accounts frozen from a day on, ``late`` being the payment arcs from then.

    What passes one is what such payments of its carry, in or out: no less than it
    stops.
    """
    ends = (network.payer, network.payee)
    size = _late_passing(ends, late, network.arcs.capacity, network.own.size)
    return Channels(network, size, ends, network.payee, network.run_account, late)


def _late_passing(
    ends: tuple[Int64s, ...], late: NDArray[np.bool_], carried: Int64s, channels: int
) -> Int64s:
    passing = np.zeros(channels, np.int64)
    for end in ends:
        np.add.at(passing, end[late], carried[: late.size][late])
    return passing


def corridors_of(network: FlowNetwork, corridors: int) -> Channels:
    carried = np.zeros(corridors, np.int64)
    np.add.at(carried, network.corridor, network.arcs.capacity[: network.corridor.size])
    return Channels(
        network,
        carried,
        (network.corridor,),
        network.corridor,
        np.zeros(0, np.int64),
    )
