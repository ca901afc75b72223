"""
Account ids to numbers 0, 1, 2, … in order of first appearance, batch by batch.

An exact hash table over the ids' bytes, in numba: faster than a cast to polars'
Categorical (``benchmarks/flow_graph.py``), whose codes also depend on threads.
"""

from typing import TypeVar

import numpy as np
import polars as pl
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from pipeline.errors import ContractError
from pipeline.flow_graph import Int64s, UInt32s

Bytes = NDArray[np.uint8]
Numbers = TypeVar("Numbers", Int64s, Bytes)
EMPTY = -1
LONGEST = (
    2**16 - 1
)  # bytes of an id: its place in the arena and its length share a word
LOW_HALF = 2**32 - 1
AHEAD = 128  # rows; their slots and ids fit the first-level cache


class AccountNumbers:
    """
    The ids met so far. ``number`` meets more of them; ``ids`` lists them by number.

    Memory: the bytes of each different id once, and 48 to 88 bytes beside.
    """

    def __init__(self) -> None:
        self._slots = np.full((1024, 2), EMPTY, np.int64)
        self._hashes = np.empty(0, np.int64)  # by number
        self._ends = np.zeros(1, np.int64)  # id n is arena[ends[n]:ends[n + 1]]
        self._arena = np.empty(0, np.uint8)
        self._met = 0

    def number(self, ids: pl.Series) -> UInt32s:
        """The numbers of ``ids``. Raises ContractError for null and for 64 kB ids."""
        numbers = np.empty(ids.len(), np.uint32)
        if not ids.len():
            return numbers
        too_long = int((ids.str.len_bytes() > LONGEST).sum())
        if ids.null_count() or too_long:
            raise ContractError(
                f"{ids.null_count()} of {ids.len()} account ids are null, {too_long} "
                f"have more than {LONGEST} bytes; validation should have stopped them"
            )
        ends, text = _buffers(ids)
        self._make_room(ids.len(), int(ends[-1] - ends[0]))
        # polars may hash otherwise in another version: no number depends on it.
        hashes = ids.hash(seed=0).to_numpy().view(np.int64)
        known = (self._slots, self._hashes, self._ends, self._arena)
        self._met = _number(ends, text, hashes, known, self._met, numbers)
        return numbers

    def ids(self) -> pl.Series:
        ends, text = pa.py_buffer(self._ends), pa.py_buffer(self._arena)
        array = pa.LargeStringArray.from_buffers(self._met, ends, text)
        return pl.Series("account_id", array, pl.String)

    def _make_room(self, ids: int, text_bytes: int) -> None:
        """For that many new ids, slots half full at most, before the kernel runs."""
        most = self._met + ids
        if most > self._hashes.size:
            self._hashes = _longer(self._hashes, most)
            self._ends = _longer(self._ends, most + 1)
        text_bytes += int(self._ends[self._met])
        if text_bytes > self._arena.size:
            self._arena = _longer(self._arena, text_bytes)
        if 2 * most > len(self._slots):
            slots = 1 << (2 * most - 1).bit_length()
            old, self._slots = self._slots, np.full((slots, 2), EMPTY, np.int64)
            _refill(self._slots, old, self._hashes)


def _longer(array: Numbers, size: int) -> Numbers:
    """A copy with room for ``size``, half as much again so that growth is rare."""
    longer = np.empty(max(size, array.size + array.size // 2), array.dtype)
    longer[: array.size] = array
    return longer


def _buffers(ids: pl.Series) -> tuple[Int64s, Bytes]:
    """Where each id ends in the text, and the text."""
    array = ids.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, ends, text = array.buffers()
    first, past = array.offset, array.offset + len(array) + 1
    text = np.frombuffer(text or b"", np.uint8)
    return np.frombuffer(ends, np.int64)[first:past], text


@njit(cache=True)
def _number(
    ends: Int64s,
    text: Bytes,
    hashes: Int64s,
    known: tuple[Int64s, Int64s, Int64s, Bytes],
    met: int,
    numbers: UInt32s,
) -> int:
    """
    Fill ``numbers``, add new ids to ``known``; how many ids are met by now.

    A slot holds the hash's upper half with the number, then start and length of the
    id: one cache line a look-up, a second one for the bytes.
    """
    slots, known_hashes, known_ends, arena = known
    last = slots.shape[0] - 1
    places, touched = np.empty(AHEAD, np.int64), np.empty(AHEAD, np.uint8)
    for row in range(hashes.size):
        if row % AHEAD == 0:
            # Fetch what the next rows will look at: these loads overlap, those of the
            # search below wait for one another.
            soon = min(AHEAD, hashes.size - row)
            for step in range(soon):
                places[step] = slots[hashes[row + step] & last, 1]
            for step in range(soon):
                touched[step] = arena[max(places[step] >> 16, 0)]
        begin, length = ends[row], ends[row + 1] - ends[row]
        slot = hashes[row] & last
        while slots[slot, 1] != EMPTY:
            start, size = slots[slot, 1] >> 16, slots[slot, 1] & LONGEST
            if size == length and (slots[slot, 0] ^ hashes[row]) >> 32 == 0:
                at = 0
                while at < length and arena[start + at] == text[begin + at]:
                    at += 1
                if at == length:
                    break
            slot = (slot + 1) & last
        if slots[slot, 1] == EMPTY:
            start = known_ends[met]
            for at in range(length):
                arena[start + at] = text[begin + at]
            known_ends[met + 1] = start + length
            known_hashes[met] = hashes[row]
            slots[slot, 0] = (hashes[row] & ~LOW_HALF) | met
            slots[slot, 1] = (start << 16) | length
            met += 1
        numbers[row] = slots[slot, 0] & LOW_HALF
    return met


@njit(cache=True)
def _refill(slots: Int64s, old: Int64s, hashes: Int64s) -> None:
    """Move every id to larger, empty slots; in slot order, which keeps close by."""
    last = slots.shape[0] - 1
    for before in range(old.shape[0]):
        if old[before, 1] != EMPTY:
            slot = hashes[old[before, 0] & LOW_HALF] & last
            while slots[slot, 1] != EMPTY:
                slot = (slot + 1) & last
            slots[slot] = old[before]
