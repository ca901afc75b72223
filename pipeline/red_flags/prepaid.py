"""Prepaid cards: which accounts are one, who loads them, and whose own money it is."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.motifs.counting import amount_between
from pipeline.motifs.windows import spread
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

NEEDS = "accounts.kind=prepaid_card or transactions.channel=prepaid_load"


def prepaid_cards(ledger: Ledger) -> NDArray[np.bool_]:
    """
    Of each account number, whether it is a prepaid card: called one, or of no known
    kind and loaded through the channel for it.
    """
    kind = ledger.accounts["kind"]
    loaded = np.zeros(ledger.graph.n_accounts, np.bool_)
    loaded[ledger.rows.receiver[ledger.where(pl.col("channel") == "prepaid_load")]] = 1
    called = np.array((kind == "prepaid_card").fill_null(False), np.bool_)
    found: NDArray[np.bool_] = called | (loaded & np.array(kind.is_null()))
    return found


def loads(ledger: Ledger, cards: NDArray[np.bool_]) -> pl.DataFrame:
    """
    row, loader, card, time, cents of what ``cards`` received; not from themselves, nor
    from a shop, which pays back.
    """
    received = ledger.graph.received
    card = np.flatnonzero(cards)
    which, position = spread(received.ptr[card], received.ptr[card + 1])
    shop = np.array((ledger.accounts["kind"] == SHOP).fill_null(False), np.bool_)
    loader = received.other[position]
    kept = (loader != card[which]) & ~shop[loader]
    which, position = which[kept], position[kept]
    return pl.DataFrame(
        {
            "row": received.row[position],
            "loader": received.other[position],
            "card": card[which].astype(np.uint32),
            "time": received.time[position],
            "cents": received.cents[position],
        }
    )


def link_loaders(ledger: Ledger, loaded: pl.DataFrame) -> pl.DataFrame:
    """
    card, loader: the pairs of ``loaded`` in which the loader is somebody, not a till or
    an office over which anybody may load.
    """
    pooled = commingled(ledger, SHOP)
    pairs = loaded.select("card", "loader").unique(maintain_order=True)
    return pairs.filter(~pl.Series(pooled[pairs["loader"]]))


def loaded_by_their_own(ledger: Ledger, links: pl.DataFrame) -> pl.Series:
    """
    The cards of ``links`` (card, loader) that somebody tied to the holder has loaded:
    the holder, family, an employer. Their holder can be asked for by name.
    """
    holder = ledger.principals.holder
    same = links.filter(pl.Series(holder[links["card"]] == holder[links["loader"]]))
    pairs = links.select(a="card", b="loader")
    tied = tied_pairs(ledger, pairs)["a"]
    return pl.concat([same["card"], tied.cast(pl.UInt32)]).unique().sort()


def used_meanwhile(
    runs: pl.DataFrame, used: pl.DataFrame, before: int, after: int
) -> pl.DataFrame:
    """
    run, payments: the sum of ``count`` in ``used`` (instrument, time, count) over every
    instrument of a run, from ``before`` seconds before its first event to ``after``
    after its last; ``runs`` has run, instrument, earliest, latest of each event.
    """
    asked = (
        runs.with_columns(
            pl.col("earliest").min().over("run") - before,
            pl.col("latest").max().over("run") + after,
        )
        .select("run", "instrument", "earliest", "latest")
        .unique(maintain_order=True)
    )
    counted = amount_between(
        *(used["instrument"], used["time"], used["count"].cast(pl.Int64)),
        (asked["instrument"], asked["earliest"], asked["latest"]),
    )
    summed = asked.select("run", payments=pl.Series(counted)).group_by("run").sum()
    return summed.sort("run")
