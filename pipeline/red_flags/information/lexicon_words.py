"""Words of a reviewed lexicon, as payment texts spell them."""

import numpy as np
import polars as pl

from pipeline.red_flags.red_flag import Ledger
from pipeline.similar_names import folded

FUZZY_LETTERS = 8  # a shorter word is too much like others


def spellings(ledger: Ledger, texts: pl.Series, likeness: float) -> pl.DataFrame:
    """Every word or phrase of the texts that stands for a listed term: word, term."""
    terms = (
        ledger.lexicon.select(term=folded(pl.col("term")))
        .filter(pl.col("term") != "")
        .unique()
        .sort("term")
    )
    long = pl.col("term").str.len_chars() >= FUZZY_LETTERS
    single = terms.filter(long, ~pl.col("term").str.contains(" "))["term"]
    words = texts.str.split(" ").explode().unique().drop_nulls().to_frame("word")
    words = words.filter(pl.col("word").str.len_chars() >= FUZZY_LETTERS).sort("word")
    alike = _alike(words["word"], single, likeness)
    return (
        pl.concat([terms.select("term", word="term"), alike])
        .unique("word", keep="first", maintain_order=True)
        .sort(pl.col("word").str.len_chars(), "word", descending=[True, False])
    )


def _alike(words: pl.Series, terms: pl.Series, likeness: float) -> pl.DataFrame:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 # only with a lexicon

    schema = {"term": pl.String, "word": pl.String}
    if words.is_empty() or terms.is_empty():
        return pl.DataFrame(schema=schema)
    table = process.cdist(
        words.to_list(),
        terms.to_list(),
        scorer=fuzz.ratio,
        score_cutoff=100 * likeness,
        dtype=np.uint8,
    )
    row, column = np.nonzero(table)
    return pl.DataFrame(
        {"term": terms.gather(column), "word": words.gather(row)}, schema=schema
    )


def pattern(words: pl.Series) -> str:
    """A listed word between spaces; ``folded`` leaves nothing that a pattern reads."""
    return rf"(?:^| )({'|'.join(words)})(?: |$)"
