"""
Where holders were, by what they did in person: cash drawn or put in, cards in shops.

Times that are not known to the second are intervals; an absence lasts from the latest
that its first end can have been to the earliest of its second. Only accounts of persons
are looked at: whose kind is personal, a prepaid card, or not known.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.conflict import at_transit_hub, in_risk_set
from pipeline.red_flags.observed import span_of
from pipeline.red_flags.red_flag import Ledger

PERSONS = ("personal", "prepaid_card")
SUBSCRIBED = 3  # equal sums to one shop: it draws them wherever the holder is
HABIT_DAYS = 180  # how far back a habit is looked at


def uses_at_risk(ledger: Ledger) -> pl.DataFrame:
    """
    Cash drawn and cards used abroad where risk is: holder, account, row, earliest,
    latest, cents, relay (a relay of its time, and nothing worse).
    """
    in_person = ledger.where(
        pl.col("channel").cast(pl.String).is_in(["cash_withdrawal", "card"])
    )
    away = in_person & abroad(ledger) if in_person.any() else in_person
    if not away.any():
        return pl.DataFrame()
    at_risk = in_risk_set(ledger, "receiver")
    relay = at_transit_hub(ledger, "receiver") & ~at_risk
    persons = of_persons(ledger)[ledger.rows.sender]
    place = np.flatnonzero(away & persons & (at_risk | relay))
    return events(ledger, place, ledger.rows.sender).with_columns(
        relay=pl.Series(relay[place])
    )


def absences(
    ledger: Ledger, holders: pl.Series, min_uses: int, min_days: int
) -> pl.DataFrame:
    """
    The gaps of at least ``min_days`` in what ``holders`` did in person at home: alert
    (a number), holder, left, back, absent_days, usual_gap_days.

    A gap begins with a use at home and ends with the next one, or with the data. At
    least ``min_uses`` come before it in HABIT_DAYS; the usual gap is their mean.
    """
    ordered = _at_home(ledger, holders).sort("holder", "earliest", "latest", "row")
    ended = span_of(ledger).last + 1
    habit = pl.col("left") - HABIT_DAYS * DAY
    # Of overlapping intervals the latest end counts: it may have been the last use.
    gaps = ordered.with_columns(
        left=pl.col("latest").cum_max().over("holder"),
        back=pl.col("earliest").shift(-1).over("holder").fill_null(ended),
    ).filter(pl.col("back") - pl.col("left") >= min_days * DAY)
    uses = (
        gaps.select("holder", "left")
        .unique()
        .join(ordered.select("holder", "earliest", "latest"), on="holder")
        .filter(pl.col("latest") <= pl.col("left"), pl.col("earliest") >= habit)
        .group_by("holder", "left")
        .agg(pl.len().alias("uses"), pl.col("earliest").min().alias("since"))
        .filter(pl.col("uses") >= min_uses)
    )
    return (
        gaps.join(uses, on=["holder", "left"])
        .select(
            "holder",
            "left",
            "back",
            absent_days=(pl.col("back") - pl.col("left")) / DAY,
            usual_gap_days=(pl.col("left") - pl.col("since"))
            / (pl.col("uses") - 1)
            / DAY,
        )
        .sort("holder", "left")
        .with_row_index("alert")
    )


def of_persons(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether it is, or may be, a person's."""
    kinds = ledger.accounts["kind"].cast(pl.String)
    return np.array(kinds.is_in(PERSONS).fill_null(True), np.bool_)


def _at_home(ledger: Ledger, holders: pl.Series) -> pl.DataFrame:
    """What ``holders`` did in person and not abroad, subscriptions left out."""
    holder = ledger.principals.holder
    wanted = np.zeros(int(holder.max()) + 1, np.bool_)
    wanted[holders.to_numpy()] = True
    mine = wanted[holder] & of_persons(ledger)
    home = ~abroad(ledger)
    channel = pl.col("channel").cast(pl.String)
    drawn = ledger.where(channel.is_in(["cash_withdrawal", "card"])) & home
    put_in = ledger.where(channel == "cash_deposit") & home
    sender, receiver, _, _ = ledger.rows
    used = events(ledger, np.flatnonzero(drawn & mine[sender]), sender)
    used = used.with_columns(pl.Series("shop", receiver[used["row"]]))
    repeated = pl.len().over("holder", "shop", "cents") >= SUBSCRIBED
    card = ledger.where(channel == "card")[used["row"]]
    used = used.filter(~(repeated & pl.Series(card))).drop("shop")
    brought = events(ledger, np.flatnonzero(put_in & mine[receiver]), receiver)
    return pl.concat([used, brought])


def events(
    ledger: Ledger, place: NDArray[np.intp], account: NDArray[np.uint32]
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "holder": ledger.principals.holder[account[place]],
            "account": account[place],
            "row": place.astype(np.uint32),
            "earliest": ledger.times.earliest[place].astype(np.int64),
            "latest": ledger.times.latest[place].astype(np.int64),
            "cents": np.maximum(ledger.rows.cents[place], 0),
        }
    )
