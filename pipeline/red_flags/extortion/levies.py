"""What firms of a place pay to a person who neither works for them nor is theirs."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.motifs.windows import owners
from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.payroll import steady_pairs
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import known_parties, tied_pairs

FIRMS = ("business", "merchant")
PERSONS = ("personal", "prepaid_card")
TRANSFERS = ("wire", "internal", "instant", "cheque", "money_transfer")
RUNS_IT = ("officer_of", "employee_of", "acts_for")
COLUMNS = ("subject", "who", "row", "time", "cents", "earliest", "latest", "part")


def levies(ledger: Ledger, fewest: int) -> pl.DataFrame:
    """
    Their payments: subject (account), who (a number for each firm), row, time, cents,
    earliest, latest, part.

    By transfer, without those of a steady payer, for these are wages and rents, and in
    cash that somebody of a firm brings. Only of accounts with ``fewest`` or more.
    """
    paid = pl.concat([_transfers(ledger), _cash(ledger)])
    paid = paid.filter(pl.len().over("subject") >= fewest)
    row = paid["row"].to_numpy()
    return paid.with_columns(
        pl.col("who").rank("dense").cast(pl.Int64),
        pl.Series("time", ledger.rows.time[row], pl.Int64),
        pl.Series("cents", ledger.rows.cents[row], pl.Int64),
        pl.Series("earliest", ledger.times.earliest[row], pl.Int64),
        pl.Series("latest", ledger.times.latest[row], pl.Int64),
    ).select(COLUMNS)


def kinds(ledger: Ledger, *wanted: str) -> NDArray[np.bool_]:
    """Of each account number, whether it is of one of the ``wanted`` kinds."""
    known = ledger.accounts["kind"].cast(pl.String).is_in(wanted).fill_null(False)
    return np.array(known, np.bool_)


def _transfers(ledger: Ledger) -> pl.DataFrame:
    received = ledger.valued.received
    account = owners(received)
    kept = kinds(ledger, *PERSONS)[account] & kinds(ledger, *FIRMS)[received.other]
    kept &= ledger.accounts["service"].is_null().to_numpy()[account]
    kept &= ledger.where(pl.col("channel").cast(pl.String).is_in(TRANSFERS))[
        received.row
    ]
    position = np.flatnonzero(kept)
    row = received.row[position]
    here, there = country_at(ledger, "receiver")[row], country_at(ledger, "sender")[row]
    position = position[(here == there) | (here == UNKNOWN) | (there == UNKNOWN)]
    paid = pl.DataFrame(
        {
            "subject": account[position].astype(np.int64),
            "payer": received.other[position].astype(np.int64),
            "row": received.row[position],
            "time": received.time[position].astype(np.int64),
            "cents": received.cents[position],
        }
    )
    pair = ["subject", "payer"]
    tied = tied_pairs(ledger, paid.select(a="subject", b="payer"))
    tied = tied.select(pl.col("a", "b").cast(pl.Int64))
    paid = paid.join(tied, left_on=pair, right_on=["a", "b"], how="anti")
    paid = paid.join(steady_pairs(paid, pair), on=pair, how="anti")
    firm = ledger.accounts.select(pl.coalesce("party_id", "account_id")).to_series()
    return paid.select(
        *("subject", "row"),
        who=firm.cast(pl.String).gather(paid["payer"]),
        part=pl.lit("levy"),
    )


def _cash(ledger: Ledger) -> pl.DataFrame:
    """Brought by somebody who runs a firm and is nobody to the account's holder."""
    told = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("channel") == "cash_deposit", pl.col("conductor").is_not_null())
        .select("row", pl.col("conductor").cast(pl.String))
        .collect()
    )
    account = ledger.rows.receiver[told["row"].to_numpy()]
    cents = pl.Series(ledger.rows.cents[told["row"].to_numpy()])
    told = told.with_columns(subject=pl.Series(account, dtype=pl.Int64)).filter(
        pl.Series(kinds(ledger, *PERSONS)[account], dtype=pl.Boolean), cents > 0
    )
    of_firms = pl.Series(kinds(ledger, *FIRMS), dtype=pl.Boolean)
    firms = ledger.accounts.filter(of_firms)["party_id"].drop_nulls().unique()
    runs = (
        ledger.relations_in_force.filter(
            pl.col("relation").is_in(RUNS_IT), pl.col("b").is_in(firms.implode())
        )
        .group_by(conductor="a")
        .agg(who=pl.col("b").min())
    )
    told = told.join(runs, on="conductor")
    pairs = told.select(pl.col("subject").alias("account"), party="conductor")
    known = known_parties(ledger, pairs.cast({"account": pl.UInt32}))
    own = known.select(pl.col("account").cast(pl.Int64), "party")
    told = told.join(
        own, left_on=["subject", "conductor"], right_on=["account", "party"], how="anti"
    )
    return told.select("subject", "row", "who", part=pl.lit("levy in cash"))
