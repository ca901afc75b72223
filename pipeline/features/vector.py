"""What an account's standings amount to, as numbers: its own statistics."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pipeline.features.standing import (
    BITS,
    CENTS,
    EARLIER_TIME,
    ENTROPY,
    EVER_CENTS,
    EVER_OTHERS,
    FIRST_TIME,
    FRESH,
    GAP_SQUARES,
    GAP_SUM,
    GAP_UNIT,
    KNOWN,
    LAST_TIME,
    LONGEST,
    MARKED,
    MOMENTS,
    MOST_CENTS,
    N_MARKS,
    N_WINDOWS,
    NEXT,
    OLDEST,
    OTHERS,
    POWERS,
    STEPS,
    WINDOW_DAYS,
)
from pipeline.flow_graph import DAY, Int64s

Floats = NDArray[np.float32]
WINDOWED = tuple(
    f"{what}_{days}d"
    for days in WINDOW_DAYS
    for what in ("payments", "others", "cents")
)
OF_SIDE = (
    *WINDOWED,
    *("new_others_share_30d", "cash_share_30d", "abroad_share_30d"),
    *("below_limit_share_30d", "round_share_30d", "at_risk_share_30d"),
    *("payments_ever", "others_ever", "mean_cents_ever", "most_cents_ever"),
    *("amount_spread", "amount_skew", "amount_kurtosis", "others_entropy"),
    *("gap_days", "gap_variation", "days_since_before"),
)
WIDTH = len(OF_SIDE)
OF_BOTH = (
    *(f"out_share_{days}d" for days in WINDOW_DAYS),
    "out_share_ever",
    "days_seen",
)
VECTOR = (
    *(f"in_{name}" for name in OF_SIDE),
    *(f"out_{name}" for name in OF_SIDE),
    *OF_BOTH,
)


@njit(cache=True)
def part(top: float, bottom: float) -> float:
    """``top`` of ``bottom``; of nothing there is no part."""
    return top / bottom if bottom > 0 else np.nan


@njit(cache=True)
def shape(standing: Int64s, into: Floats) -> None:
    """Spread (in octaves), skew and excess kurtosis of the weighed amounts."""
    count = standing[KNOWN]
    into[:3] = np.nan
    if count < 2:
        return
    mean = standing[POWERS] / count
    second = standing[POWERS + 1] / count
    variance = second - mean * mean
    into[0] = np.sqrt(max(variance, 0.0)) / STEPS
    if variance < 0.01:  # all alike, but for rounding
        into[1] = into[2] = 0.0
        return
    third = standing[POWERS + 2] / count
    fourth = standing[POWERS + 3] / count
    skew = third - 3 * mean * second + 2 * mean**3
    tails = fourth - 4 * mean * third + 6 * mean**2 * second - 3 * mean**4
    into[1] = skew / variance**1.5
    into[2] = tails / variance**2 - 3


@njit(cache=True)
def of_side(begin: int, standing: Int64s, now: int, into: Floats) -> None:
    """Write OF_SIDE of an account whose positions begin at ``begin``."""
    past = standing[NEXT]
    for window in range(N_WINDOWS):
        into[3 * window] = past - standing[OLDEST + window]
        into[3 * window + 1] = standing[OTHERS + window]
        into[3 * window + 2] = standing[CENTS + window]
    at = 3 * N_WINDOWS
    recent = past - standing[OLDEST + LONGEST]
    into[at] = part(standing[FRESH], recent)
    for mark in range(N_MARKS):
        into[at + 1 + mark] = part(standing[MARKED + mark], recent)
    at += 1 + N_MARKS
    count = past - begin
    into[at] = count
    into[at + 1] = standing[EVER_OTHERS]
    into[at + 2] = part(standing[EVER_CENTS], standing[KNOWN])
    into[at + 3] = standing[MOST_CENTS]
    shape(standing, into[at + 4 : at + 7])
    into[at + 7] = np.nan
    if count:
        into[at + 7] = max(np.log2(count) - standing[ENTROPY] / BITS / count, 0.0)
    gaps = standing[MOMENTS] - 1
    into[at + 8 : at + 10] = np.nan
    if gaps > 0:
        mean = standing[GAP_SUM] / gaps
        into[at + 8] = mean * GAP_UNIT / DAY
        variance = standing[GAP_SQUARES] / gaps - mean * mean
        into[at + 9] = np.sqrt(max(variance, 0.0)) / (mean + 1)
    into[at + 10] = np.nan
    if standing[MOMENTS] and standing[LAST_TIME] < now:
        into[at + 10] = (now - standing[LAST_TIME]) / DAY
    elif gaps > 0:
        into[at + 10] = (now - standing[EARLIER_TIME]) / DAY


@njit(cache=True)
def of_account(
    begins: tuple[int, int], came: Int64s, went: Int64s, now: int, into: Floats
) -> None:
    """Write VECTOR: what came in, what went out, and both."""
    of_side(begins[0], came, now, into[:WIDTH])
    of_side(begins[1], went, now, into[WIDTH : 2 * WIDTH])
    at = 2 * WIDTH
    for window in range(N_WINDOWS):
        out = float(went[CENTS + window])
        into[at + window] = part(out, out + came[CENTS + window])
    out = float(went[EVER_CENTS])
    into[at + N_WINDOWS] = part(out, out + came[EVER_CENTS])
    since = now
    if came[MOMENTS]:
        since = min(since, came[FIRST_TIME])
    if went[MOMENTS]:
        since = min(since, went[FIRST_TIME])
    into[at + N_WINDOWS + 1] = (now - since) / DAY
