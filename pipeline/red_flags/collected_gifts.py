"""What people without a known tie give one person, and what of it he sends abroad."""

from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.small_sums import by_principal, sent_abroad, small_sums

SECONDS_OF_DWELL = 30 * DAY  # about one transfer a month, as in the published cases
MOSTLY = 0.5  # of a payment abroad: then it is collected money


class Collection(NamedTuple):
    """A row of ``found`` is a collector, ``subject`` his principal's number."""

    found: pl.DataFrame  # subject, account, givers, exports, sums, shares, first, last
    rows: pl.DataFrame  # subject, row, part
    pairs: pl.DataFrame  # subject, who gave, gift and export (rows), payee, passed …


def collections(ledger: Ledger, max_cents: int) -> Collection:
    """
    Whoever sends abroad what others gave him, first in first out, within a month.

    Measured from a month before the first payment abroad that was mostly such money to
    the last: ``forwarded_share`` of what was given, ``fed_share`` of what went abroad.
    """
    went = sent_abroad(ledger)
    came = small_sums(ledger, max_cents, went["subject"])
    n = ledger.principals.names.len()
    both = np.isin(np.arange(n), np.intersect1d(came["subject"], went["subject"]))
    received, sent = by_principal(came, n), by_principal(went, n)
    credit, debit, cents = passed_pairs(received, sent, SECONDS_OF_DWELL, both)
    pairs = pl.concat(
        [
            came[received.row[credit]].select(
                *("subject", "account", "who", "in_cash"),
                gift="row",
                given_at="time",
                sum_cents="cents",
            ),
            went[sent.row[debit]].select("time", "cents", payee="who", export="row"),
            pl.DataFrame({"passed": cents}),
        ],
        how="horizontal",
    )
    fed = pl.col("passed").sum().over("export") >= MOSTLY * SLACK * pl.col("cents")
    pairs = pairs.filter(fed)
    spans = pairs.group_by("subject").agg(
        first=pl.col("time").min() - SECONDS_OF_DWELL, last=pl.col("time").max()
    )
    return _measured(pairs, spans, came, went)


def _measured(
    pairs: pl.DataFrame, spans: pl.DataFrame, came: pl.DataFrame, went: pl.DataFrame
) -> Collection:
    span = pl.col("time").is_between("first", "last")
    came = came.join(spans, on="subject").filter(span)
    began = pl.col("first") + SECONDS_OF_DWELL
    went = went.join(spans, on="subject").filter(
        pl.col("time").is_between(began, "last")
    )
    gifts = pairs.unique("gift", keep="first", maintain_order=True)
    main = (
        gifts.group_by("subject", "account")
        .agg(pl.col("sum_cents").sum())
        .sort("subject", "sum_cents", "account", descending=[False, True, False])
        .unique("subject", keep="first", maintain_order=True)
    )
    found = (
        pairs.group_by("subject")
        .agg(
            givers=pl.col("who").filter(~pl.col("in_cash")).n_unique().cast(pl.Int64),
            exports=pl.col("export").n_unique().cast(pl.Int64),
            passed_cents=pl.col("passed").sum(),
        )
        .join(
            gifts.group_by("subject").agg(
                swept_cents=pl.col("sum_cents").sum(),
                cash_cents=pl.col("sum_cents").filter("in_cash").sum(),
                deposits=pl.col("in_cash").sum().cast(pl.Int64),
            ),
            on="subject",
        )
        .join(
            came.group_by("subject").agg(all_given=pl.col("cents").sum()), on="subject"
        )
        .join(
            went.group_by("subject").agg(
                abroad_cents=pl.col("cents").sum(),
                payees=pl.col("who").n_unique().cast(pl.Int64),
            ),
            on="subject",
        )
        .join(main.select("subject", "account"), on="subject")
        .join(spans, on="subject")
        .with_columns(
            forwarded_share=pl.col("passed_cents") / pl.col("all_given"),
            fed_share=pl.col("passed_cents") / pl.col("abroad_cents"),
            months=(pl.col("last") - began) / SECONDS_OF_DWELL,
        )
        .sort("subject")
    )
    part = pl.when("in_cash").then(pl.lit("cash in")).otherwise(pl.lit("small sum"))
    rows = pl.concat(
        [
            gifts.select("subject", row="gift", part=part),
            pairs.select("subject", row="export", part=pl.lit("abroad")).unique(),
        ]
    ).sort("subject", "row")
    return Collection(found, rows, pairs)
