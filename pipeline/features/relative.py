"""A payment's amount beside what its ends usually move."""

import numpy as np
from numba import njit

from pipeline.features.vector import VECTOR, Floats
from pipeline.flow_graph import Int64s

SENDER = ("out_mean_cents_ever", "out_most_cents_ever", "in_mean_cents_ever")
RECEIVER = ("in_mean_cents_ever", "in_most_cents_ever", "out_mean_cents_ever")
MOVED = ("in_cents_1d", "in_cents_4d", "in_cents_14d", "in_cents_30d")
OF_AMOUNT = (
    *(f"amount_to_sender_{name}" for name in SENDER),
    *(f"amount_to_receiver_{name}" for name in RECEIVER),
    *(f"amount_to_sender_{name}" for name in MOVED),
    *("amount_to_receiver_in_cents_30d", "amount_to_receiver_out_cents_30d"),
)
BESIDE_SENDER = np.array([VECTOR.index(name) for name in SENDER])
BESIDE_RECEIVER = np.array([VECTOR.index(name) for name in RECEIVER])
BESIDE_MOVED = np.array([VECTOR.index(name) for name in MOVED])
BESIDE_TURNOVER = np.array(
    [VECTOR.index("in_cents_30d"), VECTOR.index("out_cents_30d")]
)


def relative(cents: Int64s, sender: Floats, receiver: Floats, into: Floats) -> None:
    """Write OF_AMOUNT of the rows of a block; nothing where either is not known."""
    at = 0
    for end, places in (
        (sender, BESIDE_SENDER),
        (receiver, BESIDE_RECEIVER),
        (sender, BESIDE_MOVED),
        (receiver, BESIDE_TURNOVER),
    ):
        _divide(cents, end, places, into[:, at : at + places.size])
        at += places.size


@njit(cache=True)
def _divide(cents: Int64s, vectors: Floats, places: Int64s, into: Floats) -> None:
    for row in range(cents.size):
        for at in range(places.size):
            beside = vectors[row, places[at]]
            into[row, at] = np.nan
            if cents[row] >= 0 and beside > 0:
                into[row, at] = cents[row] / beside
