import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.instrument.ecommerce_cover import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

PLACES = {
    "seller": {"kind": "personal", "party_id": "s", "country": "US"},
    "sponsor": {"kind": "business", "country": "GB"},
    "sister": {"kind": "merchant", "country": "BD"},
    "post": {"country": "US"},
}


def pays(payer, day, purpose=None, cents=145_000, **columns):
    return (payer, "seller", int(day * DAY), cents, {"purpose": purpose, **columns})


SALES = [pays("sponsor", 10, "for goods"), pays("sister", 40), pays("sponsor", 60)]


def fires(payments, accounts=PLACES, relations=(), **limits):
    made = ledger(payments, accounts=accounts, relations=relations)
    return shown(made, detect(made, Thresholds(**limits)))


def test_firms_abroad_that_once_say_goods_are_found_though_they_trade_with_many():
    others = [
        ("sponsor", f"x{n}", n * DAY, 9_000, {"purpose": "goods"}) for n in range(20)
    ]
    made = ledger([*SALES, *others], accounts=PLACES)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("seller", ["t00000", "t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["payers"], alert["goods_cents"], alert["posted"]) == (2, 435_000, 0)


@pytest.mark.parametrize("word", [None, "rent", "thanks"])
def test_without_a_word_of_goods_they_pay_for_something_else(word):
    assert fires([pays("sponsor", 10, word), *SALES[1:]]) == []


def test_what_they_say_is_for_something_else_does_not_count():
    assert fires([*SALES[:2], pays("sponsor", 60, "rent")]) == []
    assert len(fires([*SALES[:2], pays("sponsor", 60, "thanks")])) == 1


@pytest.mark.parametrize("country", ["US", None, "withheld"])
def test_firms_at_home_or_nobody_knows_where_buy_of_persons_too(country):
    places = {**PLACES, "sponsor": {**PLACES["sponsor"], "country": country}}
    assert fires(SALES, places) == []


@pytest.mark.parametrize(
    "sponsor", [{"kind": "msb"}, {"kind": "npo"}, {"service": "platform"}]
)
def test_offices_charities_and_markets_are_no_firms(sponsor):
    assert fires(SALES, {**PLACES, "sponsor": PLACES["sponsor"] | sponsor}) == []


@pytest.mark.parametrize(("cents", "alerts"), [(50_000, 1), (49_999, 0)])
def test_refunds_are_small(cents, alerts):
    assert len(fires([*SALES[:2], pays("sponsor", 60, None, cents)])) == alerts


def test_card_refunds_and_payments_of_an_employer_do_not_count():
    assert fires([*SALES[:2], pays("sponsor", 60, channel="card")]) == []
    assert fires(SALES, relations=[("s", "sponsor", "employee_of")]) == []


def test_who_has_worked_for_firms_abroad_for_long_has_a_trade():
    assert fires([*SALES, pays("sponsor", 191, "fee", 2_000)]) == []
    assert len(fires([*SALES, pays("sponsor", 190, "fee", 2_000)])) == 1


@pytest.mark.parametrize(("parcels", "alerts"), [(1, 1), (2, 0)])
def test_a_parcel_among_four_payments_makes_no_sale(parcels, alerts):
    posted = [
        ("seller", "post", (20 + n) * DAY, 900, {"merchant_category": "4215"})
        for n in range(parcels)
    ]
    assert len(fires([*SALES, pays("sister", 70), *posted])) == alerts
