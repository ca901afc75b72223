"""It is true that text is made ready for print without losing a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.formats.print_text import breakable, drawable_only, printed

ALL = frozenset(range(0x110000))


@given(word=st.text(min_size=1))
def test_a_broken_word_keeps_every_letter_in_short_pieces(word):
    word = word.replace("\u200b", "x")
    pieces = breakable(word).split("\u200b")
    assert "".join(pieces) == word
    assert max(map(len, pieces)) <= 12


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("FACILITATOR_UAE_1", ["FACILITATOR_", "UAE_1"]),
        ("GB1234567890123456", ["GB123456", "7890123456"]),
        ("aaaaaaa(bbbbbbbbbb", ["aaaaaa", "a(bbbbbbbbbb"]),
        ("short", ["short"]),
    ],
)
def test_a_word_is_broken_where_it_can_be_read(word, pieces):
    assert breakable(word).split("\u200b") == pieces


def test_short_words_are_left_alone():
    text = "From transactions.csv:12 and " + "x" * 48
    assert printed(text, ALL) == text
    assert "\u200b" in printed(text + "x", ALL)


def test_a_run_of_another_direction_is_isolated():
    assert printed("a علي محمد 12", ALL) == "a \u2068علي محمد\u2069 12"


def test_what_no_font_has_is_spelled_out():
    assert drawable_only("a王ü", frozenset({ord("ü")})) == "a⟨U+738B⟩ü"
