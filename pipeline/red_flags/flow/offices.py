"""Who pays where an office does: whoever its payment names as paid for."""

import numpy as np
import polars as pl

from pipeline.flow_graph import UInt32s
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.flow.payers import behind
from pipeline.red_flags.red_flag import Ledger


def paying_accounts(ledger: Ledger) -> UInt32s:
    """
    Of each row the account that pays: its sender; where money of many flows together
    and somebody with an account in the data is named, the first account of his.
    """
    sender = ledger.rows.sender
    pooled = np.flatnonzero(commingled(ledger)[sender] & (ledger.rows.cents > 0))
    told = behind(ledger, pl.DataFrame({"row": pooled.astype(np.uint32)}))
    holder = ledger.principals.holder.astype(np.int64)
    own = pl.DataFrame({"who": holder}).with_row_index("own")
    first = own.group_by("who").agg(pl.col("own").min())
    named = told.join(first, on="who").sort("row")
    paying: UInt32s = sender.copy()
    paying[named["row"].to_numpy()] = named["own"].to_numpy()
    return paying
