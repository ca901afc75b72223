"""Companies that hand money to each other, as one finding, and what they add up to."""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.windows import within
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.trade.shells import counterparties, shell_scores


def joined_chains(
    links: pl.DataFrame, member: pl.DataFrame, number: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    ``links`` (payer, payee) that share a company as one alert, and ``member`` (account
    and more) by alert; alerts are even or odd by ``number``.
    """
    ends = links.select(pl.concat_list("payer", "payee").alias("ends"))["ends"]
    joined = joined_findings(
        np.arange(links.height + 1) * 2, np.array(ends.explode(), np.int64)
    )
    links = links.with_columns(alert=pl.Series(joined * 2 + number))
    of = pl.concat(
        [
            links.select("alert", account="payer"),
            links.select("alert", account="payee"),
        ]
    ).unique()
    return links, of.join(member, on="account")


def chain_sums(
    ledger: Ledger, links: pl.DataFrame, member: pl.DataFrame, evidence: pl.DataFrame
) -> pl.DataFrame:
    """One row an alert: account (which received most), strength, what is measured."""
    time = pl.Series("time", ledger.rows.time[evidence["row"]])
    seen = evidence.with_columns(time).group_by("alert")
    handed = links.group_by("alert").agg(
        pl.col("relayed").sum(), handed_cents=pl.col("handed").sum()
    )
    chain = 1 - 0.5 ** (pl.col("companies") - 1)
    often = 1 - 0.5 ** (pl.col("relayed") - 1.0)
    return (
        member.sort("alert", "received", "account", descending=[False, True, False])
        .group_by("alert", maintain_order=True)
        .agg(
            pl.col("account").first(),
            companies=pl.len(),
            shell_score=pl.col("score").min(),
            passed_share=pl.col("passed_share").min(),
        )
        .join(
            seen.agg(
                payments=pl.col("row").n_unique(),
                span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
            ),
            on="alert",
        )
        .join(handed, on="alert")
        .with_columns(
            strength=pl.when(pl.col("relayed") > 0)
            .then(often * (0.5 + pl.col("passed_share") / 2))
            .otherwise(pl.col("shell_score") * chain)
        )
    )


def fronts(ledger: Ledger, pairs: pl.DataFrame, most: int) -> pl.DataFrame:
    """account, score, passed_share (of what they handed on), received, of ``pairs``."""
    share = pl.col("handed").sum() / pl.col("paid").sum()
    ends = ("payer", "payee")
    of = pl.concat([pairs.select("handed", "paid", account=end) for end in ends])
    passed = of.group_by("account").agg(passed_share=share).sort("account")
    account = np.array(passed["account"], np.int64)
    received = ledger.valued.received
    got = within(received.cents, received.ptr[:-1], received.ptr[1:])
    others = counterparties(ledger, account)
    scores = shell_scores(ledger, account, others, most)
    return passed.with_columns(scores["score"], received=pl.Series(got[account]))
