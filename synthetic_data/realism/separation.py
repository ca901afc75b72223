"""How well raw columns alone tell scheme transactions from the rest, in sample."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]

WORDS = (
    *("time_precision", "amount_status", "currency", "channel", "sender_country"),
    *("receiver_country", "sender_named", "receiver_named", "branch", "purpose"),
)
NULLABLE = ("conductor", "on_behalf_of", "branch", "latitude", "device", "purpose")
COUNTED = (
    *(("sender_account",), ("receiver_account",), ("device",), ("conductor",)),
    ("sender_account", "receiver_account"),
)
PARTIES = {
    "sender_payees": ("sender_account", "receiver_account"),
    "receiver_payers": ("receiver_account", "sender_account"),
}


def auc(value: Numbers, positive: Bools) -> float:
    """Chance that a positive ranks above a negative, ties half; either direction."""
    values, where = np.unique(value, return_inverse=True)
    ups = np.bincount(where, positive, values.size)
    downs = np.bincount(where, ~positive, values.size)
    below = np.cumsum(downs) - downs
    area = float((ups * (below + downs / 2)).sum() / (ups.sum() * downs.sum()))
    return max(area, 1 - area)


def likeliest(words: pl.Series, positive: Bools) -> Numbers:
    """Each word's share of positives: the best order a column of words allows."""
    frame = pl.DataFrame({"word": words.cast(pl.String), "positive": positive})
    share = pl.col("positive").mean().over("word")
    return frame.select(share).to_series().to_numpy()


def columns(transactions: pl.DataFrame, positive: Bools) -> dict[str, Numbers]:
    """Every raw column and count as one number a row."""
    at = pl.col("booked_at")
    numbers = transactions.select(
        amount=pl.col("amount").cast(pl.Float64),
        latitude=pl.col("latitude").fill_null(-91),
        longitude=pl.col("longitude").fill_null(-181),
        time=at.dt.epoch("s"),
        cents=(pl.col("amount").cast(pl.Float64) * 100).round() % 100,
        hundreds=pl.col("amount").cast(pl.Float64) % 100,
        **{f"{name}_null": pl.col(name).is_null() for name in NULLABLE},
        **{"count_" + "_".join(keys): pl.len().over(*keys) for keys in COUNTED},
        **{name: pl.col(b).n_unique().over(a) for name, (a, b) in PARTIES.items()},
    )
    found = {
        name: numbers[name].cast(pl.Float64).to_numpy() for name in numbers.columns
    }
    calendar = transactions.select(
        hour=at.dt.hour(), weekday=at.dt.weekday(), day=at.dt.day(), month=at.dt.month()
    )
    for name in WORDS:
        found[name] = likeliest(transactions[name], positive)
    for name in calendar.columns:
        found[name] = likeliest(calendar[name], positive)
    return found
