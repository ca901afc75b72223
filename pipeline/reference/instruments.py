"""
Instruments of cooperation in the order in which they are tried.

``instruments.csv``: a rung is one step of the ladder (freeze duty, FIU to FIU, public-
private, bank messages, evidence, restraint, persons). ``rule`` tells for whom:

both     both sides take part in the framework
each     each side that takes part, by itself; ``each:US`` that jurisdiction only
with:US  one side is that jurisdiction, the other takes part
any      everybody

Legal bases and latency classes are from memory (confidence M) where ``confidence`` does
not say H; a start has its own provenance (VP official text read, VS secondary account,
M memory).
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.reference.partial_dates import first_certain_day

INSTRUMENTS = Path(__file__).with_name("instruments.csv")
RUNGS = {
    "freeze": "Freeze duty",
    "fiu": "FIU to FIU",
    "private": "Public-private",
    "tftp": "Bank messages",
    "evidence": "Evidence",
    "restraint": "Restraint",
    "persons": "Persons",
}
LATENCIES = ("hours", "days", "weeks", "months")


class Instrument(NamedTuple):
    key: str
    rung: str
    name: str
    framework: str | None  # None: needs none
    rule: str
    basis: str
    gives: str
    needs: str
    latency: str
    limits: str
    begins: date | None  # first day that is certain; None: not recorded
    confidence: str


@cache
def instruments() -> tuple[Instrument, ...]:
    """In the file's order, which is the order of preference within a rung."""
    rows = pl.read_csv(INSTRUMENTS, infer_schema=False).select(
        *("key", "rung", "name", "framework", "rule", "basis", "gives", "needs"),
        "latency",
        pl.col("limits").fill_null(""),
        first_certain_day("from").alias("begins"),
        "confidence",
    )
    return tuple(Instrument(*row) for row in rows.iter_rows())
