"""What people without a known tie give one person, and what of it he sends abroad."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Side, build_side
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.flow.payers import SAID, may_be_person
from pipeline.red_flags.payroll import steady_pairs
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

SECONDS_OF_DWELL = 30 * DAY  # about one transfer a month, as in the published cases
MOSTLY = 0.5  # of a payment abroad: then it is collected money


class Collection(NamedTuple):
    """A row of ``found`` is a collector, ``subject`` his principal's number."""

    found: pl.DataFrame  # subject, account, givers, exports, sums, shares, first, last
    rows: pl.DataFrame  # subject, row, part
    pairs: pl.DataFrame  # subject, who gave, gift and export (rows), payee, passed …


def small_sums(ledger: Ledger, max_cents: int) -> pl.DataFrame:
    """
    subject (a principal), who, account, row, time, cents, in_cash: sums below
    ``max_cents`` that persons get from other persons, or that are paid in as cash.

    Of persons only who is never paid back, has no recorded tie, buys nothing by his own
    words and does not pay like a tenant: sharing a bill goes both ways.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder.astype(np.int64)
    private = _private(ledger)
    cash = ledger.where(pl.col("channel") == "cash_deposit")
    bought = ledger.spending.cast(pl.String).is_in(SAID).fill_null(False).to_numpy()
    counts = private[receiver] & (cents > 0) & (cents < max_cents)
    counts &= (holder[sender] != holder[receiver]) & (cash | private[sender])
    place = np.flatnonzero(counts & (cash | ~bought))
    sums = pl.DataFrame(
        {
            "subject": holder[receiver[place]],
            "who": holder[sender[place]],
            "account": receiver[place],
            "giver": sender[place],
            "row": place.astype(np.uint32),
            "time": time[place].astype(np.int64),
            "cents": cents[place],
            "in_cash": cash[place],
        }
    )
    gifts = sums.filter(~pl.col("in_cash"))
    tied = tied_pairs(ledger, gifts.select(a="account", b="giver"))
    pair = ["subject", "who"]
    gifts = gifts.join(
        tied, left_on=["account", "giver"], right_on=["a", "b"], how="anti"
    )
    back = pl.DataFrame({"subject": holder[sender], "who": holder[receiver]})
    gifts = gifts.join(back, on=pair, how="anti")
    gifts = gifts.join(steady_pairs(gifts, pair), on=pair, how="anti")
    kept = pl.concat([gifts, sums.filter("in_cash")])
    return kept.drop("giver").sort("time", "row")


def sent_abroad(ledger: Ledger) -> pl.DataFrame:
    """
    subject (a principal), who, row, time, cents: what persons send to persons abroad,
    or send through an office whose receiver the bank does not see.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder.astype(np.int64)
    private = _private(ledger)
    office = np.array((ledger.accounts["kind"] == "msb").fill_null(False), np.bool_)
    leaves = ledger.where(pl.col("channel") == "money_transfer") | office[receiver]
    leaves |= abroad(ledger) & private[receiver]
    leaves &= private[sender] & (cents > 0) & (holder[sender] != holder[receiver])
    place = np.flatnonzero(leaves)
    return pl.DataFrame(
        {
            "subject": holder[sender[place]],
            "who": holder[receiver[place]],
            "row": place.astype(np.uint32),
            "time": time[place].astype(np.int64),
            "cents": cents[place],
        }
    ).sort("time", "row")


def collections(ledger: Ledger, max_cents: int) -> Collection:
    """
    Whoever sends abroad what others gave him, first in first out, within a month.

    Measured from a month before the first payment abroad that was mostly such money to
    the last: ``forwarded_share`` of what was given, ``fed_share`` of what went abroad.
    """
    came, went = small_sums(ledger, max_cents), sent_abroad(ledger)
    n = ledger.principals.names.len()
    both = np.isin(np.arange(n), np.intersect1d(came["subject"], went["subject"]))
    received, sent = _side(came, n), _side(went, n)
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


def _private(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account, whether it may be a person's and serves nobody."""
    unserving = np.array(ledger.accounts["service"].is_null(), np.bool_)
    return may_be_person(ledger) & unserving


def _side(paid: pl.DataFrame, n_principals: int) -> Side:
    return build_side(
        np.array(paid["subject"], np.uint32),
        np.array(paid["who"], np.uint32),
        np.array(paid["time"], np.int32),
        np.array(paid["cents"], np.int64),
        n_principals,
    )
