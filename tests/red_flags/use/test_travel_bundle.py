import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.use.travel_bundle import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.use.departures import (
    BEGAN,
    BUNDLE,
    DATA_END,
    FARE,
    GEAR,
    HOME,
    KNOWN,
    LIFE,
    PHONE,
    ROOM,
    at_home,
    buys,
    draws,
    fires,
)


def test_gear_a_fare_and_cash_where_a_war_is_with_no_way_back():
    made = ledger([*BUNDLE, *LIFE], accounts=KNOWN)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("own", ["t00000", "t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["gear", "fare", "stay"]
    assert (alert["arms"], alert["fares"], alert["stays"]) == (3, 1, 1)
    assert (alert["away_days"], alert["span_days"]) == (pytest.approx(105), 10)
    assert alert["strength"] == 0.5


def test_a_relay_is_a_holiday_country_too_and_counts_half():
    bundle = [*BUNDLE[:2], draws(200, "relay")]
    (alert,) = detect(
        ledger([*bundle, *LIFE], accounts=KNOWN), Thresholds()
    ).alerts.to_dicts()
    assert alert["strength"] == 0.25


@pytest.mark.parametrize("missing", range(3))
def test_two_arms_do_not_fire(missing):
    assert fires([*BUNDLE[:missing], *BUNDLE[missing + 1 :], *LIFE]) == []


def test_a_telephone_and_a_room_are_arms_too():
    assert len(fires([buys(190, PHONE), *BUNDLE[1:], *LIFE])) == 1
    room = {**KNOWN, "hotel": {"kind": "merchant", "country": "SY"}}
    assert len(fires([*BUNDLE[:2], buys(200, ROOM, "hotel"), *LIFE], room)) == 1
    shop = buys(200, "5999", "hotel")
    assert fires([*BUNDLE[:2], shop, *LIFE], room) == []
    meal = buys(200, "5812", "hotel")
    assert len(fires([*BUNDLE[:2], meal, *LIFE], room)) == 1


@pytest.mark.parametrize(("day", "alerts"), [(170, 1), (170 - 1 / DAY, 0)])
def test_window_holds_its_last_second(day, alerts):
    assert len(fires([buys(day, GEAR), *BUNDLE[1:], *LIFE])) == alerts


def test_trekking_elsewhere_leads_to_no_place_of_risk():
    nepal = {**KNOWN, "there": {"kind": "cash", "country": "CH"}}
    assert fires([*BUNDLE, buys(191, PHONE), *LIFE], nepal) == []
    for country in ("withheld", None):
        unknown = {**KNOWN, "there": {"kind": "cash", "country": country}}
        assert fires([*BUNDLE, *LIFE], unknown) == []


@pytest.mark.parametrize(("back", "alerts"), [(215, 0), (216, 1), (217, 1)])
def test_whoever_is_home_after_a_holiday_has_come_back(back, alerts):
    returned = [draws(back, "till", cents=5_000)]
    assert len(fires([*BUNDLE, *LIFE, *returned])) == alerts


def test_what_may_still_be_a_holiday_when_the_data_end_is_not_told():
    assert fires([*BUNDLE, *at_home(), draws(205)]) == []
    assert len(fires([*BUNDLE, *at_home(), draws(216)])) == 1


def test_who_is_never_seen_at_home_cannot_be_missed_there():
    assert fires([*BUNDLE, DATA_END, ("x", "y", BEGAN * DAY)]) == []


def test_what_one_always_buys_is_no_sign_of_a_journey():
    for before in (buys(131, GEAR), draws(141)):
        assert fires([before, *BUNDLE, *LIFE]) == []
    long_ago = [buys(129, GEAR), draws(130), buys(134, FARE)]
    assert len(fires([*long_ago, *BUNDLE, *LIFE])) == 1


def test_what_was_before_the_data_is_not_known():
    early = [buys(50, GEAR), buys(55, FARE), draws(59)]
    assert fires([*early, *at_home(0, 55), DATA_END]) == []
    for first, alerts in ((60, 1), (60 - 1 / DAY, 0)):
        later = [buys(first, GEAR), buys(62, FARE), draws(63)]
        assert len(fires([*later, *at_home(0, 60), DATA_END])) == alerts


@pytest.mark.parametrize(("first", "alerts"), [(160, 1), (159, 0)])
def test_what_follows_a_new_thing_within_the_window_is_new(first, alerts):
    gear = [buys(first, GEAR), buys(190, GEAR)]
    assert len(fires([*gear, *BUNDLE[1:], *LIFE])) == alerts


@pytest.mark.parametrize("trade", ["8220", "4214"])
def test_students_and_emigrants_pay_fees_and_removals(trade):
    assert fires([*BUNDLE, *LIFE, buys(150, trade)]) == []
    assert len(fires([*BUNDLE, *LIFE, buys(50, trade)])) == 1


def test_accounts_of_one_holder_count_together_and_those_of_firms_not():
    owned = {**KNOWN, "own": HOME | {"party_id": "p"}, "two": HOME | {"party_id": "p"}}
    bundle = [buys(190, GEAR, account="two"), *BUNDLE[1:]]
    assert fires([*bundle, *LIFE], owned) == [("own", ["t00000", "t00001", "t00002"])]
    assert fires([*bundle, *LIFE]) == []
    assert fires([*BUNDLE, *LIFE], {**KNOWN, "own": HOME | {"kind": "business"}}) == []


def test_accounts_turned_into_cash_need_no_absence():
    saved = ("firm", "own", (BEGAN + 100) * DAY, 400_000)
    loan = ("bank", "own", (BEGAN + 180) * DAY, 600_000)
    cash = [draws(188, "till", cents=500_000), draws(189, "till", cents=480_000)]
    known = {**KNOWN, "bank": {"kind": "loan"}, "firm": {"kind": "business"}}
    paid = [
        saved,
        loan,
        *cash,
        buys(190, GEAR),
        buys(195, FARE),
        *at_home(0, 160),
        DATA_END,
    ]
    ((account, evidence),) = fires(paid, known)
    assert account == "own"
    assert {"t00001", "t00002", "t00003", "t00004", "t00005"} <= set(evidence)
    made = ledger(paid, accounts=known)
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert (alert["liquidations"], alert["stays"]) == (1, 0)
    assert alert["away_days"] is None


def test_no_payments_and_self_payments_do_not_fire():
    assert fires([]) == []
    own = [
        ("own", "own", (BEGAN + d) * DAY, 1, {"merchant_category": GEAR})
        for d in (1, 2)
    ]
    assert fires([*own, *LIFE]) == []
