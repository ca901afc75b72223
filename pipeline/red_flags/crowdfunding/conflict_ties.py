"""Which campaigns payments or programmes tie to a country of conflict or its relays."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, EPOCH, Int64s
from pipeline.red_flags.appeals import is_campaign
from pipeline.red_flags.charities import (
    UNBORN,
    YOUNG_DAYS,
    begun_at,
    is_charity,
    programmes,
)
from pipeline.red_flags.conflict import at_transit_hub, in_conflict
from pipeline.red_flags.red_flag import Ledger
from pipeline.schemas import COUNTRIES

TIES = ("conflict_country", "transit_hub")


def tied_campaigns(ledger: Ledger, given: pl.DataFrame) -> pl.DataFrame:
    """
    campaign: of those in ``given`` (campaign, row, time) the tied ones, sorted.

    A campaign is tied if a gift reaches it in such a country, if it pays to one, each
    on a day on which the country was listed, or if the body that holds it declares a
    programme in one that was listed between its first gift and its last. Left out are
    campaigns of charities that are not known to be young.
    """
    there = in_conflict(ledger, "receiver") | at_transit_hub(ledger, "receiver")
    campaign = is_campaign(ledger)
    sender = ledger.rows.sender
    paid = sender[there & campaign[sender]]
    reached = given.filter(pl.Series(there[given["row"]], dtype=pl.Boolean))["campaign"]
    tied = np.zeros(ledger.graph.n_accounts, np.bool_)
    tied[paid] = True
    tied[reached.to_numpy()] = True
    tied[_declared(ledger, given)] = True
    tied &= ~_of_standing(ledger)
    return given.select(pl.col("campaign").unique().sort()).filter(
        pl.col("campaign").is_in(np.flatnonzero(tied).tolist())
    )


def _declared(ledger: Ledger, given: pl.DataFrame) -> Int64s:
    """Campaigns whose holder works in a listed country while they are given to."""
    areas = ledger.conflict_areas.filter(
        pl.col("kind").is_in(TIES), pl.col("radius_km").is_null()
    )
    numbers = {code: number for number, code in enumerate(COUNTRIES)}
    day = pl.lit(EPOCH.date())
    listed = areas.select(
        pl.col("country").replace_strict(numbers, return_dtype=pl.Int16),
        begins=(pl.col("listed_from") - day).dt.total_days() * DAY,
        ends=(pl.col("listed_to") - day).dt.total_days().fill_null(2**31) * DAY,
    )
    lives = given.group_by("campaign").agg(
        pl.col("time").min().alias("opens"), pl.col("time").max().alias("closes")
    )
    works = programmes(ledger).rename({"account": "campaign"})
    met = lives.join(works, on="campaign").join(listed, on="country")
    met = met.filter(
        pl.col("closes") >= pl.col("begins"), pl.col("opens") < pl.col("ends")
    )
    return np.array(met["campaign"].unique(), np.int64)


def _of_standing(ledger: Ledger) -> NDArray[np.bool_]:
    """Accounts of whoever holds a charity's account and is not known to be young."""
    holder = ledger.principals.holder
    charity = np.zeros(int(holder.max(initial=0)) + 1, np.bool_)
    charity[holder[is_charity(ledger)]] = True
    begun = begun_at(ledger)
    last = ledger.rows.time.max(initial=0)
    young = (begun != UNBORN) & (last - begun < YOUNG_DAYS * DAY)
    standing: NDArray[np.bool_] = charity[holder] & ~young
    return standing
