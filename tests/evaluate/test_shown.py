"""It is true that an evaluation can be read on a terminal and in a picture."""

import polars as pl
import pytest
from lxml import etree
from rich.console import Console

from pipeline.evaluate import evaluate
from pipeline.evaluate.picture import draw
from pipeline.evaluate.show import as_renderable
from tests.evaluate.small_run import small_run

HOSTILE = "[bold]x[/nope] <script>alert(1)</script> $\\frac$ \x1b[2J"


def printed(evaluation) -> str:
    console = Console(width=160, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(as_renderable(evaluation))
    return console.export_text()


def renamed(name: str):
    run = small_run()
    run["labels"] = run["labels"].with_columns(
        name=pl.when(pl.col("name") == "ring").then(pl.lit(name)).otherwise("name")
    )
    return evaluate(**run)


def test_terminal_shows_the_figures():
    text = printed(evaluate(**small_run()))
    assert "any red flag" in text
    assert "not testable" in text
    assert "0.50" in text
    assert "top 50" in text


def test_terminal_shows_hostile_names_as_text():
    text = printed(renamed(HOSTILE))
    assert "\x1b" not in text
    assert "bold" in text.replace("\n", "")


def test_picture_is_svg_and_repeats_byte_for_byte():
    evaluation = evaluate(**small_run())
    first, second = draw(evaluation), draw(evaluation)
    assert first == second
    assert etree.fromstring(first).tag.endswith("svg")


@pytest.mark.parametrize("name", [HOSTILE, "名前", ""])
def test_picture_survives_any_name(name):
    picture = draw(renamed(name))
    tree = etree.fromstring(picture)
    assert not tree.findall(".//{http://www.w3.org/2000/svg}script")


def test_picture_without_look_alikes_says_so():
    run = small_run()
    run["labels"] = run["labels"].filter(pl.col("label") == "scheme")
    assert b"no labels" in draw(evaluate(**run))
