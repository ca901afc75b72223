"""
Which payments touch a listed country, or a place in or beside a conflict, in its time.

A time that is not known to the second is an interval; an area counts if it was listed
on any day of it. Only the corridor of a payment is looked at: where its ends are, or
where it was made; never whose it is.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, EPOCH
from pipeline.red_flags.abroad import country_at
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.fatf_lists import fatf_listings
from pipeline.schemas import COUNTRIES

EARTH_KM = 6_371.0
FIRST_DAY = EPOCH.date()


def in_conflict(ledger: Ledger, end: str) -> NDArray[np.bool_]:
    """Of each row, whether ``end`` was in a country that was one of conflict then."""
    return listed_then(ledger, end, countries_at_war(ledger))


def countries_at_war(ledger: Ledger) -> pl.DataFrame:
    """The areas of conflict that are whole countries."""
    whole = (pl.col("kind") == "conflict_country") & pl.col("radius_km").is_null()
    return ledger.conflict_areas.filter(whole)


def at_transit_hub(ledger: Ledger, end: str) -> NDArray[np.bool_]:
    """Of each row, whether ``end`` was in a country known as a relay then."""
    areas = ledger.conflict_areas
    return listed_then(ledger, end, areas.filter(pl.col("kind") == "transit_hub"))


def in_risk_set(ledger: Ledger, end: str) -> NDArray[np.bool_]:
    """
    Of each row, whether ``end`` was then in a country of conflict, in one on a FATF
    list, or, where the row says where it was made, in or beside an area of conflict.
    """
    found = in_conflict(ledger, end) | listed_then(ledger, end, fatf_listings())
    return found | (near_conflict(ledger) & _made_at(ledger, end))


def near_conflict(ledger: Ledger) -> NDArray[np.bool_]:
    """
    Of each row, whether it was made in or beside an area of conflict of its time.

    That is within the radius of a listed place by its coordinates (closed), or with
    both ends in one country that was of conflict as a whole. A row without coordinates
    is near no place: its country alone does not say where in it.
    """
    both = in_conflict(ledger, "sender") & in_conflict(ledger, "receiver")
    places = ledger.conflict_areas.filter(
        pl.col("radius_km").is_not_null(), pl.col("kind") != "transit_hub"
    )
    made = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("latitude").is_not_null(), pl.col("longitude").is_not_null())
        .select("row", "latitude", "longitude")
        .collect()
    )
    row = made["row"].to_numpy()
    latitude, longitude = made["latitude"].to_numpy(), made["longitude"].to_numpy()
    for place in places.iter_rows(named=True):
        # A degree of latitude is 111 km: most rows need no trigonometry.
        close = np.flatnonzero(
            np.abs(latitude - place["latitude"]) <= place["radius_km"] / 110
        )
        away = distance_km(
            latitude[close], longitude[close], place["latitude"], place["longitude"]
        )
        close = row[close[away <= place["radius_km"]]]
        both[close] |= _listed(ledger, close, place)
    return both


def listed_then(ledger: Ledger, end: str, listings: pl.DataFrame) -> NDArray[np.bool_]:
    """
    Of each row, whether the country at ``end`` was in ``listings`` at its time: columns
    country, listed_from, listed_to (exclusive, null: still listed).
    """
    return placed_then(ledger, country_at(ledger, end), listings)


def placed_then(
    ledger: Ledger, country: NDArray[np.int16], listings: pl.DataFrame
) -> NDArray[np.bool_]:
    """Of each row, whether its ``country`` (a number in COUNTRIES) was listed then."""
    found = np.zeros(country.size, np.bool_)
    for (code,), entries in listings.group_by("country", maintain_order=True):
        rows = np.flatnonzero(country == COUNTRIES.index(str(code)))
        if rows.size:
            for entry in entries.iter_rows(named=True):
                found[rows] |= _listed(ledger, rows, entry)
    return found


def distance_km(
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    to_latitude: NDArray[np.float64] | float,
    to_longitude: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Along the great circle, in kilometres; degrees in (haversine)."""
    lower, upper = np.radians(latitude), np.radians(to_latitude)
    across = np.radians(to_longitude) - np.radians(longitude)
    chord = (
        np.sin((upper - lower) / 2) ** 2
        + np.cos(lower) * np.cos(upper) * np.sin(across / 2) ** 2
    )
    away: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(chord.clip(0, 1)))
    return away


def _made_at(ledger: Ledger, end: str) -> NDArray[np.bool_]:
    """Whether ``end`` is where a row was made: cash and cards are met in person."""
    channel = pl.col("channel").cast(pl.String)
    there = {"receiver": ["cash_withdrawal", "card"], "sender": ["cash_deposit"]}
    return ledger.where(channel.is_in(there[end]))


def _listed(
    ledger: Ledger, rows: NDArray[np.intp], entry: dict[str, object]
) -> NDArray[np.bool_]:
    begins = (entry["listed_from"] - FIRST_DAY).days * DAY  # type: ignore[operator] # a date
    found: NDArray[np.bool_] = ledger.times.latest[rows] >= begins
    if entry["listed_to"] is not None:
        ends = (entry["listed_to"] - FIRST_DAY).days * DAY  # type: ignore[operator] # a date
        found &= ledger.times.earliest[rows] < ends
    return found
