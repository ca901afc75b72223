"""Payments from abroad that their text calls a loan or a gift."""

import numpy as np
import polars as pl

from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs
from pipeline.similar_names import folded

# Whole words in the notation of ``folded``; credit is also a word for any payment in.
LOANS = (
    *("loan", "lending", "borrowed", "darlehen", "kredit", "pret", "emprunt"),
    *("prestamo", "prestito", "emprestimo", "lening", "borc", "pozyczka", "qarz"),
    "قرض",
)
GIFTS = (
    *("gift", "present", "geschenk", "schenkung", "cadeau", "don familial", "regalo"),
    *("presente", "hediye", "prezent", "هدية"),
)


def _naming(words: tuple[str, ...]) -> str:
    return rf"(?:^| )(?:{'|'.join(words)})(?: |$)"


LOAN = _naming(LOANS)
LABEL = _naming((*LOANS, *GIFTS))


def names_a_loan(text: pl.Expr) -> pl.Expr:
    """Whether each text holds a word for a loan; null where it is null."""
    return folded(text).str.contains(LOAN)


def called_loan_or_gift(ledger: Ledger) -> pl.DataFrame:
    """
    row, account, payer, time, cents, earliest, latest of those of known value, from
    payers without a known tie to who is paid.
    """
    crosses = np.flatnonzero(abroad(ledger) & (ledger.rows.cents > 0))
    wanted = pl.DataFrame({"row": crosses.astype(np.uint32)})
    rows = (
        ledger.transactions.select("purpose")
        .with_row_index("row")
        .filter(pl.col("purpose").is_not_null())
        .join(wanted.lazy(), on="row", how="semi")
        .filter(folded(pl.col("purpose")).str.contains(LABEL))
        .select("row")
        .collect()
    )
    place = rows["row"].to_numpy()
    shops = commingled(ledger, SHOP)
    rows = pl.DataFrame(
        {
            "row": place,
            "account": ledger.rows.receiver[place],
            "payer": ledger.rows.sender[place],
            "time": ledger.rows.time[place],
            "cents": ledger.rows.cents[place],
            "earliest": ledger.times.earliest[place],
            "latest": ledger.times.latest[place],
        }
    ).filter(pl.Series(~shops[ledger.rows.receiver[place]]))
    tied = tied_pairs(ledger, rows.select(a="account", b="payer"))
    return rows.join(
        tied.rename({"a": "account", "b": "payer"}), on=["account", "payer"], how="anti"
    ).sort("row")
