import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.trade.equal_sums import equal_sums
from pipeline.red_flags.trade.opaque_companies import Thresholds, detect
from tests.red_flags.ledgers import ids, ledger, shown

FIRM = {"kind": "business"}
FRONTS = {"a": FIRM | {"party_id": "pa"}, "b": FIRM | {"party_id": "pb"}}
YEAR = [("x", "y", 0, 100), ("x", "y", 360 * DAY, 100)]


def relay(day, cents=300_000, fee=0.05, payer="payer", end="end", wait=2):
    """A sum that comes to a, goes to b and leaves it, each ``wait`` days apart."""
    sums = [round(cents * (1 - fee) ** step) for step in range(3)]
    ways = [(payer, "a"), ("a", "b"), ("b", end)]
    return [
        (*way, (day + wait * step) * DAY, sums[step]) for step, way in enumerate(ways)
    ]


def life(count=40):
    """What fronts do beside: customers and bills, of other sums."""
    return [
        payment
        for n in range(count)
        for payment in (
            (f"c{n % 5}", "a", 9 * n * DAY, 40_000 + 100 * n),
            ("a", f"s{n % 3}", (9 * n + 1) * DAY, 20_000 + 90 * n),
            (f"d{n % 5}", "b", 9 * n * DAY, 50_000 + 70 * n),
            ("b", f"t{n % 3}", (9 * n + 1) * DAY, 30_000 + 80 * n),
        )
    ]


TWICE = [*relay(30), *relay(130)]


def fires(payments, accounts=FRONTS, relations=(), **limits):
    made = ledger([*payments, *YEAR], accounts=accounts, relations=relations)
    return shown(made, detect(made, Thresholds(**limits)))


def test_same_sums_through_two_firms_with_customers_are_found():
    made = ledger([*TWICE, *life(), *YEAR], accounts=FRONTS)
    found = detect(made, Thresholds())
    (alert,) = found.alerts.to_dicts()
    assert sorted(ids(made, alert["rows"])) == [f"t{n:05}" for n in range(6)]
    assert sorted(alert["parts"]) == ["handed on"] * 2 + ["in"] * 2 + ["out"] * 2
    assert (alert["companies"], alert["relayed"], alert["passed_share"]) == (2, 2, 1)
    assert alert["handed_cents"] == 570_000
    assert alert["strength"] == 0.5


def test_once_may_be_an_order_that_was_resold():
    assert fires(relay(30, 600_000)) == []


@pytest.mark.parametrize(("cents", "alerts"), [(263_158, 1), (263_157, 0)])
def test_small_sums_are_no_layers(cents, alerts):
    assert len(fires([*relay(30, cents), *relay(130, cents)])) == alerts


@pytest.mark.parametrize(("fee", "alerts"), [(0.1, 1), (0.101, 0), (-0.001, 0)])
def test_a_sum_goes_on_less_a_fee(fee, alerts):
    paid = [*relay(30, fee=fee), *relay(130, fee=fee)]
    assert len(fires(paid)) == alerts


@pytest.mark.parametrize(("wait", "alerts"), [(7, 1), (8, 0), (-1, 0)])
def test_it_rests_a_week_at_most(wait, alerts):
    paid = [*relay(30, wait=wait), *relay(130, wait=wait)]
    assert len(fires(paid)) == alerts


def test_what_the_two_pay_each_other_is_neither_before_nor_after():
    back = [*relay(30, payer="b"), *relay(130, end="a")]
    assert fires(back) == []


def test_firms_that_have_such_sums_all_year_have_them_by_accident():
    usual = [("c", "a", 6 * n * DAY, 300_000) for n in range(60)]
    usual += [("b", "d", 6 * n * DAY, 270_750) for n in range(60)]
    assert fires([*TWICE, *usual]) == []


@pytest.mark.parametrize(("beside", "alerts"), [(9, 1), (10, 0)])
def test_in_a_busy_week_any_sum_has_its_equal(beside, alerts):
    busy = [
        ("b", f"e{n}", (33 + 100 * week) * DAY, 1_000)
        for week in range(2)
        for n in range(beside)
    ]
    assert len(fires([*TWICE, *busy])) == alerts


@pytest.mark.parametrize("relation", ["contains", "same_party", "proxy_same_principal"])
def test_registered_groups_and_one_holder_are_innocent(relation):
    assert fires(TWICE, relations=[("pa", "pb", relation)]) == []
    one = {name: FIRM | {"party_id": "p"} for name in FRONTS}
    assert fires(TWICE, one) == []


def test_persons_and_till_receipts_are_no_relay():
    assert fires(TWICE, {**FRONTS, "a": {"kind": "personal"}}) == []
    assert len(fires(TWICE, {**FRONTS, "a": {"kind": "merchant"}})) == 1
    by_card = [(*payment, {"channel": "card"}) for payment in TWICE]
    assert fires(by_card) == []


def test_chains_that_share_a_firm_are_one_alert():
    onward = [("b", "c", 34 * DAY, 270_750), ("b", "c", 134 * DAY, 270_750)]
    more = [("c", "end", 36 * DAY, 260_000), ("c", "end", 136 * DAY, 260_000)]
    first = [p for p in TWICE if p[0] != "b"]
    chain = {**FRONTS, "c": FIRM | {"party_id": "pc"}}
    made = ledger([*first, *onward, *more, *YEAR], accounts=chain)
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert (alert["companies"], alert["relayed"]) == (3, 4)


payment = st.tuples(
    st.integers(0, 3), st.integers(0, 3), st.integers(0, 9), st.integers(1, 6)
).filter(lambda p: p[0] != p[1])


@settings(deadline=None, max_examples=150)
@given(st.lists(payment, min_size=1, max_size=15), payment)
def test_equal_sums_agree_with_trying_each(payments, asked):
    account, partner, at, cents = asked
    made = ledger(payments, n_accounts=4)
    one = [np.array([n], np.int64) for n in (account, partner, cents, cents + 1, at)]
    told = equal_sums(
        *(made.graph.received, one[0], one[1], (one[2], one[3])),
        *((one[4], one[4] + 3), 100, 2),
    )
    sender, receiver, time, value = (list(map(int, each)) for each in made.rows)
    week = [
        n
        for n in range(len(payments))
        if receiver[n] == account and at <= time[n] <= at + 3
    ]
    equal = [n for n in week if sender[n] != partner and cents <= value[n] <= cents + 1]
    elsewhere = [
        n
        for n in range(len(payments))
        if receiver[n] == account
        and sender[n] != partner
        and cents <= value[n] <= cents + 1
        and n not in week
    ]
    assert sorted(told.row) == equal
    assert told.here.tolist() == [bool(equal) and len(week) <= 2]
    rate = len(elsewhere) * 3 / 97
    assert told.chance[0] == pytest.approx(max(1 - np.exp(-rate), 0.01))
