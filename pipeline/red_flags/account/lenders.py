"""
Who lends: accounts of kind loan, and firms whose payments to persons say so.

A firm lends where its payment's text names a loan, and to whomever it has no known tie
if it says so to several persons and often: lenders leave the text out, or call it
otherwise. A text of a private person is no contract, so it is left to TF-INFO-05.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.red_flags.information.loan_words import names_a_loan
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

FIRMS = ("business", "merchant", "msb")
OFTEN = 0.3  # of its texts to persons; an employer's advance on wages is one of many
SEVERAL = 3  # persons, or it is a friend's firm that helped once


def lending_rows(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each row, whether it pays out a loan or draws from an account of kind loan."""
    sender, receiver, _, cents = ledger.rows
    kind = ledger.accounts["kind"].cast(pl.String).fill_null("")
    loan = np.array(kind == "loan", np.bool_)
    firm = np.array(kind.is_in(FIRMS), np.bool_)
    person = np.array(kind == "personal", np.bool_)
    place = np.flatnonzero(firm[sender] & person[receiver] & (cents > 0))
    paid = pl.DataFrame(
        {
            "row": place.astype(np.uint32),
            "sender": sender[place],
            "receiver": receiver[place],
        }
    )
    told = (
        ledger.transactions.select("purpose")
        .with_row_index("row")
        .filter(pl.col("purpose").is_not_null())
        .join(paid.lazy(), on="row", how="semi")
        .collect()
    )
    paid = paid.join(told, on="row", how="left", maintain_order="left")
    texts = paid.select("purpose").drop_nulls().unique(maintain_order=True)
    said = texts.with_columns(says=names_a_loan(pl.col("purpose")))
    paid = paid.join(said, on="purpose", how="left", maintain_order="left")
    lends = paid.group_by("sender").agg(
        often=pl.col("says").mean() >= OFTEN,
        several=pl.col("receiver").filter("says").n_unique() >= SEVERAL,
    )
    lenders = lends.filter("often", "several")["sender"]
    pairs = paid.select(a="sender", b="receiver")
    by_lender = pairs.filter(pl.col("a").is_in(lenders.implode())).unique()
    apart = by_lender.join(tied_pairs(ledger, by_lender), on=["a", "b"], how="anti")
    pairs = pairs.join(
        apart.with_columns(apart=True), on=["a", "b"], how="left", maintain_order="left"
    )
    counts = paid["says"].fill_null(False) | pairs["apart"].fill_null(False)
    found: NDArray[np.bool_] = loan[sender] & (cents > 0)
    found[place[counts.to_numpy()]] = True
    return found
