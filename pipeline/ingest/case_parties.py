"""Who owns the accounts of a documented case."""

import polars as pl

from pipeline.ingest.adapter import Part
from pipeline.schemas import conform

PLACE = ("source_file", "source_line")
HELD = ("account_holder", "delegated_access")  # their second end is an account


def accounts_and_parties(payments: pl.DataFrame, relations: pl.DataFrame) -> Part:
    """
    Accounts: every end of a payment and all that relations call held. Parties: their
    owners and whoever else stands in a relation. Both in order of first mention.
    """
    held = relations.filter(pl.col("relation").is_in(HELD))
    accounts = pl.concat(
        [
            _mentions(payments, "sender_account", "receiver_account"),
            _mentions(held, "b"),
        ]
    ).unique("id", keep="first", maintain_order=True)
    holders = (
        relations.filter(pl.col("relation") == "account_holder")
        .group_by("b")
        .agg(holder=pl.col("a").unique())
    )
    known = accounts.join(
        holders, left_on="id", right_on="b", how="left", maintain_order="left"
    ).select(
        *PLACE,
        account_id="id",
        party_id=pl.when(pl.col("holder").is_null())
        .then("id")
        .when(pl.col("holder").list.len() == 1)
        .then(pl.col("holder").list.first()),
    )
    others = _mentions(relations, "a", "b").filter(
        ~pl.col("id").is_in(known["account_id"].implode())
    )
    parties = (
        pl.concat([_mentions(known, "party_id"), _mentions(relations, "a"), others])
        .unique("id", keep="first", maintain_order=True)
        .rename({"id": "party_id"})
    )
    return {
        "raw_accounts": conform("raw_accounts", known),
        "raw_parties": conform("raw_parties", parties),
    }


def _mentions(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Where each id stands first, row by row."""
    found = [
        rows.with_row_index("row").select("row", *PLACE, id=name) for name in columns
    ]
    return (
        pl.concat(found).sort("row", maintain_order=True).drop("row").drop_nulls("id")
    )
