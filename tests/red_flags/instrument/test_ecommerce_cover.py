import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.instrument.ecommerce_cover import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

GOODS = {"purpose": "Printer, goods"}
SELLER = {"seller": {"kind": "personal", "party_id": "s"}}


def pays(payer, day, cents=145_000, receiver="seller", purpose="for goods"):
    return (payer, receiver, int(day * DAY), cents, {"purpose": purpose})


SALES = [pays("sponsor", 10), pays("sponsor", 40), pays("friend", 60)]


def fires(payments, accounts=SELLER, parties=None, relations=(), **limits):
    made = ledger(payments, accounts=accounts, parties=parties, relations=relations)
    return shown(made, detect(made, Thresholds(**limits)))


def test_three_sales_two_to_one_payer_and_nothing_posted():
    made = ledger(SALES, accounts=SELLER)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("seller", ["t00000", "t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["payments"], alert["payers"]) == (3, 2)
    assert (alert["goods_cents"], alert["received_share"]) == (435_000, 1)
    assert alert["repeat_share"] == pytest.approx(2 / 3)
    assert (alert["span_days"], alert["strength"]) == (50, 0.5)


def test_a_price_in_two_parts_does_not_fire():
    assert fires(SALES[:2]) == []


@pytest.mark.parametrize(("last", "alerts"), [(100, 1), (100 + 1 / DAY, 0)])
def test_window_holds_its_last_second(last, alerts):
    assert len(fires([*SALES[:2], pays("sponsor", last)])) == alerts


def test_private_buyers_come_once():
    once = [pays("x", 10), pays("y", 40), pays("z", 60)]
    assert fires(once) == []
    assert len(fires([*once, pays("x", 61)])) == 1
    assert fires([*once, pays("w", 61), pays("x", 62)]) == []


def test_sellers_have_many_buyers():
    more = [pays(f"x{n}", 300 + 100 * n) for n in range(4)]
    assert fires([*SALES, *more]) == []
    assert len(fires([*SALES, *more[:0]])) == 1
    assert len(fires([*SALES, *more], max_payers=6, max_trade_days=700)) == 1


@pytest.mark.parametrize(("day", "alerts"), [(190, 1), (190 + 1 / DAY, 0)])
def test_what_goes_on_longer_is_a_trade(day, alerts):
    assert len(fires([*SALES, pays("sponsor", day)])) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(9, 1), (10, 0), (74, 0), (75, 1)])
def test_a_seller_posts_what_he_sells(day, alerts):
    parcel = ("seller", "post", day * DAY, 900, {"merchant_category": "4215"})
    assert len(fires([*SALES, parcel])) == alerts
    other = {**SELLER, "second": {"kind": "personal", "party_id": "s"}}
    parcel = ("second", *parcel[1:])
    assert len(fires([*SALES, parcel], other)) == alerts


@pytest.mark.parametrize(("wage", "alerts"), [(1_305_000, 1), (1_305_001, 0)])
def test_beside_a_wage_small_sales_do_not_stand_out(wage, alerts):
    assert len(fires([*SALES, pays("firm", 20, wage, purpose="pay")])) == alerts


def test_sales_in_one_week_are_weighed_against_the_months_before():
    week = [pays("sponsor", 200 + n) for n in range(3)]
    wage = pays("firm", 120, 1_305_001, purpose="pay")
    assert len(fires(week)) == 1
    assert fires([*week, wage]) == []
    assert len(fires([*week, pays("firm", 111, 1_305_001, purpose="pay")])) == 1


@pytest.mark.parametrize("kind", ["merchant", "msb", "loan", "cash", "vasp"])
def test_what_shops_and_offices_pay_is_a_refund_or_a_payout(kind):
    assert fires(SALES, {**SELLER, "sponsor": {"kind": kind}}) == []


def test_a_market_pays_its_sellers():
    market = {**SELLER, "sponsor": {"kind": "business", "service": "platform"}}
    assert fires(SALES, market) == []
    sideline = [pays("site", 300, purpose="payout")]
    site = {**SELLER, "site": {"kind": "business", "service": "platform"}}
    assert fires([*SALES, *sideline], site) == []
    assert len(fires([*SALES, *sideline])) == 1


def test_who_deals_in_goods_with_many_is_a_trader():
    others = [pays("sponsor", 5, receiver=f"x{n}") for n in range(10)]
    assert fires([*SALES, *others]) == []
    assert len(fires([*SALES, *others[:9]])) == 1
    customers = [pays(f"x{n}", 5, receiver="sponsor") for n in range(10)]
    assert fires([*SALES, *customers]) == []


@pytest.mark.parametrize("kind", ["business", "merchant", "external", "npo", None])
def test_only_persons_within_the_data_are_looked_at(kind):
    assert fires(SALES, {"seller": {"kind": kind}}) == []


def test_an_account_of_unknown_kind_is_a_persons_if_a_person_owns_it():
    owned = {"seller": {"party_id": "s"}}
    assert len(fires(SALES, owned, parties={"s": {"kind": "person"}})) == 1
    assert fires(SALES, owned, parties={"s": {"kind": "organisation"}}) == []


@pytest.mark.parametrize(
    ("relation", "alerts"), [("family", 0), ("employee_of", 0), ("same_market", 1)]
)
def test_relatives_and_an_employer_pay_back_an_errand(relation, alerts):
    tie = [("s", "sponsor", relation)]
    assert len(fires([*SALES, pays("friend", 61)], relations=tie, min_payments=2)) == 1
    assert len(fires(SALES, relations=tie)) == alerts


def test_other_words_unknown_amounts_own_money_and_no_payments_do_not_fire():
    assert fires([pays("sponsor", n, purpose="thanks") for n in range(4)]) == []
    assert fires([pays("sponsor", n, None) for n in range(4)]) == []
    own = {**SELLER, "sponsor": {"party_id": "s"}}
    assert fires([pays("sponsor", n) for n in range(4)], own) == []
    assert fires([pays("seller", n) for n in range(4)]) == []
    assert fires([]) == []


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 300)), max_size=7),
    st.lists(st.integers(0, 320), max_size=2),
)
def test_agrees_with_trying_every_quarter(sales, parcels):
    paid = [pays(*sale) for sale in sales]
    paid += [
        ("seller", "post", day * DAY, 900, {"merchant_category": "4215"})
        for day in parcels
    ]
    assert len(fires(paid)) == fires_naively(sales, parcels)


def fires_naively(sales, parcels):
    days = sorted(day for _, day in sales)
    if not days or days[-1] - days[0] > 180:
        return 0
    runs = []
    for first in sorted(set(days)):
        inside = [sale for sale in sales if first <= sale[1] <= first + 90]
        if len(inside) >= 3:
            if runs and set(runs[-1]) & set(inside):
                last = max(day for _, day in [*runs[-1], *inside])
                start = min(day for _, day in runs[-1])
                inside = [sale for sale in sales if start <= sale[1] <= last]
                runs.pop()
            runs.append(inside)
    return sum(
        sum([payer for payer, _ in run].count(payer) > 1 for payer, _ in run) * 2
        >= len(run)
        and 10
        * sum(
            min(day for _, day in run) <= day <= max(day for _, day in run) + 14
            for day in parcels
        )
        <= 3 * len(run)
        for run in runs
    )
