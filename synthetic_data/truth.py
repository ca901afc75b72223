"""The truth labels, kept apart from everything a stage may read."""

from itertools import accumulate

import numpy as np
import polars as pl

from pipeline.schemas import FINANCING_STAGES, conform
from synthetic_data.plan import Order
from synthetic_data.planting import NO_STAGE, Instance
from synthetic_data.world.ids import Ids


def labels_table(
    orders: list[Order], planted: list[Instance], transaction_id: pl.Series, ids: Ids
) -> pl.DataFrame:
    """Truth by transaction and by account, sorted."""
    frames = [conform("labels", pl.DataFrame({"subject": ["account"]})).clear()]
    ends = list(accumulate((one.size for one in planted), initial=0))
    stages = pl.Series([*FINANCING_STAGES, None], dtype=pl.String)
    for order, instance, start in zip(orders, planted, ends, strict=False):
        named = {
            "label": order.planting.label,
            "name": order.planting.name,
            "instance": f"{order.planting.name}-{order.number}",
        }
        stage = np.concatenate(instance.stages)
        stage = np.where(stage == NO_STAGE, len(FINANCING_STAGES), stage)
        accounts = list(instance.roles)
        casts = list(instance.roles.values())
        for subject, columns in (
            (
                "transaction",
                {
                    "subject_id": transaction_id.slice(start, instance.size),
                    "stage": stages.gather(stage),
                    "role": None,
                },
            ),
            (
                "account",
                {
                    "subject_id": ids.account.gather(accounts),
                    "stage": [cast[1] for cast in casts],
                    "role": [cast[0] for cast in casts],
                },
            ),
        ):
            rows = pl.DataFrame(columns).with_columns(
                pl.lit(subject).alias("subject"),
                *(pl.lit(value).alias(key) for key, value in named.items()),
            )
            frames.append(conform("labels", rows))
    return pl.concat(frames).sort("subject", "subject_id", "name", "instance")
