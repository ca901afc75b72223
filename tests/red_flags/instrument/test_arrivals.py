from pipeline.flow_graph import DAY
from tests.red_flags.instrument.journeys import (
    BEFORE,
    HOME,
    KNOWN,
    TRIP,
    deposit,
    draws,
    fires,
    shops,
)


def test_a_foreign_shop_that_sells_by_post_is_no_journey():
    abroad = {**KNOWN, "far": {"kind": "merchant", "country": "AE"}}
    for columns, alerts in (
        ({}, 0),
        ({"merchant_category": "7011"}, 0),
        ({"merchant_category": "5812"}, 1),
        ({"latitude": 25.2, "longitude": 55.3}, 1),
    ):
        paid = [*BEFORE, shops(200, "far", **columns), TRIP[1], deposit(207)]
        assert len(fires(paid, abroad)) == alerts


def test_places_that_are_withheld_or_unknown_are_neither_home_nor_abroad():
    for country in ("withheld", None):
        there = {**KNOWN, "there": {"kind": "cash", "country": country}}
        assert fires([*BEFORE, *TRIP, deposit(207)], there) == []


def test_a_day_that_may_have_come_first_is_no_order():
    day = {"time_precision": "day"}
    paid = [*BEFORE, draws(200, **day), deposit(200, **day)]
    assert fires(paid) == []
    assert len(fires([*BEFORE, draws(199, **day), deposit(200, **day)])) == 1


def test_equal_times_are_no_homecoming():
    assert fires([*BEFORE, draws(200), shops(200), deposit(209)]) == [
        ("own", ["t00002", "t00004"])
    ]


def test_a_newcomers_first_account_is_an_arrival():
    assert len(fires([*BEFORE, deposit(200, account="new")])) == 1
    paid = [*BEFORE, ("boss", "new", 200 * DAY), deposit(207, account="new")]
    assert fires(paid) == [("new", ["t00003"])]
    assert fires([*paid[:3], deposit(208, account="new")]) == []


def test_an_account_in_use_before_the_data_or_not_the_first_is_no_arrival():
    assert fires([shops(150), deposit(200, account="new")]) == []
    assert fires([("boss", "own", 0), deposit(2)]) == []
    owned = {**KNOWN, "own": HOME | {"party_id": "p"}, "new": HOME | {"party_id": "p"}}
    assert fires([*BEFORE, deposit(200, account="new")], owned) == []
    for kind in ("business", "npo"):
        firm = {**KNOWN, "new": {"kind": kind}}
        assert fires([*BEFORE, deposit(200, account="new")], firm) == []
