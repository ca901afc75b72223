"""
A file of pacs.008 messages as a stream of credit transfers, memory bounded by one.

A file holds one message, several one after the other, or several in an envelope. A
message that breaks off or is no XML ends in a fault; the next one is read again. Any
DOCTYPE is refused: nothing in ISO 20022 needs one, and every known XML bomb does.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.ingest.pacs008_message import BrokenError, Fault, Message, Transfer

START = re.compile(rb"<\?xml\s|<(?:[A-Za-z_][\w.-]{0,60}:)?Document[\s>/]")
LONGEST_START = 80  # bytes in which START can be told
CHUNK_BYTES = 65_536
UTF8_MARK = b"\xef\xbb\xbf"


def transfers(blocks: Iterable[bytes], longest: int) -> Iterator[Transfer | Fault]:
    """
    Every transfer of the file in order, and a fault for each message that has one.

    A transfer of more than about ``longest`` bytes ends its message with a fault.
    """
    line = 1
    sought = b""  # what the next message starts with, where one could not be read
    message: Message | None = None
    for starts, chunk in _chunks(blocks):
        if message is not None and starts and message.over:
            yield from message.close()
            message = None
        while True:
            begins = starts and chunk.startswith(sought)
            if message is None and chunk.strip() and (begins or not sought):
                message, sought = Message(line, longest), b""
            if message is None:
                break
            try:
                yield from message.feed(chunk)
            except BrokenError as broken:
                yield message.fault(broken.reason, str(broken))
                message = None
                sought = b"<?xml" if broken.reason == "doctype_refused" else b"<"
                if starts and broken.restart:
                    continue
            break
        line += chunk.count(b"\n")
    if message is not None:
        yield from message.close()


def _chunks(blocks: Iterable[bytes]) -> Iterator[tuple[bool, bytes]]:
    """The bytes in small pieces, cut where a message may start, and whether it may."""
    rest = b""
    for number, block in enumerate(chain(blocks, (None,))):
        text = rest + (block or b"")
        text = text.removeprefix(UTF8_MARK) if number == 0 else text
        sure = len(text) if block is None else max(0, len(text) - LONGEST_START)
        cuts = [found.start() for found in START.finditer(text)]
        at, starts = 0, False
        for cut in (*(cut for cut in cuts if cut < sure), sure):
            for begin in range(at, cut, CHUNK_BYTES):
                yield (
                    starts and begin == at,
                    text[begin : min(begin + CHUNK_BYTES, cut)],
                )
            at, starts = cut, True
        rest = text[sure:]
