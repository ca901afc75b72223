"""
What an institution reported of the truth: less than there is, and some who did nothing.

``labels`` stay the truth; this is the table of whoever learns from reports. Of schemes
a share goes unreported, whole instances at a time. Of lawful look-alikes, and of lawful
customers' accounts, a share is reported wrongly. Nothing in it tells right from wrong.
"""

import numpy as np
import polars as pl

from pipeline.schemas import conform
from synthetic_data.randomness import stream
from synthetic_data.settings import Settings

CUSTOMERS = ("personal", "business", "merchant", "npo")


def reported(
    settings: Settings, district: int, labels: pl.DataFrame, accounts: pl.DataFrame
) -> pl.DataFrame:
    """
    In the columns of ``labels``: suspicions, without stage and role, which nobody told.

    Instances are numbered anew in an order by lot, so that a number tells nothing.
    """
    rng = stream(settings.seed, "reports")
    missed, wrongly = settings.unreported or 0.0, settings.wrongly_reported or 0.0
    instances = labels.select("label", "name", "instance").unique().sort(pl.all())
    lot = rng.random(instances.height)
    is_scheme = (instances["label"] == "scheme").to_numpy()
    told = instances.filter(
        pl.Series(np.where(is_scheme, lot >= missed, lot < wrongly))
    )
    seen = labels.join(told.select("instance"), on="instance", how="semi")
    guilty = labels.filter(pl.col("subject") == "account")["subject_id"].unique()
    lawful = accounts.filter(
        pl.col("kind").is_in(CUSTOMERS) & ~pl.col("account_id").is_in(guilty.implode())
    ).select("account_id")
    chosen = lawful.filter(pl.Series(rng.random(lawful.height) < wrongly))
    alone = chosen.select(
        subject=pl.lit("account"), subject_id="account_id", instance="account_id"
    )
    every = pl.concat([seen.select(alone.columns).cast(pl.String), alone])
    cases = every.select("instance").unique().sort("instance")
    number = rng.permutation(cases.height) + 1
    named = cases.with_columns(
        case=pl.format("report-{}-{}", pl.lit(district), pl.Series(number))
    )
    rows = every.join(named, on="instance").select(
        *("subject", "subject_id"),
        label=pl.lit("scheme"),
        name=pl.lit("reported"),
        instance="case",
    )
    return conform("labels", rows).sort("subject", "subject_id", "instance")
