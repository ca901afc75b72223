"""
Linear motifs against the memory: bytes a second of each, and of plain reading.

Two threads. A second here is the CPU seconds of the process over its threads, so that
what else runs on the machine counts for neither. Bytes are what the motif must read at
least once: time and other account of each payment on both sides for fans; times and
amounts on both sides for what passes through an account; on one side for windows of a
limit.
"""

import json
import sys

import numba
import numpy as np

from benchmarks.made.process import cpu_seconds
from benchmarks.made.shapes import power_law
from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.near_others import others_near
from pipeline.motifs.pass_on import passed_on

WORDS = 100_000_000
THREADS = 2


@numba.njit(parallel=True, cache=True)
def read_all(words: Int64s) -> int:
    total = 0
    for place in numba.prange(words.size):
        total += words[place]
    return total


def main() -> None:
    rows, pairs = json.loads(sys.argv[1])
    numba.set_num_threads(min(THREADS, numba.config.NUMBA_NUM_THREADS))
    graph = power_law(rows, 90).graph()
    words = np.ones(WORDS, np.int64)
    work = {
        "fan": (lambda: [others_near(side, DAY) for side in graph], 2 * 8 * rows),
        "pass on": (lambda: passed_on(*graph, 2 * DAY), 2 * 12 * rows),
    }
    read_all(words)
    for name, (run, size) in work.items():
        run()
        shares = []
        for _ in range(pairs):
            used = cpu_seconds()
            run()
            used, middle = cpu_seconds() - used, cpu_seconds()
            read_all(words)
            bandwidth = words.nbytes / (cpu_seconds() - middle)
            shares.append((size / used / bandwidth, size / used * THREADS))
        share, rate = sorted(shares)[len(shares) // 2]
        print(json.dumps({"work": name, "share": share, "bytes": rate}), flush=True)


if __name__ == "__main__":
    main()
