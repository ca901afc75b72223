"""Two legs of a goods cycle, wires to a dealer and shipments, and their order."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.motifs.counting import amount_between
from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.red_flag import Ledger

TRANSFERS = (
    *("wire", "internal", "instant", "cheque", "money_transfer", "trade_settlement"),
)
LATEST = np.iinfo(np.int32).max
ROOM = 1_000_000  # rows of legs looked at together: bounds memory
KEY = ["buyer", "dealer", "market"]


def abroad_by(ledger: Ledger, *channels: str) -> pl.DataFrame:
    """Payments through ``channels`` between two countries: row, both ends, where."""
    here, there = country_at(ledger, "sender"), country_at(ledger, "receiver")
    crosses = (here != there) & (here != UNKNOWN) & (there != UNKNOWN)
    crosses &= ledger.where(pl.col("channel").cast(pl.String).is_in(channels))
    row = np.flatnonzero(crosses)
    return pl.DataFrame(
        {
            "row": row.astype(np.uint32),
            "sender": ledger.rows.sender[row],
            "receiver": ledger.rows.receiver[row],
            "from": here[row],
            "to": there[row],
        }
    ).filter(pl.col("sender") != pl.col("receiver"))


def shipments(ledger: Ledger) -> pl.DataFrame:
    """
    row, dealer, market, yard and shop (their countries), of every trade settlement.

    Sources book the goods (from the dealer on) or the paper (to the dealer): both ends
    are tried as the dealer.
    """
    rows = abroad_by(ledger, "trade_settlement")
    goods = rows.select(
        "row", dealer="sender", market="receiver", yard="from", shop="to"
    )
    paper = rows.select(
        "row", dealer="receiver", market="sender", yard="to", shop="from"
    )
    return pl.concat([goods, paper])


def cycles(
    wires: pl.DataFrame, goods: pl.DataFrame, cash: pl.DataFrame
) -> tuple[pl.DataFrame, int]:
    """
    Buyer, dealer and market in three countries with all three legs, whatever the time,
    and the number left out because there are more than ROOM rows to look at.

    ``wires`` has row, buyer, dealer, home and yard. Of what is joined the smallest come
    first, so that a hub is left out and nobody else.
    """
    wired = ["buyer", "dealer", "home", "yard"]
    shipped = goods.group_by("dealer", "market", "yard", "shop").agg(shipped=pl.len())
    paid = (
        wires.join(cash, on=["buyer", "home"], how="semi")
        .join(shipped, on=["dealer", "yard"], how="semi")
        .group_by(wired)
        .agg(wired=pl.len())
    )
    came = cash.group_by("buyer", "home", "market", "from").agg(came=pl.len())
    dealers = paid.group_by("buyer", "home").agg(size=pl.len())
    came, left = _in_room(came.join(dealers, on=["buyer", "home"]))
    tried = came.join(paid, on=["buyer", "home"])
    unknown = tried.filter(pl.col("market").is_null()).drop("market")
    markets = shipped.group_by("dealer", "yard", from_="shop").agg(size=pl.len())
    markets = markets.rename({"from_": "from"})
    unknown, more = _in_room(unknown.join(markets, on=["dealer", "yard", "from"]))
    found = pl.concat(
        [
            tried.join(shipped, on=["dealer", "market", "yard"]),
            unknown.join(
                shipped.with_columns(pl.col("shop").alias("from")),
                on=["dealer", "yard", "from"],
            ),
        ],
        how="diagonal",
    ).filter(
        pl.col("home") != pl.col("yard"),
        pl.col("home") != pl.col("shop"),
        pl.col("buyer") != pl.col("market"),
    )
    found = found.group_by(*KEY, "home", "yard", "shop").agg(
        size=(pl.col("shipped") + pl.col("came") + pl.col("wired")).sum()
    )
    kept, most = _in_room(found)
    return kept.with_row_index("cycle"), left + more + most


def _in_room(found: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Those whose ``size`` adds up to at most ROOM, smallest first; how many more."""
    others = [name for name in found.columns if name != "size"]
    ordered = found.sort("size", *others)
    kept = ordered.filter(pl.col("size").cum_sum() <= ROOM).drop("size")
    return kept, found.height - kept.height


def legs_of(
    cycle: pl.DataFrame, wires: pl.DataFrame, goods: pl.DataFrame, cash: pl.DataFrame
) -> list[pl.DataFrame]:
    """Of each cycle its wires, shipments and cash: cycle, row (cash: also its ends)."""
    wired = ["buyer", "dealer", "home", "yard"]
    shipped = ["dealer", "market", "yard", "shop"]
    named = cash.drop_nulls("market").drop("from")
    nobodys = cash.filter(pl.col("market").is_null()).drop("market")
    nobodys = nobodys.rename({"from": "shop"})
    columns = ["cycle", "row", "payer", "payee"]
    return [
        cycle.join(wires, on=wired).select("cycle", "row"),
        cycle.join(goods, on=shipped).select("cycle", "row"),
        pl.concat(
            [
                cycle.join(named, on=["buyer", "market", "home"]).select(columns),
                cycle.join(nobodys, on=["buyer", "shop", "home"]).select(columns),
            ]
        ).unique(),
    ]


def after(
    ledger: Ledger, later: pl.DataFrame, earlier: pl.DataFrame, window: int
) -> pl.DataFrame:
    """Those of ``later`` with one of ``earlier`` in the ``window`` seconds before."""
    return _beside(ledger, later, earlier, (window, 0))


def before(
    ledger: Ledger, earlier: pl.DataFrame, later: pl.DataFrame, window: int
) -> pl.DataFrame:
    """Those of ``earlier`` with one of ``later`` in the ``window`` seconds after."""
    return _beside(ledger, earlier, later, (0, window))


def _beside(
    ledger: Ledger, kept: pl.DataFrame, others: pl.DataFrame, reach: tuple[int, int]
) -> pl.DataFrame:
    """
    Rows of ``kept`` with one of ``others`` of the same cycle within ``reach`` seconds
    before and after, closed; a time not known to the second may be any of its interval.
    """
    earliest, latest = ledger.times
    row, other = kept["row"].to_numpy(), others["row"].to_numpy()
    since = np.maximum(earliest[row].astype(np.int64) - reach[0], -LATEST)
    past = np.minimum(latest[row].astype(np.int64) + reach[1], LATEST - 1) + 1
    last: NDArray[np.int64] = np.full(row.size, LATEST, np.int64)
    one = np.ones(other.size, np.int64)
    among = others["cycle"]
    ended = amount_between(among, latest[other], one, (kept["cycle"], since, last))
    begun = amount_between(among, earliest[other], one, (kept["cycle"], past, last))
    return kept.filter(pl.Series(ended > begun))
