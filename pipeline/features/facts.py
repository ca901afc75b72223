"""What is said with a payment and of its accounts: who acted, since when, on what."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.features.vector import VECTOR, Floats
from pipeline.flow_graph import DAY, EPOCH
from pipeline.red_flags.geo.corridors import risk_weights
from pipeline.red_flags.red_flag import Ledger

SAID = ("conducted_for", "on_behalf_of", "purpose_given")
NAMED = ("sender_named", "receiver_named")
LISTED = ("sender_list_weight", "receiver_list_weight")
OF_FACTS = (
    *(*SAID, *NAMED, *LISTED, "device_accounts"),
    *("sender_days_open", "receiver_days_open"),
    *("sender_in_to_income", "receiver_in_to_income"),
)
COLUMNS = {
    "conducted_for": pl.col("conductor").is_not_null(),
    "on_behalf_of": pl.col("on_behalf_of").is_not_null(),
    "purpose_given": pl.col("purpose").is_not_null(),
    **{name: pl.col(name) for name in NAMED},
}
UNKNOWN = -1
GOT = VECTOR.index("in_cents_30d")


class Facts:
    """By row: a byte for each fact, four for the device's accounts; by account two."""

    def __init__(self, ledger: Ledger) -> None:
        told = ledger.transactions.select(
            column.cast(pl.Int8).fill_null(UNKNOWN).alias(name)
            for name, column in COLUMNS.items()
        ).collect()
        self.said = [told[name].to_numpy() for name in COLUMNS]
        self.listed = risk_weights(ledger)
        self.device_accounts = device_accounts(ledger)
        opened = ledger.accounts["opened_on"] - EPOCH.date()
        self.opened = opened.dt.total_days().cast(pl.Float64).fill_null(np.nan)
        own = ledger.accounts["currency"].cast(pl.String) == ledger.base_currency
        self.income = ledger.accounts.select(
            pl.when(own)
            .then(pl.col("declared_monthly_income").cast(pl.Float64) * 100)
            .fill_null(np.nan)
        ).to_series()

    def write(
        self,
        time: NDArray[np.int32],
        ends: tuple[NDArray[np.uint32], NDArray[np.uint32]],
        vectors: tuple[Floats, ...],
        into: Floats,
        first: int,
    ) -> None:
        """OF_FACTS of the rows from ``first`` on."""
        rows = slice(first, first + into.shape[0])
        for at, values in enumerate(self.said):
            into[:, at] = np.where(values[rows] >= 0, values[rows], np.nan)
        at = len(self.said)
        into[:, at : at + 2] = self.listed[:, rows].T
        into[:, at + 2] = self.device_accounts[rows]
        days = np.floor(time[rows] / DAY)
        opened, income = self.opened.to_numpy(), self.income.to_numpy()
        for end in (0, 1):
            account = ends[end][rows]
            into[:, at + 3 + end] = days - opened[account]
            ratio = np.full(days.size, np.nan)
            known = income[account] > 0
            np.divide(vectors[end][:, GOT], income[account], out=ratio, where=known)
            into[:, at + 5 + end] = ratio


def device_accounts(ledger: Ledger) -> NDArray[np.float32]:
    """Of each row how many accounts paid from its device so far; NaN without one."""
    found = np.full(ledger.graph.n_transactions, np.nan, np.float32)
    used = pl.DataFrame(
        {
            "device": ledger.column("device"),
            "sender": ledger.rows.sender,
            "time": ledger.rows.time,
        }
    ).with_row_index("row")
    counted = (
        used.filter(pl.col("device").is_not_null())
        .with_columns(new=pl.struct("device", "sender").is_first_distinct())
        .with_columns(so_far=pl.col("new").cum_sum().over("device"))
        .with_columns(pl.col("so_far").max().over("device", "time"))
    )
    found[counted["row"].to_numpy()] = counted["so_far"].to_numpy()
    return found
