"""
What others rank transactions with, on one ledger: scores for validation and test.

    python rankers.py LEDGER.npz KEPT SEED...

``LEDGER.npz`` holds the ledger in time order and the labels of its first two parts
only. LightGBM stops early on validation; the window of GFP is the one whose LightGBM
has the best average precision there, for all who use its features. The last line
printed names the file of the scores; what is in the folder ``KEPT`` is not computed
again. Runs in the peers' environment, on one thread.
"""

import sys
from hashlib import sha256
from pathlib import Path

import lightgbm
import numpy as np
from gfp_features import HISTOGRAMS, TIME, features, has_days_only, settings
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score

WINDOWS_DAYS = (1, 4, 14)
ROUNDS, PATIENCE = 400, 40
# The best of eleven settings on the validation of worlds of seeds 21 and 22; then, to
# save time, a rate of 0.08 for 0.05 and 400 rounds for 600, which was not compared.
LIGHTGBM = {
    "objective": "binary",
    "metric": "average_precision",
    "learning_rate": 0.08,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "num_threads": 1,
    "deterministic": True,
    "verbosity": -1,
}
TREES, SAMPLES = 200, 4096


class Ledger:
    """Columns in time order; ``truth`` is shorter: it ends where the test begins."""

    def __init__(self, file: str) -> None:
        with np.load(file) as saved:
            self.edges = saved["edges"]
            self.raw = saved["raw"]
            self.names = saved["raw_names"].tolist()
            self.categories = saved["categories"].tolist()
            self.truth = saved["truth"]
            self.trained = int(saved["trained"])


def boosted(ledger: Ledger, table: np.ndarray, seed: int, **more: float) -> np.ndarray:
    """LightGBM's scores of all rows after training."""
    begin, end = ledger.trained, ledger.truth.size
    categories = [ledger.names.index(name) for name in ledger.categories]
    train = lightgbm.Dataset(
        table[:begin], ledger.truth[:begin], categorical_feature=categories
    )
    valid = lightgbm.Dataset(table[begin:end], ledger.truth[begin:end], reference=train)
    model = lightgbm.train(
        LIGHTGBM | {"seed": seed} | more,
        train,
        ROUNDS,
        valid_sets=[valid],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )
    return model.predict(table[begin:], raw_score=True)


def forest(ledger: Ledger, table: np.ndarray, seed: int) -> np.ndarray:
    """Isolation forest: trained on the training rows without their labels."""
    made = IsolationForest(
        n_estimators=TREES, max_samples=SAMPLES, random_state=seed, n_jobs=1
    )
    made.fit(table[: ledger.trained])
    return -made.score_samples(table[ledger.trained :])


def rule(ledger: Ledger, table: np.ndarray) -> np.ndarray:
    """
    The rarest bin: −log of the share of training rows with at least as much in it.

    Bins of GFP's histograms differ in scale, so each is normalised by its own tail.
    """
    largest = np.zeros(len(table) - ledger.trained)
    for column in range(HISTOGRAMS):
        known = np.sort(table[: ledger.trained, column])
        later = table[ledger.trained :, column]
        as_much = known.size - np.searchsorted(known, later, side="left")
        tail = -np.log((as_much + 1) / (known.size + 1))
        largest = np.maximum(largest, np.where(later > 0, tail, 0.0))
    return largest


def scores(ledger: Ledger, kept: Path, seeds: list[int]) -> dict[str, np.ndarray]:
    """By method, of shape (seeds, rows after training); and the window chosen."""
    judged = ledger.truth[ledger.trained :]
    best, first, window, table = -1.0, np.empty(0), 0, np.empty(0)
    for days in WINDOWS_DAYS:
        found = features(ledger.edges, days, kept)
        wide = np.hstack([ledger.raw, found]).astype(np.float32)
        score = boosted(ledger, wide, seeds[0])
        quality = average_precision_score(judged, score[: judged.size])
        print(f"  {days} days: {quality:.3f} on validation", flush=True)
        if quality > best:
            best, first, window, table = quality, score, days, wide
    raw = ledger.raw.astype(np.float32)
    found = table[:, raw.shape[1] :]
    every = {
        "GFP + LightGBM": [first, *(boosted(ledger, table, s) for s in seeds[1:])],
        "raw columns + LightGBM": [boosted(ledger, raw, seed) for seed in seeds],
        "isolation forest on GFP": [forest(ledger, found, seed) for seed in seeds],
        "largest GFP histogram": [rule(ledger, found)],
    }
    named = {name: np.array(each) for name, each in every.items()}
    return named | {"window_days": np.array(window)}


def main() -> None:
    ledger, kept = Ledger(sys.argv[1]), Path(sys.argv[2])
    seeds = [int(seed) for seed in sys.argv[3:]]
    made_by = (LIGHTGBM, ROUNDS, PATIENCE, TREES, SAMPLES, WINDOWS_DAYS, seeds)
    parts = (ledger.edges, ledger.raw, ledger.truth)
    content = b"".join(np.ascontiguousarray(part).tobytes() for part in parts)
    if has_days_only(ledger.edges[:, TIME]):
        content += b"whole days"
    key = sha256(content + repr((made_by, settings(1))).encode()).hexdigest()
    file = kept / f"scores-{key[:24]}.npz"
    if not file.exists():
        draft = file.with_suffix(".tmp.npz")
        np.savez(draft, **scores(ledger, kept, seeds))
        draft.rename(file)
    print(file)


if __name__ == "__main__":
    main()
