"""Cases as the tables that the contracts describe."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.cases.core import Cores
from pipeline.cases.describe import Described
from pipeline.cases.identity import case_ids, overlaps
from pipeline.reference.codes import WITHHELD
from pipeline.schemas import FINANCING_STAGES, conform


def case_tables(
    cores: Cores,
    members: pl.DataFrame,
    payments: pl.DataFrame,
    described: Mapping[int, Described],
    notes: Mapping[int, Sequence[str]],
) -> dict[str, pl.DataFrame]:
    """
    All tables, cases in the same order in each: by priority, value, then id.

    ``notes`` are those on how each case was bounded.
    """
    ids = case_ids(cores, members)
    told = [list(notes[case]) + described[case].notes for case in ids]
    listed = pl.DataFrame(
        {"case": list(ids), "case_id": list(ids.values()), "notes": told},
        {"case": pl.Int64, "case_id": pl.String, "notes": pl.List(pl.String)},
    )
    cases = (
        listed.join(_of_alerts(cores.alerts), on="case")
        .join(cores.opened.select("case", "priority", "set_by"), on="case")
        .join(_of_members(members), on="case")
        .join(_of_payments(payments), on="case", how="left")
        .join(overlaps(members, ids), on="case", how="left")
        .with_columns(
            pl.col("transactions", "value_cents", "unknown_values").fill_null(0),
            pl.col("countries", "overlaps").fill_null([]),
        )
        .sort("priority", "value_cents", "case_id", descending=[True, True, False])
    )
    # It says without which alerts there would be no case: a ranker asks otherwise.
    by_alerts = set(cores.opened.filter(pl.col("set_by") == "alerts")["case"])
    order = cases.select("case", "case_id").with_row_index("place")
    roles = [role for case in ids for role in described[case].roles]
    tables = {
        "cases": cases,
        "case_members": _members(members, payments).with_columns(
            role=pl.Series([role for role, _ in roles], dtype=pl.String),
            reason=pl.Series([reason for _, reason in roles], dtype=pl.String),
        ),
        "case_transactions": payments.sort("case", "booked_at", "transaction_id"),
        "key_channels": _rows({c: d.key_channels for c, d in described.items()}),
        "disruption": _rows({c: d.disruption for c, d in described.items()}),
        "freeze_replay": _rows({c: d.freeze_replay for c, d in described.items()}),
        "capacity": _rows({c: d.capacity for c, d in described.items()}),
        "counterfactuals": _rows(
            {c: d.counterfactuals for c, d in described.items() if c in by_alerts}
        ),
        "hypotheses": _rows({c: d.hypotheses for c, d in described.items()}),
    }
    return {
        name: conform(name, rows if name == "cases" else _placed(rows, order))
        for name, rows in tables.items()
    }


def _of_alerts(alerts: pl.DataFrame) -> pl.DataFrame:
    stages = (
        alerts.select("case", pl.col("stages").cast(pl.List(pl.Enum(FINANCING_STAGES))))
        .explode("stages", empty_as_null=False, keep_nulls=False)
        .group_by("case")
        .agg(pl.col("stages").unique().sort())
    )
    return (
        alerts.group_by("case")
        .agg(
            red_flags=pl.col("red_flag").unique().sort(),
            alert_ids=pl.col("alert_id").sort(),
        )
        .join(stages, on="case")
    )


def _of_members(members: pl.DataFrame) -> pl.DataFrame:
    core = pl.col("part") == "core"
    return members.group_by("case").agg(
        core_accounts=core.sum(), context_accounts=(~core).sum()
    )


def _of_payments(payments: pl.DataFrame) -> pl.DataFrame:
    countries = pl.concat_list(
        pl.col("sender_country", "receiver_country").cast(pl.String)
    ).explode(empty_as_null=False, keep_nulls=False)
    return payments.group_by("case").agg(
        first_at=pl.col("booked_at").min(),
        last_at=pl.col("booked_at").max(),
        transactions=pl.len(),
        value_cents=pl.col("value_cents").sum(),
        unknown_values=pl.col("value_cents").null_count(),
        countries=countries.filter(countries != WITHHELD).unique().sort(),
    )


def _members(members: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """``members`` with what the case's transactions, self-payments too, moved."""
    totals = members.select("case", "account")
    for end, name in (("payee", "received_cents"), ("payer", "sent_cents")):
        sums = payments.group_by("case", account=end).agg(
            pl.col("value_cents").sum().alias(name)
        )
        totals = totals.join(
            sums, on=["case", "account"], how="left", maintain_order="left"
        )
    return pl.concat(
        [members, totals.select("received_cents", "sent_cents").fill_null(0)],
        how="horizontal",
    )


def _rows(by_case: Mapping[int, Sequence[Mapping[str, Any]]]) -> pl.DataFrame:
    rows = [{"case": case, **row} for case, listed in by_case.items() for row in listed]
    empty = {"case": pl.Int64}
    return (
        pl.DataFrame(rows, infer_schema_length=None)
        if rows
        else pl.DataFrame(schema=empty)
    )


def _placed(rows: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """``rows`` with their case's id, in the order of cases, else as they came."""
    return rows.with_row_index("came").join(order, on="case").sort("place", "came")
