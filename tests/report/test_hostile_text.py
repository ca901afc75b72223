import csv
import io
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.report.hostile_text import brief, for_csv, for_markdown, visible
from tests.report.hostile import HOSTILE

FORMULA_STARTS = "=+-@\t\r＝＋－＠"


def test_plain_text_stays_as_it_is():
    assert visible("Straße 12, O'Neill & Söhne") == "Straße 12, O'Neill & Söhne"
    assert visible("علي محمد 王小明") == "علي محمد 王小明"


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\u202e", "⟨U+202E⟩"),
        ("\u2066", "⟨U+2066⟩"),
        ("\u200b", "⟨U+200B⟩"),
        ("\u0000", "⟨U+0000⟩"),
        ("\x1b", "⟨U+001B⟩"),
        ("\n", "⟨U+000A⟩"),
        ("\u2028", "⟨U+2028⟩"),
        ("\u3164", "⟨U+3164⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
    ],
)
def test_hidden_characters_are_spelled_out(hidden, shown):
    assert visible(f"a{hidden}b") == f"a{shown}b"


def test_no_control_or_format_character_of_unicode_survives():
    every = (chr(code) for code in range(sys.maxunicode + 1))
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for character in every:
        if unicodedata.category(character) in hidden:
            assert character not in visible(f"a{character}b")


def test_stacked_marks_are_cut_after_three():
    shown = visible("Z" + "\u0301" * 5)
    assert shown == "Z" + "\u0301" * 3 + "⟨U+0301⟩" * 2


@given(text=st.text(max_size=90), most=st.integers(1, 40))
def test_brief_never_shows_more_than_it_may(text, most):
    shown = brief(text, most)
    kept, cut, _ = shown.partition("… (")
    assert len(kept) <= most or not cut
    assert cut or shown == brief(text, 10_000)


def read_cell(cell: str) -> str:
    return next(csv.reader(io.StringIO(cell)))[0]


@given(
    start=st.sampled_from(FORMULA_STARTS),
    before=st.sampled_from(["", " ", "  "]),
    rest=st.text(max_size=20),
)
def test_no_cell_starts_like_a_formula(start, before, rest):
    cell = read_cell(for_csv(before + start + rest))
    assert cell.startswith("'")


@given(text=st.text(max_size=40))
def test_a_cell_is_one_quoted_line(text):
    cell = for_csv(text)
    assert cell[0] == cell[-1] == '"'
    assert "\n" not in cell
    assert "\r" not in cell
    assert read_cell(cell).removeprefix("'") == visible(text).removeprefix("'")


def test_cell_text_that_is_no_formula_gets_no_guard():
    assert for_csv('rent "May"') == '"rent ""May"""'


markup = st.text(
    st.sampled_from("a1 *_`[]()<>#!|~&\\:/.-+=@$www.http://\n"), max_size=30
)


@given(text=markup)
def test_markdown_shows_the_text_and_nothing_else(text):
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    shown = html.render(f"start {for_markdown(text)} end\n")
    tags = shown.replace("<p>", "").replace("</p>", "")
    assert "<" not in tags


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_element_in_a_list_or_table(text):
    html = MarkdownIt("commonmark").enable("table")
    item = html.render(f"- {for_markdown(text)}\n")
    assert item.count("<") == "<ul><li></li></ul>".count("<")
    table = html.render(f"| a | b |\n|---|---|\n| {for_markdown(text)} | x |\n")
    assert table.count("<td>") == 2
    assert "<a" not in table
    assert "<img" not in table


@pytest.mark.parametrize(
    "text",
    ["http://evil.example/x", "www.evil.example", "a@evil.example", "mailto:a@b"],
)
def test_bare_addresses_are_broken_up_for_github(text):
    escaped = for_markdown(text)
    shown = MarkdownIt("commonmark").renderInline(escaped)
    for link in ("://", "www.", "a@", "mailto:"):
        assert link not in shown
