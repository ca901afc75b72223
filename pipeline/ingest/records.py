"""Where the records of a delimited text begin and end, and which are none."""

from typing import NamedTuple, Self

import numpy as np

from pipeline.ingest.record_kernels import GOOD, NO_QUOTE, Int64s, UInt8s, split_records


class Records(NamedTuple):
    """One row a record, in order; blank lines are none."""

    first: Int64s  # position of its first byte
    past: Int64s  # position after its last byte, line end left out
    line: Int64s  # physical line it starts on, counted from the text's first as 0
    reason: UInt8s
    good: bytes  # the good records, each ended by one LF
    read: int  # bytes dealt with; the rest must be offered again with more behind it
    lines: int  # physical lines ended in the bytes dealt with

    def without_first(self) -> Self:
        held = int(self.past[0] - self.first[0]) + 1 if self.reason[0] == GOOD else 0
        return self._replace(
            first=self.first[1:],
            past=self.past[1:],
            line=self.line[1:],
            reason=self.reason[1:],
            good=self.good[held:],
        )


def split(
    text: bytes,
    delimiter: str,
    quote: str | None,
    width: int,
    longest: int,
    final: bool,
) -> Records:
    """
    The records of ``text`` that are sure to be complete; with ``final``, all.

    ``width`` is the number of columns a good record has (0: any), ``longest`` its most
    bytes. Each physical line is in exactly one record, or blank, so that rows in can
    be balanced.
    """
    marks = (ord(delimiter), NO_QUOTE if quote is None else ord(quote))
    array = np.frombuffer(bytearray(text), np.uint8)  # writable: one numba signature
    first, past, line, reason, good, read, lines = split_records(
        array, *marks, width, longest, final
    )
    return Records(first, past, line, reason, good.tobytes(), read, lines)
