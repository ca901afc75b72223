"""
Rapid pass-through: what comes in leaves almost entirely within hours or days.

Why:      an account lent to a network does not hold money, it moves it: the next
          payment out is already ordered when the money arrives.
Source:   FATF (2002), Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1 (funds wired out at once); FFIEC BSA/AML Manual, App. F
          (provenance M: from memory, check before quoting). Dwell, share and number of
          credits are the catalogue's. Added: a credit must stand out from what else
          came and went while it rested, and such credits must explain most of what the
          account turned over in the window. Without the two, 334 of 1,000 payments of
          a random power-law ledger were credited, with them 1.4. Added too: that the
          account pays out so closely must be a surprise beside when else it pays;
          the catalogue's three credits that rest two days each are none.
          Remittance offices, lenders, exchanges and cash do not count, nor do accounts
          outside the data's institutions: what else those turn over is not seen.
Innocent: salary accounts emptied by standing orders, settlement and escrow accounts,
          payroll bureaus, club treasurers, parents who pay a child's rent on arrival.
Blind to: money that rests longer or leaves as unrecorded cash, small sums that pass
          through a household's own turnover, many sums pooled before they leave (see
          TF-FLOW-02), unknown amounts, order within a day where only the day is known.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, HOUR, Int64s
from pipeline.motifs.pass_on import dwell_hours, passed_on, passed_pairs
from pipeline.motifs.windows import SLACK, between, merged, owners, window_of, within
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.flow.followed import surprise_of
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("credits", "received_cents", "passed_cents", "passed_share", "turnover_share"),
    *("dwell_hours", "surprise"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_dwell_hours: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue D: money out this soon passes")
    ] = 48
    min_passed_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="catalogue r: the rest may be a fee"),
    ] = 0.9
    min_credits: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: twice may be chance")
    ] = 3
    window_days: Annotated[
        int,
        msgspec.Meta(ge=1, description="the catalogue has none; 30 as TF-FLOW-01"),
    ] = 30
    min_moment_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="a credit of all that came, and of all that went, while it "
            "rested: up to five may rest together; busier is a settlement account",
        ),
    ] = 0.2
    min_turnover_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="such credits of all received and of all paid in the window: "
            "mostly a conduit. 0.5 fired on 1.7 % of random accounts, 0.7 on 0.4 %",
        ),
    ] = 0.7
    min_surprise: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="powers of ten by which chance is unlikely to let the account "
            "pay out so closely after it is paid; 3, for one account in 1,000 does by "
            "chance. Of 75 ordinary accounts in four made-up worlds it leaves 26",
        ),
    ] = 3.0


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    received, sent = ledger.valued
    through = _through(ledger, limits)
    credit = np.flatnonzero(through)
    account = owners(received)[credit]
    start = received.time[credit].astype(np.int64)
    end = start + limits.window_days * DAY
    came = between(received, account, start, end)
    went = between(sent, account, start, end)
    turnover = np.maximum(within(received.cents, *came), within(sent.cents, *went))
    share = np.minimum(within(through, *came) / turnover, 1)
    fires = within(through > 0, *came) >= limits.min_credits
    fires &= share >= limits.min_turnover_share * SLACK
    if not fires.any():
        return found_nothing(*MEASURED)
    first, windows = merged(account[fires], start[fires], end[fires])
    share = np.maximum.reduceat(share[fires], first)
    return _tell(ledger, through, windows, share, limits)


def _through(ledger: Ledger, limits: Thresholds) -> Int64s:
    """Cents passed on of each credit that passes through; 0 for the others."""
    received, sent = ledger.valued
    passed, _, gone = passed_on(received, sent, limits.max_dwell_hours * HOUR)
    passed[passed < limits.min_passed_share * SLACK * received.cents] = 0
    passed[commingled(ledger, "external")[owners(received)]] = 0
    credit = np.flatnonzero(passed)
    rest = (
        owners(received)[credit],
        received.time[credit].astype(np.int64),
        gone[credit].astype(np.int64),
    )
    meanwhile = np.maximum(
        within(received.cents, *between(received, *rest)),
        within(sent.cents, *between(sent, *rest)),
    )
    stands_out = received.cents[credit] >= limits.min_moment_share * SLACK * meanwhile
    passed[credit[~stands_out]] = 0
    through: Int64s = passed
    return through


def _tell(
    ledger: Ledger,
    through: Int64s,
    windows: tuple[Int64s, Int64s, Int64s],
    turnover_share: NDArray[np.float64],
    limits: Thresholds,
) -> Found:
    received, sent = ledger.valued
    account = windows[0]
    came = between(received, *windows)
    chosen = np.zeros(ledger.graph.n_accounts, np.bool_)
    chosen[account] = True
    credit, debit, cents = passed_pairs(
        received, sent, limits.max_dwell_hours * HOUR, chosen
    )
    alert = window_of(credit, *came)
    shown = (alert >= 0) & (through[credit] > 0)
    alert, credit, debit, cents = (
        each[shown] for each in (alert, credit, debit, cents)
    )
    rest = sent.time[debit].astype(np.int64) - received.time[credit]
    pairs = pl.DataFrame({"window": alert, "credit": credit, "debit": debit})
    alerts = pl.DataFrame(
        {
            "alert": np.arange(account.size),
            "account": account,
            "credits": within(through > 0, *came),
            "received_cents": within(np.where(through, received.cents, 0), *came),
            "passed_cents": within(through, *came),
            "turnover_share": turnover_share,
            "surprise": surprise_of(ledger, windows, pairs),
        }
    ).join(dwell_hours(alert, rest, cents), on="alert")
    crowd = 1 - 0.5 ** (pl.col("credits") - limits.min_credits + 1)
    evidence = pl.DataFrame(
        {
            "alert": np.concatenate([alert, alert]),
            "row": np.concatenate([received.row[credit], sent.row[debit]]),
            "part": np.repeat(["in", "out"], alert.size),
        }
    )
    alerts = alerts.with_columns(
        passed_share=pl.col("passed_cents") / pl.col("received_cents"),
        strength=crowd * pl.col("turnover_share"),
    ).filter(pl.col("surprise") >= limits.min_surprise * SLACK)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi"),
    )


RED_FLAG = RedFlag(
    id="TF-FLOW-03",
    title="Rapid pass-through",
    family="flow",
    stages=("move",),
    source="FATF 2002 Guidance for FIs in Detecting TF, Annex 1; FFIEC BSA/AML Manual, "
    "App. F",
    provenance="M",
    weight=0.2,
    graph=False,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation="{credits} payments in, {received_cents} together, left again: "
    "{passed_cents}, half of it within {dwell_hours}. That is {turnover_share} of what "
    "the account turned over in {window_days}. By chance it would pay out so closely "
    "less than once in 10 to the power of {surprise}.",
)
