"""case.json, transactions.csv and report.md of the made-up run."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from markdown_it import MarkdownIt

from pipeline.report.case_json import plain
from tests.report.conftest import site_of
from tests.report.hostile import HOSTILE, LONG_NAME
from tests.report.made_up import made_up_tables
from tests.report.made_up_payments import payments

CASES = ("NET-1", "NET-2")


def annex_rows(site, case_id) -> list[dict[str, str]]:
    text = site[f"cases/{case_id}/transactions.csv"].decode()
    return list(csv.DictReader(io.StringIO(text)))


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")


def content(site, case_id):
    return json.loads(site[f"cases/{case_id}/case.json"], parse_constant=refuse)


@pytest.mark.parametrize("case_id", CASES)
def test_stage_totals_reconcile_with_the_annex_to_the_cent(site, case_id):
    rows = annex_rows(site, case_id)
    case = content(site, case_id)
    for total in case["stage_totals"]:
        own = [row for row in rows if row["stage"] == total["stage"]]
        assert total["transactions"] == len(own)
        assert total["unknown_values"] == sum(row["value"] == "" for row in own)
        known = sum((Decimal(row["value"]) for row in own if row["value"]), Decimal(0))
        assert Decimal(total["value"]) == known
    assert sum(Decimal(t["value"]) for t in case["stage_totals"]) == Decimal(
        case["value"]
    )


@pytest.mark.parametrize("case_id", CASES)
def test_annex_has_every_transaction_with_its_source(site, case_id):
    rows = annex_rows(site, case_id)
    delivered = [row for row in payments() if row["case"] == case_id]
    assert [row["transaction_id"] for row in rows] == [
        row["transaction_id"] for row in delivered
    ]
    assert [(row["source_file"], int(row["source_line"])) for row in rows] == [
        (row["source_file"], row["source_line"]) for row in delivered
    ]


def test_annex_keeps_numbers_numbers_and_guards_text(site):
    text = site["cases/NET-1/transactions.csv"].decode()
    by_id = {row["transaction_id"]: row for row in annex_rows(site, "NET-1")}
    assert float(by_id["tx-003"]["latitude"]) == -33.8
    assert ",-33.8," in text
    formulas = {t for t in HOSTILE if t.startswith(tuple("=+-@\t\r＝"))}
    assert len(formulas) == 7
    checked = 0
    for row in payments():
        if row["purpose"] in formulas and row["case"] == "NET-1":
            assert by_id[row["transaction_id"]]["purpose"].startswith("'")
            checked += 1
    assert checked >= len(formulas)


def test_json_is_strict_ascii_with_ids_as_strings_in_stable_order(site):
    raw = site["cases/NET-2/case.json"]
    assert raw.isascii()
    case = content(site, "NET-2")
    assert list(case)[:5] == ["$schema", "format", "notice", "handling", "case_id"]
    for row in case["transactions"]:
        assert isinstance(row["transaction_id"], str)
        assert isinstance(row["sender_account"], str)
    assert [row["value"] for row in case["transactions"]][:2] == ["90000.00", None]


def test_json_keeps_text_as_delivered(site):
    purposes = {row["purpose"] for row in content(site, "NET-1")["transactions"]}
    assert LONG_NAME in purposes
    assert "gnp.exe\u202egpj" in purposes


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (2**53, str(2**53)),
        (2**53 - 1, 2**53 - 1),
        (True, True),
        (Decimal("1E+3"), "1000.00"),
    ],
)
def test_values_json_cannot_hold(value, shown):
    assert plain(value) == shown


def test_big_money_keeps_its_cents():
    assert plain({"value_cents": 2**60 + 1}) == {"value": "11529215046068469.77"}


@pytest.mark.parametrize("case_id", CASES)
def test_markdown_has_no_link_image_or_element_from_the_data(site, case_id):
    text = site[f"cases/{case_id}/report.md"].decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    tags = set(re.findall(r"</?([a-z0-9]+)", html))
    assert tags <= {
        *("h1", "h2", "h3", "p", "ul", "ol", "li", "strong"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert "://" not in html
    assert "\u202e" not in text


@pytest.mark.parametrize("case_id", CASES)
def test_markdown_tables_hold_every_row_in_full_width(site, case_id):
    text = site[f"cases/{case_id}/report.md"].decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    schedule = html[html.index("Transactions and provenance") :]
    rows = schedule.count("<tr>") - 1
    assert rows == len([row for row in payments() if row["case"] == case_id])
    assert schedule.count("<td") == 8 * rows


def test_no_output_depends_on_the_order_of_rows(site):
    shuffled = {
        name: frame.collect().sample(fraction=1, shuffle=True, seed=3).lazy()
        for name, frame in made_up_tables().items()
    }
    assert site_of(shuffled) == site


DIGEST = """
import hashlib
from tests.report.conftest import site_of
from tests.report.made_up import made_up_tables
site = site_of(made_up_tables())
print(hashlib.sha256(b"".join(site[path] for path in sorted(site))).hexdigest())
"""


def test_no_output_depends_on_the_hash_seed_or_threads(site):
    digest = hashlib.sha256(b"".join(site[path] for path in sorted(site))).hexdigest()
    other = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env=os.environ | {"PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == digest


def test_no_output_depends_on_batches(site):
    tables = made_up_tables()
    assert site_of(tables, batch_transactions=1_000) == site
    many = tables["cases"].collect()["transactions"].sum()
    assert many < 1_000  # so force one case a batch
    tables["cases"] = tables["cases"].with_columns(pl.col("transactions") + 2_000)
    again = site_of(tables, batch_transactions=1_000)
    assert again["cases/NET-2/case.json"] == site["cases/NET-2/case.json"]
