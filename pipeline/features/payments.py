"""What a payment is by itself: amount, channel, border, place of risk, limit, hour."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.features.standing import ABROAD, AT_RISK, BELOW_LIMIT, CASH, ROUND
from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.conflict import in_risk_set
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.reportable import CASH as CASH_CHANNELS
from pipeline.red_flags.reportable import beside_limits

BELOW = 0.8  # of a limit: from here on an amount is just below it
ROUND_FROM = 2  # zeros at the end of whole units
MOST_ZEROS = 6
OF_PAYMENT = (
    *("value_cents", "channel", "round_zeros", "crosses_border", "at_risk"),
    *("limit_share", "hour"),
)


class Payments:
    """By row, in little room: five bytes and one number of each payment."""

    def __init__(self, ledger: Ledger) -> None:
        rows = ledger.graph.n_transactions
        self.channel = ledger.column("channel").to_physical().cast(pl.Int8).to_numpy()
        self.crosses = abroad(ledger)
        self.at_risk = in_risk_set(ledger, "sender") | in_risk_set(ledger, "receiver")
        self.zeros = _zeros(ledger)
        self.limit_share = np.full(rows, np.nan, np.float32)
        below = beside_limits(ledger, BELOW, 1.0 + 1e-9).filter("below")
        share = below.group_by("row").agg(pl.col("limit_share").max())
        self.limit_share[share["row"]] = share["limit_share"]
        precision = ledger.column("time_precision").cast(pl.String)
        self.timed = precision.is_in(["second", "minute"]).to_numpy()

    def marks(self, ledger: Ledger) -> NDArray[np.uint8]:
        cash = ledger.column("channel").cast(pl.String).is_in(list(CASH_CHANNELS))
        marked = np.zeros(self.channel.size, np.uint8)
        for mark, has in (
            (CASH, cash.to_numpy()),
            (ABROAD, self.crosses),
            (BELOW_LIMIT, ~np.isnan(self.limit_share)),
            (ROUND, self.zeros >= ROUND_FROM),
            (AT_RISK, self.at_risk),
        ):
            marked |= np.where(has, mark, 0).astype(np.uint8)
        return marked

    def write(
        self,
        time: NDArray[np.int32],
        cents: NDArray[np.int64],
        into: NDArray[np.float32],
        first: int,
    ) -> None:
        """OF_PAYMENT of the rows from ``first`` on."""
        rows = slice(first, first + into.shape[0])
        into[:, 0] = np.where(cents[rows] >= 0, cents[rows], np.nan)
        into[:, 1] = self.channel[rows]
        into[:, 2] = self.zeros[rows]
        into[:, 3] = self.crosses[rows]
        into[:, 4] = self.at_risk[rows]
        into[:, 5] = self.limit_share[rows]
        hour = time[rows] % DAY / HOUR
        into[:, 6] = np.where(self.timed[rows], hour, np.nan)


def _zeros(ledger: Ledger) -> NDArray[np.int8]:
    """Zeros at the end of the whole units of each amount, 0 for one with a fraction."""
    amount = pl.col("amount").cast(pl.Float64)
    zeros = pl.sum_horizontal(
        (amount % 10**place == 0).cast(pl.Int8) for place in range(1, MOST_ZEROS + 1)
    )
    found = ledger.transactions.select(zeros.fill_null(0).cast(pl.Int8).alias("zeros"))
    return found.collect()["zeros"].to_numpy()
