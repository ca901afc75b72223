"""What payments say in passing is gathered once, whatever the order."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.account_book import ACCOUNT, PARTY, AccountBook
from pipeline.schemas import TABLES

PLACE = {"source_file": pl.String, "source_line": pl.Int64}
NOBODY = pl.DataFrame(schema=PARTY | PLACE)


def accounts(*rows):
    facts = [(*row, "t", line) for line, row in enumerate(rows, 1)]
    return pl.DataFrame(facts, ACCOUNT | PLACE, orient="row")


def parties(*rows):
    facts = [(*row, "t", line) for line, row in enumerate(rows, 1)]
    return pl.DataFrame(facts, PARTY | PLACE, orient="row")


def gathered(book):
    tables = {"raw_accounts": [], "raw_parties": []}
    for part in book.parts():
        for name, rows in part.items():
            tables[name].append(rows)
    empty = {name: TABLES[name].create_empty() for name in tables}
    return [pl.concat([empty[name], *parts]) for name, parts in tables.items()]


def book_of(accounts_told, parties_told=NOBODY):
    book = AccountBook()
    book.add(accounts_told, parties_told)
    return gathered(book)


def test_contradicting_facts_leave_a_gap():
    told = accounts(("A", "X", None, None, None), ("A", "Y", "cash", None, True))
    known, _ = book_of(told)
    columns = ("institution", "kind", "party_id", "source_line")
    assert known.select(columns).rows() == [(None, "cash", "A", 1)]


def test_names_are_listed_most_frequent_first_then_by_alphabet():
    names = ("Zoe", "Bo", "Bo", "Al", "Zoe", "Cy|Di")
    said = [("A", "names", name) for name in names]
    book = AccountBook()
    book.add(accounts(), parties(*said[:3]))
    book.add(accounts(), parties(*said[3:]))
    assert gathered(book)[1]["names"].to_list() == ["Bo|Zoe|Al|Cy¦Di"]


def test_party_has_one_kind_and_country_or_none():
    told = parties(
        *(("A", "kind", "person"), ("A", "kind", "organisation")),
        *(("A", "country", "DE"), ("B", "country", "FR")),
    )
    _, known = book_of(accounts(), told)
    assert known.select("party_id", "kind", "country").rows() == [
        ("A", None, "DE"),
        ("B", None, "FR"),
    ]


def test_account_that_nothing_is_known_of_has_no_row():
    known, holders = book_of(accounts(("A", None, None, None, None)))
    assert known.is_empty()
    assert holders.is_empty()


def test_place_is_the_first_mention_whichever_batch_is_compacted():
    book = AccountBook(compact_at=0)
    for file in ("a", "b"):
        told = accounts(("B", "X", None, None, None), ("A", "X", None, None, None))
        book.add(told.with_columns(source_file=pl.lit(file)), NOBODY)
    known, _ = gathered(book)
    assert known.select("account_id", "source_file", "source_line").rows() == [
        ("A", "a", 2),
        ("B", "a", 1),
    ]


words = st.none() | st.sampled_from("ab")


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("AB"), words, words, words, st.none() | st.just(True)
        ),
        max_size=12,
    ),
    names=st.lists(
        st.tuples(words, st.sampled_from(["names", "kind"]), words).filter(
            lambda fact: None not in fact
        ),
        max_size=12,
    ),
    cut=st.integers(0, 12),
    compact_at=st.sampled_from([0, 3, 1_000]),
)
@settings(deadline=None, max_examples=40)
def test_neither_batches_nor_order_matter(rows, names, cut, compact_at):
    told, named = accounts(*rows), parties(*names)
    book = AccountBook(compact_at)
    book.add(told[cut:], named[cut:].reverse())
    book.add(told[:cut].reverse(), named[:cut])
    for table, straight in zip(gathered(book), book_of(told, named), strict=True):
        assert table.equals(straight)
