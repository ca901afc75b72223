"""It is true that the card pools worlds and hides no red flag."""

import polars as pl
import pytest

from pipeline.evaluate import evaluate
from pipeline.evaluate.card import as_page, rows_of
from pipeline.red_flags import RED_FLAGS
from tests.evaluate.small_run import small_run

REAL = {"F1": "TF-FLOW-01", "F2": "TF-FLOW-02", "F3": "TF-FLOW-03", "F4": "TF-FLOW-04"}


@pytest.fixture(scope="module")
def rows():
    made = small_run()
    for name in ("alerts", "red_flag_status"):
        made[name] = made[name].with_columns(pl.col("red_flag").replace(REAL))
    twice = [evaluate(**made)] * 2
    meant = {"ring": ("TF-FLOW-01",)}
    found = rows_of(twice, 20, meant, {"TF-FLOW-01": 3.0, "TF-FLOW-02": 1.0})
    return {row.red_flag: row for row in found}


def test_two_worlds_count_twice_and_shares_stay(rows):
    row = rows["TF-FLOW-01"]
    cell = row.schemes["ring"]
    assert (cell.seen, cell.found, cell.of, cell.meant) == (2, 2, 4, True)
    assert cell.share == 0.5
    other = rows["TF-FLOW-02"].schemes["ring"]
    assert (other.seen, other.found) == (2, 0)
    assert row.counts["true_alerts"] == 2 * 1
    assert row.time_share == 0.75


def test_ordinary_people_wronged_are_counted_per_thousand(rows):
    assert rows["TF-FLOW-02"].counts["on_ordinary"] == 2
    assert rows["TF-FLOW-02"].per_1000_ordinary == 100


def test_who_wrongs_more_than_it_finds_is_marked(rows):
    assert rows["TF-FLOW-03"].worst == 0.5
    assert rows["TF-FLOW-03"].upside_down
    assert not rows["TF-FLOW-01"].upside_down


def test_page_shows_every_red_flag_and_says_which_were_not_testable(rows):
    page = as_page(list(rows.values()), "two small <worlds>").decode()
    assert all(red_flag in page for red_flag in RED_FLAGS)
    assert "two small &lt;worlds&gt;" in page
    assert "not testable in these worlds" in page
    assert "Leads for human review, not findings of guilt" in page
    assert page.count("▲") >= 2  # once in the legend
