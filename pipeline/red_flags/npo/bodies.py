"""Which charities and firms share officers, signatories, addresses or telephones."""

import numpy as np
import polars as pl

from pipeline.motifs.k_core import k_core
from pipeline.motifs.shared_attributes import joined_holders, shared_attributes
from pipeline.principals import controllers
from pipeline.red_flags.charities import is_charity
from pipeline.red_flags.contacts import contacts
from pipeline.red_flags.red_flag import Ledger

BODIES = ("npo", "business", "merchant")


def interlocked(ledger: Ledger, max_sharers: int, min_partners: int) -> pl.DataFrame:
    """
    holder (a principal's number), group, and of the group: bodies, charities,
    linked_share (of its pairs), kinds_of_link (officer, signatory, addresses …).

    Two bodies are linked if they have an attribute in common that at most
    ``max_sharers`` bodies have. Whoever has fewer than ``min_partners`` partners left
    is dropped, then his partners that way too; what is still joined is a group.
    """
    held = shared_attributes(_attributes(ledger), max_sharers)
    both = held.join(held, on="attribute", suffix="_b")
    both = both.filter(pl.col("holder") < pl.col("holder_b"))
    pairs = both.select("holder", "holder_b").unique().sort("holder", "holder_b")
    core = k_core(
        *(pairs["holder"], pairs["holder_b"]),
        ledger.principals.names.len(),
        min_partners,
    )
    kept = core[pairs["holder"].to_numpy()] & core[pairs["holder_b"].to_numpy()]
    pairs = pairs.filter(pl.Series(kept, dtype=pl.Boolean)).with_row_index("attribute")
    ends = pl.concat(
        [
            pairs.select("holder", "attribute"),
            pairs.select("attribute", holder="holder_b").select("holder", "attribute"),
        ]
    )
    groups = joined_holders(ends, most_holders=2)
    charities = ledger.principals.holder[is_charity(ledger)]
    linked = (
        pairs.join(groups, on="holder")
        .group_by("group")
        .agg(pl.len().cast(pl.Int64).alias("links"))
    )
    kinds = (
        both.join(groups, on="holder")
        .join(pairs, on=["holder", "holder_b"], how="semi")
        .group_by("group")
        .agg(pl.col("sort").n_unique().cast(pl.Int64).alias("kinds_of_link"))
    )
    size = pl.col("bodies")
    return (
        groups.with_columns(
            bodies=pl.len().over("group").cast(pl.Int64),
            charities=pl.col("holder")
            .is_in(np.unique(charities).tolist())
            .sum()
            .over("group")
            .cast(pl.Int64),
        )
        .join(linked, on="group")
        .join(kinds, on="group")
        .with_columns(linked_share=pl.col("links") / (size * (size - 1) / 2))
        .sort("group", "holder")
    )


def _attributes(ledger: Ledger) -> pl.DataFrame:
    """holder (of a body), sort, attribute: officers, signatories, contacts."""
    held = controllers(ledger.accounts, ledger.relations_in_force)
    owners = held.filter(~pl.col("delegate")).select("account", "party").unique()
    kinds = ledger.accounts["kind"].is_in(BODIES).fill_null(False)
    bodies = owners.filter(
        pl.Series(np.array(kinds, np.bool_)[owners["account"]], dtype=pl.Boolean)
    )
    bodies = bodies.with_columns(
        pl.Series("holder", ledger.principals.holder[bodies["account"]], pl.Int64)
    )
    names = pl.concat(
        [
            bodies.select("holder", name="party"),
            bodies.select(
                "holder", name=ledger.accounts["account_id"].gather(bodies["account"])
            ),
        ]
    ).unique()
    officers = (
        ledger.relations_in_force.filter(pl.col("relation") == "officer_of")
        .join(names, left_on="b", right_on="name")
        .select("holder", sort=pl.lit("officer"), attribute="a")
    )
    signatories = (
        held.filter("delegate")
        .join(bodies.select("account", "holder").unique(), on="account")
        .select("holder", sort=pl.lit("signatory"), attribute="party")
    )
    reached = (
        contacts(ledger)
        .join(bodies.select("holder", "party").unique(), on="party")
        .select(
            "holder",
            pl.col("sort").cast(pl.String),
            attribute=pl.concat_str("sort", "contact", separator=" "),
        )
    )
    # An officer of one body who signs for another is the same person.
    people = pl.concat([officers, signatories]).with_columns(
        attribute="person " + pl.col("attribute")
    )
    return pl.concat([people, reached]).unique(
        ["holder", "attribute"], keep="first", maintain_order=True
    )
