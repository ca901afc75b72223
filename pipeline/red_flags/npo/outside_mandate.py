"""
Outside the mandate: a charity pays into a country of risk where it says it has no work.

Why:      a destination that no programme explains is how diverted relief first shows.
Source:   FFIEC BSA/AML Examination Manual, App. F, NPOs; FATF (2014) Risk of Terrorist
          Abuse in Non-Profit Organisations (provenance VP). Sum and days are the
          catalogue's; the risk set is the dated lists of conflict and of FATF. Added:
          three payments and a twentieth of what the charity paid in that time, both
          guesses; not to a body that works there, not where other charities begin so.
Innocent: emergency response, told apart only if three other charities outside their
          mandates pay there in the same time; programmes the file does not know yet;
          a supplier or a partner's bank that sits in another country.
Blind to: charities whose programme is not recorded, hops through a third country, cash
          carried across, a mandate that covers everywhere, several charities at once.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s, build_side
from pipeline.motifs.counting import amount_between
from pipeline.motifs.others import distinct_others
from pipeline.motifs.windows import SLACK, between, owners
from pipeline.red_flags.abroad import abroad, country_at
from pipeline.red_flags.charities import is_charity, one_a_charity, programmes
from pipeline.red_flags.conflict import in_risk_set
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.schemas import COUNTRIES

MEASURED = (
    *("payments", "outside_cents", "outside_share", "outflow_cents", "payees"),
    *("other_charities", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: half a year of one destination")
    ] = 180
    min_outside_cents: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: less may be a single invoice")
    ] = 500_000
    min_outside_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="guess: less is a side-line")
    ] = 0.05
    min_payments: Annotated[
        int, msgspec.Meta(ge=1, description="guess: one or two may be purchases there")
    ] = 3
    max_other_charities: Annotated[
        int,
        msgspec.Meta(
            ge=0, description="guess: three others there make it an emergency response"
        ),
    ] = 2


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    out, outside = _outflow(ledger)
    windows = _windows(ledger, out, outside, limits)
    if windows.is_empty():
        return found_nothing(*MEASURED)
    peaks = windows.sort("alert", "outside_cents", descending=[False, True])
    peaks = peaks.unique("alert", keep="first", maintain_order=True)
    pair = ["charity", "country"]
    spans = windows.group_by("alert", *pair).agg(
        pl.col("first").min(), pl.col("time").max().alias("last")
    )
    taken = outside.join(spans, on=pair)
    taken = taken.filter(pl.col("time").is_between("first", "last"))
    taken = taken.sort("alert", "time", "row")
    seen = taken.group_by("alert").agg(
        pl.col("payee").n_unique().alias("payees"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        pl.col("account").min(),
    )
    much = 1 - 0.5 ** (pl.col("outside_cents") / limits.min_outside_cents)
    alerts = peaks.drop("account").join(seen, on="alert")
    alerts = alerts.with_columns(strength=much * (1 + pl.col("outside_share")) / 2)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        taken.select("alert", "row", part=pl.lit("outside the mandate")),
    )


def _outflow(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    What charities that declare a programme pay to others, of known value, and of it
    what goes abroad to a country of risk that neither they nor the payee declare.
    """
    works_in = programmes(ledger)
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    declares = np.zeros(ledger.graph.n_accounts, np.bool_)
    declares[works_in["account"].to_numpy()] = True
    counts = (is_charity(ledger) & declares)[sender] & (cents > 0)
    place = np.flatnonzero(counts & (holder[sender] != holder[receiver]))
    out = pl.DataFrame(
        {
            "charity": one_a_charity(ledger)[sender[place]],
            "account": sender[place],
            "payee": receiver[place],
            "row": place.astype(np.uint32),
            "time": time[place],
            "cents": cents[place],
            "country": country_at(ledger, "receiver")[place],
            "risky": (in_risk_set(ledger, "receiver") & abroad(ledger))[place],
        }
    )
    outside = out.filter("risky")
    for end in ("account", "payee"):
        outside = outside.join(
            works_in.rename({"account": end}), on=[end, "country"], how="anti"
        )
    return out, outside.sort("charity", "country", "time", "row")


def _windows(
    ledger: Ledger, out: pl.DataFrame, outside: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """Windows that end with a payment outside and pass; overlapping: one alert."""
    keyed = outside.with_columns(
        key=pl.struct("charity", "country").rank("dense").cast(pl.Int64),
        first=pl.col("time").cast(pl.Int64) - limits.window_days * DAY,
    )
    time, ones = keyed["time"], np.ones(keyed.height, np.int64)
    asked = (keyed["key"], keyed["first"], time)
    whole = (keyed["charity"], keyed["first"], time)
    sums = {
        "outside_cents": amount_between(keyed["key"], time, keyed["cents"], asked),
        "payments": amount_between(keyed["key"], time, ones, asked),
        "outflow_cents": amount_between(
            out["charity"], out["time"], out["cents"], whole
        ),
        "other_charities": _others(ledger, keyed),
    }
    windows = keyed.with_columns(pl.Series(*each) for each in sums.items())
    windows = windows.with_columns(
        outside_share=pl.col("outside_cents") / pl.col("outflow_cents")
    ).filter(
        pl.col("payments") >= limits.min_payments,
        pl.col("outside_cents") >= limits.min_outside_cents,
        pl.col("outside_share") >= limits.min_outside_share * SLACK,
        pl.col("other_charities") <= limits.max_other_charities,
    )
    apart = (pl.col("first") > pl.col("time").shift(1)) | (
        pl.col("key") != pl.col("key").shift(1)
    )
    return windows.with_columns(alert=apart.fill_null(True).cum_sum())


def _others(ledger: Ledger, keyed: pl.DataFrame) -> Int64s:
    """How many other charities pay into the country of each window while it lasts."""
    ordered = keyed.with_row_index("place").sort("time", "row")
    numbers = max(ledger.graph.n_accounts, len(COUNTRIES))
    side = build_side(
        np.array(ordered["country"], np.uint32),
        np.array(ordered["charity"], np.uint32),
        np.array(ordered["time"], np.int32),
        np.array(ordered["cents"], np.int64),
        numbers,
    )
    country, end = owners(side), side.time.astype(np.int64)
    start = np.array(ordered["first"], np.int64)[side.row]
    others = np.empty(keyed.height, np.int64)
    others[np.array(ordered["place"])[side.row]] = distinct_others(
        side, country, *between(side, country, start, end)
    )
    return others - 1


RED_FLAG = RedFlag(
    id="TF-NPO-04",
    title="Destination outside mandate",
    family="npo",
    stages=("move",),
    source="FFIEC BSA/AML Manual App. F; FATF 2014 Risk of Terrorist Abuse in NPOs",
    provenance="VP",
    weight=0.3,
    graph=False,
    needs=(
        "accounts.kind=npo",
        "parties.programme_countries",
        "transactions.receiver_country or accounts.country",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments, {outside_cents} or {outside_share} of what this charity "
        "paid within {window_days}, went to {payees} payees in a country of risk that "
        "its programme does not name. Other charities that paid there outside their "
        "programmes: {other_charities}."
    ),
)
