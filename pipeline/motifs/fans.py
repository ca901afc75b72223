"""
Fans: many different counterparties of one account within days, who are not its usual.

The payments between two accounts in one direction are *visits*: a payment belongs to
the visit of the one before it if it comes at most ``near`` seconds later (closed), else
it *opens* one. A visit is *fresh* if the two have no other one that ends less than
``far`` seconds before it or begins less than ``far`` seconds after it, ends included:
tenants, staff, members and regular customers come again and are not fresh.

A fan is a window of ``near`` seconds (closed, so payments of equal times are in it
together) in which fresh visits open; each is of another counterparty, because two of
the same one would not be fresh. It is weighed against the account's *surroundings*,
from ``far`` seconds before the window to as many after, as far as the data reach: were
all visits that open there spread at random, how unlikely would so many be in the
window? ``surprise`` answers in powers of ten. So a shop with new customers every day is
no fan, and neither is a month of salaries.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import Int32s, Int64s, Side
from pipeline.motifs.windows import between

SPLIT = 16  # parts of the work; each needs a number for each account
ROOM = 1_000_000  # windows made in one go: bounds memory, changes nothing else


class Limits(NamedTuple):
    """Seconds; ``since`` and ``until`` are the first and the last of the data."""

    near: int
    far: int
    since: int
    until: int


class Fans(NamedTuple):
    """A window each: positions ``first:past`` of its account, from ``start`` on."""

    account: Int64s
    start: Int64s
    first: Int64s
    past: Int64s
    fresh: Int64s  # fresh visits that open in it: so many different counterparties
    surprise: NDArray[np.float64]


@njit(parallel=True, cache=True)
def visits(
    side: Side, near: int, far: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """
    For each payment whether it opens a visit, and whether its visit is fresh.

    Cost: O(transactions + accounts · SPLIT), hubs and equal times included.
    """
    opens = np.ones(side.other.size, np.bool_)
    fresh = np.ones(side.other.size, np.bool_)
    accounts = side.ptr.size - 1
    for part in prange(SPLIT):
        met = np.full(accounts, -1, np.int64)  # the last position with this other
        for account in range(accounts * part // SPLIT, accounts * (part + 1) // SPLIT):
            begin, end = side.ptr[account], side.ptr[account + 1]
            for payment in range(begin, end):
                before = met[side.other[payment]]
                met[side.other[payment]] = payment
                if before < begin:
                    continue
                gap = np.int64(side.time[payment]) - side.time[before]
                if gap <= near:
                    opens[payment] = False
                    fresh[payment] = fresh[before]
                elif gap <= far:
                    fresh[before] = fresh[payment] = False
            for payment in range(end - 1, begin - 1, -1):
                following = met[side.other[payment]]
                met[side.other[payment]] = payment
                if following > payment and not opens[following]:
                    fresh[payment] &= fresh[following]
    return opens, fresh


class Counts(NamedTuple):
    """Running counts: entry p is how many there are before position p."""

    opens: Int32s  # visits
    fresh: Int32s  # fresh visits
    is_fresh: NDArray[np.bool_]  # each payment, whether its visit is fresh


def count_visits(side: Side, near: int, far: int) -> Counts:
    opens, fresh = visits(side, near, far)
    return Counts(_running(opens), _running(opens & fresh), fresh)


def _running(marked: NDArray[np.bool_]) -> Int32s:
    total = np.zeros(marked.size + 1, np.int32)
    np.cumsum(marked, dtype=np.int32, out=total[1:])
    return total


def surprise(
    inside: Int64s, whole: Int64s, share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    How unlikely it is that ``inside`` of ``whole`` things fall into a ``share`` of the
    time by chance, in powers of ten: 3 is at most once in a thousand.

    Chernoff's bound on the upper tail of the binomial distribution; 0 where ``inside``
    is no more than to be expected.
    """
    part = np.clip(inside / np.maximum(whole, 1), share, 1)
    rest = np.where(part < 1, 1 - part, 1)  # of nothing the logarithm is left out
    with np.errstate(divide="ignore"):
        apart = part * np.log(part / share) + np.where(
            part < 1, rest * np.log(rest / (1 - np.minimum(share, 1 - 1e-12))), 0
        )
    found: NDArray[np.float64] = np.maximum(whole * apart / np.log(10), 0)
    return found


def weighed(
    side: Side,
    counts: Counts,
    account: Int64s,
    start: Int64s,
    limits: Limits,
    given: int,
) -> tuple[Int64s, Int64s, Int64s, NDArray[np.float64]]:
    """
    The windows of ``account`` from ``start`` on: ``(first, past, fresh, surprise)``.

    ``given`` payments are in the window because it was placed so that they are: they
    say nothing about chance.
    """
    end = start + limits.near
    first, past = between(side, account, start, end)
    fresh = counts.fresh[past].astype(np.int64) - counts.fresh[first]
    begin, stop = between(side, account, start - limits.far, end + limits.far)
    whole = counts.opens[stop].astype(np.int64) - counts.opens[begin]
    known = np.minimum(end + limits.far, limits.until) - np.maximum(
        start - limits.far, limits.since
    )
    share = limits.near / np.maximum(known, max(limits.near, 1))
    return (
        first,
        past,
        fresh,
        surprise(np.maximum(fresh - given, 0), np.maximum(whole - given, 0), share),
    )


def find_fans(side: Side, counts: Counts, limits: Limits, least: int) -> Fans:
    """
    All windows that begin with a fresh visit and have ``least``, by account, then time.

    O(transactions · log transactions of the account), a hub's included.
    """
    opened = np.flatnonzero(np.diff(counts.fresh))
    parts = []
    for some in np.array_split(opened, opened.size // ROOM + 1):
        account = np.searchsorted(side.ptr, some, side="right") - 1
        start = side.time[some].astype(np.int64)
        found = weighed(side, counts, account, start, limits, given=1)
        full = found[2] >= least
        parts.append([column[full] for column in (account, start, *found)])
    return Fans(*(np.concatenate(column) for column in zip(*parts, strict=True)))
