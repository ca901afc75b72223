"""
What was bought by an instrument that leads to nobody: a card or a third party's order.

A card is anonymous unless somebody tied to its holder is known to have loaded it. An
order is if whoever gave it, or for whom it was given, has no known tie to those who
control the account, and no organisation owns that: its staff give orders.

Cards are linked by their holder and by each account that loads them, third parties'
orders by the account and by the third party.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.flow_graph import UInt32s
from pipeline.motifs.windows import spread
from pipeline.principals import controllers
from pipeline.red_flags.prepaid import (
    link_loaders,
    loaded_by_their_own,
    loads,
    prepaid_cards,
)
from pipeline.red_flags.red_flag import Ledger

MOST_LOADERS = 50  # a card that more have loaded is a pool of cards: it links nobody
ORGANISATIONS = ("business", "npo", "msb", "vasp", "merchant", "loan", "cash")
THIRD = pl.coalesce("conductor", "on_behalf_of")
HOLDER, LOADER, PARTY = range(3)  # sorts of link


class Orders(NamedTuple):
    """
    ``purchases``: row, kind, account, instrument, earliest, latest, time.
    ``links``: instrument, sort, link (whole numbers: which holder, loader, party).
    ``used``: instrument, time of everything that these instruments paid.
    ``loaded``: row, card, time of what came onto the cards among them.
    """

    purchases: pl.DataFrame
    links: pl.DataFrame
    used: pl.DataFrame
    loaded: pl.DataFrame
    cut: int  # cards that link nobody for too many load them


def anonymous_orders(ledger: Ledger, kinds: tuple[str, ...]) -> Orders:
    """Purchases of ``kinds`` by anonymous instruments."""
    rows = np.flatnonzero(ledger.spending.is_in(kinds).fill_null(False))
    rows = rows[ledger.rows.sender[rows] != ledger.rows.receiver[rows]]
    bought = pl.DataFrame(
        {
            "row": rows.astype(np.uint32),
            "kind": ledger.spending.gather(rows),
            "account": ledger.rows.sender[rows],
            "earliest": ledger.times.earliest[rows],
            "latest": ledger.times.latest[rows],
            "time": ledger.rows.time[rows],
        }
    )
    prepaid = pl.Series(prepaid_cards(ledger)[bought["account"]], dtype=pl.Boolean)
    cards = _by_card(ledger, bought.filter(prepaid))
    others = _by_third_party(ledger, bought.filter(~prepaid))
    return Orders(
        pl.concat([cards.purchases, others.purchases]),
        pl.concat([cards.links, others.links]),
        pl.concat([cards.used, others.used]),
        cards.loaded,
        cards.cut,
    )


def _by_card(ledger: Ledger, bought: pl.DataFrame) -> Orders:
    buys = np.zeros(ledger.graph.n_accounts, np.bool_)
    buys[bought["account"]] = True
    loaded = loads(ledger, buys)
    links = link_loaders(ledger, loaded)
    named = loaded_by_their_own(ledger, links)
    bought = bought.filter(~pl.col("account").is_in(named.implode()))
    card = bought["account"].unique().sort()
    links = links.filter(pl.col("card").is_in(card.implode()))
    pooled = pl.len().over("card") > MOST_LOADERS
    pools = links.filter(pooled)["card"].n_unique()
    by_loader = links.filter(~pooled).select(
        instrument="card", sort=pl.lit(LOADER), link="loader"
    )
    by_holder = pl.DataFrame(
        {"instrument": card, "sort": HOLDER, "link": ledger.principals.holder[card]}
    )
    return Orders(
        bought.with_columns(instrument=pl.col("account").cast(pl.Int64)),
        pl.concat([_whole(by_holder), _whole(by_loader)]),
        _paid_by(ledger, card.to_numpy()),
        loaded.filter(pl.col("card").is_in(card.implode())),
        pools,
    )


def _by_third_party(ledger: Ledger, bought: pl.DataFrame) -> Orders:
    kind = ledger.accounts["kind"].cast(pl.String)
    owned = np.array(kind.is_in(ORGANISATIONS).fill_null(False), np.bool_)
    bought = bought.filter(~pl.Series(owned[bought["account"]], dtype=pl.Boolean))
    ordered = (
        ledger.transactions.with_row_index("row")
        .filter(THIRD.is_not_null())
        .select("row", third=THIRD)
        .join(bought.lazy(), on="row")
        .collect()
    )
    pairs = ordered.select("account", "third").unique().sort("account", "third")
    pairs = pairs.join(_known(ledger, pairs), on=["account", "third"], how="anti")
    pairs = pairs.sort("account", "third").with_columns(
        # Beyond the accounts, which are the instruments that are cards.
        instrument=pl.int_range(pl.len()) + ledger.graph.n_accounts,
        party=pl.col("third").rank("dense"),
    )
    ids = ledger.accounts["account_id"]
    used = (
        ledger.transactions.with_row_index("row")
        .filter(THIRD.is_not_null())
        .select("row", "sender_account", third=THIRD)
        .join(
            pairs.with_columns(sender_account=ids.gather(pairs["account"])).lazy(),
            on=["sender_account", "third"],
        )
        .select("row", "instrument")
        .collect()
    )
    by_holder = pairs.select("instrument", sort=pl.lit(HOLDER), link="account")
    by_holder = by_holder.with_columns(
        link=pl.Series(ledger.principals.holder[by_holder["link"]])
    )
    by_party = pairs.select("instrument", sort=pl.lit(PARTY), link="party")
    return Orders(
        ordered.join(pairs, on=["account", "third"]).select(
            *bought.columns, "instrument"
        ),
        pl.concat([_whole(by_holder), _whole(by_party)]),
        used.select("instrument", time=pl.Series(ledger.rows.time[used["row"]])),
        pl.DataFrame(),
        0,
    )


def _known(ledger: Ledger, pairs: pl.DataFrame) -> pl.DataFrame:
    """Those of ``pairs`` (account, third) in which the third is no stranger."""
    numbers = pairs["account"].unique().sort()
    accounts = ledger.accounts[numbers.to_numpy()]
    known = controllers(accounts, ledger.relations_in_force)
    ends = pl.concat(
        [
            known.select("account", "party"),
            accounts.with_row_index("account").select("account", party="account_id"),
        ]
    )
    ends = ends.with_columns(account=numbers.gather(ends["account"]))
    rows = ledger.relations_in_force
    both = pl.concat(
        [rows.select(party="a", third="b"), rows.select(party="b", third="a")]
    )
    himself = ends.with_columns(third="party")
    tied = pl.concat(
        [
            ends.join(both.unique(), on="party"),
            himself.select(["account", "party", "third"]),
        ]
    )
    return pairs.join(tied, on=["account", "third"], how="semi")


def _paid_by(ledger: Ledger, card: UInt32s) -> pl.DataFrame:
    sent = ledger.graph.sent
    which, position = spread(sent.ptr[card], sent.ptr[card.astype(np.int64) + 1])
    return pl.DataFrame(
        {"instrument": card[which].astype(np.int64), "time": sent.time[position]}
    )


def _whole(links: pl.DataFrame) -> pl.DataFrame:
    return links.cast(dict.fromkeys(("instrument", "sort", "link"), pl.Int64))
