"""
Undeclared remitter: many strangers pay an ordinary account, which settles in bulk.

Why:      who sends money for others without a licence takes it in small sums from all
          of them, and settles with an exchange house abroad in a few large ones.
Source:   FATF (2013), The Role of Hawala and Other Similar Service Providers in Money
          Laundering and Terrorist Financing, unregulated hawaladars (provenance M: from
          memory, check before quoting). Numbers, sizes and share are the catalogue's.
          Added: a bulk payment is several times a usual credit, or the account just
          passes each one on; sales by card and cash over the counter are no payers;
          the share is of all that came, so that a shop with other takings is none.
Innocent: a foreman or student who collects from friends and sends one sum home through
          an office; small importers who pay abroad through an exchange house; agents
          whose licence is not on record.
Blind to: customers who hand over cash; settlement through trade, virtual assets or
          other people's bills; exchange houses that the data do not know as such, or
          in the same country; values not known. One fund-raiser's part of a ring has a
          handful of customers a year, at a shop with trade of its own: too few to tell.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s, Side
from pipeline.motifs.others import distinct_others
from pipeline.motifs.windows import SLACK, between, merged, owners, spread, within
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

ORDINARY = ("personal", "business", "merchant")
# ISO 18245: money transfer; foreign currency and quasi cash, at banks and elsewhere.
EXCHANGE_CATEGORIES = ("4829", "6050", "6051")
NO_PAYER = ("card", "cash_deposit", "cash_withdrawal", "prepaid_load")
MEASURED = (
    *("credits", "payers", "median_cents", "received_cents", "bulk_payments"),
    *("bulk_cents", "bulk_share", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: a month, to its settlement")
    ] = 30
    min_credits: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: one a day on average")
    ] = 30
    min_payers: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: more than friends and family")
    ] = 20
    max_median_cents: Annotated[
        int,
        msgspec.Meta(ge=1, description="catalogue: most credits are less than 800"),
    ] = 80_000
    min_bulk_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="catalogue: of all that came meanwhile"),
    ] = 0.6
    min_bulk_multiple: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            description="a bulk payment on average to a credit on average: settles for "
            "several customers at once",
        ),
    ] = 5.0


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    received, sent = ledger.valued
    bulk = sent.keep(_to_exchanges(ledger)[sent.row])
    chosen = _ordinary(ledger) & (np.diff(bulk.ptr) > 0)
    paid_in = _third_party(ledger, received, chosen)
    account, start = owners(paid_in), paid_in.time.astype(np.int64)
    span = (account, start, start + limits.window_days * DAY)
    held, gone = between(paid_in, *span), between(bulk, *span)
    came = within(received.cents, *between(received, *span))
    number, total = held[1] - held[0], within(paid_in.cents, *held)
    small = within(paid_in.cents < limits.max_median_cents, *held)
    settled, times = within(bulk.cents, *gone), gone[1] - gone[0]
    # A mean against a mean, multiplied out.
    lumps = settled * number >= limits.min_bulk_multiple * SLACK * total * times
    fires = (number >= limits.min_credits) & (2 * small > number) & (times > 0) & lumps
    fires &= settled >= limits.min_bulk_share * SLACK * came
    fires[fires] = (
        distinct_others(paid_in, account[fires], *(each[fires] for each in held))
        >= limits.min_payers
    )
    if not fires.any():
        return found_nothing(*MEASURED)
    first, windows = merged(*(each[fires] for each in span))
    share = np.maximum.reduceat(settled[fires] / came[fires], first)
    return _tell(ledger, {"credit": paid_in, "bulk": bulk}, windows, share)


def _to_exchanges(ledger: Ledger) -> NDArray[np.bool_]:
    """Payments abroad to who sends or changes money by trade."""
    office = (ledger.accounts["kind"] == "msb").fill_null(False).to_numpy()
    traded = ledger.where(pl.col("merchant_category").is_in(EXCHANGE_CATEGORIES))
    found: NDArray[np.bool_] = abroad(ledger) & (office[ledger.rows.receiver] | traded)
    return found


def _ordinary(ledger: Ledger) -> NDArray[np.bool_]:
    """Accounts of persons and shops that no record calls a service."""
    return np.array(
        ledger.accounts.select(
            pl.col("kind").is_in(ORDINARY).fill_null(True)
            & pl.col("service").is_null()
            & ~pl.col("registered").fill_null(False)
        ).to_series()
    )


def _third_party(ledger: Ledger, received: Side, chosen: NDArray[np.bool_]) -> Side:
    """What others paid into the ``chosen`` accounts, but no sales and no cash."""
    paid = ledger.where(~pl.col("channel").is_in(NO_PAYER))
    return received.keep(chosen[owners(received)] & paid[received.row])


def _tell(
    ledger: Ledger,
    sides: dict[str, Side],
    windows: tuple[Int64s, Int64s, Int64s],
    share: NDArray[np.float64],
) -> Found:
    parts = []
    for part, side in sides.items():
        alert, position = spread(*between(side, *windows))
        parts.append(
            pl.DataFrame(
                {
                    "alert": alert,
                    "row": side.row[position],
                    "other": side.other[position],
                    "cents": side.cents[position],
                    "time": side.time[position],
                    "part": np.repeat(part, alert.size),
                }
            )
        )
    shown = pl.concat(parts)
    credit, bulk = pl.col("part") == "credit", pl.col("part") == "bulk"
    alerts = (
        shown.group_by("alert")
        .agg(
            credits=credit.sum(),
            payers=pl.col("other").filter(credit).n_unique(),
            median_cents=pl.col("cents").filter(credit).median(),
            received_cents=pl.col("cents").filter(credit).sum(),
            bulk_payments=bulk.sum(),
            bulk_cents=pl.col("cents").filter(bulk).sum(),
            span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        )
        .sort("alert")
        .with_columns(
            account=pl.Series(windows[0]),
            bulk_share=pl.Series(share),
            strength=pl.Series(np.minimum(share, 1)),
        )
        .with_columns(pl.col("strength") * (1 - 1 / pl.col("payers")))
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        shown.select("alert", "row", "part"),
    )


RED_FLAG = RedFlag(
    id="TF-HAW-01",
    title="Undeclared money-transfer profile",
    family="hawala",
    stages=("move",),
    source="FATF 2013 Role of Hawala and OSP",
    provenance="M",
    weight=0.3,
    graph=False,
    needs=(
        "transactions.value_cents",
        "accounts.kind=msb or "
        f"transactions.merchant_category={'|'.join(EXCHANGE_CATEGORIES)}",
        "transactions.receiver_country or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payers} others paid this account {received_cents} in {credits} payments, "
        "half of them up to {median_cents}; {bulk_cents} went to exchange houses "
        "abroad in {bulk_payments} payments, at its height {bulk_share} of all that "
        "came within {window_days}."
    ),
)
