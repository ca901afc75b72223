"""
The rate of IBM's Graph Feature Preprocessor with everything on, on a slice.

Settings as for ranking (``gfp_features``). Its graph is first filled with a whole
window of transactions, which is not timed. Runs in the peers' environment.
"""

import json
import sys
import time
from typing import Any

import numpy as np
from gfp_features import BATCH, DAY, settings
from snapml import GraphFeaturePreprocessor


def once(edges: np.ndarray, days: int, warm: int) -> dict[str, Any]:
    peer = GraphFeaturePreprocessor()
    peer.set_params(settings(days))
    if warm:
        peer.partial_fit(edges[:warm].copy())
    starts = range(warm, edges.shape[0], BATCH)
    batches = [edges[first : first + BATCH].copy() for first in starts]
    columns = 0
    used = time.process_time()
    for batch in batches:
        columns = peer.transform(batch).shape[1]
    used = time.process_time() - used
    return {"rows": edges.shape[0] - warm, "seconds": used, "columns": columns}


def main() -> None:
    asked = json.loads(sys.argv[1])
    with np.load(asked["file"]) as saved:
        time_of = saved["time"]
        for days in asked["windows"]:
            warm = int(np.searchsorted(time_of, time_of[0] + days * DAY))
            part = slice(0, warm + asked["rows"])
            columns = [saved[name][part] for name in ("sender", "receiver", "time")]
            number = np.arange(columns[0].size)
            amount = saved["cents"][part] / 100
            edges = np.column_stack([number, *columns, amount]).astype(np.float64)
            edges[:, 3] -= edges[0, 3]
            told = once(edges, days, warm)
            print(json.dumps({"days": days, "warm": warm, **told}), flush=True)


if __name__ == "__main__":
    main()
