"""It is true that no cell of the annex is a formula, whatever column it is in."""

import csv
import io

import polars as pl
import pytest

from pipeline.report.annex import COLUMNS
from tests.report.formats.filing import made
from tests.report.formats.made_cases import with_payments

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\n=",
    "\ufeff=",
)
TEXTS = (
    *("transaction_id", "sender_account", "receiver_account", "purpose", "conductor"),
    *("on_behalf_of", "branch", "device", "source_file"),
)


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_starts_like_a_formula_is_guarded(cases, start):
    case = cases["NET-2"]
    changed = {name: pl.lit(f"{start}1+1") for name in TEXTS}
    text = made("csv", with_payments(case, **changed)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(case.payments)
    for row in rows:
        for name in TEXTS:
            assert row[name].lstrip()[0] in "'⟨"
            assert "1+1" in row[name]


def test_numbers_are_not_quoted_and_texts_are(cases):
    header, *lines = made("csv", cases["NET-2"]).decode().splitlines()
    assert header.split(",") == list(COLUMNS)
    numbers = ("number", "amount", "value", "latitude", "longitude", "source_line")
    for line in lines:
        cells = next(csv.reader([line.replace('"', "§")], quotechar="|"))
        for name, cell in zip(COLUMNS, cells, strict=True):
            quoted = cell.startswith("§")
            assert quoted == (name not in numbers and name != "booked_at") or not cell
