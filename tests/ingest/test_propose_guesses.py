"""What a column writes is told by what reads every value, and doubt is told too."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.ingest.guess_values import guess_amounts, guess_times
from pipeline.ingest.header_words import HEADERS, listed, plain
from pipeline.ingest.propose_mapping import propose_mapping
from pipeline.ingest.toml_text import Lines, quoted
from pipeline.ingest.value_words import CHANNELS, DIRECTIONS, meaning_of
from pipeline.schemas import CHANNELS as OUR_CHANNELS


@pytest.mark.parametrize(
    ("values", "formats", "needs_zone"),
    [
        (["930101", "951231"], ("%y%m%d",), False),
        (["010203"], ("%y%m%d", "%d%m%y", "%m%d%y"), False),
        (["20240102"], ("%Y%m%d",), False),
        (["2024-01-02"], ("iso",), False),
        (["2024-01-02 10:00:00"], ("iso",), True),
        (["2024-01-02T10:00:00+01:00"], ("iso",), False),
        (["02.01.2024 10:11"], ("%d.%m.%Y %H:%M",), True),
        (["1/2/2024 1:05 PM", "1/13/2024 1:05 PM"], ("%m/%d/%Y %I:%M %p",), True),
        (["05-Mar-2024"], ("%d-%b-%Y",), False),
        (["1700000000"], ("epoch_seconds",), False),
        (["1700000000000"], ("epoch_milliseconds",), False),
        (["5", "17"], (), False),
        (["13.01.2024"] * 9 + ["unknown"], ("%d.%m.%Y",), False),
        ([], (), False),
    ],
)
def test_times_are_told_by_what_reads_them_all(values, formats, needs_zone):
    assert guess_times(values) == (formats, needs_zone)


@pytest.mark.parametrize(
    ("values", "decimal", "thousands", "ambiguous"),
    [
        (["1.234,50", "7,00"], ",", ".", False),
        (["1,234.50", "7.00"], ".", ",", False),
        (["1234", "5"], ".", "", False),
        (["1 234,50"], ",", " ", False),
        (["1'234.50"], ".", "'", False),
        (["1.234", "0.5"], ".", "", False),
        (["1.234", "1.234.567"], ",", ".", False),
        (["1.234"], ",", "", True),
        (["1,234"], ".", "", True),
    ],
)
def test_marks_are_told_where_they_can_be(values, decimal, thousands, ambiguous):
    guess = guess_amounts(values)
    assert guess.ambiguous is ambiguous
    assert (guess.marks.decimal_mark, guess.marks.thousands_mark) == (
        decimal,
        thousands,
    )


@pytest.mark.parametrize(
    ("values", "negative"),
    [
        (["-5", "5"], "leading"),
        (["5-", "5"], "trailing"),
        (["(5)", "5"], "parentheses"),
    ],
)
def test_sign_is_told(values, negative):
    guess = guess_amounts(values)
    assert guess.signed
    assert guess.marks.negative == negative


def test_indian_groups_are_told():
    assert guess_amounts(["12,34,567.00"]).marks.grouping == "indian"


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("Příjem", "in"),
        ("HABEN", "in"),
        ("Débit", "out"),
        ("-", "out"),
        ("+", "in"),
        ("Storno", None),
    ],
)
def test_words_for_directions_are_known_without_accents(word, means):
    assert meaning_of(word, DIRECTIONS) == means


def test_word_with_more_behind_it_still_means_it():
    assert meaning_of("Überweisung SEPA 24", CHANNELS) == "wire"


def test_vocabularies_are_written_as_they_are_compared():
    phrases = [p for words in HEADERS.values() for p in listed(words)]
    phrases += [p for words in CHANNELS.values() for p in listed(words)]
    assert [phrase for phrase in phrases if plain(phrase) != phrase] == []
    assert set(CHANNELS) <= set(OUR_CHANNELS)


@given(st.text(), st.text())
def test_any_text_is_written_and_read_back(name, value):
    lines = Lines()
    lines.say(name, value, "note")
    lines.comment(quoted(value))
    (read,) = tomllib.loads(lines.text()).items()
    assert read == (
        name.encode("utf-8", "replace").decode(),
        value.encode("utf-8", "replace").decode(),
    )


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_file_without_a_table_is_refused(tmp_path, content):
    (tmp_path / "table.csv").write_text(content)
    with pytest.raises(InputError, match=r"table\.csv has no rows"):
        propose_mapping(tmp_path)
