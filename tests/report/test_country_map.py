"""The map of countries: corridors as lines, what has no place as words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reference.country_outlines import country_points, outlines
from pipeline.report.country_map import country_map
from pipeline.report.country_map.labels import label_place
from pipeline.report.country_map.picture import MOST_CORRIDORS
from pipeline.report.country_map.view import (
    HEIGHTS,
    WIDTH,
    outline_path,
    view_of,
)
from pipeline.report.sections.money import Sum
from pipeline.report.sections.where import Corridor, where

degrees = st.tuples(st.floats(-179, 179), st.floats(-54, 80))


def corridor(sender, receiver, cents=100, numbers=(1,)):
    return Corridor(
        sender_country=str(sender),
        receiver_country=str(receiver),
        sum=Sum("", len(numbers), 0, cents, ["wire"], "2021-03-01", list(numbers)),
        domestic=sender == receiver and sender is not None,
        listed=[],
        codes=(sender, receiver),
    )


@given(points=st.lists(degrees, min_size=1, max_size=9))
def test_a_view_holds_every_point_and_no_more_than_the_world(points):
    view = view_of(points)
    assert HEIGHTS[0] <= view.height <= HEIGHTS[1]
    for point in points:
        x, y = view.place(point)
        assert -0.01 <= x <= WIDTH + 0.01
        assert -0.01 <= y <= view.height + 0.01
    assert view.west >= -180.01
    assert view.west + WIDTH / view.per_degree[0] <= 180.01


@given(points=st.lists(degrees, min_size=1, max_size=3))
def test_outlines_are_cut_to_the_view(points):
    view = view_of(points)
    path = outline_path(outlines().land, view)
    assert len(path) < 30_000
    for part in path.split("M")[1:]:
        start, _, steps = part.rstrip("z").partition("l")
        x, y = map(int, start.split())
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        for east, south in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + east, y + south
            assert -4 <= x <= WIDTH + 4
            assert -4 <= y <= view.height + 4


def test_a_square_in_the_middle_is_drawn_whole_and_one_outside_not():
    view = view_of([(0.0, 0.0)])
    square = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0))
    far = tuple((x + 90, y) for x, y in square)
    left, top = map(round, view.place((-1.0, 1.0)))
    right, bottom = map(round, view.place((1.0, -1.0)))
    wide, high = right - left, bottom - top
    path = outline_path([square, far], view)
    assert path == f"M{left} {bottom}l{wide} 0 0 {-high} {-wide} 0 0 {high}z"


def test_lines_and_discs_carry_the_figures_of_the_table(cases):
    corridors = where(cases["NET-1"])
    drawn = country_map(corridors, "USD")
    across = [one for one in corridors if not one.domestic]
    assert [line.numbers for line in drawn.lines] == [c.sum.numbers for c in across]
    home = {m.code: m.numbers for m in drawn.markers if m.radius}
    assert home == {c.codes[0]: c.sum.numbers for c in corridors if c.domestic}
    assert drawn.elsewhere == []
    assert "Germany (DE) → France (FR): USD " in " ".join(x.title for x in drawn.lines)


def test_unknown_and_withheld_countries_are_named_beside_the_map(cases):
    drawn = country_map(where(cases["NET-2"]), "USD")
    assert drawn.elsewhere == [
        "unknown (2 transactions)",
        "withheld (2 transactions)",
    ]
    assert {marker.code for marker in drawn.markers} == {"CY", "LB"}


def test_a_country_without_an_outline_is_a_point():
    drawn = country_map([corridor("BH", "MT")], "USD")
    assert [(marker.code, marker.outline) for marker in drawn.markers] == [
        ("BH", ""),
        ("MT", ""),
    ]
    assert len(drawn.lines) == 1


def test_a_country_without_a_point_is_told():
    drawn = country_map([corridor("GP", "FR")], "USD")
    assert drawn.elsewhere == ["Guadeloupe (1 transaction)"]
    assert drawn.lines == []


@pytest.mark.parametrize("ends", [(None, None), ("withheld", None)])
def test_without_a_known_country_there_is_no_map(ends):
    assert country_map([corridor(*ends)], "USD") is None
    assert country_map([], "USD") is None


def test_both_directions_of_a_corridor_are_apart():
    drawn = country_map([corridor("DE", "AE"), corridor("AE", "DE")], "USD")
    there, back = (line.path for line in drawn.lines)
    bends = [re.search(r"Q(\S+) (\S+)", path).groups() for path in (there, back)]
    assert bends[0] != bends[1]


def test_a_world_of_corridors_is_bounded_and_says_what_it_left_out():
    codes = sorted(country_points())[:60]
    ends = [(a, b) for a in codes for b in codes if a != b]
    drawn = country_map([corridor(*end) for end in ends], "USD")
    assert len(drawn.lines) == MOST_CORRIDORS
    assert drawn.more == len(ends) - MOST_CORRIDORS


def test_labels_avoid_what_is_taken_and_the_edges():
    view = view_of([(0.0, 0.0)])
    taken = []
    for _ in range(6):
        label_place("AE United Arab Emirates", (WIDTH - 20, 40.0), 9.0, taken, view)
    for number, one in enumerate(taken):
        assert one[2] <= WIDTH
        for other in taken[:number]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]
