"""What charities pay to others, and what of it nothing explains."""

import numpy as np
import polars as pl

from pipeline.flow_graph import UNKNOWN_CENTS
from pipeline.red_flags.charities import is_cash, is_charity, is_person, one_a_charity
from pipeline.red_flags.npo.partners import passed_on_by_partners
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Ledger


def outflow(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    What charities pay to others, of known value: charity, account, row, time, cents,
    part, and of the cents those ``lost``: paid in cash, to a person who is not on the
    payroll, or to a partner who passed them on so. And the pairs of the latter.
    """
    charity = is_charity(ledger)
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    mine = charity[sender] & (cents != UNKNOWN_CENTS)
    place = np.flatnonzero(mine & (holder[sender] != holder[receiver]))
    cash = ledger.where(pl.col("channel") == "cash_withdrawal")[place]
    cash |= is_cash(ledger)[receiver[place]]
    out = pl.DataFrame(
        {
            "charity": one_a_charity(ledger)[sender[place]],
            "account": sender[place],
            "receiver": receiver[place],
            "row": place.astype(np.uint32),
            "time": time[place],
            "cents": cents[place],
            "cash": cash,
            "person": is_person(ledger)[receiver[place]],
        }
    )
    listed = payroll(ledger, out.filter("person", ~pl.col("cash")))
    onward = passed_on_by_partners(ledger)
    direct = pl.col("cash") | (pl.col("person") & pl.col("paid").is_null())
    out = (
        out.join(listed.with_columns(paid=True), on=["account", "receiver"], how="left")
        .join(
            onward.group_by("row").agg(pl.col("cents").sum().alias("passed")),
            on="row",
            how="left",
        )
        .select(
            *("charity", "account", "row", "time", "cents"),
            pl.when("cash")
            .then(pl.lit("in cash"))
            .when("person")
            .then(pl.lit("to a person"))
            .otherwise(pl.lit("to a partner"))
            .alias("part"),
            pl.when(direct)
            .then("cents")
            .otherwise(pl.col("passed").fill_null(0))
            .alias("lost"),
        )
    )
    return out.sort("charity", "time", "row"), onward.select("row", "on")
