"""Outlines and points of countries, decoded from a vendored file."""

from itertools import pairwise

import pytest

from pipeline.reference.codes import country_codes
from pipeline.reference.country_outlines import country_points, outlines


def inside(point, rings):
    """Even-odd, so holes count."""
    x, y = point
    odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                odd = not odd
    return odd


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("FR", (2.35, 48.86)),
        ("DE", (13.4, 52.52)),
        ("AE", (54.4, 24.4)),
        ("BR", (-47.9, -15.8)),
        ("NZ", (175.3, -37.8)),
        ("XK", (21.0, 42.6)),
    ],
)
def test_capitals_and_cities_lie_in_their_country_and_no_other(code, city):
    found = [one for one, rings in outlines().countries.items() if inside(city, rings)]
    assert found == [code]
    assert inside(city, outlines().land)


@pytest.mark.parametrize("sea", [(-40.0, 30.0), (80.0, -20.0), (170.0, 20.0)])
def test_the_sea_is_not_land(sea):
    assert not inside(sea, outlines().land)


def test_every_ring_is_closed_and_on_earth():
    rings = [*outlines().land, *(r for c in outlines().countries.values() for r in c)]
    for ring in rings:
        assert ring[0] == ring[-1]
        assert len(ring) > 3
        for east, north in ring:
            assert abs(east) <= 180.001
            assert abs(north) <= 90


def test_points_stand_in_the_outline_of_their_country():
    points = country_points()
    astray = {
        code
        for code, rings in outlines().countries.items()
        if not inside(points[code], rings)
    }
    assert astray == {"HT", "NO"}  # by a few kilometres: coarse coasts
    assert set(points) <= set(country_codes())


def test_countries_too_small_for_an_outline_have_a_point():
    for code in ("BH", "SG", "MT", "HK", "MV", "GI"):
        assert code not in outlines().countries
        assert code in country_points()
