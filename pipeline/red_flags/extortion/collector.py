"""
Collector of levies: firms of one place pay a person, and it rests or leaves in lumps.

Why:      a group that taxes traders by force lets them pay into an ordinary account;
          what comes is kept, or handed on in tranches to those who spend for it. The
          payers are victims: an alert speaks of the collector alone.
Source:   UN Panel of Experts on Somalia, S/2020/949, on two accounts for levies of a
          port and for alms, and FATF (2018), Monitoring of Terrorist Financing Risks
          and Actions Taken to Combat ISIL, Al-Qaeda and Affiliates Financing, on
          extortion as a source (provenance VS: the statement and the report's summary
          were read, the accounts in the press). No indicator was published, so this one
          states the two accounts' conduct: hundreds of deposits by traders within 70 to
          135 days, most of it cash, nothing split, and tranches out. Of the payments
          three in ten are asked to be cash, for not everybody who brings it is named.
          How many firms, shares and what a lump is are ours. Whoever a firm pays
          steadily or knows does not count, nor does who lives on what he is paid.
Innocent: a trade association or market committee that uses its treasurer's account,
          collections among traders after a fire, a self-employed supplier of many shops
          who is paid in cash and saves most of it.
Blind to: levies by transfer alone, equal levies at an even pace, cash of which nobody
          says who brings it, levies paid in goods or at a road block, accounts of firms
          and charities, collectors who change, a few large payers, and duress itself.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.extortion.levies import FIRMS, TRANSFERS, kinds, levies
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.statements import is_own, lines_between

HANDED_ON = (*TRANSFERS, "cash_withdrawal", "virtual_asset")  # no bill is a tranche
MEASURED = (
    *("payers", "payments", "total_cents", "levy_share", "cash_share", "lump_share"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="published accounts: 70 and 135 days")
    ] = 135
    min_payers: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            description="guess: firms of one collector; published accounts had "
            "hundreds of deposits",
        ),
    ] = 6
    min_cash_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of the payments; published: mostly cash, brought by a firm's",
        ),
    ] = 0.3
    min_levy_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="of what it received: mostly from firms"),
    ] = 0.5
    rest_days: Annotated[
        int, msgspec.Meta(ge=0, description="money may rest so long; a guess, 60 days")
    ] = 60
    lump_times: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            description="of the typical levy; published tranches were ten times one",
        ),
    ] = 3
    min_lump_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of what leaves; who lives on it spends it in bits"
        ),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    paid = levies(ledger, limits.min_payers)
    runs = in_crowded_windows(paid, limits.window_days * DAY, limits.min_payers)
    if runs.is_empty():
        return found_nothing(*MEASURED)
    found = runs.group_by("run", "subject", maintain_order=True).agg(
        pl.col("who").n_unique().alias("payers"),
        pl.len().alias("payments"),
        pl.col("cents").sum().alias("total_cents"),
        pl.col("cents").median().alias("typical_cents"),
        (pl.col("part") == "levy in cash").mean().alias("cash_share"),
        pl.col("time").min().alias("first"),
        pl.col("time").max().alias("last"),
    )
    found = _with_lumps(ledger, _with_levy_share(ledger, found), limits)
    rests = pl.col("lump_share").is_null()
    found = found.filter(
        pl.col("levy_share") >= limits.min_levy_share * SLACK,
        pl.col("cash_share") >= limits.min_cash_share * SLACK,
        rests | (pl.col("lump_share") >= limits.min_lump_share * SLACK),
    )
    crowd = 1 - 0.5 ** (pl.col("payers") / limits.min_payers)
    alerts = found.select(
        pl.col("run").alias("alert"),
        pl.col("subject").alias("account"),
        (crowd * pl.col("levy_share")).alias("strength"),
        *MEASURED[:-1],
        span_days=(pl.col("last") - pl.col("first")) / DAY,
    )
    evidence = pl.concat(
        [
            runs.select("row", "part", alert="run"),
            _lumps(ledger, found, limits).cast({"row": runs.schema["row"]}),
        ]
    )
    # Alone: those who pay are victims, and no members of anything.
    return gather(
        ledger,
        alerts,
        evidence.join(alerts, on="alert", how="semi", maintain_order="left"),
        alone=True,
    )


def _with_levy_share(ledger: Ledger, found: pl.DataFrame) -> pl.DataFrame:
    """``found`` with its share of all that others paid in from first to last."""
    window = [np.array(found[name], np.int64) for name in ("subject", "first", "last")]
    got = lines_between(ledger.valued.received, window[0], window[1], window[2], "in")
    got = got.filter(~is_own(ledger, got["row"]))
    sums = got.group_by("alert").agg(pl.col("cents").sum().alias("all"))
    number = found.with_row_index("alert").cast({"alert": pl.Int64})
    joined = number.join(sums, on="alert", how="left", maintain_order="left")
    share = pl.col("total_cents") / pl.col("all")
    return joined.with_columns(levy_share=share).drop("alert", "all")


def _sent(ledger: Ledger, found: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """What left from the first levy until the last has rested; which are lumps."""
    start = np.array(found["first"], np.int64)
    end = np.array(found["last"], np.int64) + limits.rest_days * DAY
    account = np.array(found["subject"], np.int64)
    sent = lines_between(ledger.valued.sent, account, start, end, "lump")
    firm = kinds(ledger, *FIRMS, "loan")[sent["other"].to_numpy()]
    large = found["typical_cents"].gather(sent["alert"]) * limits.lump_times * SLACK
    handed = ledger.column("channel").gather(sent["row"]).is_in(HANDED_ON)
    return sent.with_columns(lump=(sent["cents"] >= large) & ~pl.Series(firm) & handed)


def _with_lumps(
    ledger: Ledger, found: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """``found`` with the share of lumps in what left; null where nothing did."""
    sent = _sent(ledger, found, limits)
    lumps = pl.col("cents").filter("lump").sum() / pl.col("cents").sum()
    shares = sent.group_by("alert").agg(lumps.alias("lump_share"))
    number = found.with_row_index("alert").cast({"alert": pl.Int64})
    return number.join(shares, on="alert", how="left", maintain_order="left").drop(
        "alert"
    )


def _lumps(ledger: Ledger, found: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    lumps = _sent(ledger, found, limits).filter("lump")
    return lumps.select("row", "part", alert=found["run"].gather(lumps["alert"]))


RED_FLAG = RedFlag(
    id="TF-EXT-01",
    title="Collector of levies on traders",
    family="extortion",
    stages=("raise", "store"),
    source="UN Panel of Experts on Somalia S/2020/949; FATF 2018 Monitoring of TF "
    "Risks (ISIL, Al-Qaeda and Affiliates)",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        "transactions.value_cents",
        "transactions.channel=cash_deposit",
        "transactions.conductor",
        f"accounts.kind={'|'.join(FIRMS)}",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{payers} firms of the place paid this person {payments} times, "
    "{total_cents} within {span_days}: {levy_share} of what came in; {cash_share} of "
    "the payments were cash that somebody of a firm brought. {lump_share} of what left "
    "went in lumps. Whoever pays such levies is a victim.",
)
