"""
Missing party data: wires that again and again do not say who pays or who is paid.

Why:      a name that is left out cannot be screened or followed.
Source:   FFIEC BSA/AML Examination Manual, App. F, funds transfers; FATF Recommendation
          16 and Regulation (EU) 2023/1113 (provenance VP for the former). Window and
          numbers are our operationalisation. The catalogue has a count or a share; both
          are asked for here, as a count alone finds whoever is busy and a share alone a
          single wire. Added: as many must be unlikely by chance, given how often all
          the other wires of the data lack a name; some systems lose one in thirty, and
          then three of fifteen are nothing.
Innocent: old systems that cut fields, domestic batches, payments within one bank whose
          message needs no name.
Blind to: false names and aliases, names that are there but say nothing, data that do
          not tell whether a name was carried, channels other than wires and money
          transfers.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.red_flags.chance import chance_of_as_many
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

NAMES_NEEDED = ("wire", "money_transfer")
ENDS = pl.col("sender_named", "receiver_named")
MEASURED = ("unnamed", "unnamed_share", "payments", "unnamed_cents", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="guess: a month of an account's wires")
    ] = 30
    min_unnamed: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: fewer may be a slip")
    ] = 3
    min_unnamed_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="catalogue: of wires that tell either way"
        ),
    ] = 0.2
    max_chance: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="of as many among as many wires in some window of an account, "
            "if names were lost as often as elsewhere: one account in ten thousand",
        ),
    ] = 1e-4
    least_lost_share: Annotated[
        float,
        msgspec.Meta(
            gt=0, lt=1, description="guess: even good systems lose one name in 200"
        ),
    ] = 0.005


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    told = _told(ledger, limits.min_unnamed)
    unnamed = told.filter(pl.col("part").is_not_null())
    runs = in_crowded_windows(
        unnamed.with_columns(subject="account", who="row"),
        limits.window_days * DAY,
        limits.min_unnamed,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = runs.group_by("run", "account", maintain_order=True).agg(
        pl.len().alias("unnamed"),
        pl.col("cents").clip(0).sum().alias("unnamed_cents"),
        pl.col("time").min().alias("first"),
        pl.col("time").max().alias("last"),
    )
    payments = amount_between(
        *(told["account"], told["time"], np.ones(told.height, np.int64)),
        (alerts["account"], alerts["first"], alerts["last"]),
    )
    alerts = alerts.with_columns(
        pl.Series("payments", payments),
        unnamed_share=pl.col("unnamed") / payments,
        span_days=(pl.col("last") - pl.col("first")) / DAY,
        alert="run",
    ).filter(pl.col("unnamed_share") >= limits.min_unnamed_share)
    alerts = alerts.filter(pl.Series(_no_chance(ledger, alerts, limits)))
    more = pl.col("unnamed") - limits.min_unnamed + 1.0
    alerts = alerts.with_columns(
        strength=(1 - 0.5**more) * (0.5 + 0.5 * pl.col("unnamed_share"))
    ).select("alert", "account", "strength", *MEASURED)
    evidence = runs.select("row", "part", alert="run")
    return gather(ledger, alerts, evidence.join(alerts, on="alert", how="semi"))


def _no_chance(
    ledger: Ledger, alerts: pl.DataFrame, limits: Thresholds
) -> NDArray[np.bool_]:
    """
    Of each alert, whether names are missing more often than among all others, though a
    window may begin with any of the account's wires (Bonferroni).
    """
    told = pl.col("channel").is_in(NAMES_NEEDED) & pl.any_horizontal(ENDS.is_not_null())
    wires = np.flatnonzero(ledger.where(told))
    unnamed = ledger.where(pl.any_horizontal(~ENDS))[wires]
    account = alerts["account"].to_numpy()
    others = np.zeros((2, alerts.height))
    for place, counted in enumerate((np.ones(wires.size), unnamed)):
        mine = np.zeros(ledger.graph.n_accounts)
        for end in (ledger.rows.sender, ledger.rows.receiver):
            mine += np.bincount(end[wires], counted, mine.size)
        both = ledger.rows.sender[wires] == ledger.rows.receiver[wires]
        mine -= np.bincount(ledger.rows.sender[wires[both]], counted[both], mine.size)
        others[place] = counted.sum() - mine[account]
    windows = np.maximum(wires.size - others[0], 1)
    lost = others[1] / np.maximum(others[0], 1)
    chance = chance_of_as_many(
        alerts["unnamed"], alerts["payments"], lost.clip(limits.least_lost_share, 1)
    )
    found: NDArray[np.bool_] = np.minimum(chance * windows, 1) <= limits.max_chance
    return found


def _told(ledger: Ledger, min_unnamed: int) -> pl.DataFrame:
    """
    Wires that tell whether they carry names, once for each end that has enough without;
    ``part`` is null where they do.
    """
    payer, payee = ~pl.col("sender_named"), ~pl.col("receiver_named")
    rows = (
        ledger.transactions.with_row_index("row")
        .filter(
            pl.col("channel").is_in(NAMES_NEEDED),
            pl.any_horizontal(ENDS.is_not_null()),
        )
        .select(
            "row",
            pl.when(payer & payee)
            .then(pl.lit("names neither"))
            .when(payer)
            .then(pl.lit("payer unnamed"))
            .when(payee)
            .then(pl.lit("payee unnamed"))
            .alias("part"),
        )
        .collect()
    )
    place = rows["row"]
    rows = rows.with_columns(
        pl.Series("time", ledger.rows.time[place]),
        pl.Series("cents", ledger.rows.cents[place]),
        pl.Series("earliest", ledger.times.earliest[place]),
        pl.Series("latest", ledger.times.latest[place]),
    )
    ends = [account[place] for account in (ledger.rows.sender, ledger.rows.receiver)]
    unnamed = np.array(rows["part"].is_not_null())
    accounts = ledger.graph.n_accounts
    counts = [np.bincount(end[unnamed], minlength=accounts) for end in ends]
    enough = np.add(*counts) >= min_unnamed
    return pl.concat(
        [
            rows.with_columns(pl.Series("account", end)).filter(pl.Series(enough[end]))
            for end in ends
        ]
    ).unique(["account", "row"])


RED_FLAG = RedFlag(
    id="TF-INFO-01",
    title="Missing originator/beneficiary data",
    family="information",
    stages=("move",),
    source="FFIEC BSA/AML Manual App. F; FATF Rec. 16 / TFR 2023/1113",
    provenance="VP",
    weight=0.2,
    graph=False,
    needs=(
        f"transactions.channel={'|'.join(NAMES_NEEDED)}",
        "transactions.sender_named or transactions.receiver_named",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{unnamed} of {payments} wires and money transfers within {span_days} "
        "({unnamed_share}, {unnamed_cents}) do not name the payer or the payee."
    ),
)
