"""
Departures: when a holder first shows a sign of travel, and what cash was drawn by then.

A sign is a fare (by air, by sea, from a travel agency; buses and trains are everyday)
or a card or cash machine used in person abroad. It is one of a departure if the holder
showed none of its sort for NEW_DAYS before. Only accounts of persons are looked at.
"""

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.account.whereabouts import events, of_persons
from pipeline.red_flags.conflict import at_transit_hub, in_risk_set
from pipeline.red_flags.in_person import met_in_person
from pipeline.red_flags.observed import span_of
from pipeline.red_flags.red_flag import Ledger

FARES = ("air", "sea", "travel_agency")
NEW_DAYS = 60  # who travels every month does not depart
USUAL_DAYS = 180
USES = ("cash_withdrawal", "card")


def departures(ledger: Ledger) -> pl.DataFrame:
    """
    holder, account, row, earliest, latest, abroad, at_risk (a use where risk is, or in
    a relay of its time) of the first fare and of the first use abroad of a departure;
    sorted by holder, then time.
    """
    channel = pl.col("channel").cast(pl.String)
    sender = ledger.rows.sender
    persons = of_persons(ledger)[sender]
    used = ledger.where(channel.is_in(USES)) & met_in_person(ledger)
    away = used & persons & abroad(ledger)
    fare = np.array(ledger.spending.is_in(FARES).fill_null(False), np.bool_) & persons
    risky = np.zeros(away.size, np.bool_)
    if away.any():
        risky = in_risk_set(ledger, "receiver") | at_transit_hub(ledger, "receiver")
    place = np.flatnonzero(away | fare)
    signs = events(ledger, place, sender).with_columns(
        pl.Series("abroad", away[place]), pl.Series("at_risk", (away & risky)[place])
    )
    ordered = signs.sort("holder", "earliest", "latest", "row")
    before = pl.col("latest").cum_max().shift(1).over("holder", "abroad")
    new = pl.col("earliest") - before > NEW_DAYS * DAY
    return ordered.filter(new.fill_null(True))


def with_usual(ledger: Ledger, windows: pl.DataFrame, name: str) -> pl.DataFrame:
    """
    ``windows`` (holder, start, end) with the cents that went to others in them and, as
    usual_…, in as long a time before; usual_days is how long that was seen. Of ``name``
    cash_cents only cash counts, of out_cents all.
    """
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    wanted = np.zeros(int(holder.max()) + 1, np.bool_)
    wanted[windows["holder"].to_numpy()] = True
    counts = (cents > 0) & wanted[holder][sender]
    if name == "cash_cents":
        counts &= ledger.where(pl.col("channel") == "cash_withdrawal")
    place = np.flatnonzero(counts)
    place = place[holder[sender[place]] != holder[receiver[place]]]
    held = (holder[sender[place]], time[place], cents[place])
    start, end = windows["start"].to_numpy(), windows["end"].to_numpy()
    since = np.maximum(start - USUAL_DAYS * DAY, span_of(ledger).first)
    seen = np.maximum(start - since, 0)
    before = amount_between(*held, (windows["holder"], since, start - 1))
    return windows.with_columns(
        pl.Series(name, amount_between(*held, (windows["holder"], start, end))),
        pl.Series(f"usual_{name}", before * (end - start) / np.maximum(seen, 1)),
        pl.Series("usual_days", seen / DAY),
    )
