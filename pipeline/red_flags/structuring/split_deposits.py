"""
Split deposits: cash for one account comes in pieces, by many hands or over many desks.

Why:      a sum that would be reported is paid in as several that are not, each by
          somebody else or at another branch, so that no one clerk sees it whole.
Source:   FFIEC BSA/AML Examination Manual, App. F (several branches, or several people
          on one day; provenance VP). Window and number of hands are the catalogue's;
          limits by country and day, in their own currency. Added: staff, family and
          owners who are on record are nobody new; nor is one who pays the same at an
          even pace, as a tenant does; nor, at an organisation, a person or a branch
          that comes week after week, as an outlet does. Shops and trades in others'
          money do not count.
Innocent: street collections, sales days and congregations whose helpers bank the cash;
          tenants and outlets in data too short to show a habit; family firms whose
          relatives are not on record.
Blind to: a firm whose smurfs come week after week; deposits spread over several
          accounts (TF-STRUCT-03); one branch and no names; countries without a limit
          on cash; amounts not known exactly.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.payroll import steady_pairs
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.reportable import ORGANISATIONS, beside_limits
from pipeline.red_flags.ties import known_parties

HANDS = ("conductor", "branch")
WHOLE = 1_000_000_000  # parts of a limit, to add up exactly
MEASURED = (
    *("hands", "people", "branches", "deposits", "total_cents", "total_limit_share"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue W: cash does not wait long")
    ] = 3
    min_hands: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: people, or branches")
    ] = 3
    max_weeks: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="who pays in at an organisation in more weeks than these is "
            "one of its people or outlets; a guess, two months of weekly banking",
        ),
    ] = 8


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    deposits = _deposits(ledger)
    parts = [_runs(ledger, deposits, hand, limits) for hand in HANDS]
    moved = parts[1].with_columns(pl.col("run") + parts[0]["run"].n_unique())
    found = pl.concat([parts[0], moved])
    if found.is_empty():
        return found_nothing(*MEASURED)
    ptr = np.zeros(found["run"].n_unique() + 1, np.int64)
    np.cumsum(found["run"].rle().struct.field("len"), out=ptr[1:])
    group = joined_findings(ptr, np.array(found["row"], np.int64))
    alerts = (
        found.with_columns(alert=pl.Series(group)[found["run"]])
        .unique(["alert", "row"], keep="first", maintain_order=True)
        .group_by("alert", "account", maintain_order=True)
        .agg(
            pl.len().alias("deposits"),
            pl.col("conductor").drop_nulls().n_unique().alias("people"),
            pl.col("branch").drop_nulls().n_unique().alias("branches"),
            pl.col("value_cents").sum().alias("total_cents"),
            (pl.col("worth").sum() / WHOLE).alias("total_limit_share"),
            ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        )
        .with_columns(hands=pl.max_horizontal("people", "branches"))
        .with_columns(
            strength=1 - 0.5 ** (pl.col("hands") - limits.min_hands + 1.0),
        )
    )
    shown = found.select("row", "part", alert=pl.Series(group)[found["run"]])
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), shown
    )


def _deposits(ledger: Ledger) -> pl.DataFrame:
    """
    Cash under a limit into accounts that are no trade in others' cash: also conductor
    and branch as numbers, null where not told or no stranger to the account.
    """
    own = ~commingled(ledger, SHOP)
    paid = beside_limits(ledger, 0, 1 + 1 / WHOLE, ("cash_deposit",)).filter("below")
    paid = paid.filter(pl.Series(own[paid["account"]])).unique(
        ["account", "row"], keep="first", maintain_order=True
    )
    told = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("channel") == "cash_deposit")
        .select("row", *HANDS)
        .collect()
    )
    paid = paid.join(told, on="row", how="left", maintain_order="left")
    pairs = paid.filter(pl.col("conductor").is_not_null())
    known = known_parties(ledger, pairs.select("account", party="conductor"))
    place = paid["row"]
    return paid.join(
        known.with_columns(known=True),
        left_on=["account", "conductor"],
        right_on=["account", "party"],
        how="left",
        maintain_order="left",
    ).with_columns(
        pl.when(pl.col("known").is_null())
        .then(pl.col("conductor").rank("dense"))
        .alias("conductor"),
        pl.col("branch").rank("dense"),
        pl.Series("time", ledger.rows.time[place]),
        pl.Series("cents", ledger.rows.cents[place]),
        pl.Series("earliest", ledger.times.earliest[place]),
        pl.Series("latest", ledger.times.latest[place]),
    )


def _runs(
    ledger: Ledger, deposits: pl.DataFrame, hand: str, limits: Thresholds
) -> pl.DataFrame:
    """Deposits in windows that hold many a ``hand`` and together reach the limit."""
    pair = ["account", hand]
    told = deposits.filter(pl.col(hand).is_not_null())
    has_staff = ledger.accounts["kind"].is_in(ORGANISATIONS).fill_null(False)
    weekly = (
        told.filter(has_staff.gather(told["account"]))
        .group_by(pair)
        .agg((pl.col("time") // (7 * DAY)).n_unique().alias("weeks"))
        .filter(pl.col("weeks") > limits.max_weeks)
    )
    regular = pl.concat([weekly.select(pair), steady_pairs(told, pair)])
    return in_crowded_windows(
        told.join(regular, on=pair, how="anti").with_columns(
            part=pl.lit(hand),
            subject="account",
            who=hand,
            worth=(pl.col("limit_share") * WHOLE).round().cast(pl.Int64),
        ),
        limits.window_days * DAY,
        limits.min_hands,
        int(WHOLE * SLACK),
    )


RED_FLAG = RedFlag(
    id="TF-STRUCT-02",
    title="Multi-branch / multi-depositor smurfing",
    family="structuring",
    stages=("raise", "move"),
    source="FFIEC BSA/AML Manual App. F",
    provenance="VP",
    weight=0.3,
    graph=True,
    needs=(
        "transactions.channel=cash_deposit",
        "transactions.amount",
        "transactions.conductor or transactions.branch",
        "accounts.country or transactions.receiver_country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{deposits} cash deposits, {total_cents} together, came within {span_days} by "
        "{people} people without a known tie to the account and over {branches} "
        "branches. Each was under the reporting limit, together they were "
        "{total_limit_share} of it."
    ),
)
