"""
Gather-scatter: many pay one account, and soon after it pays many.

Why:      a collector pools what donors or couriers bring and hands it out to those who
          act; the account is the waist of the network.
Source:   FATF (2002), Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1; Egmont Group / UNODC casework (provenance M: from memory,
          check before quoting). Numbers, window, dwell and conservation of value are
          the catalogue's. Changed: gathering must come before scattering, and where
          that order is clearer than chance the value need not be conserved. Of 18
          published laundering attempts of this shape only two conserve value within
          15 %, but nearly all gather first: on a random power-law ledger the
          catalogue's rule credited 190 of 1,000 payments, with the order it is 4. Half
          of the payees must be new, for payroll and rents recur.
          Shops, remittance offices, lenders, exchanges and cash do not count.
Innocent: payroll (customers pay, then salaries leave), marketplaces, escrow, clubs and
          groups that pool a purchase, event organisers.
Blind to: payees who were paid before, as a cell that is kept; a pool spread over
          several accounts; scattering in cash; gathering that goes on while it scatters
          (see TF-FLOW-03); unknown amounts; order within a day where only the day is
          known.
          At the beginning of the data everybody is new.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, FlowGraph, Int64s, Side
from pipeline.motifs.gathered import gathered_windows
from pipeline.motifs.others import distinct_others
from pipeline.motifs.pass_on import passed_on
from pipeline.motifs.windows import SLACK, spread, strongest_apart
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag

MEASURED = (
    *("payers", "payees", "received_cents", "paid_cents", "paid_per_received"),
    *("soon_share", "order_share", "order_deviations", "new_share", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue W; real attempts take up to 9")
    ] = 14
    min_payers: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: different accounts that pay")
    ] = 4
    min_payees: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: different accounts paid")
    ] = 4
    max_imbalance_share: Annotated[
        float,
        msgspec.Meta(ge=0, description="catalogue e: paid out over received, less one"),
    ] = 0.15
    max_dwell_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="catalogue D: half of the value left so soon"),
    ] = 3
    min_order_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of all pairs of a payment in and one out those in that order; "
            "0.5 is no order. Real attempts: 0.8 and more",
        ),
    ] = 0.8
    min_order_deviations: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="standard deviations from no order: 2.25 is just below four in "
            "and four out; false 3.5 of 1,000 random payments, at 2 5.3",
        ),
    ] = 2.25
    min_lone_order_deviations: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="from here on value need not be conserved: just below eight in "
            "and eight out; at 3.5 false alone 0.5 of 1,000, at 3.25 1.1",
        ),
    ] = 3.35
    min_new_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="payees never paid before, of all: payroll and rents recur. In "
            "a synthetic year this left 5 of 52 false alerts on ordinary accounts",
        ),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    received, sent = ledger.valued
    passed, _, _ = passed_on(received, sent, limits.max_dwell_days * DAY)
    windows = gathered_windows(
        *(ledger.valued, passed, ~commingled(ledger, SHOP), limits.window_days),
        *(limits.min_payers, limits.min_payees),
    )
    fired = pl.concat(_firing(some, limits) for some in windows)
    fired = _crowded(ledger.valued, fired, limits)
    kept = strongest_apart(
        *(np.array(fired[name]) for name in ("account", "start", "end", "strength"))
    )
    alerts = fired.filter(kept).with_row_index("alert")
    parts = (_evidence(alerts, received, "in"), _evidence(alerts, sent, "out"))
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        pl.concat(parts),
    )


def _firing(windows: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    imbalance = (pl.col("paid_per_received") - 1).abs()
    conserved = imbalance <= limits.max_imbalance_share / SLACK
    soon = pl.col("soon_share") >= 0.5
    alone = pl.col("order_deviations") >= limits.min_lone_order_deviations * SLACK
    return windows.filter(
        pl.col("order_share") >= limits.min_order_share * SLACK,
        pl.col("order_deviations") >= limits.min_order_deviations * SLACK,
        (conserved & soon) | alone,
    )


def _crowded(
    graph: FlowGraph, windows: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """Those of enough different payers and new payees, with their strength."""
    owner = np.array(windows["account"])
    payers = distinct_others(graph.received, owner, *_window(windows, "in"))
    payees = distinct_others(graph.sent, owner, *_window(windows, "out"))
    crowd = pl.min_horizontal(
        pl.col("payers") / limits.min_payers, pl.col("payees") / limits.min_payees
    )
    return (
        windows.with_columns(
            payers=payers, payees=payees, new_share=pl.col("new_payees") / payees
        )
        .filter(crowd >= 1, pl.col("new_share") >= limits.min_new_share * SLACK)
        .with_columns(strength=pl.col("order_share") * (1 - 0.5 / crowd))
    )


def _window(windows: pl.DataFrame, part: str) -> tuple[Int64s, Int64s]:
    return np.array(windows[f"first_{part}"]), np.array(windows[f"past_{part}"])


def _evidence(alerts: pl.DataFrame, side: Side, part: str) -> pl.DataFrame:
    alert, position = spread(*_window(alerts, part))
    return pl.DataFrame(
        {"alert": alert.astype(np.uint32), "row": side.row[position]}
    ).with_columns(part=pl.lit(part))


RED_FLAG = RedFlag(
    id="TF-FLOW-02",
    title="Gather-scatter",
    family="flow",
    stages=("move",),
    source="FATF 2002 Guidance for FIs in Detecting TF, Annex 1; Egmont Group / UNODC "
    "casework",
    provenance="M",
    weight=0.3,
    graph=True,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation="{payers} accounts paid {received_cents} in and {payees} were paid "
    "{paid_cents} within {span_days}; {order_share} of all pairs of a payment in and a "
    "payment out come in that order, {soon_share} of the money left within "
    "{max_dwell_days}; {new_share} of the payees were new.",
)
