"""Scores of short tuples."""

import numpy as np
import polars as pl

from pipeline.flow_graph import build_flow_graph
from pipeline.schemas import TABLES, conform
from pipeline.score import Settings, score

ACCOUNTS, PAYMENTS = "abcde", ("p1", "p2", "p3")


def scored(alerts, evidence=(), limits=None, payments=PAYMENTS, paid=()):
    """
    ``alerts``: (red flag, account, other members, strength); their ids count up.
    ``paid``: (payer, payee, cents[, seconds]) of the first of ``payments``; the others
    are payments of an account to itself.
    """
    told = [
        {
            "alert_id": f"A{number}",
            "red_flag": red_flag,
            "account_id": account,
            "members": sorted({account, *others}),
            "strength": float(strength),
        }
        for number, (red_flag, account, others, strength) in enumerate(alerts)
    ]
    shown = [
        {"alert_id": f"A{a}", "transaction_id": p, "part": "in"} for a, p in evidence
    ]
    shown = table("alert_evidence", shown)
    return run(table("alerts", told), shown, limits, payments, paid)


def table(name, rows):
    empty = TABLES[name].create_empty()
    filled = conform(name, pl.DataFrame(rows)) if rows else empty
    if name == "alerts":
        measured = empty.schema["measured"]
        filled = filled.with_columns(
            pl.col("measured").fill_null(pl.lit([]).cast(measured))
        )
    return filled


def graph_of(paid, accounts=5):
    """Payments by (payer, payee, cents[, seconds]), in order of time."""
    ends = [
        np.array([p[side] for p in paid]).astype(np.uint32)
        if not any(isinstance(p[side], str) for p in paid)
        else np.array([ACCOUNTS.index(p[side]) for p in paid], np.uint32)
        for side in (0, 1)
    ]
    time = np.array([p[3] if len(p) > 3 else 0 for p in paid], np.int32)
    return build_flow_graph(
        *ends, time, np.array([p[2] for p in paid], np.int64), accounts
    )


def run(alerts, evidence, limits=None, payments=PAYMENTS, paid=()):
    accounts = {
        "account_id": list(ACCOUNTS),
        "kind": ["personal"] * len(ACCOUNTS),
        "opened_on": [None] * len(ACCOUNTS),
    }
    last = paid[-1][3] if paid and len(paid[-1]) > 3 else 0
    paid = [*paid, *[("a", "a", 0, last)] * (len(payments) - len(paid))]
    parts = score(
        alerts=alerts.lazy(),
        alert_evidence=evidence.lazy(),
        transactions=pl.LazyFrame(
            {"transaction_id": payments}, {"transaction_id": str}
        ),
        graph_accounts=pl.LazyFrame(accounts, schema_overrides={"opened_on": pl.Date}),
        graph=graph_of(paid),
        settings=limits or Settings(),
    )
    tables = {}
    for part in parts:
        for name, rows in part.items():
            tables.setdefault(name, []).append(rows)
    return {
        name: TABLES[name].validate(pl.concat(rows)) for name, rows in tables.items()
    }


def priorities(tables, kind="account"):
    return dict(tables[f"{kind}_scores"].select(f"{kind}_id", "priority").iter_rows())


def weights(tables):
    """Weight of each alert by its id."""
    return dict(tables["alert_weights"].select("alert_id", "weight").iter_rows())


def contributions(tables, subject, kind="account"):
    rows = tables[f"{kind}_scores"].filter(pl.col(f"{kind}_id") == subject)
    return rows["contributions"].to_list()[0]
