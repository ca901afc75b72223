"""Amounts: every locale reads its own numbers back, and no other's."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.mapped_amounts import canonical_amount
from pipeline.ingest.mapping import Amounts

ASCII = "0123456789"
ARABIC = "٠١٢٣٤٥٦٧٨٩"


def read(*texts, digits=ASCII, **marks):
    frame = pl.DataFrame({"text": texts}, {"text": pl.String})
    expression = canonical_amount(pl.col("text"), Amounts(**marks), digits)
    return frame.select(expression).to_series().to_list()


def written(amount: Decimal, marks: Amounts, digits: str, mark: str) -> str:
    """The amount as a bank of that locale writes it."""
    whole, _, fraction = f"{abs(amount):f}".partition(".")
    if mark:
        last, head = whole[-3:], whole[:-3]
        size = 2 if marks.grouping == "indian" else 3
        groups = [last]
        while head:
            groups.insert(0, head[-size:])
            head = head[:-size]
        whole = mark.join(groups)
    text = whole + (marks.decimal_mark + fraction if fraction else "")
    text = text.translate(str.maketrans(ASCII, digits))
    if amount >= 0:
        return text
    shapes = {"leading": "-{}", "trailing": "{}-", "parentheses": "({})"}
    return shapes[marks.negative].format(text)


@given(
    amount=st.decimals(-(10**12), 10**12, places=2) | st.decimals(0, 10**4, places=0),
    decimal_mark=st.sampled_from([",", ".", "٫"]),
    thousands_mark=st.sampled_from(["", " ", "'", "\u202f\u00a0", "_"]),
    grouping=st.sampled_from(["thousands", "indian"]),
    negative=st.sampled_from(["leading", "trailing", "parentheses"]),
    digits=st.sampled_from([ASCII, ARABIC]),
    data=st.data(),
)
@settings(deadline=None, max_examples=60)
def test_amount_reads_back_as_it_was_written(
    amount, decimal_mark, thousands_mark, grouping, negative, digits, data
):
    marks = Amounts(
        decimal_mark=decimal_mark,
        thousands_mark=thousands_mark,
        grouping=grouping,
        negative=negative,
    )
    mark = data.draw(st.sampled_from(thousands_mark)) if thousands_mark else ""
    text = written(amount, marks, digits, mark)
    frame = pl.DataFrame({"text": [text]})
    expression = canonical_amount(pl.col("text"), marks, digits)
    (found,) = frame.select(expression).to_series()
    assert Decimal(found) == amount
    assert found.startswith("-") == (text != text.strip("-()"))
    assert len(found.partition(".")[2]) == len(f"{amount:f}".partition(".")[2])


@given(st.text(alphabet="0123456789.,-+() '٣４e\u00a0", max_size=12))
@settings(deadline=None, max_examples=200)
def test_what_is_read_is_plain_digits_and_the_same_digits(text):
    (found,) = read(text, decimal_mark=",", thousands_mark=".")
    if found is not None:
        Decimal(found)
        assert found.isascii()
        digits = [letter for letter in text if letter in ASCII]
        kept = [letter for letter in found if letter in ASCII]
        assert kept in (digits, ["0", *digits])


@pytest.mark.parametrize(
    ("marks", "yes", "no"),
    [
        (
            {"decimal_mark": ".", "thousands_mark": ","},
            {"1,234.50": "1234.50", "1234": "1234", ".5": "0.5", "+7": "7"},
            ["1.234,50", "12,34", "1,2345", ",123", "1234,567", "5.", "1 234", "", "-"],
        ),
        (
            {"decimal_mark": ",", "thousands_mark": "."},
            {"1.234,50": "1234.50", "1.234": "1234"},
            ["1,234.50", "1.23", "1.234.5"],
        ),
        (
            {"decimal_mark": ",", "thousands_mark": " '"},
            {"1 234 567,8": "1234567.8", "1'234,8": "1234.8"},
            ["1 234'567,8", "1  234"],
        ),
        (
            {"thousands_mark": ",", "grouping": "indian"},
            {"12,34,567.00": "1234567.00", "1,234": "1234"},
            ["1,234,567", "123,456"],
        ),
        ({"negative": "trailing"}, {"5-": "-5", "5": "5"}, ["-5"]),
        ({"negative": "parentheses"}, {"(5)": "-5"}, ["(5", "5)", "-5"]),
        ({"implied_decimals": 2}, {"5": "0.05", "1234": "12.34"}, ["1.5", "1,5"]),
        (
            {},
            {"\u22127": "-7"},
            ["١٢٣", "１２", "1e5", "NaN", "inf", "0x10", " 1", "1\n"],
        ),
    ],
)
def test_only_the_declared_locale_is_read(marks, yes, no):  # C3
    assert read(*yes, **marks) == list(yes.values())
    assert read(*no, **marks) == [None] * len(no)


def test_declared_digits_are_the_only_ones():  # C3
    marks = {"decimal_mark": "٫", "thousands_mark": "٬"}
    assert read("١٬٢٣٤٫٥٠", "1234", digits=ARABIC, **marks) == ["1234.50", None]
