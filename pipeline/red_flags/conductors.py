"""Who pays in cash where he has no account himself: he came from elsewhere."""

import numpy as np
import polars as pl

from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.codes import WITHHELD
from pipeline.schemas import COUNTRIES


def conductors(ledger: Ledger) -> pl.DataFrame:
    """row, conductor of cash deposits of which it is known."""
    return (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("channel") == "cash_deposit", pl.col("conductor").is_not_null())
        .select("row", pl.col("conductor").cast(pl.String))
        .collect()
    )


def paid_in_from_elsewhere(ledger: Ledger) -> pl.DataFrame:
    """
    row, conductor, came_from: cash deposits by somebody who has accounts, all in known
    countries and none where the deposit was made.

    ``came_from`` is the number of his country in COUNTRIES, null where he has several.
    """
    conducted = conductors(ledger)
    country = ledger.accounts["country"].to_physical().cast(pl.Int64)
    homes = ledger.accounts.select(
        conductor=pl.col("party_id").cast(pl.String), home=country
    ).filter(pl.col("conductor").is_in(conducted["conductor"].implode()))
    unknown = pl.col("home").is_null() | (pl.col("home") == COUNTRIES.index(WITHHELD))
    told = homes.group_by("conductor").agg(
        unknown=unknown.any(),
        came_from=pl.when(pl.col("home").n_unique() == 1).then(pl.col("home").first()),
    )
    here = country_at(ledger, "receiver")[conducted["row"]].astype(np.int64)
    asked = conducted.with_columns(pl.Series("home", here))
    return (
        asked.filter(pl.col("home") != UNKNOWN)
        .join(homes.unique(), on=["conductor", "home"], how="anti")
        .join(told.filter(~pl.col("unknown")), on="conductor", maintain_order="left")
        .select("row", "conductor", "came_from")
    )
