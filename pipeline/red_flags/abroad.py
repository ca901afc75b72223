"""Which payments cross a border, as far as the data say."""

import numpy as np
from numpy.typing import NDArray

from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.codes import WITHHELD
from pipeline.schemas import COUNTRIES

UNKNOWN = -1


def abroad(ledger: Ledger) -> NDArray[np.bool_]:
    """
    Of each transaction row, whether it goes from one country to another.

    An end whose country the transaction does not give is where its account is. A
    country that is withheld or not known is never abroad.
    """
    sender = country_at(ledger, "sender")
    receiver = country_at(ledger, "receiver")
    crosses: NDArray[np.bool_] = (
        (sender != receiver) & (sender != UNKNOWN) & (receiver != UNKNOWN)
    )
    return crosses


def country_at(ledger: Ledger, end: str) -> NDArray[np.int16]:
    """
    Number in COUNTRIES of the country at one ``end`` ("sender" or "receiver") of each
    transaction row; UNKNOWN where it may not count.
    """
    home = ledger.accounts["country"].to_physical().cast(int).fill_null(UNKNOWN)
    named = ledger.column(f"{end}_country").to_physical().cast(int).fill_null(UNKNOWN)
    account = getattr(ledger.rows, end)
    found = np.array(named, np.int16)
    fallback = np.array(home, np.int16)[account]
    found = np.where(found == UNKNOWN, fallback, found)
    found[found == COUNTRIES.index(WITHHELD)] = UNKNOWN
    return found
