"""What the members of a cell receive from outside it, and pay to any persons at all."""

import numpy as np
import polars as pl

from pipeline.flow_graph import Side
from pipeline.motifs.windows import between, spread
from pipeline.red_flags.charities import is_person
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Ledger


def from_outside(
    ledger: Ledger, members: pl.DataFrame, window: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Payments to members (cell, start, holder) in the ``window`` seconds from the start.

    First those from outside the cell that are not paid like a payroll: cell, row,
    account (the member's), cents. Then of each cell received_cents and outside_cents.
    """
    got = _payments(ledger, members, ledger.valued.received, window)
    who = members.select("cell", other="holder").unique()
    regular = payroll(
        ledger,
        _ever_received(ledger, got.select(pl.col("account").unique().sort())),
    )
    outside = (
        got.join(who, on=["cell", "other"], how="anti")
        .join(
            regular,
            left_on=["other_account", "account"],
            right_on=["account", "receiver"],
            how="anti",
        )
        .sort("cell", "row")
    )
    # Between accounts of one member nothing is received.
    sums = (
        got.filter(pl.col("other") != pl.col("holder"))
        .group_by("cell")
        .agg(received_cents=pl.col("cents").sum())
        .join(
            outside.group_by("cell").agg(outside_cents=pl.col("cents").sum()),
            on="cell",
        )
    )
    return outside.select("cell", "row", "account", "cents"), sums


def to_persons(ledger: Ledger, members: pl.DataFrame, window: int) -> pl.DataFrame:
    """cell, to_persons: payments by members to other persons in their window."""
    paid = _payments(ledger, members, ledger.valued.sent, window)
    personal = is_person(ledger) & ~commingled(ledger, SHOP)
    person = pl.Series(personal[paid["other_account"]], dtype=pl.Boolean)
    return (
        paid.filter(person, pl.col("other") != pl.col("holder"))
        .group_by("cell")
        .agg(to_persons=pl.len().cast(pl.Int64))
    )


def _payments(
    ledger: Ledger, members: pl.DataFrame, side: Side, window: int
) -> pl.DataFrame:
    """Payments of members' accounts in their window, with who is at the other end."""
    holder = ledger.principals.holder
    held = pl.DataFrame({"holder": holder}).with_row_index("account")
    asked = held.join(members, on="holder").sort("cell", "account")
    start = np.array(asked["start"], np.int64)
    account = np.array(asked["account"], np.int64)
    first, past = between(side, account, start, start + window - 1)
    which, position = spread(first, past)
    other = side.other[position]
    return asked[which].with_columns(
        pl.Series("row", side.row[position]),
        pl.Series("cents", side.cents[position]),
        pl.Series("other_account", other),
        pl.Series("other", holder[other]),
    )


def _ever_received(ledger: Ledger, accounts: pl.DataFrame) -> pl.DataFrame:
    """account (the payer), receiver, time, cents of all that ``accounts`` received."""
    side = ledger.valued.received
    account = accounts["account"].to_numpy()
    which, position = spread(side.ptr[account], side.ptr[account + 1])
    return pl.DataFrame(
        {
            "account": side.other[position],
            "receiver": account[which].astype(np.uint32),
            "time": side.time[position].astype(np.int64),
            "cents": side.cents[position],
        }
    )
