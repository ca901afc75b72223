"""The committed examples are what the code makes of their sources today."""

import os

import pytest

from tests.report.make_examples import CASE, EXAMPLES, MADE, contents, example_site

JIT_OFF = os.environ.get("NUMBA_DISABLE_JIT") == "1"


@pytest.mark.parametrize("name", MADE)
def test_a_committed_example_is_made_again_byte_by_byte(name, tmp_path):
    if name == "documented_plot" and not CASE.exists():
        pytest.skip("the documented cases are not on this machine")
    if name == "six_countries" and JIT_OFF:
        pytest.skip("a whole world is run with the JIT on")
    committed, made = contents(EXAMPLES / name), example_site(name, tmp_path)
    assert sorted(made) == sorted(committed), "run make examples"
    for path, content in made.items():
        assert content == committed[path], f"{path} differs: run make examples"


def pages(name):
    return [p.read_text("utf-8") for p in (EXAMPLES / name).glob("cases/*/report.md")]


def test_the_documented_plot_tells_its_story():
    found = pages("documented_plot")
    (text,) = (page for page in found if "### Residual return to funder" in page)
    assert "went back towards its source" in text
    assert "TF-STRUCT-01" in text.split("Red flags that stayed silent")[1]


def test_the_network_shows_its_countries_channels_and_disruption():
    found = pages("six_countries")
    (text,) = (page for page in found if "### Residual return to funder" in page)
    for country in ("GB", "TR", "DE", "AE", "US"):
        assert country in text
    for channel in ("wire", "prepaid load", "internal transfer"):
        assert channel in text
    assert "reeze" in text
