"""What each feature means: one row a feature, in words, with its unit and window."""

from functools import cache
from typing import NamedTuple

import polars as pl

from pipeline.features import neighbours
from pipeline.features.table import ENDS, NAMES
from pipeline.features.vector import VECTOR

LOOK_BACK = 30  # days: the longest window


class Meaning(NamedTuple):
    name: str
    meaning: str
    unit: str
    window_days: int | None  # null: all of the ledger so far, or the payment itself
    about: str  # payment, pair, source, facts, amount, sender, receiver, neighbours
    causal: bool = True


OF_PAYMENT = {
    "value_cents": ("the amount", "cents"),
    "channel": ("the channel it went through", "category"),
    "round_zeros": ("zeros at the end of the amount, in whole units", "count"),
    "crosses_border": ("whether it crosses a border", "0 or 1"),
    "at_risk": (
        "whether an end of its corridor is on a dated list or in a conflict then",
        "0 or 1",
    ),
    "limit_share": ("the amount beside the reporting limit just above it", "share"),
    "hour": ("the hour of the day it was booked at, UTC", "hours"),
}
OF_PAIR = {
    "pair_payments": ("how many payments the sender made to this receiver", "count"),
    "pair_days_since_before": ("time since the pair's payment before", "days"),
    "pair_amount_ratio": ("the amount beside the pair's mean before", "ratio"),
    "back_payments": ("how many payments the receiver made to this sender", "count"),
    "back_days_since": ("time since the receiver last paid this sender", "days"),
    "back_amount_ratio": ("the amount beside the mean paid the other way", "ratio"),
}
OF_SOURCE = {
    "source_amount_ratio": (
        "the amount beside the closest one that the sender received before",
        "doublings",
    ),
    "source_days": ("time since that closest payment came in", "days"),
    "chain_payments": ("payments of like amounts that led here, one by one", "count"),
    "cycle_payments": (
        "payments of the circle that this one closes, 0 for none",
        "count",
    ),
}
OF_FACTS = {
    "conducted_for": ("whether somebody else than the owner gave the order", "0 or 1"),
    "on_behalf_of": ("whether it was made on behalf of somebody else", "0 or 1"),
    "purpose_given": ("whether a purpose was given", "0 or 1"),
    "sender_named": ("whether the message named the sender", "0 or 1"),
    "receiver_named": ("whether the message named the receiver", "0 or 1"),
    "sender_list_weight": (
        "weight of the list that the sender's end of the corridor was on then",
        "points",
    ),
    "receiver_list_weight": (
        "weight of the list that the receiver's end of the corridor was on then",
        "points",
    ),
    "device_accounts": ("accounts that paid from the same device so far", "count"),
    "sender_days_open": ("time since the sender's account was opened", "days"),
    "receiver_days_open": ("time since the receiver's account was opened", "days"),
    "sender_in_to_income": (
        "what the sender got beside its declared monthly income",
        "ratio",
    ),
    "receiver_in_to_income": (
        "what the receiver got beside its declared monthly income",
        "ratio",
    ),
}
OF_SIDE = {
    "payments": ("payments {way}", "count"),
    "others": ("different {others}", "count"),
    "cents": ("total {way}", "cents"),
    "new_others_share": ("share of payments {way} with new {others}", "share"),
    "cash_share": ("share of payments {way} that are cash", "share"),
    "abroad_share": ("share of payments {way} that cross a border", "share"),
    "below_limit_share": (
        "share of payments {way} just below a reporting limit",
        "share",
    ),
    "round_share": ("share of payments {way} of round amounts", "share"),
    "at_risk_share": ("share of payments {way} in corridors of risk", "share"),
    "mean_cents": ("mean amount {way}", "cents"),
    "most_cents": ("largest amount {way}", "cents"),
    "amount_spread": ("spread of the amounts {way}", "doublings"),
    "amount_skew": ("skew of the amounts {way}, by their logarithms", "ratio"),
    "amount_kurtosis": ("tails of the amounts {way}, by their logarithms", "ratio"),
    "others_entropy": ("how evenly payments {way} fall on {others}", "bits"),
    "gap_days": ("mean time between payments {way}", "days"),
    "gap_variation": ("how uneven the times between payments {way} are", "ratio"),
    "days_since_before": ("time since the payment {way} before", "days"),
}
OF_BOTH = {
    "out_share": ("what it sent of all it sent and received", "share"),
    "days_seen": ("time since its first payment in the ledger", "days"),
}
OF_NEIGHBOURS = {
    "in_others_30d": ("how many pay them", "doublings"),
    "out_others_30d": ("how many they pay", "doublings"),
    "out_share_30d": ("what they send of all they send and receive", "share"),
    "days_seen": ("how long they have been seen", "doublings"),
}


@cache
def meanings() -> pl.DataFrame:
    """name, meaning, unit, window_days, about, causal: a row a feature, as NAMES."""
    rows = {row.name: row for row in _all()}
    return pl.DataFrame([rows[name] for name in NAMES], orient="row", schema=SCHEMA)


SCHEMA = {
    "name": pl.String,
    "meaning": pl.String,
    "unit": pl.String,
    "window_days": pl.Int64,
    "about": pl.String,
    "causal": pl.Boolean,
}


def _all() -> list[Meaning]:
    found = []
    for about, words in (
        ("payment", OF_PAYMENT),
        ("pair", OF_PAIR),
        ("source", OF_SOURCE),
        ("facts", OF_FACTS),
    ):
        window = LOOK_BACK if about == "source" else None
        for name, word in words.items():
            month = window or (LOOK_BACK if name.endswith("_income") else None)
            found.append(Meaning(name, *word, month, about))
    for end in ENDS:
        found += [_of_account(end, name) for name in VECTOR]
        found += [_of_neighbours(end, name) for name in neighbours.OF_NEIGHBOURS]
    found += [_of_amount(name) for name in NAMES if name.startswith("amount_to_")]
    return found


def _window(name: str) -> tuple[str, int | None]:
    """A name without its window, and the window in days."""
    stem, _, last = name.rpartition("_")
    if last == "ever":
        return stem, None
    if last.endswith("d") and last[:-1].isdigit():
        return stem, int(last[:-1])
    return name, None


def _of_account(end: str, name: str) -> Meaning:
    stem, window = _window(name)
    if stem in OF_BOTH:
        words, unit = OF_BOTH[stem]
        return Meaning(f"{end}_{name}", f"{end}: {words}", unit, window, end)
    way, stem = stem.split("_", 1)
    words, unit = OF_SIDE[stem]
    told = words.format(
        way="in" if way == "in" else "out", others="payers" if way == "in" else "payees"
    )
    return Meaning(f"{end}_{name}", f"{end}: {told}", unit, window, end)


def _of_neighbours(end: str, name: str) -> Meaning:
    who, asked = name.split("_", 1)
    words, unit = OF_NEIGHBOURS[asked]
    told = f"{end}'s {who}, on average: {words}"
    return Meaning(f"{end}_{name}", told, unit, LOOK_BACK, "neighbours")


def _of_amount(name: str) -> Meaning:
    end, beside = name.removeprefix("amount_to_").split("_", 1)
    measure = _of_account(end, beside)
    told = f"the amount beside the {measure.meaning.replace(': ', chr(39) + 's ')}"
    return Meaning(name, told, "ratio", measure.window_days, "amount")
