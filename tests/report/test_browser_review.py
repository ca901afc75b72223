"""It is true of the form for decisions that …"""

from datetime import date

import pytest

from pipeline.review.dispositions import read_dispositions
from tests.report.conftest import site_of, written
from tests.report.hostile import HOSTILE
from tests.report.made_up import made_up_tables, reviewed
from tests.review.decided import decision

PAGE = "cases/NET-1/index.html"


@pytest.fixture
def page(opened):
    return opened(PAGE)


def filled(page, **changes):
    values = {
        "decision": "dismiss",
        "reviewer": "A. Reviewer",
        "decided-on": "2026-02-01",
        "reason": HOSTILE[0],
    }
    for name, value in (values | changes).items():
        field = page.locator(f"#{name}")
        if name == "decision":
            field.select_option(value)
        else:
            field.fill(value)


def test_what_it_saves_is_what_the_import_reads(page, cases, tmp_path):
    filled(page)
    with page.expect_download() as saved:
        page.locator("#decide button").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    (told,) = read_dispositions(path, date(2026, 2, 1))
    assert told == decision(
        case_id="NET-1",
        evidence=cases["NET-1"].disposition["evidence"],
        reason=HOSTILE[0],
    )
    assert path.name == "decision-NET-1.json"
    assert "Saved" in page.inner_text("#decided")


@pytest.mark.parametrize(
    "missing", [{"reason": " "}, {"reviewer": ""}, {"decided-on": ""}]
)
def test_it_saves_nothing_that_the_import_would_refuse(page, missing):
    filled(page, **missing)
    page.locator("#decide button").click()
    assert page.inner_text("#decided") == ""


def test_only_a_dismissal_needs_a_reason(page):
    filled(page, decision="escalate", reason="")
    with page.expect_download():
        page.locator("#decide button").click()


def test_what_was_decided_stands_on_the_page_as_plain_text(browser, cases, tmp_path):
    evidence = cases["NET-1"].disposition["evidence"]
    told = decision(case_id="NET-1", evidence=evidence, reason=HOSTILE[0])
    root = written(site_of(reviewed(made_up_tables(), told)), tmp_path)
    page = browser.new_page()
    page.goto((root / PAGE).as_uri())
    said = page.inner_text("#review")
    assert "Dismissed on 2026-02-01 by A. Reviewer" in said
    assert page.locator("#review script, #review img").count() == 0
    page.close()
