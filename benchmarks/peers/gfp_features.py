"""
Features of IBM's Graph Feature Preprocessor (snapml) for every transaction, kept.

Fed in time order in batches of 128, as its authors do: a transaction is described by
what came before it and by the rest of its own batch, never by a later one. Of data that
know days only a batch is whole days, so that it sees all of its day, as ours do. All
patterns and the vertex statistics of the amount share one window. Runs in the peers'
environment: numpy and snapml only.
"""

import time
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BATCH = 128
DAY = 86_400
BINS = (2, 3, 4, 5, 6, 8, 10, 15, 20, 30)
TWO_SIDED = ("fan", "degree")
ONE_SIDED = ("scatter-gather", "temp-cycle", "lc-cycle")
CYCLE_LENGTH = 6  # at its default of 10 a window of 14 days takes hours
TIME = 2  # column of the edges
AMOUNT = 4  # column of what it is fed
# fan, degree, ratio, average, sum, minimum, maximum, variance, skew, kurtosis
STATISTICS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10]
RAW = 5  # columns that come back before the features
HISTOGRAMS = (2 * len(TWO_SIDED) + len(ONE_SIDED)) * len(BINS)

Floats = NDArray[np.float64]


def settings(window_days: int) -> dict:
    window = window_days * DAY
    chosen: dict = {"num_threads": 1, "time_window": window}
    for pattern in (*TWO_SIDED, *ONE_SIDED):
        chosen |= {
            pattern: True,
            f"{pattern}_tw": window,
            f"{pattern}_bins": list(BINS),
        }
    return chosen | {
        "lc-cycle_len": CYCLE_LENGTH,
        "vertex_stats": True,
        "vertex_stats_tw": window,
        "vertex_stats_cols": [AMOUNT],
        "vertex_stats_feats": STATISTICS,
    }


def has_days_only(time: Floats) -> bool:
    """Whether most transactions share their time with the one before."""
    return time.size > 1 and float((np.diff(time) == 0).mean()) > 0.5


def batch_ends(time: Floats) -> list[int]:
    """Where each batch ends: after 128, or with each day where only days are known."""
    if has_days_only(time):
        return [*(np.flatnonzero(np.diff(time) > 0) + 1).tolist(), time.size]
    return [*range(BATCH, time.size, BATCH), time.size]


def features(edges: Floats, window_days: int, kept: Path) -> NDArray[np.float32]:
    """
    One row a transaction: the histograms (``HISTOGRAMS`` columns), then statistics.

    ``edges`` holds sender, receiver, seconds and amount, oldest first. What was
    computed once for the same edges and settings is read from the folder ``kept``.
    """
    from snapml import GraphFeaturePreprocessor  # noqa: PLC0415 # not where kept

    ends = batch_ends(edges[:, TIME])
    told = repr((sorted(settings(window_days).items()), BATCH)).encode()
    if has_days_only(edges[:, TIME]):
        told += b"whole days"
    name = sha256(np.ascontiguousarray(edges).tobytes() + told).hexdigest()[:24]
    file = kept / f"gfp-{name}.npy"
    if file.exists():
        return np.load(file, mmap_mode="r")
    peer = GraphFeaturePreprocessor()
    peer.set_params(settings(window_days))
    table = np.column_stack([np.arange(len(edges)), edges])
    parts = []
    used = time.process_time()
    for first, past in zip([0, *ends[:-1]], ends, strict=True):
        batch = peer.transform(table[first:past].copy())
        parts.append(batch[:, RAW:].astype(np.float32))
    rate = len(table) / (time.process_time() - used)
    print(f"  GFP, {window_days} days: {rate:,.0f} a CPU-second", flush=True)
    found = np.vstack(parts)
    draft = file.with_suffix(".tmp.npy")
    np.save(draft, found)
    draft.rename(file)
    return found
