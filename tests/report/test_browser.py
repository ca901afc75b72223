"""The pages in a real browser, opened from disk."""

from pathlib import Path

import pytest

from tests.report.conftest import site_of, written
from tests.report.large_network import large_tables

HERE = Path(__file__).parent
OVERLAPS = (HERE / "overlaps.js").read_text()
CONTRAST = (HERE / "contrast.js").read_text()
PAGES = ("index.html", "cases/NET-1/index.html", "cases/NET-2/index.html")


@pytest.mark.parametrize("path", PAGES)
def test_page_runs_silently_from_disk(opened, folder, path):
    page = opened(path)
    page.mouse.move(600, 500)
    assert opened.events == [f"request {(folder / path).as_uri()}"]
    assert page.evaluate("document.documentElement.className") == "tfnet scripted"


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_stays_text(opened, path):
    page = opened(path)
    assert page.locator("script").count() == 1
    for tag in ("img", "iframe", "math", "b > b", "i > i", "form:not(#decide)"):
        assert page.locator(tag).count() == 0
    handlers = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes])"
    names = page.evaluate(
        f"{handlers}.map(a => a.name).filter(n => n.startsWith('on'))"
    )
    assert names == []
    links = page.evaluate("[...document.links].map(a => a.protocol)")
    assert set(links) == {"file:"}
    hostile = "<svg/onload=alert(1)>" if path == PAGES[0] else "<script>alert(1)"
    assert hostile in page.inner_text("body")


def test_policy_stops_a_script_that_slipped_in(opened):
    page = opened(PAGES[1])
    ran = page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.slipped = true";
      document.body.append(script);
      return Boolean(window.slipped);
    }""")
    assert not ran
    assert any("Content Security Policy" in event for event in opened.events)


def test_network_filters_by_amount_and_date(opened):
    page = opened(PAGES[1])
    assert page.inner_text("#shown") == "21 of 21 flows shown"
    page.fill("#least", "90")
    assert page.locator("#net .flow:visible").count() < 21
    assert page.locator("#net .dot.dimmed").count() > 0
    page.fill("#least", "0")
    first, last = page.get_attribute("#until", "min"), page.input_value("#until")
    page.fill("#until", first)
    assert page.inner_text("#until-text") == "2021-03-01"
    assert page.inner_text("#shown") == "6 of 21 flows shown"
    page.fill("#since", last)
    assert page.inner_text("#until-text") == "2021-04-10"  # the other end makes way
    assert page.inner_text("#shown") == "3 of 21 flows shown"


def test_unknown_amounts_stay_in_the_picture_whatever_the_filter(opened):
    page = opened(PAGES[2])
    page.fill("#least", "100")
    assert page.locator("#net .flow.unknown").is_visible()


def test_network_finds_an_account_and_tells_about_it(opened):
    page = opened(PAGES[1])
    page.fill("#find", "fac-")
    assert page.locator("#net .dot.found").count() == 1
    assert page.inner_text("#about").startswith("FAC-1: facilitator in United Arab")
    page.fill("#find", "nobody")
    assert page.inner_text("#about") == "No account of this picture has that in its id."


def test_network_is_walked_with_arrow_keys(opened):
    page = opened(PAGES[1])
    page.locator("#net .dot").first.focus()
    page.keyboard.press("ArrowRight")
    second = page.locator("#net .dot").nth(1)
    assert second.evaluate("dot => dot === document.activeElement")
    assert page.inner_text("#about") == second.locator("title").text_content()
    assert page.locator("#net .flow.lit").count() > 0
    assert page.locator("#net .dot[tabindex='0']").count() == 1


@pytest.mark.parametrize("path", PAGES[1:])
def test_no_label_touches_a_line_a_shape_or_the_edge(opened, path):
    assert opened(path).evaluate(OVERLAPS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa(opened, scheme):
    page = opened(PAGES[1])
    page.emulate_media(color_scheme=scheme)
    wanted = ["p", ".quiet", "a[href]", ".notice span", "td", "thead th", ".tag"]
    wanted += ["#net .name", "#net .country", "#net .heading", ".when text"]
    wanted += ["a.rows", ".heat a", "button[data-flag]", "tr.lit td", ".controls label"]
    wanted += [".map text", ".curve text", "table.matrix thead a"]
    page.select_option("#flag", "TF-NPO-01")
    for selector, contrast in page.evaluate(CONTRAST, wanted):
        assert contrast >= 4.5, (selector, contrast)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES[1:])
def test_lines_and_bars_have_the_contrast_of_wcag_aa(opened, path, scheme):
    """Three to one for what must be seen to understand a picture (1.4.11)."""
    page = opened(path)
    page.emulate_media(color_scheme=scheme)
    wanted = ["#net .line", ".map .bow", ".map .marker", ".when .bucket rect"]
    wanted += [".when .held", ".when .holder", ".curve .line"]
    measured = page.evaluate(CONTRAST, [f"drawn:{one}" for one in wanted])
    assert len(measured) > 5
    for shape, contrast in measured:
        assert contrast >= 3, (shape, contrast)


def test_print_opens_what_is_folded_and_hides_controls(opened):
    page = opened(PAGES[1])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert not page.locator("#find").is_visible()


def test_without_script_everything_is_there_but_the_controls(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / PAGES[1]).as_uri())
    assert page.locator("#net .dot").count() == 18
    assert not page.locator("#find").is_visible()
    context.close()


def test_a_narrow_screen_scrolls_tables_but_not_the_page(opened):
    page = opened(PAGES[1])
    page.set_viewport_size({"width": 420, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 420


def test_a_crowded_picture_has_no_overlap(opened, tmp_path):
    """60 accounts and 83 flows: the size of the case that analysts are used to."""
    site = site_of(large_tables(60, 83))
    page = opened("cases/BIG-1/index.html", written(site, tmp_path))
    assert page.locator("#net .dot").count() == 60
    assert page.evaluate(OVERLAPS) == []


def test_a_collapsed_picture_has_no_overlap_either(opened, tmp_path):
    page = opened(
        "cases/BIG-1/index.html", written(site_of(large_tables(400, 900)), tmp_path)
    )
    assert 40 < page.locator("#net .dot").count() <= 120
    assert page.evaluate(OVERLAPS) == []
    assert len(opened.events) == 1
    page.fill("#find", "do-000")
    assert page.locator("#net .dot.found").count() == 1
