"""Alerts, cases and key channels that fit the made-up payments."""

from typing import Any

from tests.report.hostile import HOSTILE
from tests.report.made_up_disruption import disruption_findings
from tests.report.made_up_payments import CAST, FRONT, SHELLS


def findings(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Alerts, scores and cases that fit ``rows``."""
    flags = {"al-1": "TF-NPO-01", "al-2": "TF-FLOW-07", "al-3": "TF-FLOW-05"}
    speaks = {"al-1": FRONT, "al-2": "PAYM-1", "al-3": "SHELL-2"}
    evidence = [
        {"alert_id": alert, "transaction_id": row["transaction_id"], "part": "in<b>"}
        for row in rows
        for alert in row["alerts"]
    ]
    alerts = []
    for alert, flag in flags.items():
        own = [row for row in rows if alert in row["alerts"]]
        ends = {row[e] for row in own for e in ("sender_account", "receiver_account")}
        alerts.append(
            {
                "alert_id": alert,
                "red_flag": flag,
                "account_id": speaks[alert],
                "members": sorted(ends),
                "window_start": own[0]["booked_at"],
                "window_end": own[-1]["booked_at"],
                "measured": [
                    {"name": "returned_cents", "value": 90_000.0, "threshold": 10.0},
                    {"name": "senders", "value": 3.0, "threshold": 2.0},
                    {"name": "dwell_hours", "value": 36.5, "threshold": None},
                ],
                "strength": 0.5 + len(alerts) / 10,
                "sentence": f"{len(ends)} accounts {HOSTILE[0]} within 28 days.",
            }
        )
    cases, members, shares = [], [], []
    for case_id, cast in (("NET-1", CAST), ("NET-2", SHELLS)):
        own = [row for row in rows if row["case"] == case_id]
        known = [r["value_cents"] for r in own if r["value_cents"] is not None]
        ids = sorted({alert for row in own for alert in row["alerts"]})
        cases.append(
            {
                "case_id": case_id,
                "priority": 81.5 if case_id == "NET-1" else 40.25,
                "first_at": own[0]["booked_at"],
                "last_at": own[-1]["booked_at"],
                "core_accounts": sum(core for _, core, _ in cast.values()),
                "context_accounts": sum(not core for _, core, _ in cast.values()),
                "transactions": len(own),
                "value_cents": sum(known),
                "unknown_values": len(own) - len(known),
                "stages": ["raise", "move", "use"],
                "red_flags": sorted(flags[alert] for alert in ids),
                "alert_ids": ids,
                "countries": sorted({c for _, _, c in cast.values() if c}),
                "notes": ["3 accounts were left out <at a hub>"],
            }
        )
        members += [
            {
                "case_id": case_id,
                "account_id": account,
                "role": role,
                "reason": f"received from {len(account)} accounts | {HOSTILE[9]}",
                "part": "core" if core else "context",
                "received_cents": _sum(own, "receiver_account", account),
                "sent_cents": _sum(own, "sender_account", account),
            }
            for account, (role, core, _) in cast.items()
        ]
        shares += [
            {
                "case_id": case_id,
                "transaction_id": row["transaction_id"],
                "part": "evidence" if row["alerts"] else "context",
                "alert_ids": row["alerts"],
            }
            for row in own
        ]
    return {
        "alerts": alerts,
        "alert_evidence": evidence,
        "red_flag_status": [
            {"red_flag": flag, "testable": True, "alerts": 1, "cut": 0}
            for flag in flags.values()
        ]
        + [
            {"red_flag": "TF-STRUCT-01", "testable": True, "alerts": 4, "cut": 2},
            {
                "red_flag": "TF-GEO-01",
                "testable": False,
                "reason": "needs transactions.branch <b>",
                "alerts": 0,
                "cut": 0,
            },
        ],
        "account_scores": [
            {"account_id": account, "priority": 50.0, "contributions": []}
            for account in CAST | SHELLS
        ],
        "cases": cases,
        "case_members": members,
        "case_transactions": shares,
        "key_channels": [
            {
                "case_id": "NET-1",
                "rank": rank,
                "kind": kind,
                "channel": channel,
                "stopped_cents": 700_000 // rank,
                "share": 0.9 / rank,
                "in_minimum_cut": rank == 1,
            }
            for rank, (kind, channel) in enumerate(
                [("account", "FAC-1"), ("corridor", "FR → AE"), ("account", FRONT)], 1
            )
        ],
        "disruption": [
            {
                "case_id": "NET-1",
                "kind": "account",
                "budget": budget,
                "strategy": strategy,
                "frozen": ["FAC-1", FRONT][:budget],
                "flow_cents": 900_000,
                "stopped_cents": 400_000 * budget,
                "displaced_cents": 30_000,
                "at_most_cents": 900_000,
                "collateral_transactions": 3,
                "collateral_cents": 12_345,
                "collateral_principals": 2,
            }
            for budget in (1, 2)
            for strategy in ("greedy", "biggest")
        ],
    } | disruption_findings()


def _sum(rows: list[dict[str, Any]], end: str, account: str) -> int:
    return sum(row["value_cents"] or 0 for row in rows if row[end] == account)
