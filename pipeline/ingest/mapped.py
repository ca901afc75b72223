"""
Adapter ``mapped``: any bank's table, CSV or Parquet, as a TOML mapping describes it.

A folder's files are all tables of one kind, but the mapping itself and ``rates``. What
a mapping may say is in ``mapping.py``; ``tfnet init --mapping FILE`` proposes one.
The row as delivered stays beside its translation, columns that nothing maps included.
Accounts are known by what the payments say of them: bank, country, holder's name.

In a one-sided ledger a payment between two of the bank's own accounts stands twice,
once for each; nothing here pairs them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import ConfigError, InputError
from pipeline.ingest.account_book import AccountBook
from pipeline.ingest.adapter import Adapter, Part, Rows
from pipeline.ingest.delimited import read_delimited
from pipeline.ingest.dialect import Dialect, header
from pipeline.ingest.files import SourceFile, source_files
from pipeline.ingest.mapped_rows import translated
from pipeline.ingest.mapping import Mapping
from pipeline.ingest.mapping_checks import nearest
from pipeline.ingest.native import NOT_INGESTED
from pipeline.ingest.parquet import is_parquet, parquet_columns, read_parquet
from pipeline.ingest.read_mapping import read_mapping
from pipeline.ingest.settings import Settings


def read(source: Path, settings: Settings) -> Iterator[Part]:
    """
    Transactions in batches, then the accounts and parties they name.

    Raises ConfigError where a mapped column is in no header, InputError where it is in
    a header twice.
    """
    if settings.mapping is None:
        raise ConfigError(
            "Format mapped needs a mapping: give --mapping FILE. "
            "tfnet init --mapping TABLE proposes one."
        )
    path = Path(settings.mapping)
    mapping = read_mapping(path)
    book = AccountBook()
    for file in source_files(source):
        if file.path.resolve() == path.resolve() or file.stem in NOT_INGESTED:
            continue
        for rows in _rows(file, mapping, settings):
            found = translated(rows, mapping)
            book.add(found.accounts, found.parties)
            yield {"raw_transactions": found.transactions}
    yield from book.parts()


def _rows(file: SourceFile, mapping: Mapping, settings: Settings) -> Iterator[Rows]:
    if is_parquet(file):
        check_headers(mapping, parquet_columns(file, settings), file.name)
        yield from read_parquet(file, settings)
        return
    said = mapping.file
    dialect = Dialect(
        delimiter=said.delimiter,
        quote=said.quote or None,
        encoding=said.encoding,
        header=not said.columns,
        skip_lines=said.skip_lines,
    )
    names = numbered(said.columns or header(file, dialect))
    check_headers(mapping, names, file.name)
    yield from read_delimited(file, dialect, settings, names)


def numbered(names: Sequence[str]) -> list[str]:
    """Header names, trimmed; the second of a name that occurs twice is ``name#2``."""
    trimmed = [name.strip() for name in names]
    often, seen = Counter(trimmed), Counter[str]()
    distinct: list[str] = []
    for name in trimmed:
        seen[name] += 1
        distinct.append(f"{name}#{seen[name]}" if often[name] > 1 else name)
    return distinct


def check_headers(mapping: Mapping, names: Sequence[str], file: str) -> None:
    for place, wanted in mapping.headers():
        if wanted in names:
            continue
        if f"{wanted}#2" in names:
            times = sum(name.startswith(f"{wanted}#") for name in names)
            raise InputError(
                f"{file}: the header holds {wanted!r} {times} times, so {place} could "
                f"mean any of them. Name one as {wanted}#1 to {wanted}#{times}."
            )
        raise ConfigError(
            f"{place}: {file} has no column {wanted!r}; {nearest(wanted, names)}"
        )


def never(source: Path) -> bool:
    """Any table may be mapped, so a table alone never asks for it."""
    return False


ADAPTER = Adapter(
    name="mapped",
    looks_for="any table, with --mapping FILE",
    recognises=never,
    read=read,
)
