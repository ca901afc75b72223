"""
Cells: few persons with a contact in common who pay one another within a window.

A window begins every third of its length, so that whatever happens within two thirds of
it lies whole in one. In it, a cell is a group of the k-core of those who paid each
other, counted by who holds the accounts, among persons joined by what they share.
"""

import numpy as np
import polars as pl

from pipeline.flow_graph import Int64s
from pipeline.motifs.k_core import k_core
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.shared_attributes import joined_holders, shared_attributes
from pipeline.red_flags.charities import is_person
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.contacts import contacts, contacts_of_holders, held_alone
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.ties import tied_pairs

STEPS = 3  # windows that hold a given moment
KIN = ("family", "same_party")
NOBODY = -1


def persons_contacts(ledger: Ledger) -> pl.DataFrame:
    """holder, sort, attribute: what persons who hold accounts alone share at all."""
    personal = np.flatnonzero(_personal(ledger))
    known = contacts(ledger)
    # An order may have come from a device that one party alone is known to have.
    twice = (pl.col("sort") == "devices") | pl.col("contact").is_duplicated()
    known = contacts_of_holders(
        ledger, held_alone(ledger, personal), known.filter(twice)
    )
    shared = known.filter(pl.len().over("sort", "contact") > 1)
    attribute = pl.format("{} {}", "sort", "contact")
    return shared.select("holder", "sort", attribute=attribute)


def cells(
    ledger: Ledger,
    known: pl.DataFrame,
    window: int,
    partners: int,
    persons: tuple[int, int],
) -> pl.DataFrame:
    """
    Payments inside cells: cell, start (of the window), row, time, cents, and by holder
    and account number payer, payee, from, to.

    ``known`` is what ``persons_contacts`` told. Of a cell's persons, at least and at
    most ``persons``, each paid or was paid by ``partners`` others. What more than the
    most of them hold joins nobody.
    """
    inside = _between_sharers(ledger, known, persons)
    step = max(window // STEPS, 1)
    copies = pl.concat(
        inside.with_columns(start=(pl.col("time") // step - back) * step)
        for back in range(STEPS)
    )
    ends = pl.concat(
        [copies.select("start", who=end) for end in ("payer", "payee")]
    ).with_columns(node=pl.struct("start", "who").rank("dense").cast(pl.Int64) - 1)
    copies = copies.with_columns(
        ends["node"].head(copies.height).alias("a"),
        ends["node"].tail(copies.height).alias("b"),
    )
    nodes = ends["node"].n_unique()
    core = pl.Series(
        k_core(copies["a"], copies["b"], nodes, partners), dtype=pl.Boolean
    )
    copies = copies.filter(core.gather(copies["a"]) & core.gather(copies["b"]))
    pairs = np.stack([copies["a"], copies["b"]], axis=1).astype(np.int64)
    first = joined_findings(2 * np.arange(copies.height + 1), pairs.ravel())
    copies = copies.with_columns(cell=pl.Series(first, dtype=pl.Int64))
    sizes = members(copies).group_by("cell").len()
    fit = sizes.filter(pl.col("len").is_between(*persons)).select("cell")
    return copies.drop("a", "b").join(fit, on="cell", how="semi")


def members(inside: pl.DataFrame) -> pl.DataFrame:
    """cell, start, holder: each person of each cell."""
    ends = [inside.select("cell", "start", holder=end) for end in ("payer", "payee")]
    return pl.concat(ends).unique().sort("cell", "holder")


def families(ledger: Ledger, inside: pl.DataFrame) -> pl.DataFrame:
    """cell, holder, family: kin known to the relations are one family, by its first."""
    ends = pl.concat(
        [
            inside.select("cell", holder=holder, account=account)
            for holder, account in (("payer", "from"), ("payee", "to"))
        ]
    ).unique()
    both = ends.join(ends, on="cell").filter(pl.col("holder") < pl.col("holder_right"))
    kin = tied_pairs(ledger, both.select(a="account", b="account_right"), KIN).rename(
        {"a": "account", "b": "account_right"}
    )
    tied = both.join(kin, on=["account", "account_right"], how="semi")
    who = ends.select("cell", "holder").unique().sort("cell", "holder")
    who = who.with_row_index("at")
    pairs = tied.join(who, on=["cell", "holder"]).join(
        who.rename({"holder": "holder_right"}), on=["cell", "holder_right"]
    )
    # Each one holds himself, then each tie holds both.
    items = np.concatenate(
        [who["at"], np.stack([pairs["at"], pairs["at_right"]], axis=1).ravel()]
    ).astype(np.int64)
    sizes = np.repeat([1, 2], [who.height, pairs.height])
    ptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    first = joined_findings(ptr, items)[: who.height]
    return who.select("cell", "holder", family=pl.Series(first, dtype=pl.Int64))


def shared_sorts(
    known: pl.DataFrame, families_of: pl.DataFrame, most_holders: int
) -> pl.DataFrame:
    """cell, shared: the sorts of contact that two families of it or more share."""
    return (
        families_of.join(shared_attributes(known, most_holders), on="holder")
        .group_by("cell", "sort", "attribute")
        .agg(pl.col("family").n_unique())
        .filter(pl.col("family") >= 2)
        .group_by("cell")
        .agg(shared=pl.col("sort").n_unique().cast(pl.Int64))
    )


def _personal(ledger: Ledger) -> np.ndarray:
    return is_person(ledger) & ~commingled(ledger, SHOP)


def _between_sharers(
    ledger: Ledger, known: pl.DataFrame, persons: tuple[int, int]
) -> pl.DataFrame:
    """Valued payments between different persons who are joined by what they share."""
    joined = joined_holders(known, persons[1])
    joined = joined.filter(pl.len().over("group") >= persons[0])
    group: Int64s = np.full(ledger.principals.names.len(), NOBODY)
    group[joined["holder"]] = joined["group"]
    holder = ledger.principals.holder
    by_account = np.where(_personal(ledger), group[holder], NOBODY)
    sender, receiver, time, cents = ledger.rows
    row = np.flatnonzero((by_account[sender] != NOBODY) & (cents > 0))
    row = row[by_account[sender[row]] == by_account[receiver[row]]]
    row = row[holder[sender[row]] != holder[receiver[row]]]
    return pl.DataFrame(
        {
            "row": row.astype(np.uint32),
            "time": time[row].astype(np.int64),
            "cents": cents[row],
            "from": sender[row],
            "to": receiver[row],
            "payer": holder[sender[row]],
            "payee": holder[receiver[row]],
        }
    )
