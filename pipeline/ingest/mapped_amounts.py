"""
Amounts as banks write them → digits with one point, or null where the locale differs.

Nothing is guessed: "1,234" is one thousand or one and a bit only as the mapping says,
groups must be whole, and other digits than the declared ones do not count.
"""

import re

import polars as pl

from pipeline.ingest.mapping import Amounts

MINUS = "[-\u2212]"  # hyphen-minus and the minus sign proper
AROUND = {
    "leading": (f"(?:{MINUS}|[+])?", ""),
    "trailing": ("", f"(?:{MINUS}|[+])?"),
    "parentheses": (r"\(?", r"\)?"),
}
IS_NEGATIVE = {
    "leading": f"^{MINUS}",
    "trailing": f"{MINUS}$",
    "parentheses": r"^\(.*\)$",
}


def canonical_amount(text: pl.Expr, marks: Amounts, digits: str) -> pl.Expr:
    """
    The amount as ``-1234.50``: ASCII digits, a point, "-" in front where negative.

    Every digit delivered is kept. Null where the text is not wholly a number in the
    locale of ``marks``, whose ten ``digits`` stand for 0 to 9.
    """
    before, after = AROUND[marks.negative]
    fits = text.str.contains(f"^{before}(?:{_number(marks, digits)}){after}$")
    if marks.negative == "parentheses":  # both or neither
        fits &= text.str.starts_with("(") == text.str.ends_with(")")
    number = text.str.replace_all(f"[^{digits}{re.escape(marks.decimal_mark)}]", "")
    parts = number.str.replace_many(list(digits), list("0123456789")).str.split_exact(
        marks.decimal_mark, 1
    )
    whole, fraction = parts.struct.field("field_0"), parts.struct.field("field_1")
    if marks.implied_decimals:
        padded = whole.str.pad_start(marks.implied_decimals + 1, "0")
        fraction = padded.str.tail(marks.implied_decimals)
        whole = padded.str.head(-marks.implied_decimals)
    sign = pl.when(text.str.contains(IS_NEGATIVE[marks.negative])).then(pl.lit("-"))
    return pl.when(fits).then(
        pl.concat_str(
            sign.otherwise(pl.lit("")),
            pl.when(whole == "").then(pl.lit("0")).otherwise(whole),
            pl.when(fraction.is_not_null())
            .then(pl.concat_str(pl.lit("."), fraction))
            .otherwise(pl.lit("")),
        )
    )


def _number(marks: Amounts, digits: str) -> str:
    """Regular expression of an unsigned number, its groups all parted by one mark."""
    digit = f"[{digits}]"
    wholes = [f"{digit}+"]
    for mark in map(re.escape, marks.thousands_mark):
        if marks.grouping == "indian":
            wholes.append(f"{digit}{{1,2}}(?:{mark}{digit}{{2}})*{mark}{digit}{{3}}")
        else:
            wholes.append(f"{digit}{{1,3}}(?:{mark}{digit}{{3}})+")
    whole = "|".join(wholes)
    if marks.implied_decimals:
        return whole
    decimals = f"{re.escape(marks.decimal_mark)}{digit}+"
    return f"(?:{whole})(?:{decimals})?|{decimals}"
