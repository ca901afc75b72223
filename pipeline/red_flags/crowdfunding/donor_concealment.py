"""
Donor concealment: most gifts to a campaign come by ways that hide who gives.

Why:      whoever gives to a cause that he must not be seen with pays by prepaid card,
          through a mixer, without a name, or lets one hand give for many.
Source:   FATF (2023) Crowdfunding for Terrorism Financing, annex (provenance VS, a
          summary). Share, number and days are the catalogue's. Added: a device counts
          if it gives for three different donors, and one that gives for more than 20
          is a kiosk's or a server's; gifts that a platform passes on are not looked at;
          where most other campaigns are given to like that, none stands out.
Innocent: donors with good reason to hide, in repressive states or from their families,
          of whom a campaign alone among open ones is not told apart; a family or a
          collecting point with one telephone; prepaid vouchers sold for a cause.
Blind to: masked network addresses (no data hold them), false names, cards of others,
          platforms that give one sum for all donors.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.appeals import CAMPAIGN_NEEDS, gifts, is_platform, where_usual
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("gifts", "hidden_gifts", "hidden_share", "prepaid", "mixed", "unnamed"),
    *("shared_device", "donors", "span_days"),
)
MIXERS = ("mixer", "bridge", "swap")
DONORS_OF_A_SHARED_DEVICE = (3, 20)  # fewer are a couple's, more a kiosk's


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: two months of an appeal")
    ] = 60
    min_gifts: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: fewer may be friends")
    ] = 10
    min_hidden_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: half of the gifts")
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    given = _gifts(ledger)
    windows = _windows(given, limits)
    if windows.is_empty():
        return found_nothing(*MEASURED)
    spans = windows.group_by("alert", "campaign").agg(
        pl.col("first").min(), pl.col("time").max().alias("last")
    )
    peaks = windows.sort(
        "alert", "hidden_share", "gifts", descending=[False, True, True]
    )
    peaks = peaks.unique("alert", keep="first", maintain_order=True)
    taken = given.filter("hidden").join(spans, on="campaign")
    taken = taken.filter(pl.col("time").is_between("first", "last"))
    seen = taken.group_by("alert").agg(
        *(
            (pl.col("part") == name.replace("_", " ")).sum().alias(name)
            for name in ("prepaid", "mixed", "unnamed", "shared_device")
        ),
        pl.col("giver").n_unique().alias("donors"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
    )
    more = pl.col("hidden_gifts") / limits.min_gifts
    alerts = peaks.join(seen, on="alert").with_columns(
        account="campaign", strength=(1 - 0.5**more) * pl.col("hidden_share")
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        taken.sort("alert", "time", "row").select("alert", "row", "part"),
    )


def _gifts(ledger: Ledger) -> pl.DataFrame:
    """
    ``gifts`` that no platform passes on, of any amount, and whether the giver is
    hidden: ``part`` says how, null where it is not.
    """
    given = gifts(ledger, valued=False)
    given = given.filter(
        ~pl.Series(is_platform(ledger)[given["giver"]], dtype=pl.Boolean)
    )
    told = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("row").is_in(given["row"].implode()))
        .select(
            "row",
            "device",
            (pl.col("channel") == "prepaid_load").alias("loaded"),
            pl.col("sender_named").not_().fill_null(False).alias("nameless"),
        )
        .collect()
    )
    giver = given["giver"].to_numpy()
    given = given.join(told, on="row", how="left", maintain_order="left").with_columns(
        pl.Series("card", _of(ledger, "kind", ("prepaid_card",))[giver]),
        pl.Series("mixer", _of(ledger, "service", MIXERS)[giver]),
        pl.Series("donor", ledger.principals.holder[giver]),
    )
    few, many = DONORS_OF_A_SHARED_DEVICE
    for_whom = pl.col("donor").n_unique()
    shared = pl.col("device").is_not_null() & (
        for_whom.over("campaign", "device") >= few
    )
    shared &= for_whom.over("device") <= many
    return given.with_columns(
        part=pl.when(pl.col("card") | pl.col("loaded"))
        .then(pl.lit("prepaid"))
        .when("mixer")
        .then(pl.lit("mixed"))
        .when(shared)
        .then(pl.lit("shared device"))
        .when("nameless")
        .then(pl.lit("unnamed"))
    ).with_columns(hidden=pl.col("part").is_not_null())


def _of(ledger: Ledger, column: str, values: tuple[str, ...]) -> NDArray[np.bool_]:
    known = ledger.accounts[column].is_in(values).fill_null(False)
    return np.array(known, np.bool_)


def _windows(given: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Windows that end with a gift and pass; overlapping ones are one alert."""
    habits = (
        given.group_by("campaign")
        .agg(pl.len().alias("gifts"), pl.col("hidden").mean())
        .filter(pl.col("gifts") >= limits.min_gifts)
        .with_columns(does=pl.col("hidden") >= limits.min_hidden_share * SLACK)
    )
    usual = where_usual(habits.select("campaign", "does"))
    first = pl.col("time").cast(pl.Int64) - limits.window_days * DAY
    ends = given.join(usual, on="campaign", how="anti")
    ends = ends.select("campaign", "row", "time", first=first)
    asked = (ends["campaign"], ends["first"], ends["time"])
    counts = {
        "gifts": pl.Series(np.ones(given.height, np.int64)),
        "hidden_gifts": given["hidden"].cast(pl.Int64),
    }
    windows = ends.with_columns(
        pl.Series(name, amount_between(given["campaign"], given["time"], ones, asked))
        for name, ones in counts.items()
    ).with_columns(hidden_share=pl.col("hidden_gifts") / pl.col("gifts"))
    windows = windows.filter(
        pl.col("gifts") >= limits.min_gifts,
        pl.col("hidden_share") >= limits.min_hidden_share * SLACK,
    ).sort("campaign", "time", "row")
    apart = (pl.col("first") > pl.col("time").shift(1)) | (
        pl.col("campaign") != pl.col("campaign").shift(1)
    )
    return windows.with_columns(alert=apart.fill_null(True).cum_sum())


RED_FLAG = RedFlag(
    id="TF-CROWD-04",
    title="Donor concealment",
    family="crowdfunding",
    stages=("raise",),
    source="FATF 2023 Crowdfunding for TF",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        CAMPAIGN_NEEDS,
        "accounts.kind=prepaid_card or transactions.channel=prepaid_load or "
        "accounts.service=mixer|bridge|swap or transactions.device or "
        "transactions.sender_named",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{hidden_gifts} of {gifts} gifts to this campaign within {window_days} hide "
        "their giver: of all such gifts over {span_days} {prepaid} were prepaid, "
        "{mixed} came out of mixers, {shared_device} from devices that gave for many, "
        "and {unnamed} without a name."
    ),
)
