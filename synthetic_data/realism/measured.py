"""One measured figure; its interval knows that rows of an account go together."""

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

DRAWS = 200  # bootstrap samples of accounts
Numbers = NDArray[np.float64]


class Measured(NamedTuple):
    id: str  # of references.csv
    value: float | None  # None: not measurable here, ``note`` says why
    low: float | None = None  # 95 % interval
    high: float | None = None
    note: str = ""


def ratio(
    name: str,
    rows: pl.DataFrame,
    above: pl.Expr,
    below: pl.Expr,
    account: str = "sender",
) -> Measured:
    """
    Sum of ``above`` over sum of ``below``, resampled by ``account``.

    A sample gives each account a weight of Exp(1), the Bayesian bootstrap: no account
    falls out, and no row is copied.
    """
    sums = (
        rows.group_by(account)
        .agg(above=above.cast(pl.Float64).sum(), below=below.cast(pl.Float64).sum())
        .sort(account)
    )
    over, under = sums["above"].to_numpy(), sums["below"].to_numpy()
    if not under.sum():
        return Measured(name, None, note="no such payments")
    drawn = _weights(sums.height, lambda w: (w @ over) / (w @ under))
    return Measured(name, float(over.sum() / under.sum()), *_interval(drawn))


def median(name: str, values: Numbers) -> Measured:
    """Of one value an account."""
    if not values.size:
        return Measured(name, None, note="no such accounts")
    rng = np.random.default_rng(1)
    drawn = np.array(
        [
            np.median(values[rng.integers(0, values.size, values.size)])
            for _ in range(DRAWS)
        ]
    )
    return Measured(name, float(np.median(values)), *_interval(drawn))


def plain(name: str, value: Any, note: str = "") -> Measured:
    if value is None or not np.isfinite(value):
        return Measured(name, None, note=note or "too few payments")
    return Measured(name, float(value), note=note)


def number(found: Any) -> float:
    """An aggregate of polars, whose type says nothing."""
    return float(found)


def rank_correlation(a: Numbers, b: Numbers) -> float:
    return correlation(_ranks(a), _ranks(b))


def correlation(a: Numbers, b: Numbers) -> float:
    if a.size < 3 or not a.std() or not b.std():
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(values: Numbers) -> Numbers:
    return pl.Series(values).rank("average").to_numpy()


def _weights(size: int, statistic: Any) -> Numbers:
    rng = np.random.default_rng(1)
    return np.array([statistic(rng.exponential(size=size)) for _ in range(DRAWS)])


def _interval(drawn: Numbers) -> tuple[float, float]:
    low, high = np.quantile(drawn[np.isfinite(drawn)], (0.025, 0.975))
    return float(low), float(high)
