"""One case worked out: roles, key channels and disruption, from its own rows only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.cases.disruption import disruption
from pipeline.cases.flow_network import FlowNetwork, Payment, build_flow_network
from pipeline.cases.key_channels import key_channels
from pipeline.cases.members import CaseMembers
from pipeline.cases.roles import roles_of
from pipeline.cases.settings import Settings
from pipeline.cases.standing import measure
from pipeline.flow_graph import FlowGraph
from pipeline.reference.codes import WITHHELD

Row = dict[str, Any]
PAID = (
    *("seconds", "payer", "payee", "value_cents", "channel"),
    *("sender_country", "receiver_country"),
)
UNTOLD = {None, WITHHELD}  # whether a border was crossed is not known


@dataclass(frozen=True)
class Described:
    roles: list[tuple[str, str]]  # role and reason, in the order of the members
    key_channels: list[Row]
    disruption: list[Row]
    freeze_replay: list[Row]
    capacity: list[Row]
    notes: list[str]


def describe(
    case: CaseMembers, payments: pl.DataFrame, graph: FlowGraph, settings: Settings
) -> Described:
    """
    ``payments`` are the case's rows, see ``case_payments``.

    Where some times are known to the day only, all are compared by the day.
    """
    accounts = case.accounts
    moved, corridors = _payments(payments, [number for _, number in accounts])
    network = build_flow_network(
        moved,
        len(accounts),
        settings.max_flow_arcs,
        "day" if payments["coarse"].any() else "second",
    )
    channels, cut = key_channels(
        network, [name for name, _ in accounts], corridors, settings.max_channels
    )
    measured = measure(case.members, moved, network, case.principals)
    rows = payments["row"].to_numpy()
    return Described(
        roles_of(measured),
        channels,
        disruption(network, cut, settings.max_budget, accounts, graph, rows),
        [],
        [],
        _notes(network, payments, cut, 2 * settings.max_channels),
    )


def _payments(
    rows: pl.DataFrame, accounts: Sequence[int]
) -> tuple[list[Payment], list[str]]:
    """Payments between members by their place in ``accounts``, and their corridors."""
    place = {account: n for n, account in enumerate(accounts)}
    corridors: dict[str, int] = {}
    moved = []
    for seconds, payer, payee, cents, channel, left, reached in zip(
        *(rows[column].to_list() for column in PAID), strict=True
    ):
        name = f"{left or 'unknown'} → {reached or 'unknown'}"
        moved.append(
            Payment(
                seconds,
                place[payer],
                place[payee],
                cents,
                corridors.setdefault(name, len(corridors)),
                cash=channel == "cash_withdrawal",
                abroad=not UNTOLD & {left, reached} and left != reached,
            )
        )
    return moved, list(corridors)


def _notes(
    network: FlowNetwork, payments: pl.DataFrame, cut: list[int], shown: int
) -> list[str]:
    notes = []
    if network.clock == "none":
        notes.append("Flow: too many payments, so their order in time is not used.")
    elif network.clock != "second":
        notes.append(
            f"Flow: times are compared by the {network.clock}, because of their "
            "precision or number; within one, receipts count as first."
        )
    if unknown := int(payments["value_cents"].null_count()):
        notes.append(
            f"Flow: {unknown} payments of unknown value count as paths without value."
        )
    if len(cut) > shown:
        notes.append(
            f"The minimum cut has {len(cut)} accounts; only the largest are listed."
        )
    return notes
