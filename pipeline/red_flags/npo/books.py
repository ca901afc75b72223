"""The books of charities: what others give them, and what they pay for what."""

import numpy as np
import polars as pl

from pipeline.flow_graph import UNKNOWN_CENTS
from pipeline.red_flags.charities import (
    is_cash,
    is_charity,
    is_organisation,
    is_person,
    one_a_charity,
)
from pipeline.red_flags.npo.partners import passed_on_by_partners
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.spending import spent_on

# Bought, but for nobody's relief.
NO_PROGRAMME = ("cash", "money_service", "stored_value", "gambling")
AWAY = ("virtual_asset", "money_transfer")  # channels after which nobody sees more
PARTNER = "to a partner"  # the part that such payments play
AWAY_SERVICES = ("exchange", "otc_desk", "mixer", "bridge", "swap")


def receipts(ledger: Ledger) -> pl.DataFrame:
    """
    What charities get from others, of known value: charity, a (sender), b (receiver),
    row, time, cents, donor, in_cash, and whether it is private: neither cash nor from
    an organisation.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    counts = is_charity(ledger)[receiver] & (cents > 0)
    place = np.flatnonzero(counts & (holder[sender] != holder[receiver]))
    cash = ledger.where(pl.col("channel") == "cash_deposit")[place]
    cash |= is_cash(ledger)[sender[place]]
    return pl.DataFrame(
        {
            "charity": one_a_charity(ledger)[receiver[place]],
            "a": sender[place],
            "b": receiver[place],
            "row": place.astype(np.uint32),
            "time": time[place],
            "cents": cents[place],
            "donor": holder[sender[place]],
            "in_cash": cash,
            "private": ~(cash | is_organisation(ledger)[sender[place]]),
        }
    )


def outflow(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    What charities pay to others, of known value: charity, account, receiver, row, time,
    cents, part, and of the cents those ``lost``: paid in cash, to a person who is not
    on the payroll, or to a partner who passed them on so. And the pairs of the latter.
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
            *("charity", "account", "receiver", "row", "time", "cents"),
            pl.when("cash")
            .then(pl.lit("in cash"))
            .when("person")
            .then(pl.lit("to a person"))
            .otherwise(pl.lit(PARTNER))
            .alias("part"),
            pl.when(direct)
            .then("cents")
            .otherwise(pl.col("passed").fill_null(0))
            .alias("lost"),
        )
    )
    return out.sort("charity", "time", "row"), onward.select("row", "on")


def spending(ledger: Ledger) -> pl.DataFrame:
    """
    ``outflow``, and of its cents what is private (unexplained, or into virtual assets
    or money transfer) and what is programme (to organisations, or for something bought
    from whoever is no person).
    """
    out, _ = outflow(ledger)
    away = ledger.accounts.select(
        pl.col("kind").is_in(("vasp", "msb")).fill_null(False)
        | pl.col("service").is_in(AWAY_SERVICES).fill_null(False)
    ).to_series()
    said = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("row").is_in(out["row"].implode()))
        .select(
            "row",
            pl.col("channel").is_in(AWAY).alias("away"),
            spent_on().is_not_null().alias("buys")
            & ~spent_on().is_in(NO_PROGRAMME).fill_null(True),
        )
        .collect()
    )
    payee = out["receiver"].to_numpy()
    body, person = is_organisation(ledger)[payee], is_person(ledger)[payee]
    paid = out.with_columns(
        pl.Series("payee_away", np.array(away, np.bool_)[payee]),
        pl.Series("body", body),
        pl.Series("nobody", ~body & ~person),
    ).join(said, on="row", how="left", maintain_order="left")
    buys = pl.col("body") | (pl.col("nobody") & pl.col("buys"))
    return paid.with_columns(
        private_cents=pl.when(pl.col("away") | pl.col("payee_away"))
        .then("cents")
        .otherwise("lost")
    ).with_columns(
        programme_cents=pl.when(buys, pl.col("part") != "in cash")
        .then(pl.col("cents") - pl.col("private_cents"))
        .otherwise(0)
    )
