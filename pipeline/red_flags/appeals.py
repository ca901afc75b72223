"""
What the data know of fund-raising appeals: campaigns, their platforms, their gifts.

A campaign is an account whose service says so, or one that gets crowdfunding payments
and is neither a platform nor of a trade in which the money of many flows together by
nature: a platform whose service nobody noted is at least a merchant's.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.red_flags.charities import is_organisation
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger

SERVED = ("vasp", "msb", "cash", "loan", "merchant", "prepaid_card")
FEWEST_OTHERS = 4  # campaigns to compare with; below, nothing is usual
CAMPAIGN_NEEDS = "transactions.channel=crowdfunding or accounts.service=campaign"


def is_platform(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether it is known as a platform's."""
    return _serves(ledger, "platform")


def is_campaign(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether it is a campaign's."""
    funded = ledger.where(pl.col("channel") == "crowdfunding")
    found = np.zeros(ledger.graph.n_accounts, np.bool_)
    found[ledger.rows.receiver[funded]] = True
    found &= ~(is_platform(ledger) | commingled(ledger, SHOP))
    found |= _serves(ledger, "campaign")
    return found


def gifts(ledger: Ledger, valued: bool = True) -> pl.DataFrame:
    """
    campaign, giver (account numbers), row, time, cents: what campaigns are given.

    To a campaign's own account everything is a gift, to another account only what comes
    by crowdfunding; never what its own holder pays in. Amounts above 0, unless not
    ``valued``. A platform that passes gifts on stands as their giver.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    funded = ledger.where(pl.col("channel") == "crowdfunding")
    counts = is_campaign(ledger)[receiver] & (holder[sender] != holder[receiver])
    counts &= funded | _serves(ledger, "campaign")[receiver]
    if valued:
        counts &= cents > 0
    place = np.flatnonzero(counts)
    return pl.DataFrame(
        {
            "campaign": receiver[place],
            "giver": sender[place],
            "row": place.astype(np.uint32),
            "time": time[place],
            "cents": cents[place],
        }
    )


def serves_public(ledger: Ledger) -> NDArray[np.bool_]:
    """
    Of each account, whether it serves the public or is an organisation's: to be paid by
    many is its trade. One known to lack its registration is not excused.
    """
    accounts = ledger.accounts
    serves = accounts["kind"].is_in(SERVED).fill_null(False)
    serves |= (accounts["service"] != "campaign").fill_null(False)
    unregistered = (accounts["registered"] == False).fill_null(False)  # noqa: E712 # null is unknown
    return (np.array(serves, np.bool_) | is_organisation(ledger)) & ~np.array(
        unregistered, np.bool_
    )


def where_usual(habits: pl.DataFrame) -> pl.DataFrame:
    """
    The campaigns of ``habits`` (campaign, does) around whom most others ``do`` it too.

    Where more than half of at least FEWEST_OTHERS others do the same, a platform or a
    place does it, not the campaign: a platform that pays out every evening, or donors
    who all have reason to hide.
    """
    others = pl.len().cast(pl.Int64) - 1
    alike = pl.col("does").sum().cast(pl.Int64) - pl.col("does").cast(pl.Int64)
    usual = (others >= FEWEST_OTHERS) & (2 * alike > others)
    return habits.filter(usual).select("campaign")


def _serves(ledger: Ledger, service: str) -> NDArray[np.bool_]:
    known = (ledger.accounts["service"] == service).fill_null(False)
    return np.array(known, np.bool_)
