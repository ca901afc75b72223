"""Any declared encoding as UTF-8, bytes that it cannot mean marked and found again."""

import codecs
import re
from collections.abc import Iterator

from pipeline.errors import ConfigError, InputError
from pipeline.ingest.files import SourceFile

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MARK = 0xDC00  # byte b that means nothing becomes the lone surrogate MARK + b
MARKED = re.compile("[\udc00-\udcff]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    meaningless = error.object[error.start : error.end]
    return "".join(chr(MARK + byte) for byte in meaningless), error.end


codecs.register_error("tfnet-mark", _mark)


def is_utf8(encoding: str) -> bool:
    """Whether text needs no translation. Raises ConfigError for an unknown encoding."""
    try:
        "".encode(encoding)  # refuses codecs that are not of text, such as base64
    except LookupError as error:
        raise ConfigError(
            f"ingest.encoding {encoding!r} is no encoding of text that Python knows. "
            "Use a name such as utf-8, latin-1, cp1250 or utf-16."
        ) from error
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")


def as_utf8(
    blocks: Iterator[bytes], file: SourceFile, encoding: str, *, whole: bool = True
) -> Iterator[bytes]:
    """
    The same text in UTF-8, a byte order mark at its start dropped.

    A byte that means nothing in ``encoding`` becomes a sequence that is invalid in
    UTF-8 too, so that its row can be told. Invalid UTF-8 passes as it is. Without
    ``whole`` the blocks may end inside a character, which is left out.
    """
    translated = blocks if is_utf8(encoding) else _translated(blocks, encoding, whole)
    first = True
    for text in translated:
        if first and is_utf8(encoding) and text.startswith(UTF16_MARKS):
            raise InputError(
                f"{file.name} starts with a UTF-16 byte order mark, but "
                f"{encoding} is declared. Set ingest.encoding to utf-16."
            )
        yield text.removeprefix(codecs.BOM_UTF8) if first else text
        first = False


def _translated(blocks: Iterator[bytes], encoding: str, whole: bool) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("tfnet-mark")
    for block in blocks:
        if text := decoder.decode(block):
            yield text.encode("utf-8", "surrogatepass")
    if whole and (text := decoder.decode(b"", True)):
        yield text.encode("utf-8", "surrogatepass")


def bad_byte(row: bytes, encoding: str) -> int | None:
    """Where in the row, in bytes of ``encoding`` from 0, the first bad byte stands."""
    if is_utf8(encoding):
        try:
            row.decode()
        except UnicodeDecodeError as error:
            return error.start
        return None
    text = row.decode("utf-8", "surrogatepass")
    marked = MARKED.search(text)
    if marked is None:
        return None
    before = text[: marked.start()].encode(encoding)
    return len(before) - len("".encode(encoding))  # utf-16 adds a mark of its own


def shown(row: bytes, encoding: str) -> str:
    """The row as text that loses nothing: a bad byte reads ``\\xNN``."""
    if is_utf8(encoding):
        return row.decode("utf-8", "backslashreplace")
    text = row.decode("utf-8", "surrogatepass")
    return MARKED.sub(lambda found: f"\\x{ord(found[0]) - MARK:02x}", text)
