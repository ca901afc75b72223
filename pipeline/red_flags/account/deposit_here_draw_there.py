"""
Deposit here, ATM there: cash goes in at home, and out near a conflict days later.

Why:      a card carries money over a border without a wire: one puts cash in, another
          draws it where it is needed.
Source:   FATF (2015), Emerging Terrorist Financing Risks; FINTRAC Operational Alert
          FINTRAC-2022-OA001 (provenance VS): cash machines near areas of conflict.
          Days, ratio and number of pairs are the catalogue's. Improved: a deposit may
          be drawn in several withdrawals and one may draw several deposits, first in,
          first out. Such pairs must explain most of what the account draws there, so
          that wages spent on a journey do not fire. A place at risk is in or beside an
          area of conflict, in a country on a list of the FATF, or a relay of that time.
Innocent: relatives who share a card over a border, traders and aid staff who bring
          their own cash to the bank: payments alone do not tell them apart.
Blind to: deposits to another account that are moved on first, cash that a courier
          carries, purchases instead of cash, countries withheld or unknown, unknown
          amounts, slower use.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int32s, Side, UInt32s, build_side
from pipeline.motifs.pass_on import passed_on, passed_pairs
from pipeline.motifs.windows import SLACK, between, merged, owners, window_of, within
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.conflict import at_transit_hub, in_risk_set
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("pairs", "deposited_cents", "drawn_cents", "drawn_share", "covered_share"),
    "span_days",
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_lag_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: drawn within three days")
    ] = 3
    min_drawn_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="catalogue: of a deposit; some is kept"),
    ] = 0.7
    min_pairs: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: twice may be one journey")
    ] = 3
    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="the catalogue has none; a deposit a month is 3"
        ),
    ] = 90
    min_covered_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of what is drawn there: mostly from such deposits"
        ),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    put_in, drawn = _cash(ledger)
    if not put_in.row.size or not drawn.row.size:
        return found_nothing(*MEASURED)
    lag = (limits.max_lag_days + 1) * DAY - 1  # days of a calendar, not of 24 hours
    passed, _, _ = passed_on(put_in, drawn, lag)
    paired = passed >= limits.min_drawn_share * SLACK * put_in.cents
    first = np.flatnonzero(paired)
    account, start = owners(put_in)[first], put_in.time[first].astype(np.int64)
    end = start + limits.window_days * DAY
    crowded = within(paired, *between(put_in, account, start, end)) >= limits.min_pairs
    if not crowded.any():
        return found_nothing(*MEASURED)
    _, windows = merged(account[crowded], start[crowded], end[crowded])
    came = between(put_in, *windows)
    went = between(drawn, windows[0], windows[1], windows[2] + lag)
    chosen = np.zeros(ledger.graph.n_accounts, np.bool_)
    chosen[windows[0]] = True
    credit, debit, cents = passed_pairs(put_in, drawn, lag, chosen)
    alert = window_of(credit, *came)
    shown = (alert >= 0) & paired[credit]
    pairs = pl.DataFrame(
        {
            "alert": alert[shown],
            "in": put_in.row[credit[shown]],
            "out": drawn.row[debit[shown]],
            "time": drawn.time[debit[shown]].astype(np.int64),
            "cents": cents[shown],
        }
    )
    there = within(drawn.cents, *went)
    alerts = (
        pl.DataFrame(
            {
                "alert": np.arange(there.size),
                "account": windows[0],
                "start": windows[1],
                "pairs": within(paired, *came),
                "deposited_cents": within(np.where(paired, put_in.cents, 0), *came),
                "there": there,
            }
        )
        .join(
            pairs.group_by("alert").agg(
                pl.col("cents").sum().alias("drawn_cents"), pl.col("time").max()
            ),
            on="alert",
        )
        .with_columns(
            drawn_share=pl.col("drawn_cents") / pl.col("deposited_cents"),
            covered_share=pl.col("drawn_cents") / pl.col("there"),
            span_days=(pl.col("time") - pl.col("start")) / DAY,
        )
        .filter(pl.col("covered_share") >= limits.min_covered_share * SLACK)
        .sort("alert")
    )
    many = 1 - 0.5 ** (pl.col("pairs") - limits.min_pairs + 1.0)
    alerts = alerts.with_columns(strength=many * pl.col("covered_share"))
    alerts = alerts.select("alert", "account", "strength", *MEASURED)
    evidence = pl.concat(
        pairs.select("alert", pl.lit(part).alias("part"), row=end_of)
        for part, end_of in (("deposit here", "in"), ("drawn there", "out"))
    ).join(alerts, on="alert", how="semi")
    return gather(ledger, alerts, evidence)


def _cash(ledger: Ledger) -> tuple[Side, Side]:
    """
    Cash put in at home and nowhere near a risk, and cash drawn abroad at a risk.

    A deposit counts as early, a withdrawal as late as it can have been, but by no more
    than a day: what is known to the month pairs with nothing in particular.
    """
    channel = pl.col("channel").cast(pl.String)
    known = ledger.rows.cents > 0
    customer = ~commingled(ledger)
    sender, receiver, _, _ = ledger.rows
    deposit = ledger.where(channel == "cash_deposit") & known & customer[receiver]
    withdrawal = ledger.where(channel == "cash_withdrawal") & known & customer[sender]
    if not (deposit.any() and withdrawal.any()):
        nothing = np.zeros(known.size, np.bool_)
        deposit, withdrawal = nothing, nothing
    else:
        beyond = abroad(ledger)
        there = in_risk_set(ledger, "receiver") | at_transit_hub(ledger, "receiver")
        withdrawal &= beyond & there
        deposit &= ~beyond & ~in_risk_set(ledger, "sender")
    times, booked = ledger.times, ledger.rows.time
    earliest = np.maximum(times.earliest, booked - DAY)
    latest = np.minimum(times.latest, booked + DAY)
    return (
        _side(ledger, deposit, receiver, earliest),
        _side(ledger, withdrawal, sender, latest),
    )


def _side(
    ledger: Ledger, chosen: NDArray[np.bool_], owner: UInt32s, time: Int32s
) -> Side:
    place = np.flatnonzero(chosen)
    place = place[np.argsort(time[place], kind="stable")]
    cents = ledger.rows.cents[place]
    ends = (owner[place], owner[place], time[place], cents)
    side = build_side(*ends, ledger.graph.n_accounts)
    return side._replace(row=place[side.row].astype(np.uint32))


RED_FLAG = RedFlag(
    id="TF-ACCT-08",
    title="Deposit here, ATM there",
    family="account",
    stages=("move", "use"),
    source="FATF 2015 Emerging TF Risks; FINTRAC Operational Alert TAF "
    "FINTRAC-2022-OA001",
    provenance="VS",
    weight=0.4,
    graph=False,
    needs=(
        "transactions.channel=cash_deposit",
        "transactions.channel=cash_withdrawal",
        "transactions.receiver_country or accounts.country or transactions.latitude",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{pairs} cash deposits, {deposited_cents} together, were each drawn "
    "abroad within {max_lag_days}, in or near a place at risk: {drawn_cents} in all, "
    "{covered_share} of what the account drew there.",
)
