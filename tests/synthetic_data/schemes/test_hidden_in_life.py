"""It is true that nothing which schemes do is done by schemes alone."""

from datetime import date

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
    kinds = world.accounts.select("account_id", kind.alias("kind"), "opened_on")
    labels = world.labels.filter(pl.col("subject") == "transaction")
    paid = world.transactions
    for side in ("sender", "receiver"):
        paid = paid.join(
            kinds.rename(lambda name, side=side: f"{side}_{name.removesuffix('_id')}"),
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


@pytest.mark.parametrize("side", ["sender", "receiver"])
def test_nothing_moves_before_its_account_is_open(rows, side):
    # Days are those of UTC: where it is later, an account opens the evening before.
    day = pl.col("booked_at").dt.date() + pl.duration(days=1)
    early = rows.filter(day < pl.col(f"{side}_opened_on"))
    assert early.is_empty(), early["name"].value_counts()
    late = rows.filter(pl.col(f"{side}_opened_on") > pl.lit(date(2024, 1, 1)))
    assert late.height > 1000
