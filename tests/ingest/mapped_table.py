"""A table and a mapping in a folder, and what the adapter makes of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline.ingest.mapped import ADAPTER
from pipeline.ingest.settings import Settings
from pipeline.schemas import TABLES

TWO_SIDED = """
[columns]
transaction_id = "id"
booked_at = "when"
sender_account = "from"
receiver_account = "to"
amount = "sum"

[constants]
currency = "EUR"
channel = "wire"
"""
HEADER = "id,when,from,to,sum"
ROW = "1,2024-01-02,A,B,10.00"


class Read(NamedTuple):
    transactions: pl.DataFrame
    accounts: pl.DataFrame
    parties: pl.DataFrame

    def column(self, name: str) -> list[Any]:
        return self.transactions[name].to_list()


def read_mapped(
    folder: Path,
    mapping: str,
    tables: str | bytes | Mapping[str, bytes],
    **options: Any,
) -> Read:
    """``tables``: the text or bytes of ``table.csv``, or of files by name."""
    source = folder / "in"
    source.mkdir(exist_ok=True)
    if not isinstance(tables, Mapping):
        content = tables.encode() if isinstance(tables, str) else tables
        tables = {"table.csv": content}
    for name, content in tables.items():
        (source / name).write_bytes(content)
    written = folder / "mapping.toml"
    written.write_text(mapping, encoding="utf-8")
    parts = list(ADAPTER.read(source, Settings(mapping=str(written), **options)))
    return Read(
        *(
            pl.concat(
                [TABLES[table].create_empty()]
                + [part[table] for part in parts if table in part]
            )
            for table in ("raw_transactions", "raw_accounts", "raw_parties")
        )
    )
