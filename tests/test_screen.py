from datetime import date

import polars as pl
import pytest

from pipeline.schemas import ScreeningHits, conform
from pipeline.screen import fold, screen
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
    return ScreeningHits.validate(screen(people, listed)["screening_hits"])


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
        ("Jose Ortega", "Jose Ortega Vid", False),
        ("Ali", "Ali", False),
    ],
)
def test_names_match_after_folding_but_short_ones_never(name, listed, same):
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


def test_folding_keeps_letters_of_any_script():
    assert fold("Αθήνα—Δ. 2") == "αθηνα δ 2"


def test_the_lists_screened_are_named_with_their_entries():
    people = parties(("p1", ["Some Name"], []))
    lists = screen(people, watchlist(names="Other Name"))["screening_lists"]
    assert lists.rows() == [("made up", 1)]
