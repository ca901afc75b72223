"""Pairs of accounts that pay each other, and what the two are to each other."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.netting import pair_ptr, wandering
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs
from pipeline.red_flags.turnover import dealt_with, turnover

PAIR = ["a", "b"]
PERSONAL = "personal"


def evened(paid: pl.DataFrame, periods: int, most_drift: float) -> pl.DataFrame:
    """
    Pairs of ``paid`` (two_way_payments with time and the number of the period that each
    belongs to, or -1) with so many even periods, whose balance does not wander
    meanwhile.
    """
    even = pl.col("period") >= 0
    first, last = (pl.col("time").filter(even).min(), pl.col("time").filter(even).max())
    meanwhile = paid.filter(pl.col("time").is_between(first, last).over(PAIR))
    return _summed(meanwhile, even).filter(
        pl.col("periods") >= periods, pl.col("drift_share") <= most_drift
    )


def keepers(
    ledger: Ledger,
    paid: pl.DataFrame,
    each_way: int,
    least_cents: int,
    most_net: float,
) -> pl.DataFrame:
    """
    Pairs of persons' accounts in two countries that paid each other at least
    ``each_way`` times either way, so much together, and of it so little on balance.
    """
    private = np.array((ledger.accounts["kind"] == PERSONAL).fill_null(False))
    private = private[paid["a"]] & private[paid["b"]] & abroad(ledger)[paid["row"]]
    ways = pl.min_horizontal(
        (pl.col("cents") > 0).sum().over(PAIR), (pl.col("cents") < 0).sum().over(PAIR)
    )
    theirs = paid.filter(pl.Series(private)).with_columns(each_way=ways)
    theirs = theirs.filter(pl.col("each_way") >= each_way)
    found = _summed(theirs, pl.lit(True)).filter(
        pl.col("gross_cents") >= least_cents, pl.col("net_share") <= most_net
    )
    return found.join(theirs.select(*PAIR, "each_way").unique(), on=PAIR)


def beside_others(ledger: Ledger, pairs: pl.DataFrame) -> pl.DataFrame:
    """
    Those of ``pairs`` that the data do not know to belong together, with what the two
    are to each other meanwhile: account (the smaller), of_smaller and of_larger (shares
    of what these turn over), others (with how many each deals at least).
    """
    pairs = pairs.join(tied_pairs(ledger, pairs), on=PAIR, how="anti")
    first, last = (np.array(pairs[name], np.int64) for name in ("first", "last"))
    moved = [
        turnover(ledger, np.array(pairs[end], np.int64), first, last) for end in PAIR
    ]
    met = dealt_with(ledger, pl.concat([pairs["a"], pairs["b"]]))
    smaller = np.where(moved[1] < moved[0], pairs["b"], pairs["a"])
    gross = pl.col("gross_cents")
    return pairs.with_columns(
        pl.Series("account", smaller, pl.UInt32),
        of_smaller=gross / pl.Series(np.minimum(*moved)),
        of_larger=gross / pl.Series(np.maximum(*moved)),
        others=pl.min_horizontal(*(pl.Series(met[pairs[end]]) for end in PAIR)) - 1,
    )


def _summed(paid: pl.DataFrame, counts: pl.Expr) -> pl.DataFrame:
    """One row a pair of ``paid``: sums of the payments that count, drift of all."""
    drift = wandering(pair_ptr(paid), np.array(paid["cents"]))
    cents, period = pl.col("cents").filter(counts), pl.col("period")
    return (
        paid.group_by(PAIR, maintain_order=True)
        .agg(
            period.filter(period >= 0).n_unique().alias("periods"),
            cents.abs().sum().alias("gross_cents"),
            cents.sum().abs().alias("net_cents"),
            pl.col("time").filter(counts).min().alias("first"),
            pl.col("time").filter(counts).max().alias("last"),
        )
        .with_columns(
            pl.Series("drift_share", drift),
            net_share=pl.col("net_cents") / pl.col("gross_cents"),
            span_days=(pl.col("last") - pl.col("first")) / DAY,
        )
    )
