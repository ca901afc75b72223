"""A case of 300 accounts and 10,000 payments: collapsed, bounded, never a hairball."""

import re

import pytest

from pipeline.report.case_page import LARGEST, case_facts, case_page
from pipeline.report.network import network_picture
from pipeline.report.network.flows import MOST_FLOWS
from tests.report.conftest import cases_of, written
from tests.report.large_network import large_tables
from tests.report.test_browser import OVERLAPS


@pytest.fixture(scope="module")
def large():
    (case,) = cases_of(large_tables(300, 4_000)).values()
    assert (case.members.height, len(case.payments) // 1_000) == (300, 9)
    return case


@pytest.fixture(scope="module")
def page(large):
    return case_page(large, case_facts(large)).decode()


def test_the_picture_collapses_by_role_and_counts_everybody(large):
    picture = network_picture(large)
    assert len(picture.dots) <= 60
    assert len(picture.flows) <= MOST_FLOWS
    assert sum(len(dot.dot.accounts) for dot in picture.dots) == 300
    groups = [dot for dot in picture.dots if len(dot.dot.accounts) > 1]
    assert {dot.dot.role for dot in groups} == {dot.dot.role for dot in picture.dots}
    for dot in groups:
        assert dot.name.startswith(f"{len(dot.dot.accounts)} other ")
    assert sum(entry.accounts for entry in picture.legend) == 300
    assert picture.collapsed == sum(len(dot.dot.accounts) for dot in groups)


def test_no_value_is_lost_by_collapsing(large):
    drawn = sum(flow.flow.cents for flow in network_picture(large).flows)
    assert drawn == large.value_cents


def test_the_page_stays_small_and_says_what_it_left_out(page, large):
    assert len(page) <= LARGEST
    shown = len(re.findall(r'<tr id="t\d+"', page))
    assert 0 < shown < len(large.payments)
    assert f"{shown} of {len(large.payments):,} transactions, evidence" in page
    assert "share a shape with others of their role" in page
    assert "Account by account: 150 accounts of 30" in page


def test_a_browser_opens_it_without_overlap_and_filters(opened, page, tmp_path):
    root = written({"large.html": page.encode()}, tmp_path)
    seen = opened("large.html", root)
    assert seen.evaluate(OVERLAPS) == []
    assert len(opened.events) == 1
    flows = seen.locator("#net .flow").count()
    seen.fill("#least", "95")
    assert 0 < seen.locator("#net .flow:visible").count() < flows
    assert not seen.locator("table.matrix").nth(1).is_visible()
    seen.locator("#why summary").first.click()
    assert seen.locator("table.matrix").nth(1).is_visible()
