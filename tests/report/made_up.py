"""
A made-up run of two cases, small enough to check by hand and hostile where text may be.

Case NET-1 moves money from donors over collectors, a front and a facilitator to
operatives, who send leftovers to a paymaster; NET-2 is a chain of shells with unknown
amounts and vague times. Values are in cents of USD.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from pipeline.schemas import conform

START = datetime(2021, 3, 1, 9, 30, tzinfo=UTC)
LONG_NAME = "Very long name " * 700
HOSTILE = [
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</title></style></script><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "![beacon](http://evil.example/p.png)",
    "[click](http://evil.example)",
    "http://evil.example www.evil.example a@evil.example",
    "a | b | c",
    "`code` **bold** # heading",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "gnp.exe\u202egpj",
    "zero\u200bwidth\u0000null\u001b[31mred\nline",
    "Z" + "\u0301" * 40,
    "علي محمد",
    "王小明帳戶",
    LONG_NAME,
    "]]>&amp;",
]
NUMBER = "0123456789"
# account: role, core?, country
CAST = {
    **{f"DONOR-{n}": ("donor", False, "DE") for n in range(1, 7)},
    "COLL-1": ("collector", True, "DE"),
    "COLL-2": ("collector", True, "FR"),
    HOSTILE[0]: ("front", True, "FR"),
    "FAC-1": ("facilitator", True, "AE"),
    "PAYM-1": ("paymaster", True, "AE"),
    **{f"OPER-{n}": ("operative", True, "TR") for n in range(1, 6)},
    "ATM-77": ("cash-out", False, "TR"),
    "SHOP-9": ("unwitting", False, "TR"),
}
SHELLS = {
    "SHELL-1": ("pass-through", True, "CY"),
    "SHELL-2": ("pass-through", True, None),
    "SHELL-3": ("pass-through", True, "withheld"),
    HOSTILE[20]: ("pass-through", True, "LB"),
    "SHELL-5": ("cash-out", True, "LB"),
}
FRONT, LAST_SHELL = HOSTILE[0], HOSTILE[20]


def payments() -> list[dict[str, Any]]:
    """Both cases' transactions, oldest first, with their ``case`` and ``alerts``."""
    rows: list[dict[str, Any]] = []

    def pay(
        day: float,
        sender: str,
        receiver: str,
        cents: int | None,
        channel: str = "wire",
        alerts: tuple[str, ...] = (),
        **other: Any,
    ) -> None:
        countries = CAST | SHELLS
        number = len(rows)
        rows.append(
            {
                "transaction_id": f"tx-{number:03d}",
                "booked_at": START + timedelta(days=day),
                "time_precision": "second",
                "sender_account": sender,
                "receiver_account": receiver,
                "amount": None if cents is None else Decimal(cents) / 100,
                "amount_status": "unknown" if cents is None else "exact",
                "currency": "USD",
                "value_cents": cents,
                "channel": channel,
                "sender_country": countries[sender][2],
                "receiver_country": countries[receiver][2],
                "purpose": HOSTILE[number % len(HOSTILE)],
                "latitude": -33.8 if number == 3 else None,
                "longitude": 151.2 if number == 3 else None,
                "source_file": "2021/payments.csv",
                "source_line": number + 2,
                "case": "NET-1" if sender in CAST else "NET-2",
                "alerts": list(alerts),
            }
            | other
        )

    for week in range(4):
        for donor in range(1, 7):
            collector = "COLL-1" if donor < 4 else "COLL-2"
            cents = 10_000 * donor + week
            pay(7 * week + donor / 10, f"DONOR-{donor}", collector, cents, "instant")
        pay(7 * week + 2, "COLL-1", FRONT, 58_000, "wire", ("al-1",))
        pay(7 * week + 2.2, "COLL-2", FRONT, 140_000, "wire", ("al-1",))
        pay(7 * week + 3, FRONT, "FAC-1", 190_000, "money_transfer", ("al-1",))
        for oper in range(1, 6):
            pay(7 * week + 4, "FAC-1", f"OPER-{oper}", 36_000, "money_transfer")
    pay(23, "DONOR-6", "FAC-1", 500_000, "cash_deposit")
    pay(24, "FAC-1", "PAYM-1", 90_000, "wire")
    pay(25, "OPER-1", "ATM-77", 20_000, "cash_withdrawal")
    pay(25.5, "OPER-2", "SHOP-9", 4_999, "card")
    for oper in range(1, 4):
        pay(40 + oper / 10, f"OPER-{oper}", "PAYM-1", 30_000, "wire", ("al-2",))
    vague = {"time_precision": "approximate", "amount_status": "approximate"}
    pay(50, "SHELL-1", "SHELL-2", 9_000_000, alerts=("al-3",), **vague)
    pay(51, "SHELL-2", "SHELL-3", None, alerts=("al-3",), time_precision="day")
    pay(52, "SHELL-3", LAST_SHELL, 8_700_000, alerts=("al-3",), time_precision="day")
    pay(53, LAST_SHELL, "SHELL-5", 8_650_001, "virtual_asset", ("al-3",))
    pay(54, "SHELL-1", "SHELL-1", 100, "internal")
    return sorted(rows, key=lambda row: (row["booked_at"], row["transaction_id"]))


