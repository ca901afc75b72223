"""Found from tables: one of alerts, one of their evidence."""

import polars as pl

from pipeline.red_flags.red_flag import FOUND, Found, Ledger

KEYS = ("alert", "account", "strength")


def gather(
    ledger: Ledger,
    alerts: pl.DataFrame,
    evidence: pl.DataFrame,
    cut: int = 0,
    alone: bool = False,
) -> Found:
    """
    Found from ``alerts`` (alert, account, strength, then what was measured) and
    ``evidence`` (alert, row, part).

    A row stands once in an alert, with its first part; rows ascend. The window runs
    from the first to the last of them. Members are ``account`` and, unless it stands
    ``alone``, the accounts of the evidence. Alerts are sorted by account, then start.
    """
    numbered = evidence.with_columns(pl.col("row").cast(pl.UInt32))
    rows = numbered["row"].to_numpy()
    seen = numbered.with_columns(
        pl.Series("time", ledger.rows.time[rows], pl.Int32),
        pl.Series("sender", ledger.rows.sender[rows], pl.UInt32),
        pl.Series("receiver", ledger.rows.receiver[rows], pl.UInt32),
    )
    shown = (
        seen.unique(["alert", "row"], keep="first", maintain_order=True)
        .sort("alert", "row")
        .group_by("alert", maintain_order=True)
        .agg(
            pl.col("time").min().alias("start"),
            pl.col("time").max().alias("end"),
            pl.col("row").alias("rows"),
            pl.col("part").cast(pl.String).alias("parts"),
        )
    )
    others = seen.clear() if alone else seen
    accounts = pl.concat(
        [
            alerts.select("alert", pl.col("account").cast(pl.UInt32)),
            others.select("alert", account="sender"),
            others.select("alert", account="receiver"),
        ]
    )
    members = accounts.group_by("alert").agg(
        pl.col("account").unique().sort().alias("members")
    )
    measured = [name for name in alerts.columns if name not in KEYS]
    table = (
        alerts.join(shown, on="alert", how="left")
        .join(members, on="alert", how="left")
        .with_columns(pl.col("rows", "parts").fill_null([]))
        .sort("account", "start", "alert")
        .select(*FOUND, *measured)
        .cast(FOUND | dict.fromkeys(measured, pl.Float64))  # type: ignore[arg-type] # polars types mix classes and instances
    )
    return Found(table, cut)
