"""The tables of a case that several tables of the run make together."""

from collections.abc import Mapping

import polars as pl

from pipeline.report.financing_stage import financing_stage
from pipeline.report.roles import ROLE_RANK

Tables = Mapping[str, pl.LazyFrame]
CASE = "case_id"


def members_of(tables: Tables, wanted: pl.LazyFrame) -> pl.LazyFrame:
    """With what is known of account, owner and priority; by role, then value."""
    rank = (
        pl.col("role").cast(pl.String).replace_strict(ROLE_RANK, return_dtype=pl.Int8)
    )
    return (
        wanted.join(tables["case_members"], on=CASE)
        .join(tables["graph_accounts"], on="account_id", how="left")
        .join(
            tables["parties"].select(
                "party_id", "names", "identifiers", party_kind="kind"
            ),
            on="party_id",
            how="left",
        )
        .join(tables["account_scores"], on="account_id", how="left")
        .with_columns(
            rank=rank, moved=pl.max_horizontal("received_cents", "sent_cents")
        )
        .sort(
            [CASE, "part", "rank", "moved", "account_id"],
            descending=[False, False, False, True, False],
        )
        .drop("rank", "moved")
    )


def transactions_of(
    tables: Tables, wanted: pl.LazyFrame, members: pl.LazyFrame
) -> pl.LazyFrame:
    rows = wanted.join(tables["case_transactions"], on=CASE).join(
        tables["transactions"], on="transaction_id"
    )
    for end in ("sender", "receiver"):
        rows = rows.join(
            members.select(
                CASE,
                pl.col("account_id").alias(f"{end}_account"),
                pl.col("role").alias(f"{end}_role"),
                pl.col("part").alias(f"{end}_part"),
                pl.col("party_id").alias(f"{end}_party"),
            ),
            on=[CASE, f"{end}_account"],
            how="left",
        )
    return (
        rows.sort(CASE, "booked_at", "transaction_id")
        .with_columns(
            pl.col("alert_ids").list.sort(),
            number=pl.int_range(1, pl.len() + 1).over(CASE),
            stage=financing_stage(),
        )
        .drop("sender_part", "receiver_part", "sender_party", "receiver_party")
    )


def relations_of(relations: pl.LazyFrame, of_party: pl.LazyFrame) -> pl.LazyFrame:
    """Relations with a member, or a member's owner, at either end."""
    ends = pl.concat(
        [
            of_party.select(CASE, end=pl.col("account_id")),
            of_party.select(CASE, end=pl.col("party_id")),
        ]
    )
    ends = ends.drop_nulls().unique()
    return (
        pl.concat(
            [
                ends.join(relations.with_columns(end=side), on="end")
                for side in ("a", "b")
            ]
        )
        .drop("end")
        .unique()
        .sort(CASE, "a", "b", "relation", "source_file", "source_line")
    )
