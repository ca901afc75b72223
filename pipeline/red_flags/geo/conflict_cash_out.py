"""
Conflict-border cash-out: cash drawn beside a war, by an account not from there.

Why:      money stops being visible where it becomes cash, and for a war it becomes cash
          in the last towns that have a bank.
Source:   FATF (2015), Financing of ISIL; FATF (2025), Comprehensive Update on TF Risks;
          FINTRAC (2016), TF indicators: cards and accounts used beside conflicts
          (provenance VS: read in secondary accounts). Number and days are the
          catalogue's; its 75 km are the radius of each place, dated, of the list of
          areas of conflict. Changed: nearly everybody who draws cash there lives there,
          so the account must be one of another country, or have been seen for a quarter
          without being used there; most of what it pays meanwhile must go so, and more
          than a trip's purse; cash drawn elsewhere meanwhile travels along and is not
          held against it. Cards are left out: whoever visits family pays by card.
          Accounts of the country at war itself do not count: their people fled. Cash
          that an account of elsewhere draws in a relay of its time, as the same reports
          have it of routes to the war, counts half.
Innocent: journalists, relatives on a visit who spend in cash, soldiers and contractors;
          aid workers, where no charity's payroll shows them.
Blind to: local accounts of long standing that cash out for others, rows without
          coordinates in countries that are neither of conflict as a whole nor a relay,
          unknown values, cash that is carried the last miles.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.geo.aid_workers import aid_workers
from pipeline.red_flags.geo.cash_outs import RELAY, cash_outs
from pipeline.red_flags.geo.corridors import moved_shares, seen_since
from pipeline.red_flags.observed import span_of
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = ("cash_outs", "total_cents", "moved_share", "at_relay", "span_days")
HALF = 0.5  # of the strength: a relay is a holiday country too


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: cash-outs this close together")
    ] = 30
    min_cash_outs: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: once is a stop on the way")
    ] = 2
    min_moved_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="guess: of what the account moves so: most of it"
        ),
    ] = 0.5
    min_total_cents: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="guess: published departures carried 500 and more: half"
        ),
    ] = 25_000
    min_history_days: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="guess: a quarter without it, for accounts of the country"
        ),
    ] = 90


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    window = limits.window_days * DAY
    events = cash_outs(ledger)
    if events.is_empty():
        return found_nothing(*MEASURED)
    runs = in_crowded_windows(
        events.filter(_counts(ledger, events, window, limits.min_history_days)),
        window,
        limits.min_cash_outs,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = runs.group_by("run", account="subject", maintain_order=True).agg(
        cash_outs=pl.len(),
        total_cents=pl.col("cents").sum(),
        sent=pl.col("cents").filter(pl.col("part") != "paid out").sum(),
        got=pl.col("cents").filter(part="paid out").sum(),
        at_relay=(pl.col("part") == RELAY).all().cast(int),
        span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        since=pl.col("time").min(),
        until=pl.col("time").max(),
    )
    cash = ledger.where(pl.col("channel") == "cash_withdrawal")
    cash[events["row"].to_numpy()] = False
    shares = moved_shares(ledger, alerts, window, cash)
    alerts = alerts.with_columns(moved_share=shares).filter(
        pl.col("moved_share") >= limits.min_moved_share * SLACK,
        pl.col("total_cents") >= limits.min_total_cents,
    )
    crowd = 1 - 0.5 ** (pl.col("cash_outs") - limits.min_cash_outs + 1)
    place = pl.when(pl.col("at_relay") == 1).then(HALF).otherwise(1.0)
    alerts = alerts.with_columns(
        strength=crowd * pl.col("moved_share") * place, alert="run"
    )
    evidence = runs.join(alerts, on="run", how="semi").select(
        "row", "part", alert="run"
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
    )


def _counts(
    ledger: Ledger, events: pl.DataFrame, window: int, history_days: int
) -> pl.Series:
    """Which events may speak: not those of locals, of an office, of an aid worker."""
    account: Int64s = events["subject"].to_numpy().astype(np.int64)
    first = events.select(pl.col("latest").min().over("subject")).to_series().to_numpy()
    first = first.astype(np.int64)
    quiet = history_days * DAY + span_of(ledger).imprecision
    new = first - seen_since(ledger)[account] >= quiet
    new &= events["earliest"].to_numpy() - first <= window
    relay = (events["part"] == RELAY).to_numpy()
    speaks = (new & ~relay) | events["foreign"].to_numpy()
    speaks &= ~events["fled"].to_numpy()
    speaks &= ~commingled(ledger, SHOP, "npo", "external")[account]
    return pl.Series(speaks) & ~events["subject"].is_in(aid_workers(ledger).implode())


RED_FLAG = RedFlag(
    id="TF-GEO-02",
    title="Conflict-border cash-out",
    family="geo",
    stages=("move", "use"),
    source=(
        "FATF 2015 Financing of ISIL; FATF 2025 Comprehensive Update on TF Risks; "
        "FINTRAC TF indicators 2016"
    ),
    provenance="VS",
    weight=0.3,
    graph=False,
    needs=(
        "transactions.latitude or transactions.receiver_country",
        "transactions.channel=cash_withdrawal|money_transfer",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "In or beside an area of conflict, or in a relay on the way to one, "
        "{total_cents} became cash in {cash_outs} payments within {span_days}: "
        "{moved_share} of what this account moved meanwhile, other cash left out. It "
        "is of another country or was new there."
    ),
)
