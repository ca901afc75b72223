"""Which payments show who commands an account."""

import numpy as np
import polars as pl

from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger


def telling(
    ledger: Ledger, evidence: pl.DataFrame, everyone: pl.DataFrame, lump: pl.Series
) -> pl.DataFrame:
    """
    Rows of ``evidence`` (alert, account, row, part) that show who commands the account:
    a lump, what crossed a border, what somebody ordered, what passed between its
    controllers' accounts. Where an alert has none, all that have a customer's own
    account at both ends. ``lump`` are transaction rows.
    """
    row = evidence["row"].to_numpy()
    filled = np.isin(row, lump.to_numpy())
    everybodys = commingled(ledger, SHOP)
    sender, receiver = ledger.rows.sender[row], ledger.rows.receiver[row]
    ordered = ledger.where(pl.col("conductor").is_not_null())[row]
    between = evidence.with_columns(
        other=pl.Series(np.where(evidence["part"] == "in", sender, receiver)),
        shown=pl.Series(abroad(ledger)[row] | ordered | filled),
    ).filter(pl.Series(filled | ~(everybodys[sender] | everybodys[receiver])))
    party = everyone.select("account", "party").unique()
    own = (
        between.select("account", "other")
        .unique()
        .join(party, on="account")
        .join(party.rename({"account": "other"}), on=["other", "party"], how="semi")
        .select("account", "other", own=pl.lit(True))
        .unique()
    )
    between = between.join(own, on=["account", "other"], how="left")
    shown = pl.col("shown") | pl.col("own").fill_null(False)
    return between.filter(shown | ~shown.any().over("account")).select(evidence.columns)
