"""
Every page as people see it: light, dark, on paper, on a phone.

Each picture is kept in the folder that TFNET_ARTEFACTS names (``.ci/run`` sets it),
else in pytest's temporary one.
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.report.test_browser import PAGES

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 400, "height": 800}},
    "calm": {"reduced_motion": "reduce", "forced_colors": "active"},
}


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory):
    named = os.environ.get("TFNET_ARTEFACTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def name_of(path):
    return path.replace("/index", "").replace("/", "-").removesuffix(".html")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_of_the_page(browser, folder, artefacts, path, look):
    context = browser.new_context(**LOOKS[look])
    page = context.new_page()
    page.goto((folder / path).as_uri())
    page.screenshot(path=artefacts / f"{name_of(path)}-{look}.png", full_page=True)
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    out = page.evaluate("""() => [...document.querySelectorAll('main > section')]
      .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
      .map(one => one.id)""")
    assert out == []
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_paper_has_every_section_and_the_notice(browser, folder, artefacts, path):
    context = browser.new_context()
    page = context.new_page()
    page.goto((folder / path).as_uri())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.pdf(format="A4")
    (artefacts / f"{name_of(path)}-print.pdf").write_bytes(printed)
    text = "\n".join(
        sheet.extract_text() for sheet in PdfReader(BytesIO(printed)).pages
    )
    assert "Leads for human review, not findings of guilt" in text
    for heading in page.locator("h2").all_text_contents():
        assert " ".join(heading.split()) in " ".join(text.split())
    context.close()


def test_text_in_pictures_can_be_read_on_a_phone(browser, folder):
    context = browser.new_context(viewport={"width": 400, "height": 800})
    page = context.new_page()
    page.goto((folder / PAGES[1]).as_uri())
    for picture in (
        "#net",
        ".map:not(.sample)",
        ".when:not(.sample)",
        ".curve:not(.sample)",
    ):
        height = page.evaluate(
            """(css) => Math.min(...[...document.querySelectorAll(css + ' text')]
              .map(text => text.getBoundingClientRect().height))""",
            picture,
        )
        assert height >= 9, picture
    context.close()
