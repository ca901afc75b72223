"""Which alerts are true, and whom the false ones wrong."""

import polars as pl

from pipeline.evaluate.found import ANY
from pipeline.evaluate.truth import Truth

WRONGED_SHARE = 0.5  # of an alert's evidence


def judge(
    alerts: pl.DataFrame, alert_evidence: pl.DataFrame, truth: Truth
) -> pl.DataFrame:
    """
    Alerts with ``is_true`` and the look-alikes and instances they wrong.

    An alert is true where a transaction of its evidence belongs to a scheme; where its
    account does, if it has no evidence or no transaction of that scheme's instance is
    labelled (some sources label accounts only). A false alert wrongs a look-alike where
    at least half of its evidence belongs to one instance of it, or its account does: a
    payment in passing is not what the alert is about.
    """
    evidence = alert_evidence.select("alert_id", subject_id="transaction_id")
    evidence = evidence.unique()
    shown = evidence.join(truth.transactions, on="subject_id", how="inner")
    about = alerts.select("alert_id", subject_id="account_id").join(
        truth.accounts, on="subject_id", how="inner"
    )
    scheme = pl.col("label") == "scheme"
    of_unmarked = about.filter(scheme).join(
        truth.transactions, on=["label", "name", "instance"], how="anti"
    )
    bare = alerts.join(evidence, on="alert_id", how="anti").select("alert_id")
    right = pl.concat(
        [
            shown.filter(scheme).select("alert_id"),
            of_unmarked.select("alert_id"),
            about.filter(scheme)
            .join(bare, on="alert_id", how="semi")
            .select("alert_id"),
        ]
    ).unique()
    of_one = ["alert_id", "name", "instance"]
    mostly = (
        shown.filter(~scheme)
        .group_by(of_one)
        .agg(pl.col("subject_id").n_unique().alias("inside"))
        .join(evidence.group_by("alert_id").len("shown"), on="alert_id")
        .filter(pl.col("inside") >= WRONGED_SHARE * pl.col("shown"))
    )
    wronged = (
        pl.concat([mostly.select(of_one), about.filter(~scheme).select(of_one)])
        .select("alert_id", look_alike="name", instance="instance")
        .unique()
        .group_by("alert_id")
        .agg(pl.struct("look_alike", "instance").sort().alias("wrongs"))
    )
    true_ids = right["alert_id"].implode()
    labelled = pl.concat([truth.accounts["subject_id"], truth.unwitting]).implode()
    return (
        alerts.select("alert_id", "red_flag", "account_id")
        .join(wronged, on="alert_id", how="left")
        .with_columns(
            is_true=pl.col("alert_id").is_in(true_ids),
            ordinary=~pl.col("account_id").is_in(labelled),
        )
    )


def false_alerts(
    judged: pl.DataFrame, truth: Truth, red_flags: pl.DataFrame
) -> pl.DataFrame:
    """One row a red flag and look-alike: false alerts, and instances with any."""
    twins = (
        pl.concat([truth.transactions, truth.accounts])
        .filter(pl.col("label") == "look_alike")
        .group_by(look_alike="name")
        .agg(instances=pl.col("instance").n_unique().cast(pl.Int64))
    )
    wrongs = (
        judged.filter(~pl.col("is_true"))
        .explode("wrongs", keep_nulls=False)
        .unnest("wrongs")
    )
    everything = wrongs.with_columns(pl.lit(ANY).alias("red_flag"))
    hit = (
        pl.concat([wrongs, everything])
        .group_by("red_flag", "look_alike")
        .agg(
            alerts=pl.col("alert_id").n_unique().cast(pl.Int64),
            instances_hit=pl.col("instance").n_unique().cast(pl.Int64),
        )
    )
    return (
        red_flags.join(twins, how="cross")
        .join(hit, on=["red_flag", "look_alike"], how="left")
        .with_columns(pl.col("alerts", "instances_hit").fill_null(0))
        .with_columns(hit_share=pl.col("instances_hit") / pl.col("instances"))
        .select(
            *("red_flag", "look_alike", "testable", "alerts"),
            *("instances", "instances_hit", "hit_share"),
        )
        .sort("red_flag", "look_alike")
    )


def alert_counts(
    judged: pl.DataFrame, red_flags: pl.DataFrame, ordinary_accounts: int | None
) -> pl.DataFrame:
    """
    One row a red flag: alerts, true ones, false ones on look-alikes and elsewhere.

    ``per_1000_ordinary`` counts false alerts on accounts without any label that touch
    no look-alike; null where no account is labelled.
    """
    plain = ~pl.col("is_true") & pl.col("wrongs").is_null() & pl.col("ordinary")
    everything = judged.with_columns(pl.lit(ANY).alias("red_flag"))
    counts = (
        pl.concat([judged, everything])
        .group_by("red_flag")
        .agg(
            alerts=pl.len().cast(pl.Int64),
            true_alerts=pl.col("is_true").sum().cast(pl.Int64),
            on_look_alikes=(~pl.col("is_true") & pl.col("wrongs").is_not_null())
            .sum()
            .cast(pl.Int64),
            on_ordinary=plain.sum().cast(pl.Int64),
        )
    )
    per = (
        pl.col("on_ordinary") * 1000 / ordinary_accounts
        if ordinary_accounts
        else pl.lit(None, pl.Float64)
    )
    return (
        red_flags.join(counts, on="red_flag", how="left")
        .with_columns(
            pl.col("alerts", "true_alerts", "on_look_alikes", "on_ordinary").fill_null(
                0
            )
        )
        .with_columns(per_1000_ordinary=per)
        .sort("red_flag")
    )
