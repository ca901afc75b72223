import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.hawala.undeclared_remitter import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

HOUSE = 9
ABROAD = {"sender_country": "DE", "receiver_country": "AE"}
OFFICE = {HOUSE: {"kind": "msb"}}


def customers(number=30, people=20, cents=30_000, day=0.9, **columns):
    return [
        (20 + n % people, 0, int(n * day * DAY), cents, columns) for n in range(number)
    ]


def bulk(cents=540_000, day=30, **columns):
    return (0, HOUSE, int(day * DAY), cents, ABROAD | columns)


def fires(payments, limits=None, accounts=None):
    made = ledger(payments, accounts=OFFICE | (accounts or {}))
    return shown(made, detect(made, limits or Thresholds()))


def test_small_sums_of_many_are_settled_in_bulk():
    made = ledger([*customers(), bulk(), (0, 15, DAY, 5_000)], accounts=OFFICE)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a0", [f"t{n:05}" for n in range(31)])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["credits"], alert["payers"], alert["bulk_payments"]) == (30, 20, 1)
    assert (alert["median_cents"], alert["received_cents"]) == (30_000, 900_000)
    assert (alert["bulk_cents"], alert["bulk_share"]) == (540_000, 0.6)
    assert alert["strength"] == pytest.approx(0.6 * (1 - 1 / 20))
    assert (alert["span_days"], alert["parts"]) == (30, ["credit"] * 30 + ["bulk"])


@pytest.mark.parametrize(
    ("changed", "alerts"),
    [
        ({"number": 30}, 1),
        ({"number": 29}, 0),
        ({"people": 20}, 1),
        ({"people": 19}, 0),
        ({"cents": 79_999}, 1),
        ({"cents": 80_000}, 0),
    ],
)
def test_thirty_credits_of_twenty_payers_under_eight_hundred(changed, alerts):
    assert len(fires([*customers(**changed), bulk(2_000_000)])) == alerts


def test_more_than_half_of_the_credits_are_small():
    large = [(60 + n, 0, n * DAY, 100_000) for n in range(15)]
    for small, alerts in ((15, 0), (16, 1)):
        assert len(fires([*large, *customers(small), bulk(2_000_000)])) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(540_000, 1), (539_999, 0)])
def test_six_tenths_of_what_came_go_to_exchange_houses(cents, alerts):
    assert len(fires([*customers(), bulk(cents)])) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(30, 1), (30.001, 0)])
def test_settlement_comes_within_the_month(day, alerts):
    assert len(fires([*customers(), bulk(day=day)])) == alerts


@pytest.mark.parametrize(("payments", "alerts"), [(4, 1), (5, 0)])
def test_bulk_is_five_credits_on_average(payments, alerts):
    paid = [bulk(600_000 // payments) for _ in range(payments)]
    assert len(fires(customers() + paid)) == alerts


def test_settling_every_week_is_one_alert_with_all_of_it():
    weekly = [bulk(170_000, day=7 * week) for week in range(1, 13)]
    ((_, rows),) = fires([*customers(100), *weekly])
    assert len(rows) == 112


def test_exchange_house_is_known_by_its_kind_or_its_trade():
    paid = customers()
    assert fires([*paid, (0, 8, 30 * DAY, 900_000, ABROAD)]) == []
    for category in ("4829", "6051"):
        trade = ABROAD | {"merchant_category": category}
        assert len(fires([*paid, (0, 8, 30 * DAY, 900_000, trade)])) == 1
    trade = ABROAD | {"merchant_category": "5411"}
    assert fires([*paid, (0, 8, 30 * DAY, 900_000, trade)]) == []


@pytest.mark.parametrize("country", ["DE", "withheld", None])
def test_settlement_crosses_a_border(country):
    assert fires([*customers(), bulk(receiver_country=country)]) == []


@pytest.mark.parametrize(
    "known",
    [
        {"kind": "msb"},
        {"kind": "business", "registered": True},
        {"kind": "npo"},
        {"service": "campaign"},
    ],
)
def test_agents_with_a_licence_and_declared_services_are_innocent(known):
    assert fires([*customers(), bulk()], accounts={0: known}) == []
    assert len(fires([*customers(), bulk()], accounts={0: {"registered": False}})) == 1


def test_savings_circle_that_pays_its_pot_to_a_member_is_innocent():
    pot = [(0, 20 + week, (7 * week + 6) * DAY, 200_000) for week in range(4)]
    assert fires(customers() + pot) == []


def test_shop_that_pays_suppliers_and_has_takings_is_innocent():
    suppliers = [(0, 10 + n, n * DAY, 60_000, ABROAD) for n in range(5)]
    assert fires(customers() + suppliers) == []
    takings = [(70, 0, 3 * DAY, 900_000, {"channel": "cash_deposit"})]
    assert fires([*customers(), *takings, bulk(900_000)]) == []


def test_sales_by_card_are_no_payers():
    assert fires([*customers(channel="card"), bulk(900_000)]) == []


def test_who_passes_on_each_sum_alone_is_another_red_flag():
    paid_on = [bulk(30_000, day=n * 0.9) for n in range(30)]
    assert fires(customers() + paid_on) == []


def test_equal_times_self_payments_unknown_amounts_and_no_payments():
    assert len(fires([*customers(day=0), bulk(day=0)])) == 1
    noise = [(0, 0, DAY, 10**9), (33, 0, DAY, None)]
    assert fires([*customers(), bulk(), *noise]) == fires([*customers(), bulk()])
    assert fires([*customers(cents=None), bulk()]) == []
    assert fires([]) == []
