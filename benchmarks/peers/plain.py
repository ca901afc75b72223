"""
What is usually written with pandas and networkx, for the same questions.

As fast as each can be made without leaving its library; loops where it has no other
form. What is prepared once for many questions (graph, sorted lists, groups) is not
timed. Runs in the peers' environment: numpy, pandas and networkx only.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

DAY = 86_400
WINDOW = 96 * 3_600
MOST_LEGS = 6


def fan(paid: pd.DataFrame) -> int:
    """pandas: a rolling day of each account, and the different ones in it."""
    frame = paid.assign(at=pd.to_datetime(paid["time"], unit="s")).set_index("at")
    crowded = 0
    for owner, other in (("receiver", "sender"), ("sender", "receiver")):
        rolling = frame.groupby(owner)[other].rolling("1D", closed="both")
        counts = rolling.apply(lambda others: np.unique(others).size, raw=True)
        crowded += int((counts > 1).sum())
    return crowded


def flows(paid: pd.DataFrame) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_edges_from(
        (sender, receiver, {"time": at, "cents": cents})
        for sender, receiver, at, cents in zip(
            *(paid[name].tolist() for name in ("sender", "receiver", "time", "cents")),
            strict=True,
        )
    )
    return graph


def cycles(graph: nx.MultiDiGraph) -> int:
    """networkx: from each payment on along later ones, back to its sender."""
    out = {
        account: [(at, payee) for _, payee, at in graph.out_edges(account, data="time")]
        for account in graph
    }

    def onward(home: int, met: list[int], since: int, until: int) -> Iterator[int]:
        for at, payee in out[met[-1]]:
            if since <= at <= until:
                if payee == home:
                    yield 1
                elif len(met) < MOST_LEGS - 1 and payee not in met:
                    yield from onward(home, [*met, payee], at, until)

    return sum(
        found
        for home, first, at in graph.edges(data="time")
        for found in onward(home, [first], at, at + WINDOW)
    )


def scatter_gather(graph: nx.MultiDiGraph) -> int:
    """networkx: two or more of a source's payees then pay the same one, in time."""
    found = 0
    for source in graph:
        middlemen: dict[int, set[int]] = {}
        for _, middleman, paid_in in graph.out_edges(source, data=True):
            since, worth = paid_in["time"], paid_in["cents"]
            for _, sink, paid_out in graph.out_edges(middleman, data=True):
                if (
                    since <= paid_out["time"] <= since + WINDOW
                    and 0.5 * worth <= paid_out["cents"] <= 1.5 * worth
                    and sink != source
                ):
                    middlemen.setdefault(sink, set()).add(middleman)
        found += sum(len(between) > 1 for between in middlemen.values())
    return found


Groups = dict[int, list[list[int]]]


def by_account(paid: pd.DataFrame) -> tuple[Groups, Groups]:
    return tuple(
        {
            account: payments.to_numpy().tolist()
            for account, payments in paid.groupby(end)[["time", "cents"]]
        }
        for end in ("receiver", "sender")
    )


def passes_on(groups: tuple[Groups, Groups]) -> int:
    """pandas: groups by account, then first in, first out by hand."""
    came, went = groups
    total = 0
    for account, paid_out in went.items():
        ins = [list(payment) for payment in came.get(account, ())]
        oldest = 0
        for at, cents in paid_out:
            owed = cents
            while owed and oldest < len(ins) and ins[oldest][0] <= at:
                if at - ins[oldest][0] > 2 * DAY or not ins[oldest][1]:
                    oldest += 1
                    continue
                joined = min(owed, ins[oldest][1])
                ins[oldest][1] -= joined
                owed -= joined
                total += joined
    return total


def core(graph: nx.Graph) -> int:
    """networkx: the 8-core."""
    return nx.k_core(graph, 8).number_of_nodes()


def pairs(paid: pd.DataFrame) -> nx.Graph:
    graph = nx.Graph()
    graph.add_edges_from(zip(paid["sender"], paid["receiver"], strict=True))
    return graph


def as_it_is(paid: pd.DataFrame) -> pd.DataFrame:
    return paid


# What is prepared, and what is timed.
WORK: dict[str, tuple[Callable[..., Any], Callable[..., int]]] = {
    "fan": (as_it_is, fan),
    "cycles": (flows, cycles),
    "scatter-gather": (flows, scatter_gather),
    "pass on": (by_account, passes_on),
    "k-core": (pairs, core),
    "graph": (as_it_is, lambda paid: flows(paid).number_of_edges()),
}


def once(work: str, ready: Any, rows: int) -> dict[str, Any]:
    used = time.process_time()
    found = WORK[work][1](ready)
    used = time.process_time() - used
    return {"rows": rows, "seconds": used, "found": found}


def main() -> None:
    asked = json.loads(sys.argv[1])
    with np.load(asked["file"]) as saved:
        columns = ("sender", "receiver", "time", "cents")
        paid = pd.DataFrame({name: saved[name] for name in columns})
    ready = WORK[asked["work"]][0](paid)
    for _ in sys.stdin:
        print(json.dumps(once(asked["work"], ready, len(paid))), flush=True)


if __name__ == "__main__":
    main()
