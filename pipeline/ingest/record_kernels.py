"""Kernels that find the ends of delimited records; ``records.py`` is their door."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

UInt8s = NDArray[np.uint8]
Int64s = NDArray[np.int64]

# What a record is, by number; the words are the reason codes in ``ingest_error``.
REASONS = (
    "",  # a good record
    "short_row",
    "long_row",
    "unterminated_quote",
    "stray_quote",
    "nul_byte",
    "oversized_row",
    "bad_encoding",  # set by the caller
)
GOOD, SHORT, LONG, UNTERMINATED, STRAY, NUL, OVERSIZED, ENCODING = range(len(REASONS))

LF, CR, NO_QUOTE = 10, 13, 0


@njit(cache=True)
def line_end(text: UInt8s, at: int) -> tuple[int, int]:
    """
    The next line end at or after ``at``: its position and its length (LF, CR, CR LF).

    Length 0 at the end of the text. A CR that is the very last byte counts as one: the
    caller decides whether an LF may still follow.
    """
    while at < text.size:
        if text[at] == LF:
            return at, 1
        if text[at] == CR:
            return at, 2 if at + 1 < text.size and text[at + 1] == LF else 1
        at += 1
    return at, 0


@njit(cache=True)
def quoted_end(text: UInt8s, at: int, past: int, quote: int) -> tuple[int, int, bool]:
    """
    Read on from behind an opening quote: ``(end, line ends inside, a NUL inside)``.

    ``end`` is the position behind the closing quote, or ``past`` + 1 where none comes
    before ``past``. A doubled quote is part of the field.
    """
    inside, nul = 0, False
    while at < past:
        byte = text[at]
        if byte == quote:
            if at + 1 < text.size and text[at + 1] == quote:
                at += 1
            else:
                return at + 1, inside, nul
        elif byte == LF:
            inside += 1
        elif byte == CR:
            inside += not (at + 1 < text.size and text[at + 1] == LF)
        nul |= byte == 0
        at += 1
    return past + 1, inside, nul


@njit(cache=True)
def record_end(
    text: UInt8s, begin: int, delimiter: int, quote: int, width: int, longest: int
) -> tuple[int, int, int]:
    """
    Read one record by RFC 4180: ``(end, reason, line ends inside)``.

    ``end`` is meaningful where the record is sound but for a NUL. A record over several
    lines is sound only when it is well formed and ``width`` columns wide (0: any); else
    its first line alone is to blame, so that no open quote swallows the lines below.
    """
    past = min(text.size, begin + longest + 1)  # where looking ahead ends
    at, columns, inside, nul = begin, 1, 0, False
    reason, field_start = GOOD, True
    while at < past and text[at] != LF and text[at] != CR:
        byte = text[at]
        if byte == quote and quote != NO_QUOTE:
            if not field_start:
                reason = STRAY
                break
            at, ends, had_nul = quoted_end(text, at + 1, past, quote)
            inside += ends
            nul |= had_nul
            if at > past:
                reason = UNTERMINATED
                break
            field_start = False
            if at < text.size and text[at] not in (delimiter, LF, CR):
                reason = STRAY
                break
        else:
            field_start = byte == delimiter
            columns += field_start
            nul |= byte == 0
            at += 1
            if inside and width and columns > width:
                break
    if reason == GOOD and at - begin > longest:
        reason = OVERSIZED
    if reason == GOOD and width and columns != width:
        reason = SHORT if columns < width else LONG
    if inside and reason != GOOD:
        reason = UNTERMINATED
    return at, NUL if reason == GOOD and nul else reason, inside


@njit(cache=True)
def split_records(
    text: UInt8s, delimiter: int, quote: int, width: int, longest: int, final: bool
) -> tuple[Int64s, Int64s, Int64s, UInt8s, UInt8s, int, int]:
    """
    Returns the fields of Records. O(bytes) time for honest files; a line costs at most
    ``longest`` bytes of looking ahead.
    """
    most = 64
    first = np.empty(most, np.int64)
    past = np.empty(most, np.int64)
    lines = np.empty(most, np.int64)
    reasons = np.empty(most, np.uint8)
    good = np.empty(text.size + 1, np.uint8)
    filled, found, line, at = 0, 0, 0, 0
    while at < text.size:
        end, reason, inside = record_end(text, at, delimiter, quote, width, longest)
        if not final and end >= text.size and text.size - at <= longest:
            break  # whatever it looks like, more of it may come
        if reason not in (GOOD, NUL):
            end, inside = line_end(text, at)[0], 0
            if end - at > longest:
                reason = OVERSIZED
        _, ended = line_end(text, end)
        cr_last = ended == 1 and text[end] == CR and end + 1 == text.size
        if not final and (ended == 0 or cr_last):
            break  # no line end yet, or a CR whose LF may follow
        if end > at:
            if found == most:
                most *= 2
                first = np.concatenate((first, np.empty(found, np.int64)))
                past = np.concatenate((past, np.empty(found, np.int64)))
                lines = np.concatenate((lines, np.empty(found, np.int64)))
                reasons = np.concatenate((reasons, np.empty(found, np.uint8)))
            first[found], past[found] = at, end
            lines[found], reasons[found] = line, reason
            found += 1
            if reason == GOOD:
                good[filled : filled + end - at] = text[at:end]
                filled += end - at
                good[filled] = LF
                filled += 1
        line += inside + (ended > 0)
        at = end + ended
    return (
        first[:found].copy(),
        past[:found].copy(),
        lines[:found].copy(),
        reasons[:found].copy(),
        good[:filled].copy(),
        at,
        line,
    )
