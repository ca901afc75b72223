from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.geo.first_corridor import Thresholds, detect
from tests.red_flags.geo.areas import AREAS, START
from tests.red_flags.ledgers import ledger, shown

MONTH = 30 * DAY


def sent(at, cents=10_000, to="SY", payee=1, **columns):
    ends = {"sender_country": "DE", "receiver_country": to}
    return (0, payee, START + at, cents, ends | columns)


def usual(months=6, cents=10_000):
    """A payment at home in each of the months before the corridor opens."""
    return [sent(-MONTH * (n + 1), cents, "DE", 5) for n in range(months)]


SPIKE = [sent(0), sent(DAY)]


def found(payments, accounts=None, limits=None, relations=()):
    made = ledger(
        payments, accounts=accounts or {}, relations=relations, conflict_areas=AREAS
    )
    return made, detect(made, limits or Thresholds())


def fires(*arguments, **tables):
    return shown(*found(*arguments, **tables))


def test_twice_the_median_month_in_a_new_corridor_is_found():
    made, told = found(usual() + SPIKE)
    assert shown(made, told) == [("a0", ["t00006", "t00007"])]
    (alert,) = told.alerts.to_dicts()
    assert (alert["payments"], alert["receivers"], alert["span_days"]) == (2, 1, 1)
    assert (alert["total_cents"], alert["median_month_cents"]) == (20_000, 10_000)
    assert (alert["times_median"], alert["strength"]) == (2, 0.5)


@pytest.mark.parametrize(("cents", "alerts"), [(10_000, 1), (10_001, 0)])
def test_less_than_twice_the_median_month_is_ordinary(cents, alerts):
    assert len(fires(usual(cents=cents) + SPIKE)) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(30_000, 1), (29_999, 0)])
def test_single_payment_must_be_half_as_large_again(cents, alerts):
    assert len(fires([*usual(), sent(0, cents)])) == alerts


@pytest.mark.parametrize(("days", "alerts"), [(30, 1), (31, 0)])
def test_only_its_first_days_count(days, alerts):
    assert len(fires([*usual(), sent(0), sent(days * DAY)])) == alerts


@pytest.mark.parametrize(("months", "alerts"), [(6, 1), (5, 0)])
def test_half_a_year_without_that_country_has_to_be_seen(months, alerts):
    assert len(fires(usual(months) + SPIKE)) == alerts


def test_day_precision_anywhere_asks_for_longer_silence():
    rough = (7, 8, START, 5, {"time_precision": "day"})
    assert fires([*usual(), *SPIKE, rough]) == []


@pytest.mark.parametrize("to", ["SY", "TR", "AE"])
def test_place_of_conflict_beside_one_or_relay(to):
    assert len(fires([*usual(), *(sent(n, to=to) for n in range(2))])) == 1


@pytest.mark.parametrize("to", ["FR", "withheld", None])
def test_house_school_or_supplier_elsewhere_stay_silent(to):
    assert fires([*usual(), *(sent(n, to=to) for n in range(2))]) == []


def test_who_ever_dealt_with_that_country_stays_silent():
    earlier = sent(-5 * MONTH, 1)
    assert fires([*usual(), earlier, *SPIKE]) == []
    home = {"sender_country": "SY", "receiver_country": "DE"}
    from_there = (3, 0, START - 5 * MONTH, 1, home)
    assert fires([*usual(), from_there, *SPIKE]) == []


@pytest.mark.parametrize("channel", ["card", "cash_withdrawal", "prepaid_load"])
def test_travellers_pay_in_person(channel):
    assert fires([*usual(), *(sent(n, channel=channel) for n in range(2))]) == []


@pytest.mark.parametrize("kind", ["npo", "msb", "merchant"])
def test_charities_and_offices_open_corridors(kind):
    assert fires(usual() + SPIKE, {0: {"kind": kind}}) == []
    assert fires(usual() + SPIKE, {1: {"kind": "merchant"}}) == []


def test_migrants_pay_themselves_and_relatives():
    own = {0: {"party_id": "p"}, 1: {"party_id": "p"}}
    assert fires(usual() + SPIKE, own) == []
    kin = {0: {"party_id": "p"}, 1: {"party_id": "q"}}
    assert fires(usual() + SPIKE, kin, relations=[("p", "q", "family")]) == []
    assert len(fires(usual() + SPIKE, kin)) == 1


def test_account_without_a_median_month_unknown_values_and_nothing():
    sleeping = [sent(-8 * MONTH, 1, "DE", 5)]
    assert fires(sleeping + SPIKE) == []
    assert fires([*usual(), sent(0, None), sent(DAY, None)]) == []
    assert fires([sent(0, payee=0)]) == []
    assert fires([]) == []


step = st.tuples(st.integers(-420, 40), st.booleans(), st.integers(1, 4))


@settings(deadline=None, max_examples=150)
@given(st.lists(step, max_size=12))
def test_alerts_agree_with_naive_reading(steps):
    """Day, whether to the new country, and how much."""
    expected = False
    if there := [day for day, new, _ in steps if new]:
        first, known = min(there), min(day for day, _, _ in steps)
        begun = [c for day, new, c in steps if new and day <= first + 30]
        months = [
            sum(
                c for day, _, c in steps if first - 30 * n <= day < first - 30 * (n - 1)
            )
            for n in range(1, 13)
            if first - 30 * n >= known
        ]
        usually = median(months) if months else 0
        enough = len(begun) >= 2 and usually > 0 and sum(begun) >= 2 * usually
        expected = enough and first - known >= 180
    paid = [
        sent(day * DAY, cents, "SY" if new else "DE", 1 if new else 5)
        for day, new, cents in steps
    ]
    assert len(fires(paid)) == expected
