"""Short deliveries for tests: a good row, and what differs from it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import polars as pl

from pipeline.reference.exchange_rates import load_rates
from pipeline.schemas import TABLES
from pipeline.validate import Settings, validate

ANYTHING = Settings(max_quarantined_share=1.0)
Row = Mapping[str, str | int | None]
GOOD: dict[str, Row] = {
    "transactions": {
        "transaction_id": "t1",
        "booked_at": "2024-03-01T12:00:00Z",
        "sender_account": "a",
        "receiver_account": "b",
        "amount": "10.00",
        "currency": "USD",
        "channel": "wire",
    },
    "accounts": {"account_id": "a"},
    "parties": {"party_id": "p"},
    "relations": {"a": "p", "b": "a", "relation": "account_holder"},
}


class Outcome(NamedTuple):
    accepted: pl.DataFrame  # of the table asked for
    quarantine: pl.DataFrame
    intake: pl.DataFrame
    parts: list[Mapping[str, pl.DataFrame]]

    @property
    def reasons(self) -> list[list[str]]:
        return self.quarantine["reasons"].to_list()


def raw(table: str, rows: Iterable[Row]) -> pl.DataFrame:
    """Rows that differ from the good one as said, on lines 2, 3, … of one file."""
    place: Row = {"source_file": "made.csv"}
    filled = [
        {**place, "source_line": line, **GOOD[table], **row}
        for line, row in enumerate(rows, start=2)
    ]
    schema = TABLES[f"raw_{table}"].create_empty().schema
    return pl.DataFrame(filled, schema=schema)


def deliver(
    table: str,
    rows: pl.DataFrame,
    settings: Settings = ANYTHING,
    base_currency: str = "USD",
    rates: pl.DataFrame | None = None,
) -> Outcome:
    """Validate one table, the others being empty."""
    tables = {
        name: rows if name == table else TABLES[f"raw_{name}"].create_empty()
        for name in GOOD
    }
    parts = list(
        validate(
            **{f"raw_{name}": frame.lazy() for name, frame in tables.items()},
            rates=load_rates() if rates is None else rates,
            base_currency=base_currency,
            settings=settings,
        )
    )
    whole = {
        name: pl.concat([part[name] for part in parts if name in part])
        for name in (*GOOD, "quarantine", "intake")
    }
    for name, frame in whole.items():
        TABLES[name].validate(frame)
    return Outcome(whole[table], whole["quarantine"], whole["intake"], parts)


def pay(*rows: Row, **options: object) -> Outcome:
    """Validate transactions, numbered t1, t2, … unless they have ids."""
    numbered = [{"transaction_id": f"t{n}", **row} for n, row in enumerate(rows, 1)]
    return deliver("transactions", raw("transactions", numbered), **options)  # type: ignore[arg-type] # passed on


def reasons_for(**row: str | int | None) -> list[str]:
    """The reasons against a transaction that differs so from a good one."""
    found = pay(row).reasons
    return found[0] if found else []
