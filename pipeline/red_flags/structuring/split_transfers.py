"""
Split transfers: one sum goes to one payee in pieces too small to be identified.

Why:      below some amount a transfer need not carry who sends it and to whom, and an
          office need not ask; a larger sum cut into such pieces stays nameless.
Source:   FFIEC BSA/AML Examination Manual, App. F, funds transfers; FATF (2002)
          Guidance for Financial Institutions in Detecting Terrorist Financing, Annex 1
          (provenance VP). Amounts by country: pipeline/reference, each with its own
          provenance; window, number and band are the catalogue's. Better than its pair
          of accounts: who orders and who is paid are the holders, over all their
          accounts, or the customer an office names. Added: most of what the two send
          each other's way, a quarter before and after, must be such pieces, for who
          also sends openly dodges nothing; transfers must cross a border or go through
          an office, where these rules differ by amount.
Innocent: people paid by the day who send it home; traders whose invoices are all of
          that size; prices and instalments a little under the limit.
Blind to: a new payee or another's name for each piece; pieces weeks apart; transfers
          at home between accounts; amounts not known exactly, or in a currency that is
          neither the rule's nor the run's base currency; pooled accounts that do not
          name their customers.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.identified import CHANNELS, orders, under_identification
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

PAIR = ["payer", "customer", "payee"]
SUBJECT = [*PAIR, "rule"]
WHOLE = 1_000_000_000  # parts of a limit, to add up exactly
MEASURED = ("pieces", "total_cents", "total_limit_share", "piece_share", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue W: a working week")
    ] = 5
    min_pieces: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue n: two may be chance")
    ] = 3
    band_share: Annotated[
        float,
        msgspec.Meta(gt=0, lt=1, description="catalogue: from half the limit up to it"),
    ] = 0.5
    min_total_limit_share: Annotated[
        float, msgspec.Meta(ge=1, description="catalogue: twice the limit together")
    ] = 2.0
    surround_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="a quarter before and after shows what is usual here"
        ),
    ] = 90
    min_piece_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="pieces of all transfers to the payee around: invoices and "
            "remittances spread over all sizes; a guess",
        ),
    ] = 0.75


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    pieces = under_identification(ledger, (1 - limits.band_share) * SLACK)
    place = pieces["row"]
    subjects = pieces.select(SUBJECT).unique(maintain_order=True)
    runs = in_crowded_windows(
        pieces.join(
            subjects.with_row_index("subject"),
            on=SUBJECT,
            nulls_equal=True,
            maintain_order="left",
        ).with_columns(
            pl.Series("time", ledger.rows.time[place]),
            pl.Series("earliest", ledger.times.earliest[place]),
            pl.Series("latest", ledger.times.latest[place]),
            who="row",
            worth=(pl.col("limit_share") * WHOLE).round().cast(pl.Int64),
        ),
        limits.window_days * DAY,
        limits.min_pieces,
        int(limits.min_total_limit_share * WHOLE * SLACK),
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    split = runs.group_by("run", *SUBJECT, maintain_order=True).agg(
        pl.col("row").min(),
        pl.len().alias("pieces"),
        pl.col("value_cents").sum().alias("total_cents"),
        (pl.col("worth").sum() / WHOLE).alias("total_limit_share"),
        pl.col("time").min().alias("first"),
        pl.col("time").max().alias("last"),
    )
    more = pl.col("pieces") - limits.min_pieces + 1.0
    alerts = (
        split.with_columns(
            pl.Series("account", _account(ledger, split["row"])),
            _piece_share(ledger, pieces, split, limits),
            span_days=(pl.col("last") - pl.col("first")) / DAY,
            alert="run",
        )
        .filter(pl.col("piece_share") >= limits.min_piece_share)
        .with_columns(strength=(1 - 0.5**more) * pl.col("piece_share"))
        .select("alert", "account", "strength", *MEASURED)
    )
    shown = runs.select("row", alert="run", part=pl.lit("piece"))
    return gather(ledger, alerts, shown.join(alerts, on="alert", how="semi"))


def _account(ledger: Ledger, row: pl.Series) -> NDArray[np.uint32]:
    """The payer's account; the payee's where the payer's is pooled with others'."""
    sender, receiver = ledger.rows.sender[row], ledger.rows.receiver[row]
    return np.where(commingled(ledger)[sender], receiver, sender)


def _piece_share(
    ledger: Ledger, pieces: pl.DataFrame, split: pl.DataFrame, limits: Thresholds
) -> pl.Series:
    """Pieces of all orders of the payer to the payee around, by number."""
    wanted = np.zeros(len(ledger.principals.names), np.bool_)
    wanted[np.array(split["payee"])] = True
    rows = np.flatnonzero(wanted[ledger.principals.holder][ledger.rows.receiver])
    near = pl.col("row").is_in(pl.Series(rows, dtype=pl.UInt32).implode())
    pairs = split.select(PAIR).unique(maintain_order=True).with_row_index("pair")
    around = limits.surround_days * DAY
    asked = split.join(
        pairs, on=PAIR, how="left", nulls_equal=True, maintain_order="left"
    )
    counts = [
        _within(ledger, made.join(pairs, on=PAIR, nulls_equal=True), asked, around)
        for made in (pieces, orders(ledger, near))
    ]
    return pl.Series("piece_share", counts[0] / np.maximum(counts[1], 1))


def _within(
    ledger: Ledger, made: pl.DataFrame, asked: pl.DataFrame, around: int
) -> Int64s:
    """How many rows of ``made`` lie around each run of ``asked``, pair by pair."""
    rows = made.unique("row")
    return amount_between(
        *(rows["pair"], ledger.rows.time[rows["row"]], np.ones(rows.height, np.int64)),
        (
            asked["pair"],
            asked["first"].to_numpy() - around,
            asked["last"].to_numpy() + around,
        ),
    )


RED_FLAG = RedFlag(
    id="TF-STRUCT-04",
    title="Wires split to dodge identification",
    family="structuring",
    stages=("move",),
    source=(
        "FFIEC BSA/AML Manual App. F; "
        "FATF 2002 Guidance for FIs in Detecting TF, Annex 1"
    ),
    provenance="VP",
    weight=0.2,
    graph=False,
    needs=(f"transactions.channel={'|'.join(CHANNELS)}", "transactions.amount"),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{pieces} transfers of one payer to one payee within {span_days}, together "
        "{total_cents}, were each too small to be identified; together they were "
        "{total_limit_share} of the limit. {piece_share} of the payer's transfers to "
        "this payee around were that small."
    ),
)
