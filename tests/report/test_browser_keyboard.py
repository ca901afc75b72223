"""A page from its first to its last stop with the Tab key alone."""

from pathlib import Path

import pytest

from tests.report.test_browser import PAGES

STOP = (Path(__file__).parent / "stop.js").read_text()


def stops(page):
    found = []
    for _ in range(700):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return found
        found.append(stop)
    raise AssertionError("Tab never leaves the page")


@pytest.mark.parametrize("path", PAGES[:2])
def test_every_stop_is_seen_marked_and_named(opened, path):
    for stop in stops(opened(path)):
        assert stop["seen"], stop
        assert stop["marked"], stop
        assert stop["named"], stop


def test_every_control_and_picture_is_reached_once(opened):
    found = stops(opened("cases/NET-1/index.html"))
    ids = [stop["id"] for stop in found]
    for control in ("flag", "least", "since", "until", "find", "decision", "reviewer"):
        assert ids.count(control) == 1, control
    pictures = [stop["picture"] for stop in found]
    for picture, many in (("net", 1), ("map", 1), ("when", 1), ("curve", 1)):
        assert pictures.count(picture) == many, picture
    assert sum(stop["tag"] == "summary" for stop in found) > 3
    assert sum(stop["tag"] == "button" for stop in found) > 2
