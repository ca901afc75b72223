"""What else some accounts do: what they turn over meanwhile, and with how many."""

import numpy as np
import polars as pl

from pipeline.flow_graph import Int64s
from pipeline.motifs.windows import between, within
from pipeline.red_flags.red_flag import Ledger


def turnover(ledger: Ledger, account: Int64s, first: Int64s, last: Int64s) -> Int64s:
    """Cents that each ``account`` received and sent from ``first`` to ``last``."""
    received, sent = (
        within(side.cents, *between(side, account, first, last))
        for side in ledger.valued
    )
    total: Int64s = received + sent
    return total


def dealt_with(ledger: Ledger, accounts: pl.Series) -> Int64s:
    """Of each account number, if among ``accounts``: with how many others it deals."""
    asked = np.zeros(ledger.graph.n_accounts, np.bool_)
    asked[accounts.to_numpy()] = True
    both = []
    for own, other in (("sender", "receiver"), ("receiver", "sender")):
        account, met = getattr(ledger.rows, own), getattr(ledger.rows, other)
        mine = asked[account]
        both.append(pl.DataFrame({"account": account[mine], "other": met[mine]}))
    pairs = pl.concat(both).filter(pl.col("account") != pl.col("other")).unique()
    counts: Int64s = np.bincount(pairs["account"], minlength=asked.size)
    return counts
