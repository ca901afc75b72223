"""What members of cases did in all the data, as far as explanations ask for it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.cases.alternatives.facts import CASH, Used
from pipeline.flow_graph import DAY, EPOCH, FlowGraph

HELD_BY_PERSONS = ("personal", "prepaid_card", "external")
CARDS = ("card", CASH)


def persons_paid(
    graph: FlowGraph, accounts: list[int], person: NDArray[np.bool_]
) -> dict[int, int]:
    """Of each of ``accounts`` how many accounts of persons, but itself, it paid."""
    sent, found = graph.sent, {}
    for account in accounts:
        met = np.zeros(person.size, np.bool_)
        met[sent.other[sent.ptr[account] : sent.ptr[account + 1]]] = True
        met[account] = False
        found[account] = int((met & person).sum())
    return found


def card_days(
    members: pl.DataFrame, transactions: pl.LazyFrame
) -> dict[int, list[Used]]:
    """Days of card and cash use in all the data, of members' accounts but hubs."""
    persons = members.filter(
        ~pl.col("hub"), pl.col("kind").is_in(HELD_BY_PERSONS).fill_null(True)
    ).select("account", sender_account="account_id")
    rows = (
        transactions.select(
            "sender_account", "booked_at", "channel", "receiver_country"
        )
        .filter(pl.col("channel").cast(pl.String).is_in(CARDS))
        .join(persons.unique().lazy(), on="sender_account")
        .with_columns(pl.col("channel", "receiver_country").cast(pl.String))
        .filter(pl.col("receiver_country").is_not_null())
        .group_by(
            "account", day=(pl.col("booked_at") - EPOCH).dt.total_seconds() // DAY
        )
        .agg(
            cash=(pl.col("channel") == CASH).any(),
            countries=pl.col("receiver_country").unique().sort(),
        )
        .sort("account", "day")
        .collect()
    )
    found: dict[int, list[Used]] = {}
    for account, day, cash, countries in rows.iter_rows():
        found.setdefault(account, []).append(Used(day, cash, frozenset(countries)))
    return found


def first_dealing(graph: FlowGraph, one: int, other: int) -> int:
    """Seconds of the first transaction between two accounts that have one."""
    sizes = {
        account: sum(int(side.ptr[account + 1] - side.ptr[account]) for side in graph)
        for account in (one, other)
    }
    near, far = sorted((one, other), key=lambda account: (sizes[account], account))
    times = []
    for side in graph:
        own = slice(side.ptr[near], side.ptr[near + 1])
        met = np.flatnonzero(side.other[own] == far)
        if met.size:
            times.append(int(side.time[own][met[0]]))
    return min(times)
