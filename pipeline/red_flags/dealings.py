"""Everything that accounts paid and were paid, as evidence."""

import polars as pl

from pipeline.motifs.windows import spread
from pipeline.red_flags.red_flag import Ledger


def dealings(ledger: Ledger, accounts: pl.DataFrame) -> pl.DataFrame:
    """
    alert, account, row, part ("in" or "out") of every transaction of ``accounts``
    (alert, account); a payment between two accounts of an alert stands under both.
    """
    number = accounts["account"].to_numpy()
    sides = []
    for side, part in ((ledger.graph.received, "in"), (ledger.graph.sent, "out")):
        which, position = spread(side.ptr[number], side.ptr[number + 1])
        sides.append(
            accounts.select("alert", "account")[which].with_columns(
                pl.Series("row", side.row[position], pl.UInt32),
                part=pl.repeat(part, which.size, dtype=pl.String),
            )
        )
    return pl.concat(sides)
