"""
Layers and stacks of our own making, beside the published attempts.

Published bipartite and stack attempts are lists of separate payments and, but for one,
of separate two-payment chains: no account joins them, so there is no layer to find.
These are the shapes as they are defined: every source pays every payee, and in a stack
every payee then pays what it got, less a fee, in parts to all of a third layer.
"""

from itertools import pairwise

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY

FIRST = 10_000  # their numbers begin here; published ones are below
MADE = ("BIPARTITE, made", "STACK, made")
BIPARTITE = ((2, 4), (3, 3), (2, 6), (4, 3), (5, 5), (3, 7))
STACKS = ((2, 3, 3), (3, 3, 3), (2, 4, 2), (4, 3, 2), (3, 3, 5), (4, 4, 4))


def made_attempts(seed: int) -> pl.DataFrame:
    """As ``read_attempts``; each layer takes up to two days, as published ones do."""
    rng = np.random.default_rng(seed)
    parts = [
        _layers(number, sizes, rng)
        for number, sizes in enumerate((*BIPARTITE, *STACKS), start=FIRST)
    ]
    return pl.concat(parts)


def _layers(
    number: int, sizes: tuple[int, ...], rng: np.random.Generator
) -> pl.DataFrame:
    parts = []
    held = np.exp(rng.normal(13.5 + np.log(sizes[1]), 0.5, sizes[0]))
    for step, (sources, payees) in enumerate(pairwise(sizes)):
        share = rng.dirichlet(np.full(payees, 9.0), sources)  # parts of one size, about
        paid = held[:, None] * share * 0.97
        held = paid.sum(axis=0)
        source, payee = np.indices(paid.shape).reshape(2, -1)
        parts.append(
            pl.DataFrame(
                {
                    "sender": [f"{number} {step} {each}" for each in source],
                    "receiver": [f"{number} {step + 1} {each}" for each in payee],
                    "time": step * 2 * DAY + rng.integers(0, 2 * DAY, paid.size),
                    "cents": paid.ravel().astype(np.int64),
                }
            )
        )
    return pl.concat(parts).select(
        pl.lit(MADE[len(sizes) - 2]).alias("typology"),
        pl.lit(number, pl.Int64).alias("attempt"),
        pl.all(),
    )
