"""
Format ``amlsim``: what IBM's AMLSim simulator writes, in either of two layouts.

*2019 samples*: ``transactions`` (sourceNodeId, targetNodeId, value, time) and ``nodes``
(nodeid, isFraud, ...). *A run*: ``transactions`` (step, type, amount, nameOrig,
nameDest, isSAR, alertID, alertType, maybe date), ``accounts`` and ``alert_members``.
Files are told by their columns, not by their names.

Time is a step number, one a day from ``ingest.amlsim_base_date``, unless a date column
says it. AMLSim states no currency: ``ingest.amlsim_currency``. Transactions have no id:
theirs is file and line. The samples state no payment type, so their channel is
``other``. Balances have no column here. Labels: isFraud, isSAR with the alert it
belongs to, and the members of each alert.
"""

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.adapter import Adapter, Part
from pipeline.ingest.amlsim_tables import (
    run_accounts,
    run_members,
    run_transactions,
    sample_nodes,
    sample_transactions,
)
from pipeline.ingest.files import SourceFile, source_files
from pipeline.ingest.settings import Settings
from pipeline.ingest.tables import glimpse, rows_of

KINDS = {  # of file, by columns it must have
    "sample_transactions": ("sourceNodeId", "targetNodeId", "value", "time"),
    "sample_nodes": ("nodeid", "isFraud"),
    "run_transactions": ("step", "type", "amount", "nameOrig", "nameDest"),
    "run_members": ("alertID", "reason", "accountID", "isMain"),
    "run_accounts": ("ACCOUNT_ID", "CUSTOMER_ID", "ACCOUNT_TYPE"),
}
TRANSACTIONS = ("sample_transactions", "run_transactions")


def recognises(source: Path) -> bool:
    return any(kind in TRANSACTIONS for _, kind in _kinds(source))


def read(source: Path, settings: Settings) -> Iterator[Part]:
    files = _kinds(source)
    kinds = [kind for _, kind in files]
    runs = sum(kind in TRANSACTIONS for kind in kinds)
    if not runs:
        columns = " or ".join(", ".join(KINDS[kind]) for kind in TRANSACTIONS)
        raise InputError(
            f"None of the {len(files)} files of the input is an AMLSim transactions "
            f"table. It has the columns {columns}."
        )
    if runs > 1:
        raise InputError(
            f"{runs} AMLSim transaction files in the input. Each simulation numbers "
            "its accounts anew: give the folder of one."
        )
    customers: set[str] = set()
    for file, kind in files:
        for rows in rows_of(file, settings):
            if kind == "sample_transactions":
                yield sample_transactions(file, rows, settings)
            elif kind == "sample_nodes":
                yield sample_nodes(rows)
            elif kind == "run_transactions":
                yield run_transactions(file, rows, settings)
            elif kind == "run_members":
                yield run_members(file, rows)
            else:
                yield run_accounts(rows, customers, label="run_members" not in kinds)


def _kinds(source: Path) -> list[tuple[SourceFile, str]]:
    """The files AMLSim wrote and which each is; transactions first."""
    found = []
    for file in source_files(source):
        columns = set(glimpse(file))
        found += [(file, kind) for kind in KINDS if columns.issuperset(KINDS[kind])]
    return sorted(found, key=lambda pair: pair[1] not in TRANSACTIONS)


ADAPTER = Adapter(
    name="amlsim",
    looks_for="a transactions table with AMLSim's columns (sourceNodeId or nameOrig)",
    recognises=recognises,
    read=read,
)
