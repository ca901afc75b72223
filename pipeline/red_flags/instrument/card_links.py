"""
Prepaid cards with small loads only, and what links them: holder, loader, collector.

Left out are cards that ever got more at once, whose holder was asked for a name, and
those that family or an employer loads. A collector is whom a card pays abroad, unless
that is a shop, an office or a machine, which anybody pays. Somebody who loads cards of
others without a known reason is a link of its own, whoever else loads them too.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.motifs.windows import spread
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.prepaid import link_loaders, loads, prepaid_cards
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

MOST_LOADERS = 50  # a card that more have loaded is a pool of cards: it links nobody
OTHERS, LOADER, COLLECTOR, HOLDER = range(4)  # sorts of link
WITH_REASON = ("family", "employee_of", "officer_of")
LINK = ("sort", "link", "card", "row", "part", "cents")


class Linked(NamedTuple):
    """
    ``events`` of each link: LINK, where part is "load", "collected" or "first use".
    ``used``: card, row, time, abroad of everything that the cards paid.
    """

    events: pl.DataFrame
    used: pl.DataFrame
    cut: int  # cards whose loaders link nobody, for they are too many


def linked_cards(ledger: Ledger, max_load_cents: int) -> Linked:
    cards = prepaid_cards(ledger)
    loaded = loads(ledger, cards)
    pairs = link_loaders(ledger, loaded)
    tied = tied_pairs(ledger, pairs.select(a="card", b="loader"), WITH_REASON)
    cards[loaded.filter(pl.col("cents") > max_load_cents)["card"]] = False
    every = _used(ledger, cards)
    by_others = _by_others(ledger, loaded, cards, pairs, tied)
    cards[tied["a"]] = False
    small = loaded.filter(pl.Series(cards[loaded["card"]], dtype=pl.Boolean))
    used = every.filter(pl.Series(cards[every["card"]], dtype=pl.Boolean))
    pooled = pl.len().over("card") > MOST_LOADERS
    links = pairs.filter(pl.Series(cards[pairs["card"]], dtype=pl.Boolean))
    known = small.filter(pl.col("cents") >= 0).with_columns(part=pl.lit("load"))
    by_loader = known.join(
        links.filter(~pooled), on=["card", "loader"], how="semi"
    ).with_columns(sort=pl.lit(LOADER), link="loader")
    # Of a card whose loads are not in the data, the first use says when it was got.
    first = (
        used.join(small, on="card", how="anti")
        .sort("time", "row")
        .unique("card", keep="first", maintain_order=True)
        .with_columns(part=pl.lit("first use"))
    )
    by_holder = pl.concat([known, first], how="diagonal_relaxed")
    by_holder = by_holder.with_columns(
        sort=pl.lit(HOLDER), link=pl.Series(ledger.principals.holder[by_holder["card"]])
    )
    places = commingled(ledger, SHOP)
    met = used.filter(
        "abroad", ~pl.Series(places[used["receiver"]], dtype=pl.Boolean)
    ).with_columns(sort=pl.lit(COLLECTOR), link="receiver", part=pl.lit("collected"))
    return Linked(
        pl.concat(each.select(LINK) for each in (by_others, by_loader, met, by_holder)),
        every,
        links.filter(pooled)["card"].n_unique(),
    )


def _by_others(
    ledger: Ledger,
    loaded: pl.DataFrame,
    cards: NDArray[np.bool_],
    pairs: pl.DataFrame,
    tied: pl.DataFrame,
) -> pl.DataFrame:
    """Loads by somebody who is not the holder, and has no reason that the data know."""
    holder = ledger.principals.holder
    of_another = holder[pairs["card"]] != holder[pairs["loader"]]
    strangers = pairs.filter(
        pl.Series(of_another, dtype=pl.Boolean), pl.len().over("card") <= MOST_LOADERS
    ).join(tied, left_on=["card", "loader"], right_on=["a", "b"], how="anti")
    kept = pl.Series(cards[loaded["card"]], dtype=pl.Boolean)
    return (
        loaded.filter(kept, pl.col("cents") >= 0)
        .join(strangers, on=["card", "loader"], how="semi", maintain_order="left")
        .with_columns(sort=pl.lit(OTHERS), link="loader", part=pl.lit("load"))
    )


def _used(ledger: Ledger, cards: NDArray[np.bool_]) -> pl.DataFrame:
    sent = ledger.graph.sent
    card = np.flatnonzero(cards)
    which, position = spread(sent.ptr[card], sent.ptr[card + 1])
    row = sent.row[position]
    used = pl.DataFrame(
        {
            "card": card[which].astype(np.uint32),
            "receiver": sent.other[position],
            "row": row,
            "time": sent.time[position],
            "cents": sent.cents[position],
            "abroad": abroad(ledger)[row],
        }
    )
    return used.filter(pl.col("card") != pl.col("receiver"))
