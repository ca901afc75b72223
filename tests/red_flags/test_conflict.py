import numpy as np
import polars as pl
import pytest

from pipeline.red_flags.conflict import (
    at_transit_hub,
    distance_km,
    in_conflict,
    in_risk_set,
    near_conflict,
)
from tests.red_flags.ledgers import ledger

AREAS = pl.DataFrame(
    [
        ("Whole land", "SY", "conflict_country", None, None, None, "2011-03-15", None),
        ("A town", "TR", "border_area", 37.0, 37.0, 60.0, "2013-01-01", "2020-01-01"),
        ("A relay", "AE", "transit_hub", 25.0, 55.0, None, "1999-01-01", "2002-01-01"),
    ],
    dict.fromkeys(("area", "country", "kind"), pl.String)
    | dict.fromkeys(("latitude", "longitude", "radius_km"), pl.Float64)
    | dict.fromkeys(("listed_from", "listed_to"), pl.String),
    orient="row",
).with_columns(pl.col("listed_from", "listed_to").str.to_date("%Y-%m-%d"))


def made(day, **columns):
    return ledger([(0, 1, day, 100, columns)], conflict_areas=AREAS)


@pytest.mark.parametrize(
    ("day", "expected"), [("2011-03-14T23:59:59", False), ("2011-03-15", True)]
)
def test_country_counts_from_its_first_day_on(day, expected):
    paid = made(day, sender_country="DE", receiver_country="SY")
    assert in_conflict(paid, "receiver").tolist() == [expected]
    assert in_conflict(paid, "sender").tolist() == [False]


@pytest.mark.parametrize(
    ("day", "expected"), [("2001-12-31T23:59:59", True), ("2002-01-01", False)]
)
def test_relay_counts_up_to_the_day_it_ends_on(day, expected):
    paid = made(day, receiver_country="AE")
    assert at_transit_hub(paid, "receiver").tolist() == [expected]
    assert not in_conflict(paid, "receiver").any()


def test_time_known_to_the_month_counts_if_any_of_its_days_does():
    rough = made("2011-03-05", receiver_country="SY", time_precision="approximate")
    assert in_conflict(rough, "receiver").all()


@pytest.mark.parametrize(("latitude", "expected"), [(37.5, True), (37.6, False)])
def test_place_counts_within_its_radius_and_without_coordinates_never(
    latitude, expected
):
    columns = {"sender_country": "TR", "receiver_country": "TR"}
    paid = made("2015-06-01", latitude=latitude, longitude=37.0, **columns)
    assert near_conflict(paid).tolist() == [expected]
    assert not near_conflict(made("2015-06-01", **columns)).any()
    late = made("2020-01-01", latitude=37.0, longitude=37.0, **columns)
    assert not near_conflict(late).any()


def test_account_country_stands_in_and_a_withheld_one_never_counts():
    home = ledger(
        [(0, 1, "2015-01-01")], accounts={1: {"country": "SY"}}, conflict_areas=AREAS
    )
    assert in_conflict(home, "receiver").all()
    assert not in_conflict(
        made("2015-01-01", receiver_country="withheld"), "receiver"
    ).any()


def test_cash_drawn_beside_a_conflict_is_at_risk_at_its_receiver_only():
    place = {"latitude": 37.0, "longitude": 37.0, "channel": "cash_withdrawal"}
    paid = made("2015-06-01", **place)
    assert in_risk_set(paid, "receiver").all()
    assert not in_risk_set(paid, "sender").any()


def test_embedded_areas_load_and_turkey_of_2015_needs_a_place():
    paid = ledger([(0, 1, "2015-06-01", 1, {"receiver_country": "TR"})])
    assert paid.conflict_areas.height > 40
    assert not in_conflict(paid, "receiver").any()


def test_distance_is_that_of_the_globe():
    paris, new_york = (48.8566, 2.3522), (40.7128, -74.0060)
    away = distance_km(np.array([paris[0]]), np.array([paris[1]]), *new_york)
    assert away[0] == pytest.approx(5_837, rel=0.01)
