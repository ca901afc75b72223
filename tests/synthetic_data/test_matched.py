"""It is true that origins of names, countries of families and faiths change no rank."""

from typing import get_args

import polars as pl
import pytest

from pipeline.errors import ConfigError
from pipeline.runs import load_run
from pipeline.settings import Settings
from pipeline.stages import run_stages
from synthetic_data import generate, write_world
from synthetic_data.matched import Swap, matched
from tests.conftest import SMALL

COLUMN = {"names": "names", "family": "country", "charity": "names"}
each_swap = pytest.mark.parametrize("swap", get_args(Swap))


@pytest.fixture(scope="module")
def world():
    return generate(SMALL)


def changed(world, swap):
    """Both versions of the column of those parties that differ."""
    column = COLUMN[swap]
    both = world.parties.select("party_id", "kind", "country", before=column).join(
        matched(world, swap).parties.select("party_id", after=column), on="party_id"
    )
    return both.filter(pl.col("before") != pl.col("after"))


@each_swap
def test_everything_else_is_equal(world, swap):
    clone = matched(world, swap)
    for table in ("transactions", "accounts", "relations", "labels"):
        assert getattr(clone, table).equals(getattr(world, table), null_equal=True)
    column = COLUMN[swap]
    assert clone.parties.columns == world.parties.columns
    assert clone.parties.drop(column).equals(world.parties.drop(column))


def test_everybody_gets_another_name(world):
    assert changed(world, "names").height == world.parties.height


def test_equal_names_stay_equal_and_no_two_become_one(world):
    both = world.parties.select("names").with_columns(
        other=matched(world, "names").parties["names"]
    )
    assert both.unique().height == both["names"].n_unique() == both["other"].n_unique()


def test_second_spellings_are_of_the_new_name(world):
    names = matched(world, "names").parties["names"]
    twice = names.filter(names.str.contains("|", literal=True))
    assert twice.len() == world.parties["names"].str.contains("|", literal=True).sum()
    assert twice.len() > 0
    for name in twice:
        first, second = name.split("|")
        assert second == first + first[-1]


def test_only_persons_get_another_country(world):
    assert set(changed(world, "family")["kind"]) == {"person"}
    persons = world.parties.filter(kind="person").height
    assert changed(world, "family").height == persons


def test_only_charities_get_another_faith(world):
    npo = world.accounts.filter(kind="npo")["party_id"]
    both = changed(world, "charity")
    assert set(changed(world, "charity").select("kind").to_series()) == {"organisation"}
    assert both["party_id"].is_in(npo.implode()).all()
    assert both.height > 5
    assert not both["after"].str.contains("Relief").any()


def test_an_unknown_swap_is_refused(world):
    with pytest.raises(ConfigError, match="names, family, charity"):
        matched(world, "religion")


@each_swap
def test_priorities_of_matched_accounts_are_equal(world, swap, small_run, tmp_path):
    write_world(matched(world, swap), tmp_path / "world")
    run_stages(tmp_path / "world", tmp_path / "out", Settings())
    before, after = (
        load_run(out).table("account_scores")
        for out in (small_run[0], tmp_path / "out")
    )
    both = before.join(after, on="account_id", how="full", suffix="_after")
    assert both.null_count().sum_horizontal()[0] == 0
    both = both.filter((pl.col("priority") > 0) | (pl.col("priority_after") > 0))
    assert both.height > 10
    ratio = both["priority_after"] / both["priority"]
    assert ratio.is_between(0.8, 1.25).all()
    assert ratio.min() == ratio.max() == 1
