"""Figures, red flags and pictures of a case page, by mouse and by keyboard."""

import pytest

PAGE = "cases/NET-1/index.html"
OPEN_ROWS = "#rows tbody tr:visible"


def test_a_figure_shows_only_its_rows_and_back_again(opened):
    page = opened(PAGE)
    every = page.locator(OPEN_ROWS).count()
    link = page.locator("#where table a.rows").first
    link.click()
    assert page.locator(OPEN_ROWS).count() == int(link.text_content())
    told = page.inner_text("#rows-shown p")
    assert told.startswith(f"{link.text_content()} rows behind: ")
    assert page.evaluate("document.activeElement.id") == "rows-all"
    page.locator("#rows-back").click()
    assert page.locator(OPEN_ROWS).count() == every
    assert not page.locator("#rows-shown").is_visible()
    assert link.evaluate("link => link === document.activeElement")


def test_a_link_to_one_row_opens_the_whole_list_first(opened):
    page = opened(PAGE)
    page.locator("#where table a.rows").last.click()
    hidden = page.locator("#rows tbody tr[hidden]")
    assert hidden.count() > 0
    page.locator("#why .flag td a").first.click()
    assert hidden.count() == 0
    target = page.evaluate("document.querySelector(':target').id")
    assert page.locator(f"#{target}").is_visible()


def test_without_script_a_figure_jumps_to_its_first_row(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / PAGE).as_uri())
    page.locator("#where table a.rows").first.click()
    assert page.evaluate("1") == 1
    assert page.locator("#rows tr:target").count() == 1
    context.close()


def test_a_red_flag_lights_up_its_evidence_everywhere(opened):
    page = opened(PAGE)
    page.select_option("#flag", "TF-FLOW-07")
    assert page.locator("#net .flow.evidence").count() == 3
    assert page.locator("#net .flow.faded").count() == 18
    assert page.locator("#rows tr.lit").count() == 3
    assert page.locator("#when a.lit").count() == 1
    assert page.locator("#where a.corridor.lit").count() == 1
    assert page.locator("table.matrix th.lit").count() == 1
    assert page.inner_text("#flag-text") == "3 transactions are evidence"
    page.select_option("#flag", "")
    assert page.locator(".lit, .faded, .evidence, .aloof").count() == 0


def test_a_red_flag_below_lights_up_the_picture_above(opened):
    page = opened(PAGE)
    page.locator("button[data-flag='TF-NPO-01']").click()
    assert page.input_value("#flag") == "TF-NPO-01"
    assert page.locator("#net .flow.evidence").count() == 3
    assert page.evaluate("document.activeElement.id") == "flag"
    box = page.locator("#network").bounding_box()
    assert -5 < box["y"] < 300


def test_a_line_of_the_picture_leads_to_its_rows(opened):
    page = opened(PAGE)
    flow = page.locator("#net .flow.return").first
    flow.dispatch_event("click")
    assert page.locator(OPEN_ROWS).count() == int(flow.get_attribute("data-of"))
    title = flow.locator("title").text_content().rstrip(".")
    assert title in page.inner_text("#rows-shown p")


def test_a_chosen_account_lists_its_lines(opened):
    page = opened(PAGE)
    page.locator("#net .dot[data-find='PAYM-1']").focus()
    lines = page.locator("#about-flows a")
    assert lines.count() == 4
    assert lines.first.text_content().startswith("FAC-1 → PAYM-1: USD 900.00")
    page.keyboard.press("Escape")
    assert lines.count() == 0


@pytest.mark.parametrize("picture", ["#where svg.map", "#when svg.when:not(.sample)"])
def test_a_picture_is_one_tab_stop_walked_with_arrow_keys(opened, picture):
    page = opened(PAGE)
    links = page.locator(f"{picture} >> a[href]")
    assert links.count() > 2
    assert page.locator(f"{picture} >> a[tabindex='0']").count() == 1
    links.first.focus()
    page.keyboard.press("ArrowRight")
    assert links.nth(1).evaluate("a => a === document.activeElement")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert links.last.evaluate("a => a === document.activeElement")
    page.keyboard.press("Enter")
    assert page.locator(OPEN_ROWS).count() == int(links.last.get_attribute("data-of"))


def test_the_matrix_is_walked_with_arrow_keys(opened):
    page = opened(PAGE)
    links = page.locator("table.matrix tbody a")
    assert page.locator("table.matrix tbody a[tabindex='0']").count() == 1
    links.first.focus()
    begin = page.evaluate("document.activeElement.dataset.label")
    page.keyboard.press("ArrowDown")
    below = page.evaluate("document.activeElement.dataset.label")
    assert begin.split(",")[0] == below.split(",")[0]
    assert begin != below
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.label") == begin
    page.keyboard.press("Enter")
    assert begin in page.inner_text("#rows-shown p")


def test_print_shows_every_row_again(opened):
    page = opened(PAGE)
    page.locator("#where table a.rows").last.click()
    assert page.locator("#rows tbody tr[hidden]").count() > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#rows tbody tr[hidden]").count() == 0
