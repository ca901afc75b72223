"""
Our side: reads a shape, then does one timed run for each line on standard input.

The time is that of all threads of this process. Building the flow graph is included
where the peer builds its own in the same call, and is not where the peer's is ready too
(``ready``). Kernels are compiled and the file is read before.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.made.process import cpu_seconds
from benchmarks.made.shapes import Shape, power_law
from pipeline.flow_graph import DAY, HOUR, FlowGraph
from pipeline.motifs.cycles import Limits as CycleLimits
from pipeline.motifs.cycles import find_cycles
from pipeline.motifs.k_core import k_core
from pipeline.motifs.legs import Fair, flows_of
from pipeline.motifs.links import Limits as MeetingLimits
from pipeline.motifs.near_others import others_near
from pipeline.motifs.pass_on import passed_on
from pipeline.motifs.scatter_gather import find_scatter_gathers

ANY_AMOUNT = 1e-12
ENDLESS = 2**31 - 1


def fan(graph: FlowGraph, _: Shape) -> int:
    """Different others of each payment's payee and payer in the day before."""
    return sum(int((others_near(side, DAY) > 1).sum()) for side in graph)


def scatter_gather(graph: FlowGraph, _: Shape) -> int:
    """With members, amounts from half to one and a half times, time order kept."""
    limits = MeetingLimits(96 * HOUR, 2, 0.0, 0.5, 1.5, 10_000)
    nobody = np.zeros(graph.n_accounts, np.bool_)
    ptr, _, _ = find_scatter_gathers(graph, limits, Fair(0.1, 0.0, 0), nobody)
    return int(ptr.size - 1)


def cycles(graph: FlowGraph, _: Shape) -> int:
    """All of up to six payments, whatever the amounts and whoever stands between."""
    limits = CycleLimits(96 * HOUR, 6, ANY_AMOUNT, ENDLESS, ENDLESS)
    owner = np.arange(graph.n_accounts)
    ptr, _, cut = find_cycles(flows_of(graph), owner, limits, Fair(0.0, 0.0, 0))
    assert cut == 0
    return int(ptr.size - 1)


def passes_on(graph: FlowGraph, _: Shape) -> int:
    """Cents that leave within two days, first in, first out."""
    return int(passed_on(*graph, 2 * DAY)[0].sum())


def core(_: FlowGraph, shape: Shape) -> int:
    return int(k_core(shape.sender, shape.receiver, shape.accounts, 8).sum())


def graph_only(graph: FlowGraph, _: Shape) -> int:
    return graph.n_transactions


WORK: dict[str, Callable[[FlowGraph, Shape], int]] = {
    "fan": fan,
    "scatter-gather": scatter_gather,
    "cycles": cycles,
    "pass on": passes_on,
    "k-core": core,
    "graph": graph_only,
}


def read(path: str, rows: int) -> Shape:
    """The first ``rows`` of a shape, or all if 0."""
    with np.load(path) as saved:
        made = Shape(**{name: saved[name] for name in Shape._fields})
    first = slice(None, rows or None)
    columns = [column[first].copy() for column in made[:4]]
    return Shape(*columns, int(made.accounts))


def once(work: str, shape: Shape, ready: FlowGraph | None) -> dict[str, Any]:
    used = cpu_seconds()
    found = WORK[work](ready or shape.graph(), shape)
    used = cpu_seconds() - used
    return {"rows": shape.time.size, "seconds": used, "found": found}


def main() -> None:
    asked = json.loads(sys.argv[1])
    shape = read(asked["file"], asked.get("rows", 0))
    once(asked["work"], power_law(1_000, 10), None)  # compiles
    ready = shape.graph() if asked.get("ready") else None
    for _ in sys.stdin:
        print(json.dumps(once(asked["work"], shape, ready)), flush=True)


if __name__ == "__main__":
    main()
