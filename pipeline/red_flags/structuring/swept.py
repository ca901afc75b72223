"""Small cash banked into several accounts, swept into one and sent abroad at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s, Side
from pipeline.motifs.others import distinct_others
from pipeline.motifs.pass_on import passed_on, passed_pairs
from pipeline.motifs.windows import SLACK, between, merged, owners, spread, within
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger

if TYPE_CHECKING:
    from pipeline.red_flags.structuring.low_value_collection import Thresholds


def swept_abroad(
    ledger: Ledger, limits: Thresholds
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Alerts (alert, account, strength, what was measured) on the accounts swept into, and
    every member transaction of each: alert, row, part.
    """
    received, sent = ledger.valued
    window = limits.window_days * DAY
    small = ledger.where(pl.col("channel") == "cash_deposit")
    small &= ledger.rows.cents < limits.max_deposit_cents
    deposits = received.keep(small[received.row])
    swept = np.zeros(ledger.graph.n_transactions, np.bool_)
    swept[sent.row] = _sweeps(deposits, sent, limits)
    own = ~commingled(ledger, SHOP)  # a shop's takings are its trade
    swept &= own[ledger.rows.sender] & own[ledger.rows.receiver]
    sweeps = received.keep(swept[received.row])
    exports = sent.keep(abroad(ledger)[sent.row])

    master, start = owners(sweeps), sweeps.time.astype(np.int64)
    held = between(sweeps, master, start, start + window)
    crowded = distinct_others(sweeps, master, *held) >= limits.min_collectors
    master, start = master[crowded], start[crowded]
    gone, _, _ = passed_on(received, exports, window)
    came = between(received, master, start, start + window)
    share = within(gone, *came) / within(received.cents, *came)
    fires = share >= limits.min_abroad_share * SLACK
    if not fires.any():
        return _tell(ledger, _NO_LAYERS, np.empty(0, np.int64), np.empty(0))
    first, windows = merged(master[fires], start[fires], start[fires] + window)
    layers = _layers(ledger, deposits, swept, exports, windows, window)
    return _tell(ledger, layers, windows[0], np.maximum.reduceat(share[fires], first))


_NO_LAYERS = pl.DataFrame(
    schema={"alert": pl.Int64, "row": pl.UInt32, "part": pl.String}
)


def _sweeps(deposits: Side, sent: Side, limits: Thresholds) -> NDArray[np.bool_]:
    """Which payments are mostly the cash of before, of which such ones take most."""
    window = limits.window_days * DAY
    _, fed, _ = passed_on(deposits, sent, window)
    found: NDArray[np.bool_] = fed >= limits.min_cash_share * SLACK * sent.cents
    found &= fed > 0
    account, until = owners(sent)[found], sent.time[found].astype(np.int64)
    asked = (account, until - window, until)
    cash = within(deposits.cents, *between(deposits, *asked))
    forwarded = within(np.where(found, fed, 0), *between(sent, *asked))
    found[found] = forwarded >= limits.min_forwarded_share * SLACK * cash
    return found


def _layers(
    ledger: Ledger,
    deposits: Side,
    swept: NDArray[np.bool_],
    exports: Side,
    windows: tuple[Int64s, Int64s, Int64s],
    dwell: int,
) -> pl.DataFrame:
    """Every member transaction: alert, row, part."""
    received, sent = ledger.valued
    accounts = ledger.graph.n_accounts
    alert, credit = spread(*between(received, *windows))
    kept = swept[received.row[credit]]
    alert, credit = alert[kept], credit[kept]
    sweeps = pl.DataFrame({"alert": alert, "sweep": received.row[credit]})

    feeders = np.zeros(accounts, np.bool_)
    feeders[received.other[credit]] = True
    cash, sweep, _ = passed_pairs(deposits, sent, dwell, feeders)
    fed = pl.DataFrame({"sweep": sent.row[sweep], "row": deposits.row[cash]})
    masters = np.zeros(accounts, np.bool_)
    masters[windows[0]] = True
    sweep, export, _ = passed_pairs(received, exports, dwell, masters)
    paid = pl.DataFrame({"sweep": received.row[sweep], "row": exports.row[export]})
    return pl.concat(
        sweeps.join(rows, on="sweep").select("alert", "row", part=pl.lit(part))
        for rows, part in (
            (sweeps.select("sweep", row="sweep").unique(), "sweep"),
            (fed, "cash in"),
            (paid, "abroad"),
        )
    ).unique(["alert", "row"], keep="first", maintain_order=True)


def _tell(
    ledger: Ledger, layers: pl.DataFrame, master: Int64s, share: NDArray[np.float64]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    sender, _, time, cents = ledger.rows
    rows = layers["row"]
    known = layers.with_columns(
        sender=pl.Series(sender[rows]),
        time=pl.Series(time[rows]),
        cents=pl.Series(cents[rows]),
    )

    def worth(part: str) -> pl.Expr:
        return pl.col("cents").filter(part=part).sum()

    alerts = (
        known.group_by("alert")
        .agg(
            collectors=pl.col("sender").filter(part="sweep").n_unique(),
            deposits=pl.col("row").filter(part="cash in").len(),
            cash_cents=worth("cash in"),
            swept_cents=worth("sweep"),
            abroad_cents=worth("abroad"),
            span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        )
        .sort("alert")
        .with_columns(account=pl.Series(master), abroad_share=pl.Series(share))
        .with_columns(
            strength=pl.min_horizontal("abroad_share", 1)
            * (1 - 1 / pl.col("collectors"))
        )
    )
    return alerts, layers
