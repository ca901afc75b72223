"""
The naive twin of the flow network: every account at every time, in networkx.

Shares no code with it. ``paid`` are (payer, payee, time, cents or None).
"""

from itertools import accumulate

import networkx as nx


def time_expanded(paid, accounts, frozen=(), *, closed=(), paths=False):
    """
    Graph from "source" to "sink". With ``paths`` each payment has room for one, known
    or not; else its cents. ``frozen`` accounts neither pay nor receive, yet what others
    own, and where money ends, stays as it was; payments ``closed`` by place likewise.
    """
    flows = nx.DiGraph()
    flows.add_nodes_from(("source", "sink"))
    moved = [p for p in paid if p[0] != p[1]]
    left = [p for n, p in enumerate(paid) if p[0] != p[1] and n not in closed]
    for account in range(accounts):
        _account(flows, account, moved, paths)
    for payer, payee, time, cents in left:
        if not {payer, payee} & set(frozen):
            room = 1 if paths else cents or 0
            _widen(flows, (payer, time, "out"), (payee, time, "in"), room)
    return flows


def flow_without(paid, accounts, frozen=(), closed=()):
    flows = time_expanded(paid, accounts, frozen, closed=closed)
    return nx.maximum_flow_value(flows, "source", "sink")


def gets_through(paid, accounts, frozen=(), closed=()):
    """Whether any path is left, payments of unknown value included."""
    flows = time_expanded(paid, accounts, frozen, closed=closed, paths=True)
    return nx.maximum_flow_value(flows, "source", "sink") > 0


def _account(flows, account, moved, paths):
    times = sorted({t for a, b, t, _ in moved if account in (a, b)})
    if not times:
        return
    came = [[p for p in moved if p[1] == account and p[2] == t] for t in times]
    left = [[p for p in moved if p[0] == account and p[2] == t] for t in times]
    balance = list(
        accumulate(
            sum(p[3] or 0 for p in ins) - sum(p[3] or 0 for p in outs)
            for ins, outs in zip(came, left, strict=True)
        )
    )
    owned = list(accumulate((max(0, -b) for b in balance), max))
    receipts = list(accumulate(bool(ins) for ins in came))
    for place, time in enumerate(times):
        flows.add_edge((account, time, "in"), (account, time, "out"))  # no limit
        if place:
            flows.add_edge((account, times[place - 1], "in"), (account, time, "in"))
        if left[place]:
            # Own money that leaves between the same two receipts is one pool.
            pool = (account, receipts[place], "own")
            flows.add_edge(pool, (account, time, "out"))
            new = owned[place] - (owned[place - 1] if place else 0)
            begins = new > 0 or receipts[place] == 0
            _widen(flows, "source", pool, (100 * begins) if paths else new)
    ends = balance[-1] + owned[-1]
    keeps = ends > 0 or (came[-1] and not left[-1])
    _widen(
        flows, (account, times[-1], "in"), "sink", 100 * bool(keeps) if paths else ends
    )


def _widen(flows, tail, head, room):
    before = flows.get_edge_data(tail, head, {"capacity": 0})["capacity"]
    flows.add_edge(tail, head, capacity=before + room)
