"""Documented cases of ``../shared/cases`` as ledgers, read by their own columns."""

import csv
from pathlib import Path
from typing import Any

import pytest

from pipeline.red_flags.red_flag import Ledger
from tests.red_flags.ledgers import ledger

CASES = Path(__file__).parents[2] / "../shared/cases"
CHANNELS = {"cash deposit": "cash_deposit", "money transfer": "money_transfer"}


def documented_case(name: str) -> Ledger:
    """The case as rows of role labels; an account per label, each its own party."""
    if not CASES.exists():
        pytest.skip("documented cases are not on this machine")
    with (CASES / f"{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (CASES / "relations.csv").open(newline="") as file:
        relations = [
            (row["a"], row["b"], row["relation"])
            for row in csv.DictReader(file)
            if row["case"] == name
        ]
    labels = {row[end] for row in rows for end in ("from", "to")}
    labels |= {end for a, b, _ in relations for end in (a, b)}
    return ledger(
        [_payment(row) for row in rows],
        accounts={label: {"party_id": label} for label in sorted(labels)},
        relations=relations,
    )


def _payment(row: dict[str, str]) -> tuple[Any, ...]:
    sender, receiver = row["from"], row["to"]
    cents = round(float(row["amount"]) * 100) if row["amount"] else None
    country = {
        f"{end}_country": None if row[key] == "XX" else row[key]
        for end, key in (("sender", "from_country"), ("receiver", "to_country"))
    }
    columns = {
        **country,
        "time_precision": "day" if row["date_precision"] == "day" else "approximate",
        "channel": CHANNELS.get(row["channel"], "other"),
    }
    return sender, receiver, row["date"], cents, columns
