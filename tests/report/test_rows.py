"""A figure leads to the rows behind it."""

import json
import re

import pytest

from pipeline.report.case_page import case_facts
from pipeline.report.rows import ranges, row_link, rows_on_page
from pipeline.report.sections.summary import rows_behind
from tests.report.conftest import cases_of
from tests.report.made_up import made_up_tables


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([4], "4"), ([1, 2, 3, 5, 8, 9], "1-3 5 8-9"), ([2, 4], "2 4")],
)
def test_ranges_join_neighbours(numbers, text):
    assert ranges(numbers) == text


def test_a_link_counts_rows_that_the_page_lacks():
    assert row_link([1, 2, 3, 7], {2, 3}) == (2, "2-3", 4)
    assert row_link([1], {2}) is None
    assert row_link([], {2}) is None


def test_a_short_page_keeps_evidence_before_earlier_payments(cases):
    case = cases["NET-1"]
    evidence = [row["number"] for row in case.payments if row["part"] == "evidence"]
    assert rows_on_page(case, len(evidence)) == evidence
    more = rows_on_page(case, len(evidence) + 2)
    assert set(more) == {*evidence, 1, 2}
    assert more == sorted(more)
    assert rows_on_page(case, 1_000) == [row["number"] for row in case.payments]


def test_every_link_of_a_short_page_leads_to_a_row_it_has():
    case = cases_of(made_up_tables(), transactions_on_page=10)["NET-1"]
    assert len(case_facts(case)["page_lines"]) == 10


def links(page):
    found = re.findall(r'href="#t(\d+)" data-rows="([^"]*)" data-of="(\d+)"', page)
    return [(int(first), text, int(of)) for first, text, of in found]


def numbers(text):
    runs = [[int(end) for end in run.split("-")] for run in text.split()]
    return [number for run in runs for number in range(run[0], run[-1] + 1)]


@pytest.mark.parametrize("case_id", ["NET-1", "NET-2"])
def test_links_name_rows_of_the_page_and_count_them(site, case_id):
    page = site[f"cases/{case_id}/index.html"].decode()
    here = set(map(int, re.findall(r'<tr id="t(\d+)"', page)))
    found = links(page)
    assert len(found) > 10
    for first, text, of in found:
        behind = numbers(text)
        assert behind[0] == first
        assert len(behind) == of
        assert here.issuperset(behind)


def test_figures_count_exactly_the_rows_they_lead_to(site, cases):
    told = json.loads(site["cases/NET-1/case.json"])
    page = site["cases/NET-1/index.html"].decode()
    for total in told["stage_totals"]:
        if total["transactions"]:
            label = f'data-label="stage {total["stage"]}">'
            text = re.search(rf'data-rows="([^"]*)" data-of="\d+" {label}', page)[1]
            behind = [cases["NET-1"].payments[n - 1] for n in numbers(text)]
            assert {row["stage"] for row in behind} == {total["stage"]}
            assert len(behind) == total["transactions"]


def test_each_sentence_of_the_summary_has_the_rows_it_counts(cases):
    for case in cases.values():
        sentences = case_facts(case)["summary"].what
        behind = rows_behind(case)
        assert len(behind) == len(sentences)
        for sentence, rows in zip(sentences, behind, strict=True):
            told = re.search(r"([\d,]+) transactions?", sentence)
            more = re.search(r"and (\d+) more of unknown amount", sentence)
            if told:
                assert int(told[1]) + (int(more[1]) if more else 0) == len(rows)
