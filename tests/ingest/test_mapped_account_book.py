"""What payments say in passing is gathered once, whatever the order."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.account_book import AccountBook


def facts(*rows):
    return pl.DataFrame(
        [
            {"account_id": a, "institution": b, "party_id": p, "names": n}
            | {"source_file": "t", "source_line": line}
            for line, (a, b, p, n) in enumerate(rows)
        ],
        schema={
            **dict.fromkeys(("account_id", "institution", "party_id"), pl.String),
            **dict.fromkeys(("names", "source_file"), pl.String),
            "source_line": pl.Int64,
        },
    )


def gathered(*batches):
    book = AccountBook()
    for batch in batches:
        book.add(batch)
    (part,) = book.parts()
    return part["raw_accounts"], part["raw_parties"]


def test_contradicting_facts_leave_a_gap():
    accounts, _ = gathered(facts(("A", "X", None, None), ("A", "Y", "P", None)))
    assert accounts.select("institution", "party_id").rows() == [(None, "P")]


def test_names_are_listed_most_frequent_first_then_by_alphabet():
    said = [("A", None, "A", name) for name in ("Zoe", "Bo", "Bo", "Al", "Zoe", "Cy")]
    _, parties = gathered(facts(*said[:3]), facts(*said[3:]))
    assert parties["names"].to_list() == ["Bo|Zoe|Al|Cy"]


def test_account_that_nothing_is_known_of_has_no_row():
    accounts, parties = gathered(facts(("A", None, None, None)))
    assert accounts.is_empty()
    assert parties.is_empty()


def test_party_without_an_account_stands_alone():
    accounts, parties = gathered(facts((None, None, "P", "Bo")))
    assert accounts.is_empty()
    assert parties["party_id"].to_list() == ["P"]


words = st.none() | st.sampled_from("ab")


@given(
    rows=st.lists(st.tuples(st.sampled_from("AB"), words, words, words), max_size=12),
    cut=st.integers(0, 12),
    compact_at=st.sampled_from([0, 3, 1_000]),
)
@settings(deadline=None, max_examples=40)
def test_neither_batches_nor_order_matter(rows, cut, compact_at):
    whole = facts(*rows)
    book = AccountBook(compact_at)
    for part in (whole[cut:], whole[:cut].reverse()):
        book.add(part)
    (part,) = book.parts()
    accounts, parties = gathered(whole)
    assert part["raw_accounts"].equals(accounts)
    assert part["raw_parties"].equals(parties)
