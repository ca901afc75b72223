"""
Names that are nearly the same: folded, word order ignored, a few letters apart.

Similarity is that of rapidfuzz's ``ratio`` on the folded words in order of the
alphabet: twice the letters in common, in order, over the letters of both.
"""

import numpy as np
import polars as pl

LEAST_LETTERS = 4
# A slip of one letter in one word leaves a short name too much like many others.
FUZZY_WORDS = 2
FUZZY_LETTERS = 9
PREFIX = 3  # letters of a word that must agree in at least one word of both names
CELLS = 4_000_000  # pairs compared at once: bounds memory, changes nothing else


def folded(text: pl.Expr) -> pl.Expr:
    """Case, accents and spacing away; letters and digits of any script stay."""
    plain = text.str.normalize("NFKD").str.to_lowercase().str.replace_all(r"\p{M}", "")
    plain = plain.str.replace_many(["ß", "ς"], ["ss", "σ"])
    return plain.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def words_in_order(names: pl.Series) -> pl.Series:
    """Of each name its folded words, sorted, as one text; null where too short."""
    text = folded(pl.col("name")).str.split(" ").list.sort().list.join(" ")
    letters = text.str.count_matches(r"\p{L}")
    return (
        names.to_frame("name")
        .select(pl.when(letters >= LEAST_LETTERS).then(text))
        .to_series()
    )


def similar(mine: pl.Series, listed: pl.Series, at_least: float) -> pl.DataFrame:
    """
    Pairs of texts of ``words_in_order`` whose similarity is ``at_least`` that: columns
    mine, listed, similarity (0–1); equal ones are 1. Sorted.

    Unequal ones need FUZZY_WORDS words and FUZZY_LETTERS letters each, and one word of
    both that begins with the same PREFIX letters. Cost: at most names × listed names,
    some 90 million comparisons a second; a prefix of its own for each word makes it a
    small part of that.
    """
    mine, listed = (
        names.drop_nulls().unique().sort().alias(side)
        for names, side in ((mine, "mine"), (listed, "listed"))
    )
    same = pl.DataFrame([mine]).join(
        pl.DataFrame([listed]), left_on="mine", right_on="listed"
    )
    found = [
        same.with_columns(listed="mine", similarity=pl.lit(1.0)),
        *(_alike(a, b, at_least) for a, b in _blocks(mine, listed)),
    ]
    columns = ("mine", "listed", "similarity")
    return pl.concat([each.select(columns) for each in found]).unique().sort(columns)


def likeness(mine: pl.Series, other: pl.Series) -> pl.Series:
    """The similarity (0–1) of each text of ``mine`` to that of ``other`` beside it."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 # only with names to compare

    if mine.is_empty():
        return pl.Series(dtype=pl.Float64)
    pairs = (mine.to_list(), other.to_list())
    each = process.cpdist(*pairs, scorer=fuzz.ratio, dtype=np.float32)
    return pl.Series(each.astype(np.float64) / 100).round(4)


def _blocks(mine: pl.Series, listed: pl.Series) -> list[tuple[pl.Series, pl.Series]]:
    """Names of both sides that share the beginning of a word, by beginning."""
    sides = [
        pl.DataFrame([names])
        .filter(
            pl.col(name).str.len_chars() >= FUZZY_LETTERS,
            pl.col(name).str.count_matches(" ") >= FUZZY_WORDS - 1,
        )
        .with_columns(prefix=pl.col(name).str.split(" "))
        .explode("prefix")
        .with_columns(pl.col("prefix").str.slice(0, PREFIX))
        .unique()
        .group_by("prefix")
        .agg(pl.col(name).sort())
        for names, name in ((mine, "mine"), (listed, "listed"))
    ]
    both = sides[0].join(sides[1], on="prefix").sort("prefix")
    return list(zip(both["mine"], both["listed"], strict=True))


def _alike(mine: pl.Series, listed: pl.Series, at_least: float) -> pl.DataFrame:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 # only with a list to screen

    parts = []
    step = max(1, CELLS // listed.len())
    for start in range(0, mine.len(), step):
        some = mine[start : start + step]
        table = process.cdist(
            some.to_list(),
            listed.to_list(),
            scorer=fuzz.ratio,
            score_cutoff=100 * at_least,
            dtype=np.float32,
        )
        row, column = np.nonzero(table)
        parts.append(
            pl.DataFrame(
                {
                    "mine": some.gather(row),
                    "listed": listed.gather(column),
                    "similarity": (table[row, column].astype(np.float64) / 100).round(
                        4
                    ),
                }
            )
        )
    return pl.concat(parts).filter(pl.col("mine") != pl.col("listed"))
