"""Where cash is paid in and taken out: which deposit left where, regions, reach."""

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from pipeline.flow_graph import HOUR, FlowGraph, Int64s
from pipeline.motifs.pass_on import passed_pairs
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.conflict import EARTH_KM, distance_km
from pipeline.red_flags.red_flag import Ledger

PAID_IN = "cash_deposit"
TAKEN_OUT = ("cash_withdrawal", "cheque", "money_transfer")  # handed over at a place
Float64s = NDArray[np.float64]


def handed_over(ledger: Ledger) -> pl.DataFrame:
    """row, latitude, longitude, deposit: cash in and what is handed out, if known."""
    return (
        ledger.transactions.with_row_index("row")
        .filter(
            pl.col("channel").cast(pl.String).is_in([PAID_IN, *TAKEN_OUT]),
            pl.col("latitude").is_not_null(),
            pl.col("longitude").is_not_null(),
            pl.col("value_cents") > 0,
        )
        .select(
            "row",
            "latitude",
            "longitude",
            deposit=pl.col("channel").cast(pl.String) == PAID_IN,
        )
        .collect()
    )


def handed_on(
    ledger: Ledger, located: pl.DataFrame, dwell: int, min_km: float
) -> pl.DataFrame:
    """
    Cash paid in that was taken out within ``dwell`` seconds at least ``min_km`` away.

    First in, first out among what is ``located``. Columns account, credit and debit
    (transaction rows), cents, km, and the latitude and longitude of both; by account,
    oldest first. Shops and those with whom money of many flows together have none.
    """
    known = np.zeros(ledger.graph.n_transactions, np.bool_)
    paid_in = known.copy()
    known[located["row"]] = True
    paid_in[located.filter("deposit")["row"]] = True
    received, sent = ledger.valued
    graph = FlowGraph(
        received.keep(paid_in[received.row]), sent.keep((known & ~paid_in)[sent.row])
    )
    chosen = ~commingled(ledger, SHOP)
    chosen &= (np.diff(graph.received.ptr) > 0) & (np.diff(graph.sent.ptr) > 0)
    credit, debit, cents = passed_pairs(*graph, dwell, chosen)
    account = np.searchsorted(graph.received.ptr, credit, side="right") - 1
    pairs = pl.DataFrame(
        {
            "account": account.astype(np.int64),
            "credit": graph.received.row[credit],
            "debit": graph.sent.row[debit],
            "cents": cents,
        }
    )
    at = located.select("row", "latitude", "longitude")
    for end in ("credit", "debit"):
        place = at.rename({"row": end, **_of(end)})
        pairs = pairs.join(place, on=end, maintain_order="left")
    km = distance_km(
        *(pairs[_of("credit")[name]].to_numpy() for name in ("latitude", "longitude")),
        *(pairs[_of("debit")[name]].to_numpy() for name in ("latitude", "longitude")),
    )
    return pairs.with_columns(pl.Series("km", km)).filter(pl.col("km") >= min_km)


def with_regions(pairs: pl.DataFrame, end: str, region_km: float) -> pl.DataFrame:
    """
    ``pairs`` with the ``region`` of one end, a number of its own for each account.

    The account's first place makes a region; each later one belongs to the oldest
    region whose first place is within ``region_km`` (closed), or makes a new one.
    """
    names = list(_of(end).values())
    places = pairs.select("account", end, *names).unique().sort("account", end)
    counts = places["account"].rle().struct.field("len")
    ptr = np.zeros(counts.len() + 1, np.int64)
    np.cumsum(counts, out=ptr[1:])
    north, east = (np.radians(places[name].to_numpy()) for name in names)
    point = np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)],
        axis=1,
    )
    chord = 2 * np.sin(min(region_km / EARTH_KM, np.pi) / 2)
    region = _regions(ptr, point, chord * chord * (1 + 1e-9))
    numbered = places.select("account", end).with_columns(pl.Series("region", region))
    return pairs.join(numbered, on=["account", end], maintain_order="left")


@njit(cache=True)
def _regions(ptr: Int64s, point: Float64s, most: float) -> Int64s:
    """Of each of an account's points the first of its region; ``most`` is squared."""
    region = np.empty(point.shape[0], np.int64)
    for account in range(ptr.size - 1):
        for place in range(ptr[account], ptr[account + 1]):
            region[place] = place
            for first in range(ptr[account], place):
                apart = point[place] - point[first]
                if region[first] == first and (apart * apart).sum() <= most:
                    region[place] = first
                    break
    return region


def out_of_reach(
    ledger: Ledger, located: pl.DataFrame, evidence: pl.DataFrame, max_kmh: float
) -> pl.DataFrame:
    """
    alert, out_of_reach: how often the next place was too far for the time between.

    A time not known to the second is taken as gives the traveller the most.
    """
    rows = evidence.select("alert", "row").join(located, on="row")
    rows = rows.with_columns(
        pl.Series("time", ledger.rows.time[rows["row"]]),
        pl.Series("earliest", ledger.times.earliest[rows["row"]].astype(np.int64)),
        pl.Series("latest", ledger.times.latest[rows["row"]].astype(np.int64)),
    ).sort("alert", "time", "row")
    before = rows.shift(1)
    km = distance_km(
        *(table[name].to_numpy() for table in (before, rows) for name in _of("")),
    )
    hours = ((rows["latest"] - before["earliest"]) / HOUR).to_numpy()
    beyond = pl.Series(np.nan_to_num(km) > np.nan_to_num(hours) * max_kmh)
    same = rows["alert"] == before["alert"]
    return (
        rows.with_columns(beyond=(beyond & same).fill_null(False))
        .group_by("alert")
        .agg(out_of_reach=pl.col("beyond").sum().cast(pl.Int64))
    )


def _of(end: str) -> dict[str, str]:
    return {name: f"{name} of {end}" for name in ("latitude", "longitude")}
