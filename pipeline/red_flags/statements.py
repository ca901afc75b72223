"""An account's payments within windows of time: their sums, and the payments."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side
from pipeline.motifs.windows import between, spread, within
from pipeline.red_flags.commingled import SHOP
from pipeline.red_flags.red_flag import Ledger


def payments_of(side: Side, chosen: NDArray[np.bool_]) -> Side:
    """The side with only the payments of the ``chosen`` accounts (one bool each)."""
    return side.keep(np.repeat(chosen, np.diff(side.ptr)))


def moved_between(
    side: Side, account: Int64s, start: Int64s, end: Int64s
) -> tuple[Int64s, Int64s]:
    """``(payments, cents)`` of each account from ``start`` to ``end``, both in."""
    first, past = between(side, account, start, end)
    return past - first, within(side.cents, first, past)


def lines_between(
    side: Side, account: Int64s, start: Int64s, end: Int64s, part: str
) -> pl.DataFrame:
    """
    The payments themselves: alert (which window), position, row, other, time, cents,
    part; by window, oldest first.
    """
    window, position = spread(*between(side, account, start, end))
    return pl.DataFrame(
        {
            "alert": window,
            "position": position,
            "row": side.row[position],
            "other": side.other[position],
            "time": side.time[position].astype(np.int64),
            "cents": side.cents[position],
        }
    ).with_columns(part=pl.lit(part))


def is_own(ledger: Ledger, rows: pl.Series) -> pl.Series:
    """Whether each of transaction ``rows`` stays with one holder."""
    sender, receiver, _, _ = ledger.rows
    holder, place = ledger.principals.holder, rows.to_numpy()
    return pl.Series(holder[sender[place]] == holder[receiver[place]], dtype=pl.Boolean)


def is_purchase(ledger: Ledger, rows: pl.Series) -> pl.Series:
    """
    Whether each of transaction ``rows`` pays for something: by card, or to a shop.

    What is not one takes money away: as cash, by wire, to another person. A transfer to
    a shop that no column calls a shop is taken for one that does.
    """
    merchants = (ledger.accounts["kind"] == SHOP).fill_null(False)
    chosen = (
        ledger.transactions.with_row_index("row")
        .filter(
            (pl.col("channel") == "card") | pl.col("merchant_category").is_not_null()
        )
        .select("row")
        .join(rows.unique().to_frame("row").lazy(), on="row", how="semi")
        .collect()
    )
    receiver = ledger.rows.receiver[rows.to_numpy()]
    return rows.is_in(chosen["row"].implode()) | merchants.gather(receiver)


def paid_again(
    received: Side, ins: pl.DataFrame, ended: pl.DataFrame, seconds: int
) -> pl.DataFrame:
    """
    The alerts whose largest payer in ``ins`` pays at least half as much again.

    ``ended`` has alert, account and ended, the time after which, and for how many
    ``seconds``, it may. Such money is income, not a single event. Of equally large
    payers the first account counts.
    """
    after = ended["ended"].to_numpy()
    later = lines_between(
        *(received, ended["account"].to_numpy(), after + 1, after + seconds, "later"),
    )
    later = later.with_columns(ended["alert"].gather(later["alert"]).alias("alert"))
    paid = ins.group_by("alert", "other").agg(pl.col("cents").sum())
    largest = paid.sort("alert", "cents", "other", descending=[False, True, False])
    largest = largest.unique("alert", keep="first", maintain_order=True)
    again = later.group_by("alert", "other").agg(pl.col("cents").sum().alias("again"))
    return again.join(largest, on=["alert", "other"]).filter(
        pl.col("again") * 2 >= pl.col("cents")
    )
