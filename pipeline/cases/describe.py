"""One case worked out: roles, key channels, disruption and doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.cases.alternatives import Clues, hypotheses
from pipeline.cases.channels import Channels, accounts_of, corridors_of
from pipeline.cases.collateral import CORRIDOR, Ledger, Outside
from pipeline.cases.counterfactual import counterfactuals
from pipeline.cases.disruption import disruption
from pipeline.cases.flow_network import Payment, build_flow_network
from pipeline.cases.key_channels import key_channels
from pipeline.cases.members import CaseMembers
from pipeline.cases.minimum_cut import account_cut, corridor_cut
from pipeline.cases.moments import CaseAlert
from pipeline.cases.over_time import over_time, watch
from pipeline.cases.roles import roles_of
from pipeline.cases.settings import Settings
from pipeline.cases.standing import measure
from pipeline.cases.stops import tried_at_most
from pipeline.reference.codes import WITHHELD

Row = dict[str, Any]
PAID = (
    *("seconds", "payer", "payee", "value_cents", "channel"),
    *("sender_country", "receiver_country", "corridor", "brought_by"),
)
UNTOLD = {None, WITHHELD}  # whether a border was crossed is not known


@dataclass(frozen=True)
class Described:
    """Roles and reasons in the order of the members; rows of tables of that name."""

    roles: list[tuple[str, str]]
    key_channels: list[Row]
    disruption: list[Row]
    freeze_replay: list[Row]
    capacity: list[Row]
    counterfactuals: list[Row]
    hypotheses: list[Row]
    notes: list[str]


def describe(
    case: CaseMembers,
    payments: pl.DataFrame,
    alerts: Sequence[CaseAlert],
    ledger: Ledger,
    clues: Clues,
    settings: Settings,
) -> Described:
    """
    ``payments`` are the case's rows, see ``case_payments``.

    Where some times are known to the day only, all are compared by the day.
    """
    names = [name for name, _ in case.accounts]
    moved, corridors = payments_between(
        payments, [number for _, number in case.accounts]
    )
    network = build_flow_network(
        moved,
        len(names),
        settings.max_flow_arcs,
        "day" if payments["coarse"].any() else "second",
    )
    outside = Outside(
        ledger, [number for _, number in case.accounts], payments["row"].to_numpy()
    )
    by_account = accounts_of(network)
    by_corridor = corridors_of(network, len(corridors))
    cut, closed = account_cut(network), corridor_cut(network, len(corridors))
    freezes = disruption(
        *("account", by_account, names, cut, settings.max_budget),
        outside.of_accounts,
    )
    closings = disruption(
        *("corridor", by_corridor, corridors, closed, settings.max_budget),
        lambda chosen: outside.of_corridors([corridors[c] for c in chosen]),
    )
    measured = measure(
        *(case.members, moved, network, case.principals), clues.paid_in_all(case)
    )
    watched = watch(case, payments)
    replayed, weekly = over_time(network, moved, alerts, watched, freezes, settings)
    for row in replayed:
        row["frozen"] = [names[n] for n in row["frozen"]]
    return Described(
        roles=roles_of(measured),
        key_channels=key_channels(
            [
                ("account", by_account, names, cut),
                ("corridor", by_corridor, corridors, closed),
            ],
            settings.max_channels,
        ),
        disruption=freezes + closings,
        freeze_replay=replayed,
        capacity=weekly,
        counterfactuals=counterfactuals(alerts, settings),
        hypotheses=hypotheses(clues.facts(case, payments)),
        notes=_notes(by_account, payments, cut, 2 * settings.max_channels),
    )


def payments_between(
    rows: pl.DataFrame, accounts: Sequence[int]
) -> tuple[list[Payment], list[str]]:
    """Payments between members by their place in ``accounts``, and their corridors."""
    place = {account: n for n, account in enumerate(accounts)}
    corridors: dict[str, int] = {}
    moved = []
    rows = rows.with_columns(corridor=CORRIDOR)
    for seconds, payer, payee, cents, channel, left, reached, name, by in zip(
        *(rows[column].to_list() for column in PAID), strict=True
    ):
        moved.append(
            Payment(
                seconds,
                place[payer],
                place[payee],
                cents,
                corridors.setdefault(name, len(corridors)),
                cash=channel == "cash_withdrawal",
                abroad=not UNTOLD & {left, reached} and left != reached,
                brought_by=tuple(place[n] for n in by or () if n in place),
            )
        )
    return moved, list(corridors)


def _notes(
    by_account: Channels, payments: pl.DataFrame, cut: list[int], shown: int
) -> list[str]:
    network, notes = by_account.network, []
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
    tried, passed = tried_at_most(by_account), int((by_account.size > 0).sum())
    if tried < passed:
        notes.append(
            f"Freezes: of {passed} accounts with known value, at each step the {tried} "
            "were tried that most flow passed."
        )
    if len(cut) > shown:
        notes.append(
            f"The minimum cut has {len(cut)} accounts; only the largest are listed."
        )
    return notes
