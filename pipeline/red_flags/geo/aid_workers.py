"""Who works for a charity, and so has a reason to be where a war is."""

import numpy as np
import polars as pl

from pipeline.red_flags.charities import is_charity
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Ledger


def aid_workers(ledger: Ledger) -> pl.Series:
    """Accounts on the payroll of a charity."""
    charity = is_charity(ledger)
    sender, receiver, time, cents = ledger.rows
    row = np.flatnonzero(charity[sender] & (cents > 0))
    paid = pl.DataFrame(
        {
            "account": sender[row],
            "receiver": receiver[row],
            "time": time[row],
            "cents": cents[row],
        }
    )
    return payroll(ledger, paid)["receiver"].unique()
