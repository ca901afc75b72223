"""Companies that are each other's main customer, and what they do beside."""

import numpy as np
import polars as pl

from pipeline.motifs.windows import SLACK
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

GROUPS = ("contains", "same_party", "proxy_same_principal")


def main_partners(
    ledger: Ledger, shells: pl.DataFrame, least: float, most_back: float
) -> pl.DataFrame:
    """
    payer, payee, handed: two of ``shells`` (account, received), and the cents from one
    to the other: at least a share of all the one paid and of all the other got, of
    which not much came back. Accounts of one holder or registered group are no pair.
    """
    is_shell = np.zeros(ledger.graph.n_accounts, np.bool_)
    is_shell[shells["account"].to_numpy()] = True
    sent = ledger.valued.sent
    payer = np.repeat(np.arange(is_shell.size), np.diff(sent.ptr))
    held = is_shell[payer]
    paid = pl.DataFrame(
        {
            "payer": payer[held].astype(np.uint32),
            "payee": sent.other[held],
            "cents": sent.cents[held],
        }
    )
    pairs = paid.group_by("payer", "payee").agg(handed=pl.col("cents").sum())
    pairs = pairs.with_columns(of_all=pl.col("handed").sum().over("payer"))
    got = shells.select("received", payee=pl.col("account").cast(pl.UInt32))
    back = pairs.select("handed", payer="payee", payee="payer")
    found = (
        pairs.join(got, on="payee")
        .join(back, on=["payer", "payee"], how="left", suffix="_back")
        .filter(
            pl.col("handed") >= least * SLACK * pl.col("of_all"),
            pl.col("handed") >= least * SLACK * pl.col("received"),
            pl.col("handed_back").fill_null(0) <= most_back / SLACK * pl.col("handed"),
        )
    )
    holder = ledger.principals.holder
    same = holder[found["payer"]] == holder[found["payee"]]
    found = found.filter(~pl.Series(same, dtype=pl.Boolean))
    ends = found.select(a="payer", b="payee")
    group = tied_pairs(ledger, ends, GROUPS).rename({"a": "payer", "b": "payee"})
    found = found.join(group, on=["payer", "payee"], how="anti")
    return found.select("payer", "payee", "handed").sort("payer", "payee")


def doings(ledger: Ledger, member: pl.DataFrame) -> pl.DataFrame:
    """Every payment of ``member`` (account, alert): alert, row, part; they have few."""
    of = np.full(ledger.graph.n_accounts, -1, np.int64)
    of[member["account"].to_numpy()] = member["alert"].to_numpy()
    sender, receiver, _, cents = ledger.rows
    row = np.flatnonzero(((of[sender] >= 0) | (of[receiver] >= 0)) & (cents > 0))
    row = row[sender[row] != receiver[row]]
    payer, payee = of[sender[row]], of[receiver[row]]
    rows = pl.DataFrame({"row": row.astype(np.uint32), "payer": payer, "payee": payee})
    inside = (pl.col("payer") == pl.col("payee")).alias("inside")
    outs = rows.filter(pl.col("payer") >= 0).select(
        "row",
        alert="payer",
        part=pl.when(inside).then(pl.lit("handed on")).otherwise(pl.lit("out")),
    )
    ins = rows.filter(pl.col("payee") >= 0, ~inside)
    return pl.concat([outs, ins.select("row", alert="payee", part=pl.lit("in"))])
