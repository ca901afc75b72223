"""It is true that the PDF can be read, searched and trusted."""

import io
import re
import sys
from pathlib import Path

import pytest
from matplotlib import get_data_path
from pypdf import PdfReader

from pipeline.errors import ConfigError
from pipeline.report import Settings
from pipeline.report.formats.pdf_pictures import PICTURES
from tests.report.formats.filing import made
from tests.report.formats.made_cases import with_names
from tests.report.hostile import HOSTILE, LONG_NAME


def read(case, **settings) -> PdfReader:
    return PdfReader(io.BytesIO(made("pdf", case, Settings(**settings))))


def text_of(reader: PdfReader) -> str:
    """With single blanks; a line end stands wherever a cell was full."""
    pages = (page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", " ".join(pages))


def solid(text: str) -> str:
    return text.replace(" ", "")


@pytest.fixture(scope="module")
def reader(cases):
    return read(cases["NET-1"])


def outlined(entries) -> list[str]:
    return [
        title
        for one in entries
        for title in (outlined(one) if isinstance(one, list) else [one.title])
    ]


def test_text_can_be_selected(reader):
    text = text_of(reader)
    assert "10 core accounts and 8 context accounts moved USD 38,170.35" in text
    assert "Leads for human review, not findings of guilt" in text


def test_the_outline_has_every_section(reader):
    titles = outlined(reader.outline)
    for title in ("Summary", "Network", "Who", "When", "Data gaps"):
        assert title in titles


def test_every_page_has_its_number_and_the_handling_mark(reader):
    pages = len(reader.pages)
    assert pages > 4
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {pages}" in text
        assert text.count("TLP:AMBER") >= 2
        assert "Leads for human review" in text


def test_every_picture_is_drawn_with_its_words(reader):
    text = text_of(reader)
    for words in ("Known value per day, USD", "Cash-out Unwitting", "AE United Arab"):
        assert words in text
    for picture in PICTURES:
        assert picture.says in text


def test_a_wide_network_has_a_page_across(reader):
    across = [page for page in reader.pages if page.mediabox[2] > page.mediabox[3]]
    assert ["Network" in page.extract_text() for page in across] == [True]


def test_a_table_goes_on_with_its_header(reader):
    pages = [page.extract_text() for page in reader.pages]
    assert sum("No. When From To" in page for page in pages) >= 2


def test_nothing_can_be_clicked_away_or_run(reader):
    for page in reader.pages:
        for one in page.get("/Annots") or []:
            action = one.get_object().get("/A")
            assert action is None or "/URI" not in action.get_object()
    root = reader.trailer["/Root"]
    assert "/OpenAction" not in root
    assert "/AcroForm" not in root
    assert "/JavaScript" not in (root.get("/Names") or {})


MARKUP = ("#evil $x$ *y* `z`", '#read("/etc/passwd")', '#import "@a/b:1.0.0": c')
NUMBER = "GB00EXAM" + "1234567890" * 3


@pytest.fixture(scope="module")
def hostile(cases):
    """The text of a PDF whose owners have every hostile name, and some more."""
    names = (*MARKUP, NUMBER, "علي محمد", "王小明", *HOSTILE)
    return text_of(read(with_names(cases["NET-2"], *names)))


@pytest.mark.parametrize("name", MARKUP)
def test_text_is_never_markup(hostile, name):
    shown = name.replace("@", "[@]")  # defanged, as in report.md
    assert solid(shown) in solid(hostile)


def test_a_very_long_name_is_cut_and_says_so(cases):
    text = text_of(read(with_names(cases["NET-2"], LONG_NAME)))
    assert f"({len(LONG_NAME):,} characters)" in text


def test_right_to_left_text_can_be_found(hostile):
    assert "علي" in hostile or "يلع" in hostile  # readers differ in the order they give


def test_a_letter_without_a_glyph_is_spelled_out(hostile):
    assert "⟨U+738B⟩⟨U+5C0F⟩⟨U+660E⟩" in solid(hostile)


def test_no_character_without_width_is_left_in_ids(hostile):
    assert "\u200b" not in hostile
    assert NUMBER in solid(hostile)


def test_a_font_of_the_operators_draws_what_ours_cannot(cases):
    font = (Path(get_data_path()) / "fonts/ttf/STIXGeneral.ttf").read_bytes()
    case = with_names(cases["NET-2"], "ᶄ")
    without = text_of(PdfReader(io.BytesIO(made("pdf", case))))
    assert "⟨U+1D84⟩" in without
    own = made("pdf", case, **{"fonts/own.ttf": font})
    assert "⟨U+1D84⟩" not in text_of(PdfReader(io.BytesIO(own)))


def test_the_same_case_gives_the_same_bytes(cases):
    assert made("pdf", cases["NET-2"]) == made("pdf", cases["NET-2"])


def test_the_mark_is_the_operators(cases):
    reader = read(cases["NET-2"], handling="Nur für den Dienstgebrauch #1")
    assert "Nur für den Dienstgebrauch #1" in reader.pages[0].extract_text()


def test_without_the_extra_the_operator_is_told_what_to_install(cases, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ConfigError, match=r"tfnet\[pdf\]"):
        made("pdf", cases["NET-2"])


def test_a_file_that_is_no_font_is_told(cases):
    with pytest.raises(ConfigError, match="is no font"):
        made("pdf", cases["NET-2"], **{"fonts/own.ttf": b"none"})
