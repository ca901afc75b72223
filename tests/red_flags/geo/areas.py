"""A war, a town beside it and a relay, for the tests of this family."""

from datetime import date

import polars as pl

from pipeline.flow_graph import DAY

START = 5_600 * DAY  # in 2015
NEAR = {"latitude": 37.1, "longitude": 37.0}
IN_WAR = {"latitude": None, "longitude": None}
YEARS = (date(2013, 1, 1), date(2020, 1, 1))
AREAS = pl.DataFrame(
    [
        ("War", "SY", "conflict_country", None, None, None, date(2011, 3, 15), None),
        (
            "Town",
            "TR",
            "border_area",
            37.0,
            37.0,
            60.0,
            date(2013, 1, 1),
            date(2020, 1, 1),
        ),
        ("Relay", "AE", "transit_hub", 25.0, 55.0, None, date(2013, 1, 1), None),
    ],
    dict.fromkeys(("area", "country", "kind"), pl.String)
    | dict.fromkeys(("latitude", "longitude", "radius_km"), pl.Float64)
    | dict.fromkeys(("listed_from", "listed_to"), pl.Date),
    orient="row",
)
