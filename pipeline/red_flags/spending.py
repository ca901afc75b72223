"""
What a payment bought, by the trade of whom it went to or the words that came with it.

The trade is ``merchant_category`` (ISO 18245); only codes whose meaning is certain are
read. Where it says none of the KINDS, whole words of ``purpose`` do, from a small list
in several languages that is our own (``reference/spending_words.csv``): of several the
one that stands first, of two there the longer. Case and missing accents do not matter.
Scripts that do not part words by spaces are not read, nor are words cut short.

Nothing here is suspect by itself; nearly everybody buys nearly all of it. Code 8661
(religious organisations) is left out on purpose.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl

WORDS = Path(__file__).parents[1] / "reference" / "spending_words.csv"
# Codes of ISO 18245, first and last of a range. A trade that sells several kinds of
# thing (5311 department stores, 5732 electronics) says little and is not read.
CATEGORIES: dict[str, tuple[tuple[int, int], ...]] = {
    "air": ((3000, 3350), (4511, 4511)),
    "rail_bus": ((4112, 4112), (4131, 4131)),
    "sea": ((4411, 4411),),
    "travel_agency": ((4722, 4722),),
    "lodging": ((3501, 3999), (7011, 7011), (7033, 7033)),
    "vehicle_hire": ((3351, 3500), (7512, 7513), (7519, 7519)),
    "handsets": ((4812, 4812),),
    "telecom": ((4814, 4814), (4816, 4816)),
    "outdoor": ((5655, 5655), (5941, 5941), (5998, 5998)),
    "money_service": ((4829, 4829), (6050, 6051)),
    "stored_value": ((6540, 6540),),
    "cash": ((6010, 6011),),
    "shipping": ((4215, 4215), (9402, 9402)),
    "removals": ((4214, 4214),),
    "charity": ((8398, 8398),),
    "education": ((8211, 8211), (8220, 8220), (8241, 8241), (8244, 8244), (8249, 8249)),
    "housing": ((6513, 6513),),
    "gambling": ((7995, 7995),),
    "vehicles": ((5511, 5511), (5521, 5521)),
    "goods": (),  # bought, by the payer's word; no trade says what
    "groceries": ((5411, 5411), (5422, 5422), (5451, 5451), (5462, 5462), (5499, 5499)),
    "fuel": ((5541, 5542),),
    "dining": ((5811, 5814),),
    "household": (
        *((4111, 4111), (4121, 4121), (4900, 4900), (5200, 5200), (5712, 5712)),
        *((5912, 5912), (6300, 6300), (8011, 8011), (8021, 8021), (8062, 8062)),
    ),
}
KINDS = pl.Enum(list(CATEGORIES))
FARES = ("air", "rail_bus", "sea", "travel_agency")
ORDINARY = ("groceries", "fuel", "dining", "household", "housing")


def spent_on() -> pl.Expr:
    """
    Over ``transactions``: one of KINDS a row, null where nothing says it.

    Nothing is collected: a filter on it keeps rows as they are read.
    """
    known = pl.col("merchant_category").replace_strict(
        _by_code(), default=None, return_dtype=KINDS
    )
    small = pl.col("purpose").str.to_lowercase()
    # The small form of the Turkish capital İ is an i and a dot of its own.
    plain = small.str.replace_all("\u0307", "", literal=True)
    said = plain.str.extract(_pattern(), 1)
    worded = said.replace_strict(_by_word(), default=None, return_dtype=KINDS)
    return pl.coalesce(known, worded).alias("spent_on")


@cache
def _by_code() -> dict[str, str]:
    return {
        f"{code:04}": kind
        for kind, ranges in CATEGORIES.items()
        for first, last in ranges
        for code in range(first, last + 1)
    }


@cache
def _by_word() -> dict[str, str]:
    """The kind of each term, with and without its accents."""
    rows = pl.read_csv(WORDS, infer_schema=False)
    return {
        spelling: kind
        for term, kind in rows.select("term", "kind").iter_rows()
        for spelling in _spellings(term)
    }


def _spellings(term: str) -> Iterator[str]:
    """``ı`` is also an i: the capital of both is I to whoever does not know Turkish."""
    for spelling in (term, term.replace("ı", "i")):
        parts = unicodedata.normalize("NFD", spelling)
        yield "".join(part for part in parts if not unicodedata.combining(part))
        yield spelling


@cache
def _pattern() -> str:
    """A term between word ends: spelt out, ``\\b`` would take fifteen times as long."""
    longest_first = sorted(_by_word(), key=lambda term: (-len(term), term))
    edge = r"[^\pL\pM\pN_]"
    return rf"(?:^|{edge})({'|'.join(longest_first)})(?:{edge}|$)"
