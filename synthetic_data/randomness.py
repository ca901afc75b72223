"""
One random stream a part, so that adding a part never shifts another; and stable ids.

A stream depends on the seed and on the part's name alone. Ids come from a bijection of
(part, row), so they are unique, do not tell the part, and do not move either.
"""

from hashlib import blake2b

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

ID_BITS = 56  # 16 for the part, 40 for the row
ROW_BITS = 40
_MASK = np.uint64((1 << ID_BITS) - 1)


def stream(seed: int, *part: str | int) -> np.random.Generator:
    """The random numbers of ``part`` in the world of ``seed``."""
    name = "\0".join(str(piece) for piece in part).encode()
    digest = blake2b(name, digest_size=16).digest()
    words = np.frombuffer(digest, "<u4")
    sequence = np.random.SeedSequence(seed, spawn_key=tuple(int(w) for w in words))
    return np.random.Generator(np.random.PCG64(sequence))


def part_code(name: str) -> int:
    """16 bits for ``name``; the caller checks that its parts do not collide."""
    return int.from_bytes(blake2b(name.encode(), digest_size=2).digest(), "big")


def scrambled(seed: int, space: str, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A bijection of 56-bit ``numbers``, another one for each seed and ``space``."""
    key = stream(seed, "ids", space).integers(0, 1 << ID_BITS, 3, dtype=np.uint64)
    mixed = (numbers ^ key[0]) & _MASK
    for factor in key[1:]:
        mixed ^= mixed >> np.uint64(29)
        mixed = (mixed * (factor | np.uint64(1))) & _MASK  # odd: invertible
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def hex_ids(prefix: bytes, numbers: NDArray[np.uint64]) -> pl.Series:
    """``prefix`` and 14 hexadecimal digits for each 56-bit number."""
    width = len(prefix) + ID_BITS // 4
    text = np.empty((numbers.size, width), np.uint8)
    text[:, : len(prefix)] = np.frombuffer(prefix, np.uint8)
    digits = numbers.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 1:].tobytes().hex()
    text[:, len(prefix) :] = np.frombuffer(digits.encode(), np.uint8).reshape(
        numbers.size, ID_BITS // 4
    )
    ends = np.arange(numbers.size + 1, dtype=np.int64) * width
    array = pa.LargeStringArray.from_buffers(
        numbers.size, pa.py_buffer(ends.tobytes()), pa.py_buffer(text.tobytes())
    )
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)
    return series
