"""It is true that nothing which schemes do is done by schemes alone."""

import polars as pl
import pytest

from synthetic_data import Settings, generate
from synthetic_data.schemes import SCHEMES

ENDS = ("channel", "sender_kind", "receiver_kind")


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """Payments with the kinds of both accounts, and the name of what they are of."""
    world = generate(
        Settings(
            transactions=250_000,
            seed=4,
            base_rate=0.01,
            look_alike_rate=0,
            schemes=tuple(SCHEMES),
        )
    )
    kind = pl.concat_str("kind", pl.col("service").fill_null("none"), separator=" ")
    kinds = world.accounts.select("account_id", kind.alias("kind"))
    labels = world.labels.filter(pl.col("subject") == "transaction")
    paid = world.transactions
    for side in ("sender", "receiver"):
        paid = paid.join(
            kinds.rename({"account_id": f"{side}_account", "kind": f"{side}_kind"}),
            on=f"{side}_account",
        )
    return paid.join(
        labels.select("name", transaction_id="subject_id"),
        on="transaction_id",
        how="left",
    ).with_columns(
        abroad=pl.col("sender_country") != pl.col("receiver_country"),
        ordered=pl.col("conductor").is_not_null(),
        by_device=pl.col("device").is_not_null(),
    )


@pytest.mark.parametrize("beside", ["abroad", "ordered", "by_device", "purpose"])
def test_every_way_of_paying_occurs_in_ordinary_life(rows, beside):
    # A word is rare: it need not occur with each channel.
    keys = [*(ENDS[1:] if beside == "purpose" else ENDS), beside]
    ordinary = rows.filter(pl.col("name").is_null()).group_by(keys).len()
    planted = rows.filter(pl.col("name").is_not_null()).group_by(keys).len()
    assert planted.height > 10
    alone = planted.join(ordinary, on=keys, how="anti", nulls_equal=True)
    assert alone.is_empty(), alone.rows()
