"""What an operator may say about the source."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Annotated[
        str, Meta(description="Source format, or auto: the one format that fits.")
    ] = "auto"
    mapping: Annotated[
        str | None,
        Meta(description="TOML file that describes a bank's own table (mapped only)."),
    ] = None
    encoding: Annotated[
        str,
        Meta(
            description="Encoding of text files. UTF-8 is what most systems export; "
            "anything else must be declared, never guessed."
        ),
    ] = "utf-8"
    delimiter: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=1,
            description="Between columns of a native CSV; RFC 4180 says comma.",
        ),
    ] = ","
    ignore_columns: Annotated[
        tuple[str, ...],
        Meta(
            description="Native columns to leave out. None: an unknown column is "
            "refused, since it is most often a known one misspelt."
        ),
    ] = ()
    block_bytes: Annotated[
        int,
        Meta(
            ge=4_096,
            le=1_073_741_824,
            description="Text read at once. 16 MiB keeps memory under 1 GB and costs "
            "no speed against larger blocks.",
        ),
    ] = 16_777_216
    batch_rows: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000_000,
            description="Parquet rows read at once; as many as a text block holds.",
        ),
    ] = 131_072
    max_row_bytes: Annotated[
        int,
        Meta(
            ge=256,
            description="A longer row is quarantined. 1 MiB: a payment message is a "
            "few thousand bytes, so longer means a broken file.",
        ),
    ] = 1_048_576
    max_compression_ratio: Annotated[
        int,
        Meta(
            ge=1,
            description="Unpacked to packed size at most. Payment tables reach 20; "
            "a file over 200 is a decompression bomb.",
        ),
    ] = 200
    max_unpacked_bytes: Annotated[
        int,
        Meta(
            ge=1,
            description="Unpacked size of one compressed file at most. 64 GiB: some "
            "500 million rows, the most one machine is meant for.",
        ),
    ] = 68_719_476_736
    amlsim_base_date: Annotated[
        date,
        Meta(
            description="Day of AMLSim step 0. Steps carry no date; 2017-01-01 is the "
            "base date of AMLSim's own sample configuration.",
        ),
    ] = date(2017, 1, 1)
    amlsim_currency: Annotated[
        str,
        Meta(
            pattern=r"^[A-Z]{3,5}$",
            description="AMLSim states no currency; its sample accounts are in the US.",
        ),
    ] = "USD"
    pacs008_xsd: Annotated[
        str,
        Meta(
            description="XSD file of ISO 20022, or folder of pacs.008.001.NN.xsd, that "
            "pacs.008 messages must satisfy. None: only what is used is checked.",
        ),
    ] = ""
