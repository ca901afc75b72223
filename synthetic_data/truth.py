"""The truth labels, kept apart from everything a stage may read."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipeline.schemas import FINANCING_STAGES, conform
from synthetic_data.plan import Order
from synthetic_data.planting import NO_STAGE, Instance
from synthetic_data.world.ids import Ids


def labels_table(
    orders: Sequence[Order],
    planted: list[Instance],
    transaction_id: pl.Series,
    ids: Ids,
) -> pl.DataFrame:
    """Truth by transaction and by account, sorted."""
    stages = pl.Series([*FINANCING_STAGES, None], dtype=pl.String)
    nothing = np.empty(0, np.uint8)
    stage = np.concatenate([nothing, *(s for one in planted for s in one.stages)])
    casts = [cast for one in planted for cast in one.roles.values()]
    accounts = [account for one in planted for account in one.roles]
    rows = pl.DataFrame(
        {
            "subject_id": transaction_id,
            "stage": stages.gather(
                np.where(stage == NO_STAGE, len(FINANCING_STAGES), stage)
            ),
            "role": pl.Series([None], dtype=pl.String).new_from_index(
                0, transaction_id.len()
            ),
        }
    ).with_columns(_instances(orders, [one.size for one in planted], "transaction"))
    members = pl.DataFrame(
        {
            "subject_id": ids.account.gather(accounts),
            "stage": pl.Series([cast[1] for cast in casts], dtype=pl.String),
            "role": pl.Series([cast[0] for cast in casts], dtype=pl.String),
        }
    ).with_columns(_instances(orders, [len(one.roles) for one in planted], "account"))
    every = conform("labels", pl.concat([rows, members]))
    return every.sort("subject", "subject_id", "name", "instance")


def _instances(
    orders: Sequence[Order], sizes: list[int], subject: str
) -> list[pl.Series]:
    """What each of an instance's rows says of it."""
    place = np.repeat(np.arange(len(orders)), sizes)
    words = {
        "label": [order.planting.label for order in orders],
        "name": [order.planting.name for order in orders],
        "instance": [f"{order.planting.name}-{order.number}" for order in orders],
    }
    return [
        pl.Series("subject", [subject], dtype=pl.String).new_from_index(0, place.size),
        *(
            pl.Series(key, told, dtype=pl.String).gather(place)
            for key, told in words.items()
        ),
    ]
