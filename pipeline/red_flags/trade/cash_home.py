"""The last leg of a goods cycle: cash that comes home."""

import numpy as np
import polars as pl

from pipeline.red_flags.abroad import country_at
from pipeline.red_flags.conductors import paid_in_from_elsewhere
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_to
from pipeline.red_flags.trade.shipments import abroad_by

NOBODYS = ("cash", "external")  # kinds of account that say nothing of who brought it


def cash_home(ledger: Ledger) -> pl.DataFrame:
    """
    Cash deposited from abroad, or by who came from there: row, payer, payee, buyer,
    home, market, from.

    Whoever is tied to its payee may have been the buyer of goods, whoever is tied to
    its payer the market; of nobody's cash the market is null and only ``from`` known.
    """
    cash = pl.concat([abroad_by(ledger, "cash_deposit"), _carried_home(ledger)])
    cash = cash.unique("row", keep="first", maintain_order=True)
    kinds = ledger.accounts["kind"].is_in(NOBODYS).fill_null(False)
    nobodys = pl.Series(np.array(kinds, np.bool_)[cash["sender"]])
    buyers = tied_to(ledger, cash["receiver"]).rename({"tied": "buyer"})
    markets = tied_to(ledger, cash["sender"].filter(~nobodys))
    return (
        cash.rename({"to": "home"})
        .join(buyers, left_on="receiver", right_on="account")
        .join(
            markets.rename({"tied": "market"}),
            left_on="sender",
            right_on="account",
            how="left",
        )
        .rename({"sender": "payer", "receiver": "payee"})
    )


def _carried_home(ledger: Ledger) -> pl.DataFrame:
    """Cash that somebody from one other country pays in: as ``abroad_by``."""
    came = paid_in_from_elsewhere(ledger).drop_nulls("came_from")
    row = came["row"].to_numpy()
    home = country_at(ledger, "receiver")
    return pl.DataFrame(
        {
            "row": row.astype(np.uint32),
            "sender": ledger.rows.sender[row],
            "receiver": ledger.rows.receiver[row],
            "from": came["came_from"].cast(pl.Int16),
            "to": home[row],
        }
    )
