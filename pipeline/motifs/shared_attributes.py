"""Shared attributes: holders joined by an address, telephone or device in common."""

import numpy as np
import polars as pl

from pipeline.motifs.overlaps import joined_findings


def shared_attributes(held: pl.DataFrame, most_holders: int) -> pl.DataFrame:
    """
    Those of ``held`` (holder, attribute, further columns) whose attribute joins: it has
    at least two different holders and at most ``most_holders``.

    What more hold than that joins nobody, or a hall of residence, a mail-forwarding
    address or a bank's own telephone would make one group of thousands.
    """
    holders = held.group_by("attribute").agg(pl.col("holder").n_unique())
    joins = holders.filter(pl.col("holder").is_between(2, most_holders))
    return held.join(joins.select("attribute"), on="attribute", how="semi")


def joined_holders(held: pl.DataFrame, most_holders: int) -> pl.DataFrame:
    """
    holder, group: of every holder in ``held`` the smallest it is joined to, sorted.

    Two are joined if they hold a joining attribute (``shared_attributes``) in common,
    or by way of others. Whoever shares nothing is a group of one. Cost: O(rows · log
    rows).
    """
    known = held.select(pl.col("holder").unique().sort())
    shared = (
        shared_attributes(held, most_holders)
        .select(
            pl.col("attribute").rank("dense").cast(pl.Int64).alias("item"),
            "holder",
        )
        .join(known.with_row_index("finding"), on="holder")
        .sort("finding", "item")
    )
    finding = np.array(shared["finding"], np.int64)
    ptr = np.zeros(known.height + 1, np.int64)
    np.cumsum(np.bincount(finding, minlength=known.height), out=ptr[1:])
    first = joined_findings(ptr, np.array(shared["item"], np.int64))
    return known.with_columns(known["holder"].gather(first).alias("group"))
