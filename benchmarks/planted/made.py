"""
Layers, stacks, rings and waists of our own making, beside the published attempts.

Published bipartite and stack attempts are lists of separate payments and, but for one,
of separate two-payment chains: no account joins them, so there is no layer to find.
These are the shapes as they are defined: every source pays every payee, and in a stack
every payee then pays what it got, less a fee, in parts to all of a third layer. Rings
go round in any order and waists take weeks, and neither keeps sums: only their shape
speaks, which it can where their accounts do little else.
"""

from itertools import pairwise

import numpy as np
import polars as pl

from pipeline.flow_graph import DAY

FIRST = 10_000  # their numbers begin here; published ones are below
LAYERED = ("BIPARTITE, made", "STACK, made")
MADE = (*LAYERED, "CYCLE, made", "GATHER-SCATTER, made")
BIPARTITE = ((2, 4), (3, 3), (2, 6), (4, 3), (5, 5), (3, 7))
STACKS = ((2, 3, 3), (3, 3, 3), (2, 4, 2), (4, 3, 2), (3, 3, 5), (4, 4, 4))
RINGS = (5, 6, 7, 8, 9, 10)
WAISTS = ((4, 4), (5, 4), (4, 5), (5, 5), (6, 6), (8, 4))
RING_DAYS, HALF_WAIST_DAYS = 20, 13


def made_attempts(seed: int) -> pl.DataFrame:
    """As ``read_attempts``; each layer takes up to two days, as published ones do."""
    rng = np.random.default_rng(seed)
    kinds = ((*BIPARTITE, *STACKS), _layers), (RINGS, _ring), (WAISTS, _waist)
    parts: list[pl.DataFrame] = []
    for sizes, make in kinds:
        parts += [
            make(number, size, rng)
            for number, size in enumerate(sizes, start=FIRST + len(parts))
        ]
    return pl.concat(parts)


def _ring(number: int, size: int, rng: np.random.Generator) -> pl.DataFrame:
    ends = np.arange(size), np.roll(np.arange(size), -1)
    when = rng.integers(0, RING_DAYS * DAY, size)
    return _shape(MADE[2], number, *ends, when, rng)


def _waist(
    number: int, sizes: tuple[int, int], rng: np.random.Generator
) -> pl.DataFrame:
    payers, payees = (1 + np.arange(sizes[0]), 1 + sizes[0] + np.arange(sizes[1]))
    half = HALF_WAIST_DAYS * DAY
    when = rng.integers(0, half, sum(sizes)) + np.repeat([0, half], sizes)
    sender = np.append(payers, np.zeros_like(payees))
    receiver = np.append(np.zeros_like(payers), payees)
    return _shape(MADE[3], number, sender, receiver, when, rng)


def _shape(
    name: str,
    number: int,
    sender: np.ndarray,
    receiver: np.ndarray,
    when: np.ndarray,
    rng: np.random.Generator,
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "typology": pl.repeat(name, when.size, eager=True),
            "attempt": pl.repeat(number, when.size, dtype=pl.Int64, eager=True),
            "sender": [f"{number} {each}" for each in sender],
            "receiver": [f"{number} {each}" for each in receiver],
            "time": when,
            "cents": np.exp(rng.normal(13.5, 1, when.size)).astype(np.int64),
        }
    )


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
        pl.lit(LAYERED[len(sizes) - 2]).alias("typology"),
        pl.lit(number, pl.Int64).alias("attempt"),
        pl.all(),
    )
