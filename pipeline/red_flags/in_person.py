"""Which payments were surely made in person, where their other end is."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.red_flags.red_flag import Ledger

CASH = ("cash_withdrawal", "cash_deposit")
MET = ("groceries", "fuel", "dining")  # trades that do not sell by post


def met_in_person(ledger: Ledger) -> NDArray[np.bool_]:
    """
    Of each row, whether it is cash over a counter or from a machine, or a card where
    the row has coordinates or the trade is met in person.

    Any other card payment may be an order by post from a foreign shop.
    """
    channel = pl.col("channel").cast(pl.String)
    card = ledger.where(channel == "card")
    if card.any():
        met = ledger.where(pl.col("latitude").is_not_null())
        met |= np.array(ledger.spending.is_in(MET).fill_null(False), np.bool_)
        card &= met
    found: NDArray[np.bool_] = card | ledger.where(channel.is_in(CASH))
    return found
