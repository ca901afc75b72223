"""A made-up case of any size in six layers, with returns, to see and to measure."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from pipeline.schemas import conform
from tests.report.made_up import made_up_tables, reviewed

LAYERS = ("donor", "collector", "front", "pass-through", "facilitator", "operative")
WEIGHTS = (18, 7, 6, 8, 8, 13)  # accounts of each at size 60
COUNTRIES = ("DE", "FR", "AE", "TR", "LB")


def large_tables(accounts: int, flows: int, seed: int = 7) -> dict[str, pl.LazyFrame]:
    """One case; each flow is one to four payments, one in twenty goes back."""
    chance = random.Random(seed)
    layers = [
        [f"{role[:2].upper()}-{n:03d}" for n in range(max(1, accounts * size // 60))]
        for role, size in zip(LAYERS, WEIGHTS, strict=True)
    ]
    country = {a: chance.choice(COUNTRIES) for layer in layers for a in layer}
    rows: list[dict[str, Any]] = []
    for number in range(flows):
        step = 2 if chance.random() < 0.07 else 1
        layer = number % (len(layers) - step)
        ends = chance.choice(layers[layer]), chance.choice(layers[layer + step])
        if number % 20 == 19:
            ends = chance.choice(layers[-1]), chance.choice(layers[3])
        for _ in range(chance.randint(1, 4)):
            cents = int(10 ** chance.uniform(4, 7))
            rows.append(
                {
                    "transaction_id": f"t{len(rows):05d}",
                    "booked_at": datetime(2023, 1, 1, tzinfo=UTC)
                    + timedelta(hours=chance.randint(0, 4_000)),
                    "time_precision": "minute",
                    "sender_account": ends[0],
                    "receiver_account": ends[1],
                    "amount": Decimal(cents) / 100,
                    "amount_status": "exact",
                    "currency": "USD",
                    "value_cents": cents,
                    "channel": chance.choice(("wire", "instant", "money_transfer")),
                    "sender_country": country[ends[0]],
                    "receiver_country": country[ends[1]],
                    "source_file": "large.csv",
                    "source_line": len(rows) + 2,
                }
            )
    rows.sort(key=lambda row: (row["booked_at"], row["transaction_id"]))
    members = []
    for role, layer in zip(LAYERS, layers, strict=True):
        for account in layer:
            flow = {
                end: sum(
                    r["value_cents"] for r in rows if r[f"{end}_account"] == account
                )
                for end in ("sender", "receiver")
            }
            members.append(
                {
                    "case_id": "BIG-1",
                    "account_id": account,
                    "role": role,
                    "reason": "made up",
                    "part": "core",
                    "received_cents": flow["receiver"],
                    "sent_cents": flow["sender"],
                }
            )
    made: dict[str, list[dict[str, Any]]] = {
        "transactions": rows,
        "graph_accounts": [{"account_id": a, "country": c} for a, c in country.items()],
        "case_members": members,
        "case_transactions": [
            {
                "case_id": "BIG-1",
                "transaction_id": row["transaction_id"],
                "part": "evidence",
                "alert_ids": ["al-1"],
            }
            for row in rows
        ],
        "cases": [
            {
                "case_id": "BIG-1",
                "priority": 70.0,
                "first_at": rows[0]["booked_at"],
                "last_at": rows[-1]["booked_at"],
                "core_accounts": len(members),
                "context_accounts": 0,
                "transactions": len(rows),
                "value_cents": sum(row["value_cents"] for row in rows),
                "unknown_values": 0,
                "stages": ["raise", "move", "use"],
                "red_flags": ["TF-NPO-01"],
                "alert_ids": ["al-1"],
                "countries": sorted(set(country.values())),
            }
        ],
    }
    tables = made_up_tables()
    for name in (
        *("key_channels", "disruption", "screening_hits", "relations"),
        *("freeze_replay", "capacity", "counterfactuals", "hypotheses"),
    ):
        tables[name] = tables[name].clear()
    large = {
        name: conform(name, pl.DataFrame(own, infer_schema_length=None)).lazy()
        for name, own in made.items()
    }
    return reviewed(tables | large)
