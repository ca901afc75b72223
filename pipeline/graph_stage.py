"""
The graph stage: transactions become the flow graph, account ids become 0 to n − 1.

Numbers follow first appearance: senders in row order, then receivers in row order, then
accounts without transactions by id. Neither batches nor threads change them.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from pipeline.account_numbers import AccountNumbers
from pipeline.errors import ContractError
from pipeline.flow_graph import (
    EPOCH_SECONDS,
    UNKNOWN_CENTS,
    Int32s,
    Int64s,
    Side,
    UInt32s,
    build_side,
)
from pipeline.schemas import conform

Part = Mapping[str, pl.DataFrame | Side]
BATCH = 250_000  # rows read at once; larger ones are no faster
MOST_ROWS = 2**32 - 1


def build_graph(transactions: pl.LazyFrame, accounts: pl.LazyFrame) -> Iterator[Part]:
    """
    ``graph_accounts``, then the side ``graph/received``, then ``graph/sent``.

    ``transactions`` come sorted by time. Each side is built when it is asked for, so a
    caller that drops one before it takes the next holds only one. Raises ContractError
    for what validation should have stopped: rows out of order, ends without account,
    times outside int32 seconds.
    """
    n_rows: int = transactions.select(pl.len()).collect().item()
    if n_rows > MOST_ROWS:
        raise ContractError(f"{n_rows} transactions; row numbers are 32-bit")
    ids, sender, receiver = _numbered_ends(transactions, n_rows)
    known = _with_attributes(ids, accounts)
    n_accounts = known.height
    yield {"graph_accounts": known}
    del ids, known
    time, cents = _times_and_cents(transactions, n_rows)
    yield {"graph/received": build_side(receiver, sender, time, cents, n_accounts)}
    yield {"graph/sent": build_side(sender, receiver, time, cents, n_accounts)}


def _numbered_ends(
    transactions: pl.LazyFrame, n_rows: int
) -> tuple[pl.Series, UInt32s, UInt32s]:
    """Ids by account number, and the numbers of both ends of each row."""
    accounts = AccountNumbers()
    sender, receiver = np.empty(n_rows, np.uint32), np.empty(n_rows, np.uint32)
    for name, end in (("sender_account", sender), ("receiver_account", receiver)):
        for start, batch in _batches(transactions.select(name)):
            end[start : start + batch.height] = accounts.number(batch[name])
    return accounts.ids(), sender, receiver


def _times_and_cents(transactions: pl.LazyFrame, n_rows: int) -> tuple[Int32s, Int64s]:
    time, cents = np.empty(n_rows, np.int32), np.empty(n_rows, np.int64)
    reach = np.iinfo(np.int32)
    columns = transactions.select(
        seconds=pl.col("booked_at").dt.timestamp("us") // 1_000_000 - EPOCH_SECONDS,
        cents=pl.col("value_cents").fill_null(UNKNOWN_CENTS),
    )
    for start, batch in _batches(columns):
        seconds = batch["seconds"]
        if not seconds.is_between(reach.min, reach.max).all():
            raise ContractError(
                f"a time in rows from {start} is outside 1932 to 2068; "
                "validation should have quarantined it"
            )
        time[start : start + batch.height] = seconds.to_numpy()
        cents[start : start + batch.height] = batch["cents"].to_numpy()
    return time, cents


def _batches(rows: pl.LazyFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """Batches in row order, each with the number of its first row."""
    start = 0
    for batch in rows.collect_batches(chunk_size=BATCH, maintain_order=True):
        yield start, batch
        start += batch.height


def _with_attributes(ids: pl.Series, accounts: pl.LazyFrame) -> pl.DataFrame:
    """GraphAccounts: the seen ids in their order, then the others by id."""
    described = accounts.collect()
    seen = pl.DataFrame([ids])
    idle = described.select("account_id").join(seen, on="account_id", how="anti")
    rows = pl.concat([seen, idle.sort("account_id")]).join(
        described, on="account_id", how="left", maintain_order="left"
    )
    return conform("graph_accounts", rows)
