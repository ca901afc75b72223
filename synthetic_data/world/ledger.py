"""From columns of numbers to the transactions table."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.schemas import CHANNELS
from synthetic_data.randomness import hex_ids
from synthetic_data.world.calendar import Calendar
from synthetic_data.world.ids import Ids
from synthetic_data.world.payments import (
    CHANNEL,
    RECEIVER_UNNAMED,
    SENDER_UNNAMED,
    Payments,
)
from synthetic_data.world.places import CODES, CURRENCIES
from synthetic_data.world.population import TRADES, Population
from synthetic_data.world.purposes import PURPOSES


def transaction_ids(scrambled: NDArray[np.uint64]) -> pl.Series:
    return hex_ids(b"T", scrambled)


def in_order(time: NDArray[np.int64], names: NDArray[np.uint64]) -> NDArray[np.int64]:
    """By time, then name; most names of one second differ in their first 36 bits."""
    key = (time.astype(np.uint64) << np.uint64(36)) | (names >> np.uint64(20))
    order = np.argsort(key)
    sorted_keys = key[order]
    if (sorted_keys[1:] == sorted_keys[:-1]).any():
        order = np.lexsort((names, time))
    return order


def transactions_table(
    payments: Payments,
    transaction_id: pl.Series,
    population: Population,
    calendar: Calendar,
    ids: Ids,
) -> pl.DataFrame:
    """``payments`` as they come; the columns of ``Transactions`` a source delivers."""
    size = payments.size
    country = pl.Series(CODES).gather(population.accounts.country)
    branches = population.branches
    micros = (payments.time + calendar.epoch) * 1_000_000
    return pl.DataFrame(
        {
            "transaction_id": transaction_id,
            "booked_at": pl.Series(micros).cast(pl.Datetime("us", "UTC")),
            "time_precision": pl.Series(["second"]).new_from_index(0, size),
            "sender_account": ids.account.gather(payments.sender),
            "receiver_account": ids.account.gather(payments.receiver),
            "amount": pl.Series(payments.minor),
            "amount_status": pl.Series(["exact"]).new_from_index(0, size),
            "currency": pl.Series(CURRENCIES).gather(payments.currency),
            "channel": pl.Series(CHANNELS).gather(payments.channel),
            "sender_country": country.gather(payments.sender),
            "receiver_country": country.gather(payments.receiver),
            "sender_named": pl.Series(payments.unnamed & SENDER_UNNAMED == 0),
            "receiver_named": pl.Series(payments.unnamed & RECEIVER_UNNAMED == 0),
            "conductor": _or_null(ids.party, payments.conductor),
            "on_behalf_of": _or_null(ids.party, payments.on_behalf_of),
            "branch": _or_null(ids.branch, payments.branch),
            "latitude": _or_null(_place(branches.latitude), payments.branch),
            "longitude": _or_null(_place(branches.longitude), payments.branch),
            "device": _or_null(ids.device, payments.device),
            "merchant_category": _categories(payments, population),
            "purpose": _or_null(
                pl.Series([*PURPOSES, None], dtype=pl.String), payments.purpose
            ),
        }
    ).with_columns(
        (pl.col("amount").cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(38, 2))
    )


# ISO 18245, of the trades that take cards.
MERCHANT_CATEGORIES = {
    "groceries": "5411",
    "restaurant": "5812",
    "fuel": "5541",
    "clothing": "5651",
    "electronics": "5732",
    "pharmacy": "5912",
    "transport": "4111",
    "online": "5999",
    "airline": "4511",
    "hotel": "7011",
    "vehicle_hire": "7512",
    "outdoor": "5941",
    "shipping": "4215",
    "school": "8220",
    "telecom": "4814",
    "utility": "4900",
    "charity": "8398",
    "cars": "5511",
}


def _categories(payments: Payments, population: Population) -> pl.Series:
    """The trade of whom a card paid, null for everything else."""
    firms = population.firms
    words = pl.Series([*map(MERCHANT_CATEGORIES.get, TRADES), None], dtype=pl.String)
    owner = population.accounts.owner[payments.receiver]
    firm = (owner >= firms.first) & (payments.channel == CHANNEL["card"])
    trade = firms.trade[np.where(firm, owner - firms.first, 0)]
    return words.gather(np.where(firm, trade, len(TRADES)))


def _or_null(words: pl.Series, number: NDArray[np.signedinteger]) -> pl.Series:
    """Negative numbers mean none; the last of ``words`` is null."""
    return words.gather(np.where(number < 0, words.len() - 1, number))


def _place(degrees: NDArray[np.float64]) -> pl.Series:
    return pl.Series(np.round(degrees, 4)).append(pl.Series([None], dtype=pl.Float64))
