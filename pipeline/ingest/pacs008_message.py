"""One pacs.008 message, or an envelope of several, parsed as its bytes come in."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from lxml import etree

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:pacs\.008\.001\.(\d\d)")
MESSAGE, BODY = "Document", "FIToFICstmrCdtTrf"
HEADER, TRANSFER = "GrpHdr", "CdtTrfTxInf"
AMOUNT = "{*}IntrBkSttlmAmt"
EXTENSION = "Envlp"  # whatever a bank wants to add, messages of its own included
PROLOG = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
DOCTYPE = "a DOCTYPE is not allowed here"
SHOWN = 2_000  # bytes or characters of what was delivered


class Transfer(NamedTuple):
    """One CdtTrfTxInf; gone as soon as the next one is asked for."""

    element: etree._Element
    header: etree._Element | None  # GrpHdr, the same object for a whole message
    version: str  # "08" of pacs.008.001.08
    number: int  # within its message, from 1
    line: int

    @property
    def currency(self) -> str | None:
        return next((a.get("Ccy") for a in self.element.iterfind(AMOUNT)), None)


class Fault(NamedTuple):
    """A message, or what is left of it, that cannot be read."""

    reason: str  # as in ingest_error
    problem: str
    delivered: str  # how it starts
    line: int


class BrokenError(Exception):
    """``restart``: a new message may start with the chunk that was fed last."""

    def __init__(self, reason: str, problem: str, *, restart: bool = False) -> None:
        super().__init__(problem)
        self.reason, self.restart = reason, restart


class Message:
    """
    What stands under one root element; ``over`` once that has ended.

    ``feed`` raises BrokenError after the transfers that came whole; no more may follow.
    """

    def __init__(self, line: int, longest: int) -> None:
        self.over = False
        self._line, self._longest = line, longest
        self._start = b""
        self._parser: etree.XMLPullParser | None = None
        self._seen = self._open = False  # a Document element
        self._version: str | None = None  # of it; None where it is no pacs.008
        self._header: etree._Element | None = None
        self._number = 0
        self._unread = 0  # bytes since the last element that was dealt with

    def feed(self, chunk: bytes) -> Iterator[Transfer | Fault]:
        begun = bool(self._start)
        self._start += chunk[: SHOWN - len(self._start)]
        self._unread += len(chunk)
        parser = self._parser = self._parser or _parser(chunk)
        problem = None
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            problem = str(error.msg)
        events: list[Any] = list(parser.read_events())
        for number, (event, element) in enumerate(events):
            if event == "end":
                yield from self._ended(element)
            elif element.getroottree().docinfo.internalDTD is not None:
                raise BrokenError("doctype_refused", DOCTYPE)
            elif _is_message(element):
                if self._open:
                    inside = "a message starts inside another"
                    restart = begun and number == 0
                    raise BrokenError("not_well_formed", inside, restart=restart)
                yield from self._started(element)
        if problem is not None:
            restart = begun and not events
            raise BrokenError("not_well_formed", problem, restart=restart)
        if self._unread > self._longest:
            raise BrokenError("oversized_row", f"more than {self._longest} bytes")

    def close(self) -> Iterator[Fault]:
        """The faults that only the end of the bytes shows."""
        if self._parser is not None and not self.over:
            try:
                self._parser.close()
            except etree.XMLSyntaxError as error:
                yield self.fault("not_well_formed", str(error.msg))
                return
        if not self._seen:
            yield self.fault("not_pacs008", "there is no Document element")

    def fault(self, reason: str, problem: str) -> Fault:
        start = self._start.decode("utf-8", "backslashreplace")
        return Fault(reason, problem, start, self._line)

    def _started(self, message: etree._Element) -> Iterator[Fault]:
        namespace = etree.QName(message).namespace or ""
        known = NAMESPACE.fullmatch(namespace)
        self._seen = self._open = True
        self._version = known[1] if known else None
        self._header, self._number = None, 0
        if not known:
            yield self.fault("not_pacs008", f"its namespace is {namespace[:100]!r}")

    def _ended(self, element: etree._Element) -> Iterator[Transfer | Fault]:
        name, parent = _local(element), element.getparent()
        if self._open and name in (TRANSFER, HEADER) and _is_body(parent):
            if name == HEADER:
                self._header = deepcopy(element)
            elif self._version is not None:
                self._number += 1
                within: Any = element.sourceline
                line = self._line + within - 1
                header, version = self._header, self._version
                yield Transfer(element, header, version, self._number, line)
        elif _is_message(element):
            self._open = False
            yield from self._miscounted()
        elif parent is not None:
            return
        self.over = parent is None
        self._unread = 0
        while parent is not None and element.getprevious() is not None:
            del parent[0]
        element.clear()

    def _miscounted(self) -> Iterator[Fault]:
        if self._header is None or self._version is None:
            return
        claimed = (self._header.findtext("{*}NbOfTxs") or "").strip()
        if claimed.isdigit() and int(claimed[:15]) != self._number:
            problem = f"GrpHdr claims {claimed[:15]}, there are {self._number}"
            yield self.fault("transaction_count_mismatch", problem)


def _parser(start: bytes) -> etree.XMLPullParser:
    """Raises BrokenError where the first bytes hold a DOCTYPE."""
    prolog = PROLOG.match(start)
    at = prolog.end() if prolog else 0
    if start.startswith(b"<!DOCTYPE", at):
        raise BrokenError("doctype_refused", DOCTYPE)
    root = ROOT.match(start, at)
    names = {MESSAGE, HEADER, TRANSFER, root[1].decode() if root else MESSAGE}
    return etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in sorted(names)],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,  # libxml2 bounds depth, text and entities itself
        remove_comments=True,
        remove_pis=True,
    )


def _local(element: etree._Element | None) -> str:
    return "" if element is None else etree.QName(element).localname


def _is_message(element: etree._Element) -> bool:
    inside = next(element.iterancestors(f"{{*}}{EXTENSION}"), None)
    return _local(element) == MESSAGE and inside is None


def _is_body(element: etree._Element | None) -> bool:
    """Whether it is the body of a message, and not of one inside an extension."""
    if element is None or _local(element) != BODY:
        return False
    message = element.getparent()
    return message is not None and _is_message(message)
