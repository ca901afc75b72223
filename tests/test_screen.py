from datetime import date

import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.schemas import ScreeningHits, conform
from pipeline.screen import Settings, screen
from pipeline.stage_files import WATCHLIST


def parties(*rows: tuple[str, list[str], list[dict[str, str]]]) -> pl.LazyFrame:
    frame = pl.DataFrame(
        [
            {"party_id": party, "names": names, "identifiers": identifiers}
            for party, names, identifiers in rows
        ],
        schema_overrides={
            "names": pl.List(pl.String),
            "identifiers": pl.List(pl.Struct({"type": pl.String, "value": pl.String})),
        },
    )
    filled = conform("parties", frame).with_columns(
        pl.col("names", "identifiers").fill_null([])
    )
    return filled.lazy()


def watchlist(**entry: str) -> pl.LazyFrame:
    row = dict.fromkeys(WATCHLIST) | {"entity": "E1", "list": "made up"} | entry
    return pl.LazyFrame([row], schema=dict.fromkeys(WATCHLIST, pl.String))


def hits(people: pl.LazyFrame, listed: pl.LazyFrame) -> pl.DataFrame:
    return ScreeningHits.validate(screen(people, listed, Settings())["screening_hits"])


def test_an_identifier_matches_exactly_and_only_of_its_type():
    people = parties(
        ("p1", [], [{"type": "passport", "value": "X1"}]),
        ("p2", [], [{"type": "tax", "value": "X1"}]),
        ("p3", [], [{"type": "passport", "value": "x1"}]),
    )
    found = hits(people, watchlist(identifiers="passport:X1", listed_from="2020-01-02"))
    assert found["party_id"].to_list() == ["p1"]
    assert found["exact_identifier"].to_list() == [True]
    assert found["listed_from"].to_list() == [date(2020, 1, 2)]


@pytest.mark.parametrize(
    ("name", "listed", "same"),
    [
        ("José  ORTEGA-Vid", "jose ortega vid", True),
        ("Ｊose Ortega Vid", "José Ortega Vid", True),
        ("Ortega Vid, José", "Jose Ortega Vid", True),
        ("Jose Ortegga Vid", "Jose Ortega Vid", True),
        ("Jose Ortega", "Jose Ortega Vid", False),
        ("Ortegga", "Ortega", False),
        ("Ali", "Ali", False),
    ],
)
def test_names_match_after_folding_or_nearly_but_short_ones_never(name, listed, same):
    found = hits(parties(("p1", ["other", name], [])), watchlist(names=f"x|{listed}"))
    assert (found.height == 1) is same


def test_a_party_with_several_matching_names_is_one_hit():
    people = parties(("p1", ["Some Name", "SOME NAME"], []))
    assert hits(people, watchlist(names="some name|Some-Name")).height == 1


def test_no_list_and_no_parties_give_no_hits():
    nobody = conform("parties", pl.DataFrame()).clear().lazy()
    assert hits(nobody, watchlist(names="some name")).is_empty()
    empty = pl.LazyFrame(schema=dict.fromkeys(WATCHLIST, pl.String))
    assert hits(parties(("p1", ["Some Name"], [])), empty).is_empty()


def test_a_slip_of_one_letter_tells_how_similar_it_is():
    found = hits(
        parties(("p1", ["Jose Ortegga Vid"], [])), watchlist(names="Jose Ortega Vid")
    )
    assert 0.92 <= found["similarity"].item() < 1
    assert not found["exact_identifier"].item()


def test_each_period_of_an_entity_is_kept():
    entry = dict.fromkeys(WATCHLIST) | {"entity": "E1", "list": "made up"}
    periods = [("2001-01-01", "2002-01-01"), ("2005-01-01", None)]
    rows = [
        entry | {"names": "some name", "listed_from": a, "listed_to": b}
        for a, b in periods
    ]
    listed = pl.LazyFrame(rows, schema=dict.fromkeys(WATCHLIST, pl.String))
    found = hits(parties(("p1", ["Some Name"], [])), listed)
    assert found["listed_from"].to_list() == [date(2001, 1, 1), date(2005, 1, 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        *({"listed_from": "01.02.2003"}, {"list": None}, {"entity": None}),
        {"listed_from": "2003-02-01", "listed_to": "2002-02-01"},
    ],
)
def test_entries_that_cannot_be_used_are_refused_with_their_line(wrong):
    with pytest.raises(InputError, match=r"1 of 1 entries.*line 2"):
        hits(parties(("p1", ["Some Name"], [])), watchlist(names="other", **wrong))


def test_the_lists_screened_are_named_with_their_entries():
    people = parties(("p1", ["Some Name"], []))
    lists = screen(people, watchlist(names="Other Name"), Settings())["screening_lists"]
    assert lists.rows() == [("made up", 1)]
