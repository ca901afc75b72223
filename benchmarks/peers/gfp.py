"""
IBM's Graph Feature Preprocessor (snapml), one thread, batches of 128 transactions.

That batch is the fastest of those tried, and the one its authors use. Its graph is
first filled with the ``warm`` transactions before the slice, a whole window of them,
which is not timed: a slice of an empty graph would say nothing of a full one. Runs in
the peers' environment: numpy and snapml only.
"""

import json
import sys
import time
from typing import Any

import numpy as np
from snapml import GraphFeaturePreprocessor

BATCH = 128
BINS = list(range(2, 31))
PATTERNS = ("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle")


def once(edges: np.ndarray, pattern: str, window: int, warm: int) -> dict[str, Any]:
    peer = GraphFeaturePreprocessor()
    off = dict.fromkeys(PATTERNS, False)
    chosen = {pattern: True, f"{pattern}_tw": window, f"{pattern}_bins": BINS}
    both = {"num_threads": 1, "vertex_stats": False, "time_window": window}
    peer.set_params(off | both | chosen)
    if warm:
        peer.partial_fit(edges[:warm].copy())
    batches = [
        edges[first : first + BATCH].copy()
        for first in range(warm, edges.shape[0], BATCH)
    ]
    found = 0.0
    used = time.process_time()
    for batch in batches:
        found += peer.transform(batch)[:, 4:].sum()
    used = time.process_time() - used
    return {"rows": edges.shape[0] - warm, "seconds": used, "found": int(found)}


def main() -> None:
    asked = json.loads(sys.argv[1])
    warm, rows = asked["warm"], asked["rows"]
    with np.load(asked["file"]) as saved:
        columns = [
            saved[name][: warm + rows] for name in ("sender", "receiver", "time")
        ]
    edges = np.column_stack([np.arange(columns[0].size), *columns]).astype(np.float64)
    edges[:, 3] -= edges[0, 3]
    for _ in sys.stdin:
        told = once(edges, asked["pattern"], asked["window"], warm)
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
