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
    ``paid``: (payer, payee, cents) of the first of ``payments``.
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
    return conform(name, pl.DataFrame(rows, empty.schema)) if rows else empty


def run(alerts, evidence, limits=None, payments=PAYMENTS, paid=()):
    ends = [[ACCOUNTS.index(p[side]) for p in paid] for side in (0, 1)]
    graph = build_flow_graph(
        *(np.array(end, np.uint32) for end in ends),
        np.zeros(len(paid), np.int32),
        np.array([p[2] for p in paid], np.int64),
        len(ACCOUNTS),
    )
    parts = score(
        alerts=alerts.lazy(),
        alert_evidence=evidence.lazy(),
        transactions=pl.LazyFrame(
            {"transaction_id": payments}, {"transaction_id": str}
        ),
        graph_accounts=pl.LazyFrame(
            {"account_id": list(ACCOUNTS), "kind": ["personal"] * len(ACCOUNTS)}
        ),
        graph=graph,
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
