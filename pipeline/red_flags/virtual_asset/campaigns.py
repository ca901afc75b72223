"""Who collects gifts in virtual assets, and how far those who serve many are known."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import FlowGraph, Int64s, Side
from pipeline.motifs.others import distinct_others
from pipeline.motifs.windows import between, owners, within
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger

ON_CHAIN = pl.col("channel") == "virtual_asset"
# Through these the assets of many flow together; what leaves is not what came.
POOLED = ("platform", "exchange", "otc_desk", "mixer", "bridge", "swap")
FEW_PAYEES = 4  # an appeal pays one for at least so many givers; an exchange pays all


class Gifts(NamedTuple):
    """What makes an account a campaign where nobody says that it is one."""

    window: int  # seconds
    at_least: int
    small_cents: int  # at least half of the gifts are not above it
    givers: int


def offers(ledger: Ledger, *services: str) -> NDArray[np.bool_]:
    """Of each account number, whether one of ``services`` is done through it."""
    named = ledger.accounts["service"].is_in(services).fill_null(False)
    return np.array(named, np.bool_)


def registered(ledger: Ledger, as_known: bool) -> NDArray[np.bool_]:
    """Of each account, whether the register is known to have it, or not to."""
    known = ledger.accounts["registered"] == as_known
    return np.array(known.fill_null(False), np.bool_)


def on_chain(ledger: Ledger) -> FlowGraph:
    """Payments in virtual assets between different accounts, of known value."""
    paid = ledger.where(ON_CHAIN)
    return FlowGraph(*(side.keep(paid[side.row]) for side in ledger.valued))


def campaigns(ledger: Ledger, chain: FlowGraph, gifts: Gifts) -> NDArray[np.bool_]:
    """
    Of each account, whether it is called a campaign, or looks like one.

    It looks so if within the window (closed) it got ``at_least`` payments in virtual
    assets, half of them small, from ``givers`` different accounts, and over all its
    life paid at most one account for each FEW_PAYEES that paid it. Shops, exchanges and
    the like do not count.
    """
    received, sent = chain
    account = owners(received)
    busy = np.diff(received.ptr) >= gifts.at_least
    busy &= ~commingled(ledger, SHOP) & ~offers(ledger, *POOLED)
    place = np.flatnonzero(busy[account])
    account, end = account[place], received.time[place].astype(np.int64)
    windows = between(received, account, end - gifts.window, end)
    small = within(received.cents <= gifts.small_cents, *windows)
    count = windows[1] - windows[0]
    gathers = (count >= gifts.at_least) & (2 * small >= count)
    gathers &= distinct_others(received, account, *windows) >= gifts.givers
    found = np.zeros(busy.size, np.bool_)
    found[account[gathers]] = True
    likely = np.flatnonzero(found)
    payees = _others(sent, likely)
    found[likely] = FEW_PAYEES * payees <= _others(received, likely)
    return found | offers(ledger, "campaign")


def customers(chain: FlowGraph, account: Int64s) -> Int64s:
    """How many different accounts paid each ``account`` (ascending)."""
    return _others(chain.received, account)


def _others(side: Side, account: Int64s) -> Int64s:
    return distinct_others(side, account, side.ptr[account], side.ptr[account + 1])


def gifts_before(ledger: Ledger, ends: pl.DataFrame, window: int) -> pl.DataFrame:
    """
    What the campaigns of ``ends`` (alert, origin, row) got: alert, row, part.

    From ``window`` seconds before the first of its payments to the last, closed.
    """
    time = pl.Series("time", ledger.rows.time[ends["row"]]).cast(pl.Int64)
    each = ends.with_columns(time).group_by("alert", "origin")
    asked = each.agg(since=pl.col("time").min() - window, until=pl.col("time").max())
    given = np.flatnonzero(ledger.where(ON_CHAIN))
    gifts = pl.DataFrame(
        {
            "origin": ledger.rows.receiver[given],
            "giver": ledger.rows.sender[given],
            "row": given.astype(np.uint32),
            "earliest": ledger.times.earliest[given],
            "latest": ledger.times.latest[given],
        }
    )
    return (
        gifts.join(asked, on="origin")
        .filter(
            pl.col("giver") != pl.col("origin"),
            pl.col("latest") >= pl.col("since"),
            pl.col("earliest") <= pl.col("until"),
        )
        .select("alert", "row", part=pl.lit("gift"))
    )
