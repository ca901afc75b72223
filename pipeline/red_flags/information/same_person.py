"""
Pairs of parties that may be one person; each finder returns them as low < high.

A paper that more parties share than ``max_sharers`` is a placeholder and joins nobody.
"""

import polars as pl

from pipeline.principals import controllers
from pipeline.red_flags.red_flag import Ledger
from pipeline.similar_names import likeness, words_in_order

PAIR = ["low", "high"]
KEYS = ["type", "value"]
# Of one bank, birth date and beginning of a name: more is a date that clerks make up.
CROWD = 200


def _papers(ledger: Ledger, most: int) -> pl.DataFrame:
    """party, kind, type, value of identifiers that at most ``most`` parties have."""
    return (
        ledger.parties.select("kind", "identifiers", party="party_id")
        .explode("identifiers", empty_as_null=False, keep_nulls=False)
        .unnest("identifiers")
        .unique()
        .filter(pl.col("party").n_unique().over(KEYS) <= most)
    )


def _names(ledger: Ledger, parties: pl.DataFrame) -> pl.DataFrame:
    """party, words: each name of ``parties`` (column party), in one notation."""
    known = (
        ledger.parties.select("names", party="party_id")
        .join(parties.select("party").unique(), on="party", how="semi")
        .explode("names", empty_as_null=False, keep_nulls=False)
    )
    words = words_in_order(known["names"])
    return known.select("party", words=words).drop_nulls().unique()


def _pairs(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The pairs low < high of ``party`` that agree in ``by``; its columns kept."""
    other = rows.select(*by, high="party")
    return (
        rows.rename({"party": "low"})
        .join(other, on=by)
        .filter(pl.col("low") < pl.col("high"))
        .unique()
    )


def one_paper(ledger: Ledger, max_sharers: int) -> pl.DataFrame:
    """Parties of one kind with one paper whose names have no word in common."""
    papers = _papers(ledger, max_sharers)
    pairs = _pairs(papers.select("party", "kind", *KEYS), ["kind", *KEYS]).select(PAIR)
    names = _names(ledger, pairs.select(party="low").vstack(pairs.select(party="high")))
    words = names.with_columns(pl.col("words").str.split(" ")).explode("words").unique()
    alike = pairs.join(words.rename({"party": "low"}), on="low").join(
        words.rename({"party": "high"}), on=["high", "words"]
    )
    named = pairs.join(words.select(low="party"), on="low", how="semi").join(
        words.select(high="party"), on="high", how="semi"
    )
    return named.join(alike, on=PAIR, how="anti").unique()


def two_papers(ledger: Ledger, max_sharers: int, min_similarity: float) -> pl.DataFrame:
    """
    Like names, one birth date and bank, and papers of one type that differ.

    Cost: linear in the parties, but for those of one date, bank and beginning of a
    name, at most CROWD of whom are compared with each other.
    """
    papers = _papers(ledger, max_sharers)
    born = (
        ledger.parties.select("dates", party="party_id")
        .explode("dates", empty_as_null=False, keep_nulls=False)
        .unnest("dates")
        .filter(pl.col("type").str.to_lowercase().str.starts_with("birth"))
        .select("party", day="value")
        .unique()
    )
    where = (
        controllers(ledger.accounts, ledger.relations_in_force)
        .join(
            ledger.accounts.with_row_index("account").select("account", "institution"),
            on="account",
        )
        .select("party", "institution")
        .drop_nulls()
        .unique()
    )
    names = _names(ledger, born).join(born, on="party").join(where, on="party")
    # Of one birthday, bank and first letters of a word, so that no table explodes.
    names = names.with_columns(begins=pl.col("words").str.split(" ")).explode("begins")
    names = names.with_columns(pl.col("begins").str.slice(0, 3))
    by = ["day", "institution", "begins"]
    keyed = names.select("party", *by).unique()
    crowded = pl.len().over(by) > CROWD
    same = _pairs(keyed.filter(~crowded), by).select(PAIR).unique()
    texts = names.select("party", "words").unique()
    told = same.join(texts.rename({"party": "low", "words": "a"}), on="low").join(
        texts.rename({"party": "high", "words": "b"}), on="high"
    )
    told = told.filter(likeness(told["a"], told["b"]) >= min_similarity)
    two = (
        told.select(PAIR)
        .unique()
        .join(papers.select("type", low="party", one="value"), on="low")
        .join(papers.select("type", high="party", two="value"), on=["high", "type"])
    )
    agree = two.filter(pl.col("one") == pl.col("two")).select(PAIR)
    return two.select(PAIR).unique().join(agree, on=PAIR, how="anti")


def one_listed(ledger: Ledger, max_sharers: int) -> pl.DataFrame:
    """Parties that resemble one listed entity; namesakes of many are left out."""
    hits = ledger.screening_hits.select(
        "list_name", "entity", "listed_from", party="party_id"
    ).unique()
    by = ["list_name", "entity", "listed_from"]
    few = pl.col("party").n_unique().over(by) <= max_sharers
    pairs = _pairs(
        hits.filter(few).with_columns(
            pl.col("listed_from").cast(pl.String).fill_null("")
        ),
        by,
    )
    return pairs.select(PAIR).unique()
