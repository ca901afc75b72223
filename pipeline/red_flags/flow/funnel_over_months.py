"""What a private collector passes over months to few payees abroad."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.pass_on import dwell_hours
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.collected_gifts import collections
from pipeline.red_flags.red_flag import Ledger

SMALL = 300_000  # cents, as in TF-STRUCT-03: larger sums are no gifts of a ring


def funnelled(
    ledger: Ledger,
    min_sources: int,
    max_payees: int,
    min_share: float,
    min_passed: float,
    min_exports: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Persons whose ``max_payees`` main payees get ``min_share`` or more of all they send
    abroad out of what ``min_sources`` others gave them, in ``min_exports`` payments or
    more; ``min_passed`` of all that they were given meanwhile goes abroad.

    Alerts: alert, account, sources, collectors, payees, passed_cents, abroad_share,
    span_days, dwell_hours. Evidence: alert, row, part.
    """
    made = collections(ledger, SMALL)
    mains = (
        made.pairs.group_by("subject", "payee")
        .agg(pl.col("passed").sum())
        .sort("subject", "passed", "payee", descending=[False, True, False])
        .group_by("subject", maintain_order=True)
        .head(max_payees)
    )
    pairs = made.pairs.join(mains.select("subject", "payee"), on=["subject", "payee"])
    found = (
        pairs.group_by(alert="subject")
        .agg(
            sources=pl.col("who").filter(~pl.col("in_cash")).n_unique(),
            collectors=pl.lit(1),
            payees=pl.col("payee").n_unique(),
            exports=pl.col("export").n_unique(),
            passed_cents=pl.col("passed").sum(),
            span_days=(pl.col("time").max() - pl.col("given_at").min()) / DAY,
        )
        .join(
            made.found.select(
                "account", "abroad_cents", "forwarded_share", alert="subject"
            ),
            on="alert",
        )
        .with_columns(abroad_share=pl.col("passed_cents") / pl.col("abroad_cents"))
        .filter(
            pl.col("sources") >= min_sources,
            pl.col("exports") >= min_exports,
            pl.col("abroad_share") >= min_share * SLACK,
            pl.col("forwarded_share") >= min_passed * SLACK,
        )
        .sort("alert")
    )
    kept = pairs.join(found, left_on="subject", right_on="alert", how="semi")
    kept = kept.sort("subject", "gift", "export")
    rested = dwell_hours(
        np.array(kept["subject"], np.int64),
        np.array(kept["time"] - kept["given_at"], np.int64),
        np.array(kept["passed"], np.int64),
    )
    evidence = pl.concat(
        [
            kept.select(alert="subject", row="gift", part=pl.lit("in")),
            kept.select(alert="subject", row="export", part=pl.lit("abroad")),
        ]
    ).unique(["alert", "row"], maintain_order=True)
    return found.join(rested, on="alert"), evidence
