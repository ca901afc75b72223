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

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from pipeline.errors import PipelineError
from pipeline.ingest.account_book import FACTS, AccountBook
from pipeline.ingest.adapter import Adapter, Part
from pipeline.ingest.encodings import UTF16_MARKS
from pipeline.ingest.files import SourceFile, blocks, head, source_files
from pipeline.ingest.pacs008_facts import Row, book_facts
from pipeline.ingest.pacs008_flaws import flaw
from pipeline.ingest.pacs008_message import Fault, Transfer
from pipeline.ingest.pacs008_payment import taken_apart
from pipeline.ingest.pacs008_rows import flawed, transaction, unread
from pipeline.ingest.pacs008_stream import transfers
from pipeline.ingest.pacs008_xsd import Schemas
from pipeline.ingest.settings import Settings
from pipeline.schemas import RawTransactions, conform

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001."
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


def read(source: Path, settings: Settings) -> Iterator[Part]:
    """Transactions in batches, then the accounts and parties they name."""
    schemas = Schemas(settings.pacs008_xsd) if settings.pacs008_xsd else None
    book = AccountBook()
    for file in source_files(source):
        for rows, facts in _batches(file, settings, schemas):
            book.add(_frame(facts, FACTS, file).with_columns(seen=pl.lit(1)))
            raw = _frame(rows, RawTransactions.create_empty().schema, file)
            yield {"raw_transactions": conform("raw_transactions", raw)}
    yield from book.parts()


def _batches(
    file: SourceFile, settings: Settings, schemas: Schemas | None
) -> Iterator[tuple[list[Row], list[Row]]]:
    """Rows of transactions and the facts they hold, some thousand at a time."""
    rows: list[Row] = []
    facts: list[Row] = []
    for found in transfers(blocks(file, settings), settings.max_row_bytes):
        if isinstance(found, Fault):
            rows.append(unread(found))
        else:
            row, told = _read_one(found, schemas)
            rows.append(row)
            facts += told
        if len(rows) >= min(MOST_ROWS, settings.batch_rows):
            yield rows, facts
            rows, facts = [], []
    yield rows, facts


def _read_one(transfer: Transfer, schemas: Schemas | None) -> tuple[Row, list[Row]]:
    """The row, and the facts it holds; none are taken from a row with a flaw."""
    payment = taken_apart(transfer)
    row = transaction(payment, transfer.currency)
    broken = flaw(transfer, payment, row)
    if broken is None and schemas is not None:
        broken = schemas.flaw(transfer)
    if broken is None:
        return row, list(book_facts(payment))
    return row | flawed(transfer.element, broken), []


def _frame(
    rows: list[Row],
    schema: Mapping[str, pl.DataType | type[pl.DataType]],
    file: SourceFile,
) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=dict(schema), orient="row")
    return frame.with_columns(source_file=pl.lit(file.name))


ADAPTER = Adapter(
    name="pacs.008",
    looks_for="XML with a pacs.008.001 namespace",
    recognises=recognises,
    read=read,
)
