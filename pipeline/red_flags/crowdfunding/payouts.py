"""Where the payouts of campaigns end, directly or through the account of a promoter."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.appeals import is_campaign, is_platform, serves_public
from pipeline.red_flags.red_flag import Ledger

SECONDS_OF_DWELL = 7 * DAY  # what rests longer cannot be told from the promoter's own
MOSTLY = 0.5  # of a payout: then it was passed on


def payouts(ledger: Ledger) -> pl.DataFrame:
    """What campaigns and platforms pay: who, receiver, row, cents."""
    sender, receiver, _, cents = ledger.rows
    pays = is_campaign(ledger) | is_platform(ledger)
    place = np.flatnonzero(pays[sender] & (sender != receiver))
    ends = {"who": sender[place], "receiver": receiver[place]}
    return pl.DataFrame({**ends, "row": place.astype(np.uint32), "cents": cents[place]})


def passed_to(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """
    What of ``paid`` its receiver passes on within a week to somebody else: who,
    receiver (at the end), row (of the payout), on (the row that passed it on), cents.

    First in first out, payouts alone against what he pays to those who do not serve the
    public: his wages and his shopping do not hide it. Most of a payout must reach one
    principal; what goes back to the campaign's own holder is not passed on.
    """
    received, sent = ledger.valued
    public = serves_public(ledger)
    between = np.zeros(ledger.graph.n_accounts, np.bool_)
    between[paid["receiver"].to_numpy()] = True
    between &= ~public
    paid_out = np.zeros(ledger.graph.n_transactions, np.bool_)
    paid_out[paid["row"].to_numpy()] = True
    came = received.keep(paid_out[received.row])
    went = sent.keep(~public[sent.other])
    credit, debit, cents = passed_pairs(came, went, SECONDS_OF_DWELL, between)
    row, on = came.row[credit], went.row[debit]
    holder = ledger.principals.holder
    end = ledger.rows.receiver[on]
    kept = holder[end] != holder[ledger.rows.receiver[row]]
    passed = pl.DataFrame(
        {
            "who": ledger.rows.sender[row],
            "receiver": end,
            "row": row,
            "on": on,
            "cents": cents,
            "to": holder[end],
            "payout": ledger.rows.cents[row],
        }
    ).filter(pl.Series(kept))
    most = pl.col("cents").sum().over("row", "to") >= MOSTLY * SLACK * pl.col("payout")
    return passed.filter(most).drop("to", "payout")


def resolved(ledger: Ledger, paid: pl.DataFrame, min_share: float) -> pl.DataFrame:
    """
    Payouts that end with a principal who gets most of what the campaign pays out.

    who, receiver, row, cents, part, subject (the principal). Most is ``min_share`` or
    more of the value, or of the number where no value is known. What was passed on
    counts for where it ended and stands with both rows, its value with the second. A
    platform pays many, so all that it pays counts. Who serves the public is no payee.
    """
    passed = passed_to(ledger, paid)
    counted = paid.with_columns(pl.col("cents").clip(0), part=pl.lit("payout"))
    ways = [
        counted,
        passed.select("who", "receiver", "row", cents=0, part=pl.lit("payout")),
        passed.select("who", "receiver", "cents", row="on", part=pl.lit("passed on")),
    ]
    ends = pl.concat(ways, how="diagonal_relaxed").filter(
        ~pl.col("receiver").is_in(np.flatnonzero(serves_public(ledger)).tolist())
    )
    ends = ends.with_columns(
        pl.Series(
            "subject", ledger.principals.holder[ends["receiver"]].astype(np.int64)
        )
    )
    whole = counted.group_by("who").agg(
        pl.col("cents").sum().alias("value"), pl.len().alias("number")
    )
    direct = (pl.col("part") == "payout").sum().over("who", "subject")
    share = (
        pl.when(pl.col("value") > 0)
        .then(pl.col("cents").sum().over("who", "subject") / pl.col("value"))
        .otherwise(direct / pl.col("number"))
    )
    platforms = np.flatnonzero(is_platform(ledger)).tolist()
    return (
        ends.join(whole, on="who")
        .filter((share >= min_share) | pl.col("who").is_in(platforms))
        .select("who", "receiver", "row", "cents", "part", "subject")
    )
