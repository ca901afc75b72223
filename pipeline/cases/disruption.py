"""Rows of disruption: what freezing 1, 2, … accounts of a case stops, and harms."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.cases.flow_network import FlowNetwork
from pipeline.cases.stops import at_most, greedy, passed, stopped
from pipeline.flow_graph import FlowGraph, Int64s

Row = dict[str, Any]


def disruption(
    network: FlowNetwork,
    cut: Sequence[int],
    budgets: int,
    accounts: Sequence[tuple[str, int]],
    graph: FlowGraph,
    case_rows: Int64s,
) -> list[Row]:
    """
    For each budget up to ``budgets`` or the number of accounts, one row a strategy.

    greedy takes the account that stops most beside those before, minimum_cut does so
    among the accounts of ``cut`` only, biggest takes those that received and
    paid most in the case. What is stopped is net of displacement: what is left flows
    as much as it can over the case's other payments. A strategy that needs fewer
    accounts freezes fewer. No rows where no value is known. ``accounts`` are id and
    number in ``graph``; ``case_rows`` the rows of the case's transactions.
    """
    if network.flow_cents == 0:
        return []
    everyone = range(len(accounts))
    moved = network.received + network.paid
    orders = {
        "greedy": greedy(network, budgets, everyone),
        "minimum_cut": greedy(network, budgets, cut),
        "biggest": sorted(everyone, key=lambda a: (-moved[a], accounts[a][0])),
    }
    rows = []
    for budget in range(1, min(budgets, len(accounts)) + 1):
        for strategy, order in orders.items():
            frozen = order[:budget]
            stops = stopped(network, frozen)
            rows.append(
                {
                    "kind": "account",
                    "budget": budget,
                    "strategy": strategy,
                    "frozen": [accounts[a][0] for a in frozen],
                    "flow_cents": network.flow_cents,
                    "stopped_cents": stops,
                    "displaced_cents": passed(network, frozen) - stops,
                    "at_most_cents": at_most(network, budget),
                    "collateral_transactions": collateral(
                        graph, [accounts[a][1] for a in frozen], case_rows
                    ),
                }
            )
    return rows


def collateral(graph: FlowGraph, accounts: Sequence[int], case_rows: Int64s) -> int:
    """Transactions of ``accounts`` that are not the case's, each counted once."""
    touched = [
        side.row[side.ptr[account] : side.ptr[account + 1]]
        for side in graph
        for account in accounts
    ]
    return int(np.setdiff1d(np.concatenate(touched), case_rows).size)
