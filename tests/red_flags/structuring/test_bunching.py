from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.bunching import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.test_chance import chance_naively

MANY = 60
US = {number: {"country": "US"} for number in range(MANY)}


def deposits(amounts, account=0, **columns):
    cash = {"channel": "cash_deposit"} | columns
    return [
        (99, account, day * 7 * DAY, round(100 * amount), cash)
        for day, amount in enumerate(amounts)
    ]


def between(low, high, count):
    return np.linspace(low, high, count, endpoint=False).round(2)


def fires(payments, limits=None, accounts=None):
    made = ledger(payments, accounts=accounts or US)
    return [account for account, _ in shown(made, detect(made, limits or Thresholds()))]


def test_ten_amounts_heap_up_under_the_limit_and_stop_there():
    paid = deposits([*between(9_000, 10_000, 10), 2_000, 15_000])
    made = ledger(paid, accounts=US)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a0", [f"t{n:05}" for n in range(10)])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["below"], alert["above"], alert["before"]) == (10, 0, 0)
    assert (alert["payments"], alert["total_cents"]) == (10, 9_450_000)
    assert (alert["ratio"], alert["span_days"]) == (11, 63)
    assert alert["chance_share"] == pytest.approx(0.6**10)
    assert alert["strength"] == pytest.approx(1 - 0.5 * 0.6**10 / 0.01)


@pytest.mark.parametrize(("count", "alerts"), [(9, 0), (10, 1)])
def test_nine_amounts_may_be_chance(count, alerts):
    assert len(fires(deposits(between(9_000, 10_000, count)))) == alerts
    eager = Thresholds(max_chance_share=0.6**9 + 1e-9)
    assert len(fires(deposits(between(9_000, 10_000, 9)), eager)) == 1


@pytest.mark.parametrize(("least", "alerts"), [(10, 1), (11, 0)])
def test_amounts_below_are_counted(least, alerts):
    paid = deposits(between(9_000, 10_000, 10))
    assert len(fires(paid, Thresholds(min_below=least))) == alerts


@pytest.mark.parametrize(("above", "alerts"), [(2, 1), (3, 0)])
def test_below_is_five_times_above(above, alerts):
    paid = deposits([*between(9_000, 10_000, 17), *between(10_001, 11_000, above)])
    eager = Thresholds(max_chance_share=0.99)
    assert len(fires(paid, eager)) == alerts


@pytest.mark.parametrize(
    ("amount", "moved"), [(9_000, "below"), (8_999.99, "before"), (8_000, "before")]
)
def test_bins_are_closed_below_and_open_above(amount, moved):
    paid = deposits([*between(9_100, 9_900, 12), amount, 7_999.99, 11_000])
    (alert,) = detect(ledger(paid, accounts=US), Thresholds()).alerts.to_dicts()
    assert {name: alert[name] for name in ("before", "below", "above")} == {
        "before": int(moved == "before"),
        "below": 12 + (moved == "below"),
        "above": 0,
    }


@pytest.mark.parametrize(("country", "below"), [("US", 13), ("AU", 12)])
def test_limit_itself_is_below_where_it_is_not_reported(country, below):
    money = "USD" if country == "US" else "AUD"
    paid = deposits([*between(9_000, 10_000, 12), 10_000], currency=money)
    made = ledger(paid, accounts={0: {"country": country}})
    limits = Thresholds(max_chance_share=0.1)
    assert detect(made, limits).alerts["below"].to_list() == [below]


@pytest.mark.parametrize("price", [9_999, 9_500, 10_000])
def test_one_price_or_rent_is_one_amount_however_often(price):
    assert fires(deposits([price] * 60)) == []
    assert fires(deposits([9_999, 9_990, 9_950, 9_900] * 60)) == []


def test_dealer_whose_prices_end_in_nines_is_innocent():
    prices = [at + end for at in range(6_000, 14_000, 500) for end in (450, 490, 499)]
    assert fires(deposits(prices)) == []


@pytest.mark.parametrize(
    ("middle", "spread"), [(8_000, 0.1), (9_000, 0.4), (7_000, 0.2)]
)
def test_takings_thin_out_towards_the_limit_and_are_innocent(middle, spread):
    draw = np.random.default_rng(7)
    for account in range(20):
        size = draw.lognormal(np.log(middle), spread, 300).round(2)
        assert fires(deposits(size, account)) == []


@pytest.mark.parametrize(("others", "alerts"), [(20, 0), (19, 21 - 1)])
def test_heap_that_everybody_has_is_none(others, alerts):
    same = between(9_000, 10_000, 10)
    paid = [p for account in range(others + 1) for p in deposits(same, account)]
    assert len(fires(paid)) == alerts


def test_network_of_five_among_honest_accounts_stands_out():
    honest = [
        p
        for account in range(5, 45)
        for p in deposits([8_500 + account, 9_500 + account, 10_500 + account], account)
    ]
    ring = [
        p for account in range(5) for p in deposits(between(9_000, 10_000, 15), account)
    ]
    assert fires(honest + ring) == [f"a{account}" for account in range(5)]


def test_limits_of_other_countries_and_other_kinds_do_not_mix():
    six = deposits(between(9_000, 10_000, 6))
    drawn = [(0, 98, *p[2:4], {"channel": "cash_withdrawal"}) for p in six]
    assert fires(six + drawn) == []  # the same amounts
    six = deposits(between(9_010, 10_000, 6))
    assert fires(six + drawn) == ["a0"]  # one limit on cash in and out
    assert fires(six, accounts={0: {"country": "GB"}}) == []


def test_unknown_amounts_equal_times_and_no_payments():
    paid = deposits(between(9_000, 10_000, 10))
    assert fires([(*p[:2], 0, *p[3:]) for p in paid]) == ["a0"]
    assert fires([(*p[:3], None, p[4]) for p in paid]) == []
    assert fires([]) == []


def heaped_naively(amounts, limits):
    bins = [
        sorted({a for a in amounts if low <= a < high})
        for low, high in pairwise((8_000, 9_000, 10_000.001, 11_000))
    ]
    before, below, above = (len(each) for each in bins)
    chance = max(
        chance_naively(below, below + above, 0.6),
        chance_naively(below, below + before, 0.5),
    )
    return (
        below >= limits.min_below
        and below + 1 >= limits.min_ratio * (above + 1)
        and chance <= limits.max_chance_share
    )


@settings(deadline=None, max_examples=60)
@given(
    amounts=st.lists(
        st.one_of(st.integers(90, 100), st.integers(80, 112)).map(lambda a: a * 100.0),
        max_size=25,
    ),
    least=st.integers(1, 6),
    ratio=st.sampled_from([0.0, 2.0, 5.0]),
    chance=st.sampled_from([0.01, 0.1, 0.5]),
)
def test_alerts_agree_with_naive_reading(amounts, least, ratio, chance):
    limits = Thresholds(min_below=least, min_ratio=ratio, max_chance_share=chance)
    assert bool(fires(deposits(amounts), limits)) == heaped_naively(amounts, limits)
