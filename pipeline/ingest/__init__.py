"""
Read source files of any known format into raw tables, the one stage that opens them.

Every row comes out with its file and line; what could not be read comes out as a row
with a reason. Nothing is judged here: validate does that.
"""

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import ConfigError, InputError
from pipeline.ingest import amlsim, amlworld, documented_case, mapped, native, pacs008
from pipeline.ingest.adapter import Adapter, Part
from pipeline.ingest.files import source_files
from pipeline.ingest.settings import Settings
from pipeline.schemas import TABLES

__all__ = ["FORMATS", "Settings", "ingest"]

FORMATS: tuple[Adapter, ...] = (
    native.ADAPTER,
    amlsim.ADAPTER,
    amlworld.ADAPTER,
    documented_case.ADAPTER,
    mapped.ADAPTER,
    pacs008.ADAPTER,
)
TABLES_OUT = (
    *("raw_transactions", "raw_accounts", "raw_parties", "raw_relations", "labels"),
)


def ingest(source: Path, settings: Settings) -> Iterator[Part]:
    """
    The source's rows in batches, in the order of its files; first, every table empty.

    Raises ConfigError for a format that does not exist, InputError where ``auto`` finds
    no format that fits, or more than one, and where a file cannot be read at all.
    """
    adapter = _format(source, settings)
    yield {name: TABLES[name].create_empty() for name in TABLES_OUT}
    yield from adapter.read(source, settings)


def _format(source: Path, settings: Settings) -> Adapter:
    by_name = {adapter.name: adapter for adapter in FORMATS}
    wanted = settings.format
    if wanted == "auto" and settings.mapping is not None:
        wanted = "mapped"
    if wanted != "auto":
        if wanted not in by_name:
            raise ConfigError(
                f"ingest.format {wanted!r} is unknown. Use auto or one of "
                f"{', '.join(by_name)}."
            )
        return by_name[wanted]
    files = source_files(source)
    if files and not any(file.path.stat().st_size for file in files):
        raise InputError(f"All {len(files)} files of the input are empty. Resend them.")
    fitting = [adapter for adapter in FORMATS if adapter.recognises(source)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise InputError(
            f"The input fits {', '.join(adapter.name for adapter in fitting)}. "
            "Say which with --format."
        )
    empty = sum(not file.path.stat().st_size for file in files)
    sought = "; ".join(f"{adapter.name}: {adapter.looks_for}" for adapter in FORMATS)
    raise InputError(
        f"No known format fits the {len(files)} files of the input, {empty} of them "
        f"empty. Looked for {sought}. "
        "Say which with --format, or describe the table in a mapping (--mapping)."
    )
