"""A run small enough to evaluate by hand."""

import polars as pl

from pipeline.schemas import conform

ORDINARY = [f"O{number}" for number in range(1, 11)]
ACCOUNTS = ["A1", "A2", "A3", "A4", "A5", "A6", "B1", "B2", "B3", *ORDINARY]
TRANSACTIONS = [
    *("t1", "t2", "t3", "t4", "t5", "t6"),
    *("u1", "u2", "u3"),
    *("o1", "o2", "o3", "o4", "o5"),
]
# Two instances of a scheme, A4 an unwitting donor; two instances of a look-alike.
OF_SCHEME = {"s-1": ["t1", "t2", "t3", "t4"], "s-2": ["t5", "t6"]}
CAST = {
    "s-1": {"A1": "collector", "A2": "donor", "A3": "cash-out", "A4": "unwitting"},
    "s-2": {"A5": "paymaster", "A6": "operative"},
}
OF_TWIN = {"m-1": ["u1", "u2"], "m-2": ["u3"]}
TWIN_ACCOUNTS = {"m-1": ["B1", "B2"], "m-2": ["B3"]}
ALERTS = {  # id: red flag, account, members, evidence
    "a1": ("F1", "A1", ["A1", "A2"], ["t1", "t2"]),
    "a2": ("F1", "B1", ["B1"], ["u1"]),
    "a3": ("F2", "O1", ["O1"], ["o1", "o2", "u1"]),  # u1 in passing
    "a4": ("F2", "O2", ["O2"], ["o3", "t3"]),
    "a5": ("F3", "A5", ["A5"], []),
    "a6": ("F3", "O3", ["O3"], ["u3"]),
    "a7": ("F1", "A4", ["A4"], ["o4"]),
}


ROLES = {"A1": "collector", "A4": "unwitting", "A5": "facilitator"}  # else donor
# Cents of what is known of: s-1 moved 1,000, of which its case holds 600.
VALUES = {"t1": 500, "t2": 100, "t3": 400, "t4": None, "u1": 50, "u3": 9, "o1": 7}
IN_CASES = {"C1": ["t1", "t2", "o1"], "C2": ["u3", "o3"], "C3": ["t5"]}


def labels() -> pl.DataFrame:
    rows = []
    for instance, ids in OF_SCHEME.items():
        rows += [("transaction", one, "scheme", "ring", instance, None) for one in ids]
    for instance, cast in CAST.items():
        rows += [
            ("account", one, "scheme", "ring", instance, role)
            for one, role in cast.items()
        ]
    for instance, ids in OF_TWIN.items():
        rows += [
            ("transaction", one, "look_alike", "club", instance, None) for one in ids
        ]
    for instance, ids in TWIN_ACCOUNTS.items():
        rows += [("account", one, "look_alike", "club", instance, None) for one in ids]
    columns = ("subject", "subject_id", "label", "name", "instance", "role")
    return conform("labels", pl.DataFrame(rows, schema=columns, orient="row"))


def alerts() -> pl.DataFrame:
    rows = [
        {"alert_id": key, "red_flag": flag, "account_id": account, "members": members}
        for key, (flag, account, members, _) in ALERTS.items()
    ]
    return pl.DataFrame(rows)


def evidence() -> pl.DataFrame:
    rows = [
        {"alert_id": key, "transaction_id": one, "part": "in"}
        for key, (_, _, _, ids) in ALERTS.items()
        for one in ids
    ]
    return pl.DataFrame(rows)


def scores(column: str, ids: list[str], priority: dict[str, float]) -> pl.DataFrame:
    return pl.DataFrame(
        {column: ids, "priority": [float(priority.get(one, 0)) for one in ids]}
    )


def small_run() -> dict[str, pl.DataFrame]:
    core = {"C1": ["A1", "A2", "A4", "O1"], "C2": ["O2", "O3"], "C3": ["A5", "A1"]}
    members = [
        {"case_id": case, "account_id": one, "part": "core"}
        for case, ids in core.items()
        for one in ids
    ]
    members.append({"case_id": "C2", "account_id": "A3", "part": "context"})
    members = [row | {"role": ROLES.get(row["account_id"], "donor")} for row in members]
    shown = [
        {"case_id": case, "transaction_id": one, "part": "evidence"}
        for case, ids in IN_CASES.items()
        for one in ids
    ]
    return {
        "alerts": alerts(),
        "alert_evidence": evidence(),
        "account_scores": scores(
            "account_id", ACCOUNTS, {"A1": 90, "O1": 80, "A5": 70, "A4": 60, "B1": 50}
        ),
        "transaction_scores": scores(
            "transaction_id", TRANSACTIONS, {"t1": 90, "o1": 80, "t2": 80}
        ),
        "cases": pl.DataFrame(
            {"case_id": ["C1", "C2", "C3"], "priority": [90.0, 40.0, 70.0]}
        ),
        "case_members": pl.DataFrame(members),
        "case_transactions": pl.DataFrame(shown),
        "transactions": pl.DataFrame(
            {
                "transaction_id": TRANSACTIONS,
                "value_cents": [VALUES.get(one) for one in TRANSACTIONS],
            },
            schema_overrides={"value_cents": pl.Int64},
        ),
        "labels": labels(),
        "graph_accounts": pl.DataFrame({"account_id": ACCOUNTS}),
        "red_flag_status": pl.DataFrame(
            {
                "red_flag": ["F1", "F2", "F3", "F4", "F5"],
                "testable": [True, True, True, True, False],
            }
        ),
    }
