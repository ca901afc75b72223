"""Payments back: money that goes to one who paid before, and how quiet it gets then."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numba import njit, prange
from numpy.typing import NDArray

from pipeline.flow_graph import UNKNOWN_CENTS, FlowGraph, Int32s, Int64s, UInt32s

NEVER = np.iinfo(np.int32).max  # no further transaction in the data
NOBODY = np.iinfo(np.uint32).max


@njit(parallel=True, cache=True)
def paid_both_ways(
    sent_ptr: Int64s, payee: UInt32s, received_ptr: Int64s, payer: UInt32s
) -> NDArray[np.bool_]:
    """
    For each payment sent, whether its payee has ever paid its payer; order is ignored.

    Account ``a`` sent positions ``sent_ptr[a]:sent_ptr[a + 1]`` to ``payee`` and
    received ``received_ptr[a]:received_ptr[a + 1]`` from ``payer``. A payment to
    oneself was paid both ways. Cost: O(transactions · log degree) time, O(degree)
    memory per thread.
    """
    both = np.zeros(payee.size, np.bool_)
    for account in prange(sent_ptr.size - 1):
        begin, end = sent_ptr[account], sent_ptr[account + 1]
        heard, until = received_ptr[account], received_ptr[account + 1]
        if begin == end or heard == until:
            continue
        known = np.unique(payer[heard:until])
        for sent in range(begin, end):
            place = np.searchsorted(known, payee[sent])
            both[sent] = place < known.size and known[place] == payee[sent]
    return both


def next_activity(
    ptr: Int64s,
    other: UInt32s,
    time: Int32s,
    earliest: Int32s,
    latest: Int32s,
    account: UInt32s,
    after: Int32s,
    passed_over: UInt32s,
) -> Int32s:
    """
    For each question, the latest second at which ``account`` may next have been active.

    That is its first transaction by booked ``time`` that certainly came later than
    ``after`` (``earliest`` did) and was not with ``passed_over``; NEVER where there is
    none. Cost: O(transactions), and of a question O(log degree) and a step for each
    run of transactions with the one passed over.
    """
    dealt = (other, _run_ends(ptr, other))
    asked = (account, after, passed_over)
    found: Int32s = _next_activity(ptr, dealt, time, earliest, latest, asked)
    return found


@njit(parallel=True, cache=True)
def _run_ends(ptr: Int64s, other: UInt32s) -> UInt32s:
    """Of each position the account's next one with another, or its end."""
    ends = np.empty(other.size, np.uint32)
    for account in prange(ptr.size - 1):
        end = ptr[account + 1]
        for position in range(ptr[account + 1] - 1, ptr[account] - 1, -1):
            if (
                position + 1 < ptr[account + 1]
                and other[position] != other[position + 1]
            ):
                end = position + 1
            ends[position] = end
    return ends


@njit(parallel=True, cache=True)
def _next_activity(
    ptr: Int64s,
    dealt: tuple[UInt32s, UInt32s],
    time: Int32s,
    earliest: Int32s,
    latest: Int32s,
    asked: tuple[UInt32s, Int32s, UInt32s],
) -> Int32s:
    other, run_ends = dealt
    account, after, passed_over = asked
    found = np.full(account.size, NEVER, np.int32)
    for question in prange(account.size):
        low, end = ptr[account[question]], ptr[account[question] + 1]
        high = end
        while low < high:  # the first position booked later
            middle = (low + high) // 2
            if time[middle] > after[question]:
                high = middle
            else:
                low = middle + 1
        while low < end:
            if other[low] == passed_over[question]:
                low = np.int64(run_ends[low])
                continue
            if earliest[low] > after[question]:
                found[question] = latest[low]
                break
            low += 1
    return found


class Ways(NamedTuple):
    """
    Payments between those who paid each other: funder, recipient, row, cents, earliest,
    latest. A payment stands in both tables if either may be called the funder.
    """

    fundings: pl.DataFrame
    returns: pl.DataFrame  # also received, returned, next: see payments_back


def payments_back(
    graph: FlowGraph,
    earliest: Int32s,
    latest: Int32s,
    may_fund: NDArray[np.bool_],
    may_return: NDArray[np.bool_],
) -> Ways:
    """
    Every known payment to one who paid before, with what went before and after.

    ``earliest`` and ``latest`` are by transaction row, the masks by account. Of each
    return ``received`` is what the recipient may have had from the funder by then,
    ``next`` when the recipient was next active with anybody else (NEVER: not in the
    data), and ``returned`` what it may have sent back between the two in all. A payment
    before any funding is no return; one of unknown value is activity and nothing else.
    """
    sent = graph.sent.keep(graph.sent.cents != UNKNOWN_CENTS)
    heard = graph.received.keep(graph.received.cents != UNKNOWN_CENTS)
    both = paid_both_ways(sent.ptr, sent.other, heard.ptr, heard.other)
    accounts = np.arange(graph.n_accounts, dtype=np.uint32)
    paid = pl.DataFrame(
        {
            "payer": np.repeat(accounts, np.diff(sent.ptr))[both],
            "payee": sent.other[both],
            "row": sent.row[both],
            "cents": sent.cents[both],
            "earliest": earliest[sent.row[both]],
            "latest": latest[sent.row[both]],
        }
    )
    fundings = paid.rename({"payer": "funder", "payee": "recipient"})
    returns = paid.rename({"payer": "recipient", "payee": "funder"})
    fundings, returns = (
        ways.filter(
            pl.Series(may_fund[ways["funder"]]),
            pl.Series(may_return[ways["recipient"]]),
        )
        for ways in (fundings, returns)
    )
    returns = _sum_by("latest", returns, fundings, "received")
    returns = returns.filter(pl.col("received") > 0)
    returns = _with_next(graph, earliest, latest, returns)
    return Ways(fundings, _sum_by("next", returns, returns, "returned"))


def _sum_by(
    moment: str, asked: pl.DataFrame, paid: pl.DataFrame, name: str
) -> pl.DataFrame:
    """``asked`` with what was ``paid`` between the same two until its ``moment``."""
    pair = ["funder", "recipient"]
    sums = paid.sort("earliest").select(
        *pair, "earliest", pl.col("cents").cum_sum().over(pair).alias(name)
    )
    joined = asked.sort(moment).join_asof(
        sums.rename({"earliest": "known"}),
        left_on=moment,
        right_on="known",
        by=pair,
        check_sortedness=False,
    )
    return joined.drop("known").with_columns(pl.col(name).fill_null(0))


def _with_next(
    graph: FlowGraph, earliest: Int32s, latest: Int32s, returns: pl.DataFrame
) -> pl.DataFrame:
    recipient = np.array(returns["recipient"], np.uint32)
    funder = np.array(returns["funder"], np.uint32)
    after = np.array(returns["latest"], np.int32)
    nobody = np.full(after.size, NOBODY, np.uint32)
    following = [
        next_activity(
            *(side.ptr, side.other, side.time, earliest[side.row], latest[side.row]),
            *(recipient, after, passed_over),
        )
        for side, passed_over in ((graph.sent, funder), (graph.received, nobody))
    ]
    return returns.with_columns(pl.Series("next", np.minimum(*following)))
