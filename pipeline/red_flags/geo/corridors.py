"""Corridors: which account deals with which country, and since when."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s
from pipeline.motifs.windows import between, within
from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.commingled import SHOP
from pipeline.red_flags.conflict import in_conflict, listed_then
from pipeline.red_flags.observed import NEVER, known_since, span_of
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs
from pipeline.reference.fatf_lists import fatf_listings

# A country at war is not one whose rules fail: between FATF's two lists.
CONFLICT_WEIGHT = 2
IN_PERSON = ("card", "cash_deposit", "cash_withdrawal", "prepaid_load")
ENDS = ("sender", "receiver")


def risk_weights(ledger: Ledger) -> NDArray[np.int8]:
    """
    Of sender and receiver of each row (2 × rows) the weight of the country they are in:
    FATF's list of that day, or CONFLICT_WEIGHT in a country of conflict then; else 0.
    """
    listings = fatf_listings()
    weights = np.zeros((2, ledger.graph.n_transactions), np.int8)
    for place, end in enumerate(ENDS):
        weights[place][in_conflict(ledger, end)] = CONFLICT_WEIGHT
        for (weight,), listed in listings.group_by("list_weight"):
            then = listed_then(ledger, end, listed)
            weights[place][then] = np.maximum(weights[place][then], weight)
    return weights


def corridors(ledger: Ledger, chosen: NDArray[np.bool_]) -> pl.DataFrame:
    """
    Payments between two countries of which one is ``chosen`` (sender and receiver of
    each row): row, account, stranger, country, sends.

    The payment speaks about the end that is not there; where both are, the sender.
    """
    places = [country_at(ledger, end) for end in ENDS]
    crosses = (places[0] != places[1]) & (places[0] != UNKNOWN) & (places[1] != UNKNOWN)
    row = np.flatnonzero(crosses & chosen.any(axis=0))
    sends = chosen[1][row]
    sender, receiver = ledger.rows.sender[row], ledger.rows.receiver[row]
    return pl.DataFrame(
        {
            "row": row.astype(np.uint32),
            "account": np.where(sends, sender, receiver),
            "stranger": np.where(sends, receiver, sender),
            "country": np.where(sends, places[1][row], places[0][row]),
            "sends": sends,
        }
    ).filter(pl.col("account") != pl.col("stranger"))


def opened_by(ledger: Ledger, paid: pl.DataFrame) -> Int64s:
    """
    Of each of ``paid`` (account, country) when the account first dealt with that
    country, at the latest: over all its payments to and from it.
    """
    here = paid.select("account", "country").unique()
    touched = np.zeros(ledger.graph.n_accounts, np.bool_)
    touched[here["account"].to_numpy()] = True
    first = []
    apart = ledger.rows.sender != ledger.rows.receiver
    for end, other in ((0, 1), (1, 0)):
        account = getattr(ledger.rows, ENDS[end])
        row = np.flatnonzero(touched[account] & apart)
        there = country_at(ledger, ENDS[other])[row]
        dealt = pl.DataFrame(
            {
                "account": account[row],
                "country": there,
                "known_by": ledger.times.latest[row],
            }
        )
        found = dealt.join(here, on=["account", "country"], how="semi")
        first.append(found)
    known = (
        pl.concat(first).group_by("account", "country").agg(pl.col("known_by").min())
    )
    joined = paid.select("account", "country").join(
        known, on=["account", "country"], how="left", maintain_order="left"
    )
    opened: Int64s = joined["known_by"].to_numpy().astype(np.int64)
    return opened


def moved_shares(
    ledger: Ledger,
    runs: pl.DataFrame,
    window: int,
    but: NDArray[np.bool_] | None = None,
) -> pl.Series:
    """
    What each account sent of all it sent meanwhile, or got of all it got: the greater.
    Rows of ``but`` are left out of all.

    ``runs``: account, since, until (seconds), sent and got (cents). Meanwhile is from
    ``since`` to ``until``, closed, and at least the ``window`` seconds before that.
    """
    account, since, until, sent, got = (
        runs[name].to_numpy().astype(np.int64)
        for name in ("account", "since", "until", "sent", "got")
    )
    since = np.minimum(since, until - window)
    shares = []
    for side, part in ((ledger.valued.sent, sent), (ledger.valued.received, got)):
        held = side if but is None else side.keep(~but[side.row])
        moved = within(held.cents, *between(held, account, since, until))
        shares.append(np.minimum(part / np.maximum(moved, 1), 1))
    return pl.Series(np.maximum(*shares))


def seen_since(ledger: Ledger) -> Int64s:
    """
    Since when each account's corridors are seen; NEVER for one outside the data.

    What it did before the data begin is not known, however old it is; of an external
    account only what touches the data's own institutions is seen.
    """
    since = np.maximum(known_since(ledger), span_of(ledger).first)
    outside = np.array((ledger.accounts["kind"] == "external").fill_null(False), bool)
    since[outside] = NEVER
    return since


def unexplained(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """Those of ``paid`` that are transfers without a purpose, and to no shop."""
    none = pl.col("purpose").str.strip_chars().fill_null("") == ""
    return in_transfers(ledger, paid, none)


def in_transfers(
    ledger: Ledger, paid: pl.DataFrame, also: pl.Expr | None = None
) -> pl.DataFrame:
    """Those of ``paid`` that were not made in person, nor to a shop; sorted by row."""
    apart = ~pl.col("channel").cast(pl.String).is_in(IN_PERSON)
    made = (
        ledger.transactions.with_row_index("row")
        .filter(apart if also is None else apart & also)
        .select("row")
    )
    kept = paid.lazy().join(made, on="row", how="semi").sort("row").collect()
    shops = np.array((ledger.accounts["kind"] == SHOP).fill_null(False), np.bool_)
    return kept.filter(pl.Series(~shops[kept["stranger"]], dtype=pl.Boolean))


def strangers(ledger: Ledger, paid: pl.DataFrame, again: bool = False) -> pl.DataFrame:
    """
    Without pairs that are known to be tied, nor, unless they may meet ``again``,
    those that certainly paid each other before.
    """
    low, high = pl.min_horizontal("a", "b"), pl.max_horizontal("a", "b")
    pairs = paid.with_columns(
        pl.Series("may_be_at", ledger.times.earliest[paid["row"]]),
        a="account",
        b="stranger",
    ).with_columns(a=low, b=high)
    ever = pl.DataFrame(
        {
            "a": ledger.rows.sender,
            "b": ledger.rows.receiver,
            "known_by": ledger.times.latest,
        }
    ).lazy()
    first = (
        ever.with_columns(a=low, b=high)
        .join(pairs.lazy(), on=["a", "b"], how="semi")
        .group_by("a", "b")
        .agg(pl.col("known_by").min())
        .collect()
    )
    new = pairs.join(first, on=["a", "b"])
    if not again:
        new = new.filter(pl.col("known_by") >= pl.col("may_be_at"))
    new = new.join(tied_pairs(ledger, new), on=["a", "b"], how="anti")
    return new.select(paid.columns).sort("row")