def made_up_tables() -> dict[str, pl.LazyFrame]:
    """Every table the report stage reads, as lazy frames that keep their contract."""
    rows = payments()
    place = {"source_file": "parties.csv", "source_line": 2}
    people = {
        account: f"P-{number}"
        for number, account in enumerate([*CAST, *SHELLS])
        if account not in ("ATM-77", "SHELL-3")
    }
    tables: dict[str, list[dict[str, Any]]] = {
        "transactions": rows,
        "parties": [
            {
                "party_id": party,
                "kind": "person",
                "names": [HOSTILE[number % len(HOSTILE)], f"Alias {number}"],
                "dates": [],
                "identifiers": [{"type": "passport", "value": f"X{number}"}],
                "addresses": [],
                "phones": [],
                "devices": [],
            }
            | place
            for number, party in enumerate(people.values())
        ],
        "graph_accounts": [
            {
                "account_id": account,
                "party_id": people.get(account),
                "kind": "cash" if account == "ATM-77" else "personal",
                "institution": "Bank <b>One</b>",
                "country": cast[2],
                "opened_on": date(2020, 1, 2),
            }
            for account, cast in (CAST | SHELLS).items()
        ]
        + [{"account_id": f"OTHER-{n}"} for n in range(100)],
        "relations": [
            {"a": people["OPER-1"], "b": people["PAYM-1"], "relation": "family"}
            | place,
            {
                "a": people["FAC-1"],
                "b": "PAYM-1",
                "relation": "delegated_access",
                "valid_from": date(2020, 5, 1),
                "source": HOSTILE[8],
            }
            | place,
        ],
        "quarantine": [
            {
                "table": "transactions",
                "reasons": ["amount_not_finite", "time_naive"],
                "delivered": '{"purpose": "<script>"}',
                "source_file": HOSTILE[5],
                "source_line": 7,
            },
            {
                "table": "transactions",
                "reasons": ["amount_not_finite"],
                "delivered": "{}",
                "source_file": "2021/payments.csv",
                "source_line": 90,
            },
        ],
        "intake": [
            {
                "table": "transactions",
                "rows_in": len(rows) + 2,
                "accepted": len(rows),
                "quarantined": 2,
            },
            {"table": "parties", "rows_in": 22, "accepted": 22, "quarantined": 0},
        ],
        "screening_hits": [
            {
                "party_id": people["PAYM-1"],
                "list_name": "UN <i>consolidated</i>",
                "list_date": date(2021, 1, 5),
                "entity": HOSTILE[3],
                "matched_on": "name",
                "similarity": 0.93,
                "exact_identifier": False,
            }
        ],
    }
    tables |= findings(rows)
    return {
        name: conform(name, pl.DataFrame(list_, infer_schema_length=None)).lazy()
        for name, list_ in tables.items()
    }


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
                "budget": budget,
                "strategy": strategy,
                "frozen": ["FAC-1", FRONT][:budget],
                "flow_cents": 900_000,
                "stopped_cents": 400_000 * budget,
                "at_most_cents": 900_000,
                "collateral_transactions": 3,
            }
            for budget in (1, 2)
            for strategy in ("greedy", "biggest_accounts")
        ],
    }


def _sum(rows: list[dict[str, Any]], end: str, account: str) -> int:
    return sum(row["value_cents"] or 0 for row in rows if row[end] == account)


def many_cases(copies: int) -> dict[str, pl.LazyFrame]:
    """The made-up run with each case ``copies`` times, under ids of their own."""
    tables = made_up_tables()
    numbers = pl.LazyFrame({"copy": range(copies)})
    for name in (
        *("cases", "case_members", "case_transactions", "key_channels", "disruption"),
    ):
        copied = tables[name].join(numbers, how="cross")
        case_id = pl.format("{}-{}", "case_id", "copy").alias("case_id")
        tables[name] = copied.with_columns(case_id).drop("copy")
    return tables
