"""Cash drawn or paid out in or beside an area of conflict, or on the way to one."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.red_flags.abroad import UNKNOWN, abroad, country_at
from pipeline.red_flags.conflict import (
    at_transit_hub,
    countries_at_war,
    in_conflict,
    near_conflict,
    placed_then,
)
from pipeline.red_flags.red_flag import Ledger

RELAY = "cash at a relay"


def cash_outs(ledger: Ledger) -> pl.DataFrame:
    """
    What was drawn or paid out beside a conflict, or drawn abroad in a relay: subject,
    who, row, part, earliest, latest, time, cents, foreign, fled.
    """
    near = near_conflict(ledger)
    cash = ledger.where(pl.col("channel") == "cash_withdrawal")
    drawn = cash & (near | in_conflict(ledger, "receiver"))
    relay = cash & ~drawn & abroad(ledger) & at_transit_hub(ledger, "receiver")
    drawn |= relay
    paid_out = ledger.where(pl.col("channel") == "money_transfer") & near
    paid_out &= abroad(ledger) & ~drawn
    row = np.flatnonzero(drawn | paid_out)
    sender, receiver, time, cents = ledger.rows
    out = drawn[row]
    return pl.DataFrame(
        {
            "row": row.astype(np.uint32),
            "subject": np.where(out, sender[row], receiver[row]),
            "who": row,
            "part": np.where(relay[row], RELAY, np.where(out, "cash-out", "paid out")),
            "earliest": ledger.times.earliest[row],
            "latest": ledger.times.latest[row],
            "time": time[row],
            "cents": cents[row].clip(0),
        }
    ).with_columns(_homes(ledger, row, out))


def _homes(
    ledger: Ledger, row: NDArray[np.intp], out: NDArray[np.bool_]
) -> list[pl.Series]:
    """Whether the account is of another country (foreign), of one at war (fled)."""
    home = ledger.accounts["country"].to_physical().cast(int).fill_null(UNKNOWN)
    account = np.where(out, ledger.rows.sender[row], ledger.rows.receiver[row])
    of_row = np.full(ledger.graph.n_transactions, UNKNOWN, np.int16)
    of_row[row] = np.array(home, np.int16)[account]
    fled = placed_then(ledger, of_row, countries_at_war(ledger))[row]
    place = country_at(ledger, "receiver")[row]
    known = (of_row[row] != UNKNOWN) & (place != UNKNOWN)
    foreign = known & (of_row[row] != place)
    return [pl.Series("foreign", foreign), pl.Series("fled", fled)]
