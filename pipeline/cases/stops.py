"""
Which channels to freeze: those that stop most alone, one after another, and the best.

What a set stops grows with the set, but is not submodular: of two detours each alone
stops nothing, both stop all. So greedy has no share of the best for sure, and the best
is hard to find (Wood 1993, deterministic network interdiction). What holds for every
network, and bounds what any set can stop: of a largest flow that avoids S, all that T
can stop beside S is what passes T.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.cases.channels import Channels
from pipeline.flow_graph import Int64s

# Flows × payments of the network: a flow over 2,000 payments takes some 5 ms, so that
# a case takes seconds at the worst, and hundredths of one mostly.
TRYING = 60_000
LEAST_TRIED = 15
PROVING = 80_000


class Stop(NamedTuple):
    channel: int
    cents: int


def tried_at_most(channels: Channels, plans: int = 1) -> int:
    """
    Of how many channels, those that most flow passes, a flow without is computed.

    ``plans`` that are made of one case share the work.
    """
    return max(LEAST_TRIED, TRYING // max(1, plans * channels.enters.size))


def flows_to_prove(channels: Channels) -> int:
    """How many flows may be spent on proving which choices are the best."""
    return PROVING // max(1, channels.enters.size)


def alone(channels: Channels, most: int, always: Iterable[int] = ()) -> list[Stop]:
    """
    The ``most`` that stop most if frozen alone, and ``always``; largest first.

    What passes a channel bounds what it stops: it is tried while it can beat those
    found, ``tried_at_most`` in all beside ``always``. No flow is needed for an account
    that only begins or only ends flow: what it owns, or what it keeps, is all that
    passes it and all that is lost. Equal ones by what passes them, then number.
    """
    left = max(most, tried_at_most(channels))
    size, network, kept = channels.size, channels.network, set(always)
    surely = np.maximum(network.own, network.left) if channels.owner.size else -size
    found: list[Stop] = []
    best: list[int] = []
    for channel in sorted(range(size.size), key=lambda c: (-size[c], c)):
        hopeless = (
            left == 0
            or size[channel] == 0
            or (len(best) == most and size[channel] < best[-1])
        )
        if not hopeless or channel in kept:
            cents = int(size[channel])
            if surely[channel] != cents:
                cents = channels.stopped([channel])
                left = max(0, left - 1)
            found.append(Stop(channel, cents))
            best = sorted([*best, cents], reverse=True)[:most]
    found.sort(key=lambda s: (-s.cents, -size[s.channel], s.channel))
    return [
        s for n, s in enumerate(found) if s.channel in kept or (n < most and s.cents)
    ]


def greedy(
    channels: Channels, budget: int, among: Sequence[int], plans: int = 1
) -> list[int]:
    """
    At most ``budget`` of ``among``, each the one that stops most beside those before.

    Where no single one stops anything, because money reroutes, the one that most flow
    passes is taken, so that pairs are found. Ends early once nothing flows. Each time
    ``tried_at_most`` are tried, those that most flow passes first. Equal ones by flow
    passing, then number.
    """
    tried = tried_at_most(channels, plans)
    chosen: list[int] = []
    while len(chosen) < budget:
        flow, passing = channels.after(chosen)
        if flow == 0 or not passing.any():
            break
        best = best_gain = -1
        order = sorted(among, key=lambda c: (-passing[c], c))
        for channel in order[:tried]:
            if passing[channel] <= best_gain:
                break
            gain = flow - channels.after([*chosen, channel])[0]
            if channel not in chosen and gain > best_gain:
                best, best_gain = channel, gain
        if best < 0:
            break
        chosen.append(best)
    return chosen


def at_most(channels: Channels, order: Sequence[int], budgets: int) -> list[int]:
    """
    For 1 … ``budgets``, what no choice of so many can exceed; proven for any network.

    The least, over each beginning S of ``order``, of what S stops and the largest
    amounts that pass others in the flow left; also of the flow as it was paid.
    """
    whole = channels.network.flow_cents
    bounds = [_largest(channels.size, budget) for budget in range(1, budgets + 1)]
    for taken in range(len(order) + 1):
        flow, passing = channels.after(order[:taken])
        for budget in range(1, budgets + 1):
            bound = whole - flow + _largest(passing, budget)
            bounds[budget - 1] = min(bounds[budget - 1], bound)
    for budget in range(budgets - 1, 0, -1):
        bounds[budget - 1] = min(bounds[budget - 1], bounds[budget])
    return [min(whole, bound) for bound in bounds]


def _largest(amounts: Int64s, count: int) -> int:
    return int(np.sort(amounts)[::-1][:count].sum())


class Best(NamedTuple):
    frozen: list[int]
    cents: int
    proven: bool
    flows: int  # spent


def best(
    channels: Channels,
    budget: int,
    known: Iterable[Sequence[int]],
    most_flows: int,
    bound: int,
) -> Best:
    """
    The ``budget`` channels that stop most, by branch and bound from sets ``known``.

    Given up after ``most_flows`` flows, and then not ``proven``. Needs none where a
    known set reaches ``bound``, which none can exceed. Of equal sets the first found
    stays, those known before all.
    """
    search = _Search(channels, most_flows)
    for chosen in known:
        search.offer(chosen)
    proven = search.cents >= bound or search.below(
        [], range(channels.size.size), budget
    )
    spent = most_flows - max(0, search.flows_left)
    return Best(search.frozen, search.cents, proven, spent)


class _Search:
    def __init__(self, channels: Channels, most_flows: int) -> None:
        self.channels = channels
        self.flows_left = most_flows
        self.frozen: list[int] = []
        self.cents = 0

    def offer(self, chosen: Sequence[int]) -> None:
        cents = self.channels.stopped(chosen)
        if cents > self.cents:
            self.frozen, self.cents = list(chosen), cents

    def below(self, chosen: list[int], others: Sequence[int], room: int) -> bool:
        """Try ``chosen`` and up to ``room`` of ``others``; False if given up."""
        self.flows_left -= 1
        if self.flows_left < 0:
            return False
        self.offer(chosen)
        flow, passing = self.channels.after(chosen)
        stops = self.channels.network.flow_cents - flow
        order = sorted(others, key=lambda c: (-passing[c], c))
        for place, channel in enumerate(order):
            hope = stops + sum(int(passing[c]) for c in order[place : place + room])
            if hope <= self.cents:
                break
            if not self.below([*chosen, channel], order[place + 1 :], room - 1):
                return False
        return True
