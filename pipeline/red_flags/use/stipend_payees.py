"""
People an account pays steadily without a recorded reason, and who of them get alike.

Payers outside the data are left out, for what else they pay is not seen, and so are
lenders, shops and offices, whose trade is to pay many.
"""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import owners
from pipeline.red_flags.abroad import country_at
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.payroll import steady_pairs
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs
from pipeline.schemas import COUNTRIES

PAIR = ["account", "receiver"]
WITH_REASON = ("employee_of", "officer_of", "family")
NOT_PERSONS = ("business", "npo", "msb", "vasp", SHOP, "loan", "cash")


def steady_payments(ledger: Ledger, fewest: int) -> pl.DataFrame:
    """
    Their payments: account, receiver, row, time, cents; by account, receiver, time.

    Only of accounts with at least ``fewest`` payments to people.
    """
    paid = to_people(ledger, fewest)
    pairs = without_reason(ledger, steady_pairs(paid, PAIR))
    steady = paid.join(pairs, on=PAIR, how="semi").sort(*PAIR, "time", "row")
    return without_aid(ledger, steady)


def without_reason(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """``paid`` (account, receiver) without recorded staff, officers and family."""
    tied = tied_pairs(ledger, paid.select(a="account", b="receiver"), WITH_REASON)
    return paid.join(
        tied, left_on=PAIR, right_on=["a", "b"], how="anti", maintain_order="left"
    )


def to_people(ledger: Ledger, fewest: int) -> pl.DataFrame:
    """account, receiver, row, time, cents of accounts with at least ``fewest``."""
    kinds = ledger.accounts["kind"].cast(pl.String)
    firm = np.array(kinds.is_in(NOT_PERSONS).fill_null(False), np.bool_)
    payer = ~commingled(ledger, SHOP, "external")
    payer &= np.array(ledger.accounts["service"].is_null(), np.bool_)
    sent = ledger.valued.sent
    holder = ledger.principals.holder
    account = owners(sent)
    kept = payer[account] & ~firm[sent.other]
    kept &= holder[account] != holder[sent.other]
    often = np.bincount(account[kept], minlength=payer.size) >= fewest
    kept &= often[account]
    return pl.DataFrame(
        {
            "account": account[kept].astype(np.uint32),
            "receiver": sent.other[kept],
            "row": sent.row[kept],
            "time": sent.time[kept],
            "cents": sent.cents[kept],
        }
    )


def without_aid(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """``paid`` without what a charity pays where it says it works."""
    number = pl.col("country").cast(pl.Enum(COUNTRIES)).to_physical().cast(pl.Int16)
    works = (
        ledger.parties.select("party_id", country="programme_countries")
        .explode("country")
        .drop_nulls("country")
        .join(
            ledger.accounts.with_row_index("account").filter(pl.col("kind") == "npo"),
            on="party_id",
        )
        .select("account", number)
        .unique()
    )
    at = pl.Series("country", country_at(ledger, "receiver")[paid["row"]], pl.Int16)
    there = paid.with_columns(at)
    return there.join(works, on=["account", "country"], how="anti").drop("country")


def paid_alike(
    paid: pl.DataFrame,
    min_cycles: int,
    gap_days: tuple[int, int],
    max_variation: float,
    min_share: float,
) -> pl.DataFrame:
    """
    account, receiver, gap (days), exact of payees whose payer in ``paid`` pays alike.

    They are paid ``min_cycles`` times or more, on average ``gap_days`` apart (closed).
    They are alike if a ``min_share`` of them gets a sum near their middle, and these
    vary by at most ``max_variation``; or, ``exact``, if as many get what another gets
    to the cent. Near is twice the variation: sums that scatter so hardly lie further.
    """
    gap = (pl.col("time").max() - pl.col("time").min()) / (pl.len() - 1) / DAY
    payees = (
        paid.group_by(PAIR, maintain_order=True)
        .agg(pl.len().alias("cycles"), gap.alias("gap"), pl.col("cents").median())
        .filter(pl.col("cycles") >= min_cycles, pl.col("gap").is_between(*gap_days))
        .sort(PAIR)  # the deviation below sums floats in this order
    )
    middle = pl.col("cents").median().over("account")
    payees = payees.with_columns(
        near=(pl.col("cents") - middle).abs() <= 2 * max_variation * middle,
        step=pl.len().over("account", "cents") > 1,
    )
    near = pl.col("cents").filter("near")
    alike = (
        payees.group_by("account", maintain_order=True)
        .agg(
            (near.std(ddof=0) / near.mean()).alias("variation"),
            pl.col("near", "step").mean(),
        )
        .with_columns(exact=pl.col("step") >= min_share)
        .filter(
            (pl.col("near") >= min_share) & (pl.col("variation") <= max_variation)
            | pl.col("exact")
        )
    )
    exact = alike.select("account", "exact")
    return payees.join(exact, on="account", maintain_order="left").select(
        *PAIR, "gap", "exact"
    )
