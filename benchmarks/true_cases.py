"""
Roles and lawful explanations where the case is right: each planted one as a case.

Cases built from alerts mix what finding them missed with what reading them missed.
Here the labelled payments of an instance, and the accounts they are between, are the
case: what is still wrong is the reading. Labels only choose the payments; the stage's
own functions read them, and all accounts count as core. Which accounts alerts speak
about is taken from the run.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from pipeline.cases import Settings
from pipeline.cases.alternatives import Clues, hypotheses
from pipeline.cases.context import Context
from pipeline.cases.core import Cores
from pipeline.cases.describe import payments_between
from pipeline.cases.flow_network import build_flow_network
from pipeline.cases.members import CaseMembers, by_case, member_table
from pipeline.cases.payments import case_payments
from pipeline.cases.roles import roles_of
from pipeline.cases.standing import measure
from pipeline.motifs.counterparties import counterparties, serve_everybody
from pipeline.principals import resolve_principals
from pipeline.runs import Run

# What explains each look-alike; any of several is right. Those of no name here are
# explained by none of the hypotheses.
EXPLAINED_BY = {
    "aid_cash_payroll": {"payroll"},
    "club_dues": {"shared_purse"},
    "corporate_treasury": {"own_accounts"},
    "couple_sharing_card": {"shared_card"},
    "debt_consolidator": {"credit"},
    "emigrant_emptying_accounts": {"own_accounts"},
    "family_helping_relative_abroad": {"family_support"},
    "freelancer_paid_by_strangers": {"trade"},
    "genuine_appeal": {"charity_appeal"},
    "group_trip_treasurer": {"shared_purse"},
    "home_improver": {"credit"},
    "landlord_many_tenants": {"rent"},
    "marketplace": {"trade"},
    "payroll_bureau": {"payroll"},
    "personal_crowdfunding": {"charity_appeal"},
    "remittance_office": {"remittance"},
    "rosca": {"savings_circle"},
    "seasonal_workers": {"payroll", "family_support"},
    "student_abroad": {"student_support"},
    "used_car_trader": {"trade"},
    "virtual_asset_hobbyist_on_credit": {"credit"},
    "wedding_gifts": {"shared_purse"},
}


class Planted(NamedTuple):
    instance: str
    name: str
    label: str
    case: CaseMembers
    roles: list[tuple[str, str]]
    hypotheses: list[dict[str, Any]]


def true_cases(run: Run, labels: pl.DataFrame, settings: Settings) -> Iterator[Planted]:
    """Each instance of ``labels`` that has payments, read as a case."""
    graph = run.flow_graph
    accounts = run.table("graph_accounts").select("account_id", "party_id", "kind")
    ids = accounts.with_row_index("account").with_columns(
        pl.col("account").cast(pl.Int64)
    )
    labels = labels.with_columns(
        pl.col("subject", "label", "name", "instance").cast(pl.String)
    )
    named = (
        labels.select("instance", "name", "label").unique().sort("label", "instance")
    )
    named = named.with_row_index("case").with_columns(pl.col("case").cast(pl.Int64))
    cores = _cores(run, labels, named, ids)
    context = Context(
        cores.accounts.select("case", "account").clear(),
        cores.evidence.select("case", "row").clear(),
        {},
    )
    dealt = counterparties(
        *(graph.received.ptr, graph.received.other),
        *(graph.sent.ptr, graph.sent.other),
    )
    hub = serve_everybody(
        dealt, accounts["kind"], settings.hub_kinds, settings.hub_counterparties
    )
    relations = run.table("relations")
    principals = resolve_principals(accounts, relations)
    payments = case_payments(cores, context, run.scan("transactions"), ids)
    members = member_table(cores, context, ids, run.table("parties"), dealt, hub)
    clues = Clues.build(
        *(graph, principals.holder, run.scan("graph_accounts"), relations),
        *(members, run.scan("transactions")),
    )
    rows = payments.partition_by("case", as_dict=True)
    told = {case: rest for case, *rest in named.iter_rows()}
    for case, listed in by_case(members, relations, principals):
        own = rows[(case,)]
        moved, _ = payments_between(own, [number for _, number in listed.accounts])
        network = build_flow_network(
            moved, len(listed.accounts), settings.max_flow_arcs
        )
        measured = measure(
            *(listed.members, moved, network, listed.principals),
            clues.paid_in_all(listed),
        )
        facts = clues.facts(listed, own)
        yield Planted(*told[case], listed, roles_of(measured), hypotheses(facts))


def _cores(
    run: Run, labels: pl.DataFrame, named: pl.DataFrame, ids: pl.DataFrame
) -> Cores:
    number = ids.select("account", "account_id")
    rows = (
        run.scan("transactions")
        .select("transaction_id", "sender_account", "receiver_account")
        .with_row_index("row")
        .collect()
        .join(
            labels.filter(subject="transaction").select(
                "instance", "label", transaction_id="subject_id"
            ),
            on="transaction_id",
        )
        .join(named.select("case", "instance", "label"), on=["instance", "label"])
        .with_columns(alert=pl.col("case"), row=pl.col("row").cast(pl.Int64))
    )
    for end, column in (("payer", "sender_account"), ("payee", "receiver_account")):
        rows = rows.join(
            number.rename({"account": end, "account_id": column}), on=column
        )
    spoken = number.join(
        run.table("alerts").select("account_id").unique(), on="account_id"
    )
    ends = [rows.select("case", account=end) for end in ("payer", "payee")]
    touched = pl.concat(ends).unique().sort("case", "account")
    return Cores(
        alerts=named.select("case", alert="case", alert_id="instance"),
        accounts=touched.with_columns(
            subject=pl.col("account").is_in(spoken["account"].implode())
        ),
        edges=touched.clear(),
        evidence=rows.select("case", "row", "alert"),
        opened=named.select("case"),
        left_out={},
        refused={},
    )
