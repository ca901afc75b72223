"""
How rare an alert is among the accounts that its account should be compared with.

Peers are of the same kind, made a similar number of payments (doubling bins) and are
of a similar age; never of an origin. Most accounts raise no alert of a red flag, so its
rate among peers is itself part of the tail: of each measured value that was held
against a threshold, and of the strength,

    tail = share of the peers that an alert of the red flag speaks about with a value at
           least as far past the threshold, the account itself among them

first of all accounts, then of its kind, of its kind and activity, and of those and its
age; each time as if ``borrowed`` accounts of the wider group were among the narrower,
so that small groups, and groups that financiers make up a part of, lean on the wider.
An alert's tail is the geometric mean over its values. A tail depends on ranks alone:
one absurd value moves no other by more than one rank.

Its rarity is log(tail) / log(1 / full): 1 for one in ``full`` peers, 0 for all; where
there are fewer accounts than ``full``, what one of them all is counts in full.
"""

import numpy as np
import polars as pl

from pipeline.flow_graph import EPOCH, FlowGraph, as_datetime

YOUNG_YEARS, OLD_YEARS = 1, 5  # an account's first year is unlike the rest
DAYS_OF_YEAR = 365.25
LEVELS = (("kind",), ("kind", "payments"), ("kind", "payments", "age"))


def peer_groups(accounts: pl.DataFrame, graph: FlowGraph) -> pl.DataFrame:
    """
    account, kind, payments, age of each account, as words.

    ``accounts`` has kind and opened_on, nullable; row i is account i.
    """
    paid = np.diff(graph.sent.ptr) + np.diff(graph.received.ptr)
    low = np.where(paid > 0, 2 ** np.floor(np.log2(np.maximum(paid, 1))), 0)
    low = low.astype(np.int64)
    last = as_datetime(graph.sent.time.max()) if graph.n_transactions else EPOCH
    open_years = (
        pl.lit(last.date()) - pl.col("opened_on")
    ).dt.total_days() / DAYS_OF_YEAR
    return accounts.select(
        account=pl.int_range(pl.len()).cast(pl.UInt32),
        kind=pl.col("kind").cast(pl.String).fill_null("unknown kind"),
        payments=pl.format(
            "{} to {} payments", pl.Series(low), pl.Series(np.maximum(2 * low - 1, 0))
        ),
        age=pl.when(open_years < YOUNG_YEARS)
        .then(pl.lit(f"open less than {YOUNG_YEARS} year"))
        .when(open_years < OLD_YEARS)
        .then(pl.lit(f"open {YOUNG_YEARS} to {OLD_YEARS} years"))
        .when(open_years.is_not_null())
        .then(pl.lit(f"open {OLD_YEARS} years or more"))
        .otherwise(pl.lit("age not known")),
    )


def tails(alerts: pl.DataFrame, peers: pl.DataFrame, borrowed: int) -> pl.DataFrame:
    """
    ``alerts`` with its ``tail`` (0–1), ``peers`` (words) and ``peers_counted``.

    ``alerts`` has alert, red_flag, account, strength and measured, in order of
    ``alert``. O(values · log values).
    """
    values = _values(alerts).join(peers, on="account", maintain_order="left")
    tail = _reached(values, ()) / max(peers.height, 1)
    for level in LEVELS:
        of_level = peers.group_by(level).agg(size=pl.len())
        size = values.join(of_level, on=level, maintain_order="left")["size"]
        tail = (_reached(values, level) + borrowed * tail) / (size + borrowed)
    found = (
        values.select("alert", tail=tail)
        .group_by("alert", maintain_order=True)
        .agg(tail=pl.col("tail").log().mean().exp())
    )
    narrowest = peers.with_columns(
        peers=pl.concat_str("kind", "payments", "age", separator=", "),
        peers_counted=pl.len().over(LEVELS[-1]),
    )
    return alerts.join(found, on="alert", maintain_order="left").join(
        narrowest.select("account", "peers", "peers_counted"),
        on="account",
        maintain_order="left",
    )


def rarity(tail: pl.Expr, accounts: int, full: int) -> pl.Expr:
    """1 for the rarest, 0 for what all do."""
    most = np.log(max(2, min(full, accounts)))
    share: pl.Expr = (-tail.log() / most).clip(0, 1)
    return share


def _values(alerts: pl.DataFrame) -> pl.DataFrame:
    """
    alert, red_flag, account, name, far: one row a value, larger ``far`` further past.

    A value below its threshold was held against a most, so it is turned around.
    """
    told = (
        alerts.select("alert", "red_flag", "account", "measured")
        .explode("measured", empty_as_null=False, keep_nulls=False)
        .unnest("measured")
        .filter(pl.col("threshold").is_not_null() & pl.col("value").is_not_nan())
    )
    below = pl.col("value") < pl.col("threshold")
    strength = alerts.select(
        "alert", "red_flag", "account", name=pl.lit(""), far="strength"
    )
    measured = told.select(
        "alert",
        "red_flag",
        "account",
        name=pl.col("name") + pl.when(below).then(pl.lit("<")).otherwise(pl.lit("")),
        far=pl.when(below).then(-pl.col("value")).otherwise("value"),
    )
    return pl.concat([strength, measured]).sort("alert", "name")


def _reached(values: pl.DataFrame, level: tuple[str, ...]) -> pl.Series:
    """How many accounts of the same group have a value as far past or further."""
    group = ["red_flag", "name", *level]
    by = [*group, "far", "account"]
    counted = (
        values.with_row_index("place")
        .sort(by, descending=[name == "far" for name in by])
        .with_columns(fresh=pl.struct(*group, "account").is_first_distinct())
        .with_columns(reached=pl.col("fresh").cast(pl.Int64).cum_sum().over(group))
        .with_columns(pl.col("reached").max().over(*group, "far"))
    )
    return counted.sort("place")["reached"]
