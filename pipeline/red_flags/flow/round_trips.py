"""Round trips beside what their accounts do anyway."""

from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.others import payments_besides
from pipeline.motifs.windows import SLACK, between, within
from pipeline.red_flags.red_flag import Ledger


class Dealings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds of what the accounts of a round trip do anyway."""

    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="from first to last payment; catalogue 30, real ones take 4 at "
            "most, and each week more is work and chance",
        ),
    ] = 14
    max_other_payments: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="at other times from the one to the other; more are dealings, "
            "and a ring may go round three times",
        ),
    ] = 2
    max_dealings_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="payments between such who deal, of all in the ring"
        ),
    ] = 0.5
    min_pair_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="there and straight back: of all that each of the two paid and "
            "got in the window's days around. Friends who settle a bill have less: in "
            "four made-up worlds 131 such pairs had a twentieth, 8 a fifth",
        ),
    ] = 0.2


def beside_dealings(
    ledger: Ledger, ptr: Int64s, rows: Int64s, limits: Dealings
) -> NDArray[np.bool_]:
    """Which cycles do not just run along accounts that pay each other anyway."""
    sender, receiver, time, _ = ledger.rows
    legs = np.diff(ptr)
    start, end = (
        np.repeat(time[rows[at]].astype(np.int64), legs)
        for at in (ptr[:-1], ptr[1:] - 1)
    )
    ends = (sender[rows].astype(np.int64), receiver[rows].astype(np.int64))
    others = payments_besides(ledger.valued.sent, *ends, start, end)
    deals = np.add.reduceat(others > limits.max_other_payments, ptr[:-1], dtype=int)
    few: NDArray[np.bool_] = deals <= limits.max_dealings_share / SLACK * legs
    return few


def two_stand_out(
    ledger: Ledger, ptr: Int64s, rows: Int64s, limits: Dealings
) -> NDArray[np.bool_]:
    """Which cycles are longer than two, or large in what the two do around."""
    stands_out = np.diff(ptr) > 2
    paid = np.append(*(rows[ptr[:-1] + leg] for leg in (0, 1)))
    sender, receiver, time, cents = ledger.rows
    around = limits.window_days * DAY
    share = np.ones(paid.size)
    for side, ends in zip(ledger.valued, (receiver, sender), strict=True):
        when = time[paid].astype(np.int64)
        window = between(
            side, ends[paid].astype(np.int64), when - around, when + around
        )
        share = np.minimum(share, cents[paid] / within(side.cents, *window))
    smaller = np.minimum(*np.split(share, 2))
    return stands_out | (smaller >= limits.min_pair_share * SLACK)
