"""Rows of disruption: what freezing 1, 2, … channels of a case stops, and harms."""

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.cases.channels import Channels
from pipeline.cases.collateral import Harm
from pipeline.cases.stops import at_most, best, flows_to_prove, greedy

Row = dict[str, Any]


def disruption(
    kind: str,
    channels: Channels,
    names: Sequence[str],
    cut: Sequence[int],
    budgets: int,
    harm: Callable[[Sequence[int]], Harm],
) -> list[Row]:
    """
    For each budget up to ``budgets`` or the number of channels, one row a strategy.

    See the contract for the strategies. What is stopped is net of displacement: what
    is left flows as much as it can over the case's other payments. A strategy that
    needs fewer channels freezes fewer. No rows where no value is known, nor for a cut
    that has no channels. ``harm`` is asked by the channels' numbers. Small budgets are
    proven first, as far as ``flows_to_prove`` goes.
    """
    whole = channels.network.flow_cents
    if whole == 0:
        return []
    budgets = min(budgets, len(names))
    everyone = range(len(names))
    moved = _moved(channels)
    orders = {
        "greedy": greedy(channels, budgets, everyone),
        "minimum_cut": greedy(channels, budgets, cut),
        "biggest": sorted(everyone, key=lambda c: (-moved[c], names[c])),
    }
    bounds = at_most(channels, orders["greedy"], budgets)
    rows: list[Row] = []
    flows = flows_to_prove(channels)
    for budget in range(1, budgets + 1):
        chosen = {name: order[:budget] for name, order in orders.items() if order}
        known = list(chosen.values())
        found = best(channels, budget, known, flows, bounds[budget - 1])
        flows -= found.flows
        if found.proven:
            chosen = {"exact": found.frozen} | chosen
            bounds[budget - 1] = found.cents
        for strategy, frozen in chosen.items():
            stops = channels.stopped(frozen)
            harmed = harm(frozen)
            rows.append(
                {
                    "kind": kind,
                    "budget": budget,
                    "strategy": strategy,
                    "frozen": [names[channel] for channel in frozen],
                    "flow_cents": whole,
                    "stopped_cents": stops,
                    "displaced_cents": channels.passed(frozen) - stops,
                    "at_most_cents": bounds[budget - 1],
                    "collateral_transactions": harmed.transactions,
                    "collateral_cents": harmed.cents,
                    "collateral_principals": harmed.principals,
                }
            )
    return rows


def _moved(channels: Channels) -> list[int]:
    """Known cents of the case's payments that each channel received, paid or let by."""
    if channels.owner.size:
        network = channels.network
        return [int(n) for n in network.received + network.paid]
    return [int(n) for n in channels.size]
