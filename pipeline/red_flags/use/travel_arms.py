"""
What a holder does before and on a journey to where a conflict is, and only then.

An arm counts where it is new to the holder: none of its sort for ``new_days`` before,
seen for as long. So a telephone contract, a sport and a second home are none. The fare
alone may be the first thing seen. Only accounts of persons are looked at.
"""

from typing import Any

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.account import pre_travel
from pipeline.red_flags.account.departures import FARES
from pipeline.red_flags.account.whereabouts import events, of_persons
from pipeline.red_flags.conflict import at_transit_hub, in_risk_set
from pipeline.red_flags.in_person import met_in_person
from pipeline.red_flags.observed import span_of
from pipeline.red_flags.red_flag import Ledger

ARMS = ("fare", "stay", "telephone", "gear", "liquidation")
BOUGHT = {"fare": FARES, "telephone": ("telecom", "handsets"), "gear": ("outdoor",)}
SOLD: dict[str, Any] = {
    "holder": pl.UInt32,
    "account": pl.UInt32,
    "rows": pl.List(pl.UInt32),
    "earliest": pl.Int64,
    "latest": pl.Int64,
    "relay": pl.Boolean,
}
FARE, STAY, LIQUIDATION = (ARMS.index(arm) for arm in ("fare", "stay", "liquidation"))


def travel_arms(ledger: Ledger, new_days: int, window_days: int) -> pl.DataFrame:
    """
    holder, account, rows, earliest, latest, who (number in ARMS), relay: of holders
    with a stay or a liquidation, which is one event with all its rows. Of a new arm
    what follows within ``window_days`` counts.
    """
    stays, sold = _stays(ledger), _liquidations(ledger)
    wanted = np.zeros(ledger.principals.names.len(), np.bool_)
    wanted[pl.concat([stays["holder"], sold["holder"]])] = True
    payer = wanted[ledger.principals.holder] & of_persons(ledger)
    bought = []
    for arm, kinds in BOUGHT.items():
        chosen = np.array(ledger.spending.is_in(kinds).fill_null(False), np.bool_)
        place = np.flatnonzero(chosen & payer[ledger.rows.sender])
        made = events(ledger, place, ledger.rows.sender)
        bought.append(_arm(made.with_columns(relay=pl.lit(False)), arm))
    ordered = pl.concat([*bought, stays]).sort("holder", "who", "earliest", "row")
    group = ["holder", "who"]
    last = pl.col("latest").cum_max().shift(1).over(group)
    fresh = (pl.col("earliest") - last > new_days * DAY).fill_null(True)
    began = pl.when(fresh).then("earliest").forward_fill().over(group)
    seen_since = span_of(ledger).first + new_days * DAY
    new = ordered.filter(
        pl.col("earliest") - began <= window_days * DAY,
        (began >= seen_since) | (pl.col("who") == FARE),
    )
    alone = new.with_columns(rows=pl.concat_list("row"))
    return pl.concat([alone, sold], how="diagonal_relaxed").drop("cents", "row")


def _stays(ledger: Ledger) -> pl.DataFrame:
    """Rooms, and cash and cards in person, where risk is or in a relay of its time."""
    out = ledger.where(pl.col("channel") != "cash_deposit") & met_in_person(ledger)
    out |= np.array((ledger.spending == "lodging").fill_null(False), np.bool_)
    out &= of_persons(ledger)[ledger.rows.sender]
    relay = np.zeros(out.size, np.bool_)
    if out.any():
        out &= abroad(ledger)
    if out.any():
        risk = in_risk_set(ledger, "receiver")
        relay = at_transit_hub(ledger, "receiver") & ~risk
        out &= risk | relay
    place = np.flatnonzero(out)
    made = events(ledger, place, ledger.rows.sender)
    return _arm(made.with_columns(pl.Series("relay", relay[place])), "stay")


def _liquidations(ledger: Ledger) -> pl.DataFrame:
    """Each alert of TF-ACCT-06, where it can be told, from its first payment on."""
    if pre_travel.RED_FLAG.untestable(ledger):
        return _arm(pl.DataFrame(schema=SOLD), "liquidation")
    found = pre_travel.detect(ledger, pre_travel.Thresholds()).alerts
    made = found.select(
        pl.Series("holder", ledger.principals.holder[found["account"]]),
        "account",
        "rows",
        earliest="start",
        latest="end",
        relay=pl.lit(False),
    )
    return _arm(made.cast(pl.Schema(SOLD)), "liquidation")


def _arm(made: pl.DataFrame, arm: str) -> pl.DataFrame:
    return made.with_columns(who=pl.lit(ARMS.index(arm), pl.Int64))
