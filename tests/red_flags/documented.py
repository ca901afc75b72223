"""Documented cases of ``../shared/cases`` as ledgers, through ingest and validate."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipeline.ingest import Settings as IngestSettings
from pipeline.ingest import ingest
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.exchange_rates import load_rates
from pipeline.validate import Settings as ValidateSettings
from pipeline.validate import validate
from tests.red_flags.ledgers import from_tables

CASES = Path(__file__).parents[2] / "../shared/cases"
# Of five rows of one case one says what the authorities seized, and is set aside.
SETTINGS = ValidateSettings(max_quarantined_share=0.5)
TABLES = ("transactions", "accounts", "parties", "relations")
Parts = list[dict[str, pl.DataFrame]]


@cache
def documented_case(name: str) -> Ledger:
    if not CASES.exists():
        pytest.skip("documented cases are not on this machine")
    delivered = list(ingest(CASES / f"{name}.csv", IngestSettings()))
    raw = {f"raw_{table}": _whole(delivered, f"raw_{table}").lazy() for table in TABLES}
    parts = list(
        validate(**raw, rates=load_rates(), base_currency="USD", settings=SETTINGS)
    )
    return from_tables(*(_whole(parts, table) for table in TABLES), base_currency="USD")


def _whole(parts: Parts, table: str) -> pl.DataFrame:
    return pl.concat(part[table] for part in parts if table in part)
