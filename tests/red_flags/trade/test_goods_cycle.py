import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags import RED_FLAGS
from pipeline.red_flags.trade import shipments
from pipeline.red_flags.trade.goods_cycle import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.trade.legs import (
    ACCOUNTS,
    BUYER,
    COURIER,
    DEALER,
    MARKET,
    SAFE,
    cash,
    goods,
    wire,
)

ONCE = Thresholds(min_deposits=1)  # the shortest cycle; what several ask is tested so


def found(payments, accounts=ACCOUNTS, limits=None, relations=()):
    made = ledger(payments, accounts=accounts, relations=relations)
    return made, detect(made, limits or ONCE)


def fires(*arguments, **tables):
    return shown(*found(*arguments, **tables))


def test_wire_shipment_and_cash_in_three_countries_are_found():
    made, told = found([wire(), goods(), cash()])
    assert shown(made, told) == [("a0", ["t00000", "t00001", "t00002"])]
    (alert,) = told.alerts.to_dicts()
    assert alert["parts"] == ["wire", "shipment", "cash"]
    assert (alert["wires"], alert["shipments"], alert["deposits"]) == (1, 1, 1)
    assert (alert["wired_cents"], alert["cash_cents"]) == (1_000_000, 900_000)
    assert (alert["dealers"], alert["cash_share"], alert["strength"]) == (1, 1, 0.5)


@pytest.mark.parametrize(
    ("shipped", "came", "alerts"),
    [(120, 240, 1), (121, 200, 0), (120, 241, 0), (-1, 20, 0), (30, 29, 0)],
)
def test_each_leg_follows_within_its_days(shipped, came, alerts):
    payments = [wire(DAY), goods((1 + shipped) * DAY), cash((1 + came) * DAY)]
    assert len(fires(payments)) == alerts


def test_legs_of_one_moment_are_in_order():
    assert len(fires([cash(5), goods(5), wire(5)])) == 1


def test_times_known_to_the_month_widen_every_leg():
    rough = {"time_precision": "approximate"}
    late = [wire(150 * DAY, **rough), goods(0, **rough), cash(0, **rough)]
    assert fires(late) == []
    near = [wire(29 * DAY, **rough), goods(0, **rough), cash(0, **rough)]
    assert len(fires(near)) == 1


@pytest.mark.parametrize(
    ("end", "country"), [(MARKET, "LB"), (DEALER, "LB"), (0, "US")]
)
def test_two_countries_are_ordinary_trade(end, country):
    places = ACCOUNTS | {end: ACCOUNTS[end] | {"country": country}}
    assert fires([wire(), goods(), cash()], places) == []


def test_countries_unknown_or_withheld_are_no_third():
    for unknown in (None, "withheld"):
        places = ACCOUNTS | {MARKET: {"country": unknown}}
        assert fires([wire(), goods(), cash()], places) == []


def test_settlement_may_be_booked_from_the_market_to_the_dealer():
    paper = (MARKET, DEALER, 10 * DAY, 80_000, {"channel": "trade_settlement"})
    assert len(fires([wire(), paper, cash()])) == 1


@pytest.mark.parametrize(("wired", "alerts"), [(900_000, 1), (900_001, 0)])
def test_trader_whom_the_market_pays_by_wire_stays_silent(wired, alerts):
    paid = (MARKET, BUYER, 15 * DAY, wired)
    assert len(fires([wire(), goods(), cash(), paid])) == alerts


def test_where_a_value_is_not_known_payments_are_counted():
    paid = (MARKET, BUYER, 15 * DAY, 10_000_000)
    assert len(fires([wire(cents=None), goods(), cash(cents=None), paid])) == 1
    assert fires([wire(), goods(), cash(cents=None), paid, paid]) == []


@pytest.mark.parametrize("relation", ["same_market", "contains", "family", "acts_for"])
def test_courier_and_safe_are_joined_by_relations(relation):
    payments = [wire(), goods(), cash(payer=COURIER, payee=SAFE)]
    ties = [("p3", "p2", relation), ("p0", "p4", relation)]
    assert [a for a, _ in fires(payments, relations=ties)] == ["a0"]
    assert fires(payments, relations=ties[:1]) == []
    assert fires(payments, relations=ties[1:]) == []


def test_nobodys_cash_from_the_markets_country_counts_and_from_elsewhere_not():
    purse = {COURIER: {"kind": "cash", "country": "BJ"}}
    payments = [wire(), goods(), cash(payer=COURIER)]
    assert len(fires(payments, ACCOUNTS | purse)) == 1
    purse[COURIER]["country"] = "TG"
    assert fires(payments, ACCOUNTS | purse) == []


def test_local_cash_and_returns_that_are_no_cash_stay_silent():
    assert fires([wire(), goods(), cash(channel="wire")]) == []
    at_home = ACCOUNTS | {COURIER: {"kind": "cash", "country": "LB"}}
    assert fires([wire(), goods(), cash(payer=COURIER)], at_home) == []


def test_legs_without_the_others_self_payments_and_nothing_raise_nothing():
    legs = [wire(), goods(), cash()]
    for missing in range(3):
        assert fires(legs[:missing] + legs[missing + 1 :]) == []
    assert fires([(0, 0, 0, 5, {"channel": "cash_deposit"})]) == []
    assert fires([], {}) == []


@pytest.mark.parametrize(("room", "alerts", "cut"), [(3, 1, 0), (2, 0, 1)])
def test_hub_with_too_many_legs_is_left_out_and_counted(monkeypatch, room, alerts, cut):
    monkeypatch.setattr(shipments, "ROOM", room)
    _, told = found([wire(), goods(), cash()])
    assert (told.alerts.height, told.cut) == (alerts, cut)


def test_documented_case_of_used_cars_is_found():
    made = documented_case("case_lcb_used_cars")
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    buyer = made.accounts["account_id"][alert["account"]]
    assert buyer == "BANK_LB+EXCHANGE_HOUSES_LB"
    assert alert["parts"] == ["wire", "shipment", "cash"]


def test_data_without_shipments_are_not_testable():
    made = ledger([wire(), cash()])
    assert "trade_settlement" in RED_FLAGS["TF-TRADE-01"].untestable(made)


leg = st.tuples(
    st.sampled_from(["wire", "trade_settlement", "cash_deposit"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 9),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(leg, max_size=9))
def test_alerts_agree_with_naive_reading(legs):
    """Accounts 0 to 3 in four countries; every third of legs is tried."""

    def soon(first, then):
        return 0 <= then[3] - first[3] <= 4

    legs = [each for each in legs if each[1] != each[2]]
    expected = set()
    for w in (x for x in legs if x[0] != "cash_deposit"):
        for g in (x for x in legs if x[0] == "trade_settlement" and soon(w, x)):
            for r in (x for x in legs if x[0] == "cash_deposit" and soon(g, x)):
                buyer, dealer, market = w[1], w[2], r[1]
                if r[2] == buyer and {g[1], g[2]} == {dealer, market}:
                    expected.add(f"a{buyer}")
    places = {n: {"country": c} for n, c in enumerate(["LB", "US", "BJ", "DE"])}
    paid = [(s, r, at * DAY, 100, {"channel": c}) for c, s, r, at in legs]
    limits = Thresholds(
        window_days=4,
        min_cash_share=0,
        min_deposits=1,
        min_wired_cents=0,
        min_cash_to_wired=0,
    )
    assert {a for a, _ in fires(paid, places, limits)} == expected
