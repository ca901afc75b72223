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


def rings_expected(
    log_onward: NDArray[np.float64], ptr: NDArray[np.int64], most: float
) -> NDArray[np.float64]:
    """
    Of each ring how many of its length and of accounts as quiet chance makes.

    Entries ``ptr[r]:ptr[r + 1]`` are of ring r: for each of its accounts the logarithm
    of how many payments follow one in the mean where only accounts as quiet go on;
    ``most`` is that number where all do. Payments that go to whom they will make
    ``onward ** length / length`` rings of accounts up to one bound (the directed
    configuration model); here the bound is on the product over the accounts, hence the
    sum, as in Fisher's way to combine tests. Cost: O(entries · length).
    """
    length = np.diff(ptr)
    if not length.size:
        return np.empty(0)
    log_product = np.add.reduceat(log_onward, ptr[:-1])
    room = np.maximum(length * np.log(most) - log_product, 0)
    term = np.exp(log_product)
    total = np.zeros(length.size)
    for step in range(int(length.max())):
        total += np.where(step < length, term, 0)
        term = term * room / (step + 1)
    return total / length
