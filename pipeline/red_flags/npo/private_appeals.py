"""Appeals into a private account: gifts by their word, cash in lumps, gone in days."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.charities import UNBORN, begun_at, is_cash, is_charity
from pipeline.red_flags.npo.books import AWAY
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.small_sums import by_principal, sent_abroad, small_sums

if TYPE_CHECKING:
    from pipeline.red_flags.npo.pop_up import Thresholds

WORDS = Path(__file__).parents[2] / "reference" / "appeal_words.csv"
LARGEST = 1_000_000  # cents: a day's street collection; more is no tin's
DAYS_AROUND = 60  # of the gifts that name a cause: published collections last so long
DAYS_OF_DWELL = 10  # until it leaves; judged from the cases, not published


def private_appeals(
    ledger: Ledger, limits: Thresholds
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Persons whom strangers pay by words of charity, with lumps of cash around it, little
    of which reaches a charity and much of which leaves where nobody sees it.

    Alerts: alert (a principal), account, age_days, donors, received_cents, paid_cents,
    private_share, programme_share. Evidence: alert, row, part.
    """
    said = _names_a_cause(ledger)
    asked = ledger.principals.holder[ledger.rows.receiver[said["row"]]]
    sums = small_sums(ledger, LARGEST, pl.Series(asked))
    named = sums.join(said, on="row", how="semi")
    named = named.filter(~pl.col("in_cash"))
    span = named.group_by("subject").agg(
        donors=pl.col("who").n_unique().cast(pl.Int64),
        first=pl.col("time").min() - DAYS_AROUND * DAY,
        last=pl.col("time").max() + DAYS_AROUND * DAY,
    )
    lumps = sums.filter("in_cash").join(span, on="subject")
    lumps = lumps.filter(pl.col("time").is_between("first", "last"))
    gifts = pl.concat([named, lumps.select(named.columns)]).sort("time", "row")
    pairs = _gone(ledger, gifts)
    found = (
        gifts.group_by("subject")
        .agg(
            lumps=pl.col("in_cash").sum(),
            cash_cents=pl.col("cents").filter("in_cash").sum(),
            received_cents=pl.col("cents").sum(),
            newest=pl.col("time").max(),
            account=pl.col("account").min(),
        )
        .join(span, on="subject")
        .join(pairs.group_by("subject").agg(pl.col("gone").sum()), on="subject")
        .join(_to_charities(ledger, span), on="subject", how="left")
        .with_columns(
            paid_cents="received_cents",
            private_share=pl.col("gone") / pl.col("received_cents"),
            programme_share=pl.col("given_on").fill_null(0) / pl.col("received_cents"),
        )
        .filter(
            pl.col("donors") >= limits.min_appeal_givers,
            pl.col("lumps") >= limits.min_lumps,
            pl.col("cash_cents")
            >= limits.min_lump_share * SLACK * pl.col("received_cents"),
            pl.col("private_share") >= limits.min_gone_share * SLACK,
            pl.col("programme_share") <= limits.max_programme_share,
        )
        .sort("subject")
        .rename({"subject": "alert"})
    )
    begun = begun_at(ledger)[found["account"]]
    age = pl.Series(np.array(found["newest"], np.int64) - np.maximum(begun, -(2**31)))
    known = pl.Series(begun != UNBORN, dtype=pl.Boolean)
    found = found.with_columns(age_days=pl.when(known).then(age / DAY))
    evidence = [
        gifts.select(alert="subject", row="row", part=pl.lit("gift")),
        pairs.select(alert="subject", row="out", part=pl.lit("out")).unique(),
    ]
    return found, pl.concat(evidence).sort("alert", "row")


def _gone(ledger: Ledger, gifts: pl.DataFrame) -> pl.DataFrame:
    """subject, out (a row), gone (cents): what of ``gifts`` left unseen within days."""
    n = ledger.principals.names.len()
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder.astype(np.int64)
    cash = ledger.where(pl.col("channel") == "cash_withdrawal")
    away = ledger.where(pl.col("channel").is_in(AWAY))
    coins = np.array((ledger.accounts["kind"] == "vasp").fill_null(False), np.bool_)
    unseen = cash | away | (is_cash(ledger) | coins)[receiver]
    unseen &= np.isin(holder, gifts["subject"])[sender] & (cents > 0)
    place = np.flatnonzero(unseen & (holder[sender] != holder[receiver]))
    drawn = pl.DataFrame(
        {
            "subject": holder[sender[place]],
            "who": holder[receiver[place]],
            "row": place.astype(np.uint32),
            "time": time[place].astype(np.int64),
            "cents": cents[place],
        }
    )
    out = pl.concat([drawn, sent_abroad(ledger)]).unique("row").sort("time", "row")
    chosen = np.isin(np.arange(n), gifts["subject"])
    received, sent = by_principal(gifts, n), by_principal(out, n)
    credit, debit, gone = passed_pairs(received, sent, DAYS_OF_DWELL * DAY, chosen)
    return pl.DataFrame(
        {
            "subject": gifts["subject"].gather(received.row[credit]),
            "out": out["row"].gather(sent.row[debit]),
            "gone": gone,
        }
    )


def _to_charities(ledger: Ledger, span: pl.DataFrame) -> pl.DataFrame:
    """subject, given_on (cents): what he pays charities until the last of it."""
    sender, receiver, time, cents = ledger.rows
    place = np.flatnonzero(is_charity(ledger)[receiver] & (cents > 0))
    paid = pl.DataFrame(
        {
            "subject": ledger.principals.holder[sender[place]].astype(np.int64),
            "time": time[place].astype(np.int64),
            "given_on": cents[place],
        }
    ).join(span, on="subject")
    paid = paid.filter(pl.col("time").is_between("first", "last"))
    return paid.group_by("subject").agg(pl.col("given_on").sum())


def _names_a_cause(ledger: Ledger) -> pl.DataFrame:
    """row: of each payment whose words are those of an appeal."""
    small = pl.col("purpose").str.to_lowercase().str.replace_all("\u0307", "")
    said = ledger.transactions.with_row_index("row").filter(
        small.str.contains(_pattern())
    )
    return said.select("row").collect(engine="streaming")


@cache
def _pattern() -> str:
    """A term between word ends, with and without its accents."""
    terms = pl.read_csv(WORDS, infer_schema=False)["term"].to_list()
    plain = [
        "".join(
            c for c in unicodedata.normalize("NFD", t) if not unicodedata.combining(c)
        )
        for t in terms
    ]
    edge = r"[^\pL\pM\pN_]"
    longest_first = sorted({*terms, *plain}, key=lambda term: (-len(term), term))
    return rf"(?:^|{edge})(?:{'|'.join(longest_first)})(?:{edge}|$)"
