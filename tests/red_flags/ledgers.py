"""
Ledgers from short tuples, for the tests of red flags.

A payment is ``(sender, receiver, at)``, then the cents (default 10,000; None is
unknown), then a dict of further Transactions columns. ``at`` is graph seconds or an ISO
date or time. Accounts are either all numbers, which are their account numbers (ids
``a0``, ``a1`` …), or all names, numbered by first appearance. Payment i has the id
``t`` and i in five digits, whatever row it sorts to.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from pipeline.flow_graph import EPOCH, UNKNOWN_CENTS, as_datetime, build_flow_graph
from pipeline.red_flags.red_flag import Found, Ledger
from pipeline.schemas import conform

Payment = Sequence[Any]
PAID = {"time_precision": "second", "currency": "USD", "channel": "wire"}
SOURCE = {"source_file": "made.csv", "source_line": 1}


def ledger(
    payments: Iterable[Payment],
    *,
    n_accounts: int = 0,
    accounts: Mapping[Any, Mapping[str, Any]] | None = None,
    parties: Mapping[str, Mapping[str, Any]] | None = None,
    relations: Iterable[Sequence[Any]] = (),
    base_currency: str = "USD",
    **lists: pl.DataFrame,
) -> Ledger:
    """
    A ledger of ``payments``; at least ``n_accounts`` accounts where they are numbers.

    ``accounts`` adds columns to an account, by number or name; ``parties`` likewise.
    A relation is ``(a, b, relation)``, then valid_from and valid_to. ``lists`` are
    screening_lists, screening_hits, conflict_areas, lexicon.
    """
    paid = [_payment(number, payment) for number, payment in enumerate(payments)]
    described = dict(accounts or {})
    names = [_name(a) for a in described]
    ends = [row[end] for row in paid for end in ("sender_account", "receiver_account")]
    numbers = [int(a[1:]) for a in (*ends, *names) if a[1:].isdigit() and a[0] == "a"]
    known = [f"a{n}" for n in range(max([n_accounts, *(n + 1 for n in numbers)]))]
    ids = list(dict.fromkeys([*known, *ends, *names]))
    by_id = {_name(account): columns for account, columns in described.items()}
    related = [
        dict(zip(("a", "b", "relation", "valid_from", "valid_to"), r, strict=False))
        for r in relations
    ]
    people = [{"party_id": p, **SOURCE, **row} for p, row in (parties or {}).items()]
    return from_tables(
        _frame(paid, ["transaction_id"]),
        _frame([{"account_id": i, **by_id.get(i, {})} for i in ids], ["account_id"]),
        _frame(people, ["party_id"]),
        _frame(related, ["a", "b", "relation"]),
        base_currency,
        **lists,
    )


def from_tables(
    transactions: pl.DataFrame,
    accounts: pl.DataFrame,
    parties: pl.DataFrame,
    relations: pl.DataFrame,
    base_currency: str,
    **lists: pl.DataFrame,
) -> Ledger:
    """A ledger of canonical tables; accounts are numbered as they stand."""
    transactions = conform("transactions", transactions)
    transactions = transactions.sort("booked_at", "transaction_id")
    ids = accounts["account_id"]
    number_of = {account_id: number for number, account_id in enumerate(ids)}
    seconds = (transactions["booked_at"] - EPOCH).dt.total_seconds()
    graph = build_flow_graph(
        _numbers(transactions["sender_account"], number_of),
        _numbers(transactions["receiver_account"], number_of),
        np.array(seconds, np.int32),
        np.array(transactions["value_cents"].fill_null(UNKNOWN_CENTS), np.int64),
        len(ids),
    )
    return Ledger(
        graph=graph,
        transactions=transactions.lazy(),
        accounts=conform("graph_accounts", accounts),
        parties=conform("parties", parties),
        relations=conform("relations", relations),
        base_currency=base_currency,
        **lists,
    )


def ids(made: Ledger, rows: Iterable[int]) -> list[str]:
    """Transaction ids of transaction rows, in their order."""
    return made.column("transaction_id").gather(list(rows)).to_list()


def shown(made: Ledger, found: Found) -> list[tuple[str, list[str]]]:
    """Of each alert, its account and the ids of its evidence."""
    names = made.accounts["account_id"]
    return [
        (names[alert["account"]], ids(made, alert["rows"]))
        for alert in found.alerts.iter_rows(named=True)
    ]


def at(moment: int | str | datetime) -> datetime:
    if isinstance(moment, int):
        return as_datetime(moment)
    stamp = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp


def _name(account: int | str) -> str:
    return account if isinstance(account, str) else f"a{account}"


def _payment(number: int, payment: Payment) -> dict[str, Any]:
    sender, receiver, moment = payment[:3]
    cents = payment[3] if len(payment) > 3 else 10_000
    columns = payment[4] if len(payment) > 4 else {}
    return {
        "transaction_id": f"t{number:05}",
        "booked_at": at(moment),
        "sender_account": _name(sender),
        "receiver_account": _name(receiver),
        "amount": None if cents is None else f"{cents / 100:.2f}",
        "amount_status": "unknown" if cents is None else "exact",
        "value_cents": cents,
        **PAID,
        **SOURCE,
        **columns,
    }


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.DataFrame(rows, infer_schema_length=None)


def _numbers(names: pl.Series, number_of: Mapping[str, int]) -> np.ndarray:
    return np.array([number_of[name] for name in names], np.uint32)
