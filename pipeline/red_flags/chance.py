"""How likely it is that chance alone gave as much as was seen."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.motifs.windows import spread

CERTAIN = 1 - 1e-12  # keeps the logarithm of what remains


def chance_of_as_many(
    hits: ArrayLike, trials: ArrayLike, share: ArrayLike
) -> NDArray[np.float64]:
    """
    Of each row, the chance of at least ``hits`` in ``trials`` that each hit with the
    probability ``share`` (binomial, exact). Cost: O(misses) a row.
    """
    least, most = np.asarray(hits, np.int64), np.asarray(trials, np.int64)
    if not least.size:
        return np.empty(0)
    each = np.clip(np.asarray(share, np.float64), 1 - CERTAIN, CERTAIN)
    log_factorial = np.zeros(int(most.max()) + 1)
    np.cumsum(np.log(np.arange(1, log_factorial.size)), out=log_factorial[1:])
    row, count = spread(least, most + 1)
    ways = log_factorial[most[row]]
    ways = ways - log_factorial[count] - log_factorial[most[row] - count]
    likely = count * np.log(each[row]) + (most[row] - count) * np.log1p(-each[row])
    total = np.bincount(row, np.exp(ways + likely), least.size)
    return np.minimum(total, 1.0)
