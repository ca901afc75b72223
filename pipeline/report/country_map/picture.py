"""Corridors, markers and labels of the map, ready for the template."""

from collections.abc import Sequence
from math import hypot, sqrt
from typing import NamedTuple

from pipeline.reference.codes import country_name
from pipeline.reference.country_outlines import Point, country_points, outlines
from pipeline.report.country_map.labels import Box, label_place
from pipeline.report.country_map.view import WIDTH, View, outline_path, view_of
from pipeline.report.network.scales import by_logarithm
from pipeline.report.sections.where import Corridor
from pipeline.report.wording import counted, money

MOST_CORRIDORS = 40  # more lines than that show nothing; the table has all
LINE = (1.2, 5.5)  # pixels of the line with the least and the most money
DISC = 24.0  # radius of the most money inside one country
MARKER = 4.5
BEND = 0.16  # of a line's length, to its right: both directions can be told apart
TIP = 7.0
NAMES_UP_TO = 14  # countries; with more only their codes


class MapLine(NamedTuple):
    path: str
    tip: str
    end: Point  # where its tip points
    width: float
    title: str
    numbers: list[int]  # of the transactions


class MapMarker(NamedTuple):
    code: str
    outline: str
    x: float
    y: float
    radius: float  # of the disc for money that stayed inside; 0 without
    title: str
    numbers: list[int]  # of the transactions inside
    label: str
    label_x: float
    label_y: float
    anchor: str


class CountryMap(NamedTuple):
    width: float
    height: float
    land: str
    lines: list[MapLine]
    markers: list[MapMarker]
    more: int  # corridors between placed countries without a line
    elsewhere: list[str]  # countries, and how often, that have no place on it


def country_map(corridors: Sequence[Corridor], currency: str) -> CountryMap | None:
    """``corridors`` by value, most first; None where no country has a place."""
    known = country_points()
    codes = sorted({code for one in corridors for code in one.codes if code in known})
    if not codes:
        return None
    view = view_of(known[code] for code in codes)
    place = {code: view.place(known[code]) for code in codes}
    across = [c for c in corridors if not c.domestic and place.keys() >= {*c.codes}]
    inside = {c.codes[0]: c for c in corridors if c.domestic and c.codes[0] in place}
    width = by_logarithm([one.sum.cents for one in across], *LINE)
    lines = [
        _line(one, place, width(one.sum.cents), currency)
        for one in across[:MOST_CORRIDORS]
    ]
    taken = [
        (x - half, y - half, x + half, y + half)
        for points, half in (
            (place.values(), MARKER),
            ([line.end for line in lines], TIP),
        )
        for x, y in points
    ]
    return CountryMap(
        width=WIDTH,
        height=view.height,
        land=outline_path(outlines().land, view),
        lines=lines,
        markers=_markers(place, inside, currency, taken, view),
        more=len(across[MOST_CORRIDORS:]),
        elsewhere=_elsewhere(corridors, place),
    )


def _title(one: Corridor, currency: str) -> str:
    unknown = f", {one.sum.unknown} of unknown amount" if one.sum.unknown else ""
    return (
        f"{one.sender_country} → {one.receiver_country}: "
        f"{money(one.sum.cents, currency)} in "
        f"{counted(one.sum.payments, 'transaction')}{unknown}, {one.sum.when}."
    )


def _line(
    one: Corridor, place: dict[str, Point], width: float, currency: str
) -> MapLine:
    """A bow to the right of its direction, from marker to marker."""
    (x0, y0), (x1, y1) = (place[code or ""] for code in one.codes)
    length = hypot(x1 - x0, y1 - y0) or 1.0
    middle = (
        (x0 + x1) / 2 - (y1 - y0) * BEND,
        (y0 + y1) / 2 + (x1 - x0) * BEND,
    )
    start = _towards((x0, y0), middle, min(MARKER + 2, length / 4))
    tip = _towards((x1, y1), middle, min(MARKER + 1, length / 4))
    end = _towards((x1, y1), middle, min(MARKER + 1 + TIP, length / 3))
    across = ((tip[1] - end[1]) * 0.6, (end[0] - tip[0]) * 0.6)
    return MapLine(
        path=f"M{start[0]:.1f} {start[1]:.1f}Q{middle[0]:.1f} {middle[1]:.1f} "
        f"{end[0]:.1f} {end[1]:.1f}",
        tip=f"M{tip[0]:.1f} {tip[1]:.1f}L{end[0] + across[0]:.1f} "
        f"{end[1] + across[1]:.1f}L{end[0] - across[0]:.1f} {end[1] - across[1]:.1f}z",
        end=tip,
        width=width,
        title=_title(one, currency),
        numbers=one.sum.numbers,
    )


def _towards(start: Point, goal: Point, by: float) -> Point:
    length = hypot(goal[0] - start[0], goal[1] - start[1]) or 1.0
    part = by / length
    return (
        start[0] + (goal[0] - start[0]) * part,
        start[1] + (goal[1] - start[1]) * part,
    )


def _markers(
    place: dict[str, Point],
    inside: dict[str, Corridor],
    currency: str,
    taken: list[Box],
    view: View,
) -> list[MapMarker]:
    """In the order of ``place``; labels keep clear of what is ``taken``."""
    most = max((one.sum.cents for one in inside.values()), default=0) or 1
    markers = []
    for code, (x, y) in place.items():
        own = inside.get(code)
        name = country_name(code)
        label = f"{code} {name}" if len(place) <= NAMES_UP_TO else code
        label_x, label_y, anchor = label_place(label, (x, y), MARKER + 5, taken, view)
        markers.append(
            MapMarker(
                code=code,
                outline=outline_path(outlines().countries.get(code, ()), view),
                x=x,
                y=y,
                radius=DISC * sqrt(own.sum.cents / most) if own else 0.0,
                title=_title(own, currency) if own else f"{name} ({code})",
                numbers=own.sum.numbers if own else [],
                label=label,
                label_x=label_x,
                label_y=label_y,
                anchor=anchor,
            )
        )
    return markers


def _elsewhere(corridors: Sequence[Corridor], place: dict[str, Point]) -> list[str]:
    """Ends of payments without a place: unknown, withheld, or no point at hand."""
    counts: dict[str, int] = {}
    for one in corridors:
        for code in dict.fromkeys(one.codes):
            if code not in place:
                name = country_name(code)
                counts[name] = counts.get(name, 0) + one.sum.payments
    return [
        f"{name} ({counted(payments, 'transaction')})"
        for name, payments in sorted(counts.items())
    ]
