"""
Adapter ``pacs.008``: customer credit transfers, ISO 20022 pacs.008.001.08 and .10.

A file or a folder of XML files, each with one message or many. Sender and receiver are
the debtor's and the creditor's account; their agents (BIC) are the institutions. The
country of an end is where its account is held: the IBAN's, else the agent's BIC, else
the agent's address, else the party's: the corridor of the payment, nobody's origin.
The amount is what the banks settle (IntrBkSttlmAmt). The ultimate debtor is whom it is
paid on behalf of, the initiating party its conductor, where they are not the debtor;
ids, never names. Parties are for screening: names, addresses, birth dates, ids.

One payment that passes several banks keeps its UETR: of its legs only one may be among
the input, or they contradict each other and validation refuses them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline.errors import PipelineError
from pipeline.ingest.account_book import ACCOUNT, PARTY, AccountBook
from pipeline.ingest.adapter import Adapter, Part
from pipeline.ingest.encodings import UTF16_MARKS
from pipeline.ingest.files import blocks, head, source_files
from pipeline.ingest.pacs008_facts import Row, account_facts, party_facts
from pipeline.ingest.pacs008_flaws import flaw
from pipeline.ingest.pacs008_message import Fault
from pipeline.ingest.pacs008_payment import taken_apart
from pipeline.ingest.pacs008_rows import flawed, transaction, unread
from pipeline.ingest.pacs008_stream import transfers
from pipeline.ingest.pacs008_xsd import Schemas
from pipeline.ingest.settings import Settings
from pipeline.schemas import RawTransactions, conform

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001."
PLACE: dict[str, Any] = {"source_file": pl.String, "source_line": pl.Int64}
GLANCED_AT = 10  # files of a folder, to tell its format
MOST_ROWS = 16_384  # of a batch; a transfer takes some 3 kB while it is one


def recognises(source: Path) -> bool:
    """Whether the first files start as XML and soon mention a pacs.008 namespace."""
    try:
        heads = [head(file) for file in source_files(source)[:GLANCED_AT]]
    except (PipelineError, OSError):
        return False
    return bool(heads) and all(_is_pacs008(start) for start in heads)


def _is_pacs008(start: bytes) -> bool:
    utf16 = start.startswith(UTF16_MARKS)
    text = start.decode("utf-16" if utf16 else "utf-8-sig", "replace")
    return text.lstrip().startswith("<") and NAMESPACE in text


class Batch(NamedTuple):
    transactions: list[Row]
    accounts: list[Row]  # facts, as AccountBook takes them
    parties: list[Row]


def read(source: Path, settings: Settings) -> Iterator[Part]:
    """Transactions in batches over all files, then the accounts and parties in them."""
    raw = dict(RawTransactions.create_empty().schema)
    book = AccountBook()
    for batch in _batches(source, settings):
        book.add(
            pl.DataFrame(batch.accounts, ACCOUNT | PLACE, orient="row"),
            pl.DataFrame(batch.parties, PARTY | PLACE, orient="row"),
        )
        rows = pl.DataFrame(batch.transactions, raw, orient="row")
        yield {"raw_transactions": conform("raw_transactions", rows)}
    yield from book.parts()


def _batches(source: Path, settings: Settings) -> Iterator[Batch]:
    """Some thousand rows at a time; a flawed one tells nothing of accounts."""
    schemas = Schemas(settings.pacs008_xsd) if settings.pacs008_xsd else None
    batch = Batch([], [], [])
    for file in source_files(source):
        place: Row = {"source_file": file.name}
        for found in transfers(blocks(file, settings), settings.max_row_bytes):
            if isinstance(found, Fault):
                row = unread(found)
            else:
                payment = taken_apart(found)
                row = transaction(payment, found.currency)
                broken = flaw(found, payment, row) or (schemas and schemas.flaw(found))
                if broken:
                    row |= flawed(found.element, broken)
                else:
                    batch.accounts.extend(place | f for f in account_facts(payment))
                    batch.parties.extend(place | f for f in party_facts(payment))
            batch.transactions.append(row | place)
            if len(batch.transactions) >= min(MOST_ROWS, settings.batch_rows):
                yield batch
                batch = Batch([], [], [])
    yield batch


ADAPTER = Adapter(
    name="pacs.008",
    looks_for="XML with a pacs.008.001 namespace",
    recognises=recognises,
    read=read,
)
