"""The index in a real browser: sorting, filtering, the keyboard."""

from pipeline.report import Settings, write_report
from tests.report.conftest import written
from tests.report.made_up import many_cases


def test_index_sorts_by_a_column_and_back(opened):
    page = opened("index.html")
    first = "#cases tbody tr:first-child th"
    assert page.inner_text(first) == "NET-1"
    header = page.get_by_role("button", name="Known value")
    header.click()
    assert page.inner_text(first) == "NET-2"
    header.click()
    assert page.inner_text(first) == "NET-1"
    sorted_by = page.locator("#cases thead th[aria-sort]")
    assert sorted_by.count() == 1
    assert sorted_by.get_attribute("aria-sort") == "ascending"


def test_index_filters_by_text_flag_country_and_priority(opened):
    page = opened("index.html")

    def shown():
        return page.locator("#cases tbody tr:visible th").all_inner_texts()

    page.fill("#text", "shell-3")
    assert shown() == ["NET-2"]
    page.fill("#text", "")
    page.select_option("#flag", "TF-FLOW-07")
    assert shown() == ["NET-1"]
    page.select_option("#flag", "")
    page.select_option("#country", "LB")
    assert shown() == ["NET-2"]
    page.fill("#least", "50")
    assert shown() == []
    assert page.locator("#nothing").is_visible()
    assert page.inner_text("#shown") == "0 of 2 cases shown"
    page.select_option("#country", "")
    assert shown() == ["NET-1"]


def test_index_works_by_keyboard_alone(opened):
    page = opened("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Transactions":
            break
    page.keyboard.press("Enter")
    assert page.inner_text("#cases tbody tr:first-child th") == "NET-1"
    page.keyboard.press("Enter")
    assert page.inner_text("#cases tbody tr:first-child th") == "NET-2"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_index_of_a_thousand_cases_filters_at_once(opened, tmp_path):
    settings = Settings(formats=())
    parts = write_report(**many_cases(500), base_currency="USD", settings=settings)
    page = opened("index.html", written(next(parts)["site"], tmp_path))
    assert page.locator("#cases tbody tr").count() == 1_000
    page.fill("#text", "NET-2-17")
    assert page.inner_text("#shown") == "11 of 1000 cases shown"
