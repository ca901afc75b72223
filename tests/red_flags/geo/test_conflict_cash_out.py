from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.geo.conflict_cash_out import Thresholds, detect
from tests.red_flags.geo.areas import AREAS, IN_WAR, NEAR, START
from tests.red_flags.ledgers import ledger, shown

PURSE = 9
ANY_SUM = Thresholds(min_total_cents=0)
FOREIGN = {0: {"country": "DE"}, PURSE: {"kind": "cash"}}
LOCAL = {0: {"country": "TR"}, PURSE: {"kind": "cash"}}


def drawn(at, cents=10_000, place=NEAR, **columns):
    ends = {"sender_country": "TR", "receiver_country": "TR"}
    cash = {"channel": "cash_withdrawal"} | ends | place | columns
    return (0, PURSE, START + at, cents, cash)


def spent(at, cents=10_000):
    return (0, 5, START + at, cents, {"sender_country": "DE", "receiver_country": "DE"})


def fires(payments, accounts=FOREIGN, limits=None, **tables):
    made = ledger(payments, accounts=accounts, conflict_areas=AREAS, **tables)
    return shown(made, detect(made, limits or ANY_SUM))


def test_account_of_elsewhere_that_cashes_out_beside_a_war_is_found():
    made = ledger(
        [spent(0), drawn(DAY), drawn(3 * DAY)], accounts=FOREIGN, conflict_areas=AREAS
    )
    found = detect(made, ANY_SUM)
    assert shown(made, found) == [("a0", ["t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["cash_outs"], alert["total_cents"], alert["span_days"]) == (
        2,
        20_000,
        2,
    )
    assert alert["moved_share"] == pytest.approx(2 / 3)
    assert alert["strength"] == pytest.approx(1 / 3)


def test_one_cash_out_is_a_stop_on_the_way():
    assert fires([drawn(0)]) == []


@pytest.mark.parametrize(("days", "alerts"), [(30, 1), (31, 0)])
def test_window_is_closed_at_its_last_day(days, alerts):
    assert len(fires([drawn(0), drawn(days * DAY)])) == alerts


@pytest.mark.parametrize(("other", "alerts"), [(20_000, 1), (20_001, 0)])
def test_traveller_who_pays_mostly_elsewhere_stays_silent(other, alerts):
    assert len(fires([drawn(0), drawn(DAY), spent(0, other)])) == alerts


def test_account_of_that_country_counts_if_it_is_new_there_after_a_quarter():
    visits = [drawn(0), drawn(DAY)]
    assert fires(visits, LOCAL) == []
    assert len(fires([spent(-90 * DAY, 1), *visits], LOCAL)) == 1
    assert fires([spent(-90 * DAY + 1, 1), *visits], LOCAL) == []
    living = [spent(-300 * DAY, 1), *(drawn(n * 10 * DAY) for n in range(9))]
    ((_, rows),) = fires(living, LOCAL)
    assert rows == ["t00001", "t00002", "t00003", "t00004"]


def test_locals_who_always_drew_there_stay_silent():
    living = [drawn(n * 10 * DAY) for n in range(-20, 9)]
    assert fires([drawn(-300 * DAY), *living], LOCAL) == []


def test_people_who_fled_the_war_keep_their_accounts():
    fled = {0: {"country": "SY"}, PURSE: {"kind": "cash"}}
    assert fires([drawn(0), drawn(DAY)], fled) == []


def test_aid_workers_on_a_charitys_payroll_stay_silent():
    charity = FOREIGN | {7: {"kind": "npo"}}
    wages = [(7, 0, START + n * 30 * DAY, 30_000) for n in range(-3, 1)]
    assert fires([*wages, drawn(0), drawn(DAY)], charity) == []
    grant = [(7, 0, START - DAY, 30_000)]
    assert len(fires([*grant, drawn(0), drawn(DAY)], charity)) == 1
    staff = FOREIGN | {7: {"kind": "npo", "party_id": "c"}, 0: {"party_id": "p"}}
    staff[0] |= {"country": "DE"}
    job = [("p", "c", "employee_of")]
    assert fires([*grant, drawn(0), drawn(DAY)], staff, relations=job) == []


@pytest.mark.parametrize("kind", ["msb", "merchant", "npo", "external"])
def test_offices_shops_and_charities_stay_silent(kind):
    office = FOREIGN | {0: {"country": "DE", "kind": kind}}
    assert fires([drawn(0), drawn(DAY)], office) == []


def test_cash_in_a_country_at_war_counts_without_coordinates_and_cards_never():
    there = {"receiver_country": "SY", "sender_country": "DE"}
    assert len(fires([drawn(n, place=IN_WAR, **there) for n in range(2)])) == 1
    card = there | {"channel": "card"}
    assert fires([drawn(n, place=IN_WAR, **card) for n in range(2)]) == []
    nowhere = {"latitude": None, "longitude": None}
    assert fires([drawn(n, place=nowhere) for n in range(2)]) == []


def test_cash_of_strangers_in_a_relay_of_its_time_counts_half():
    far = {"latitude": None, "longitude": None, "sender_country": "DE"}
    visit = [drawn(n * DAY, place=far, receiver_country="AE") for n in range(2)]
    made = ledger(visit, accounts=FOREIGN, conflict_areas=AREAS)
    (alert,) = detect(made, ANY_SUM).alerts.to_dicts()
    assert (alert["at_relay"], alert["strength"]) == (1, 0.25)
    assert alert["parts"] == ["cash at a relay"] * 2
    assert fires(visit, {0: {"country": "AE"}, PURSE: {"kind": "cash"}}) == []
    both = [*visit, drawn(2 * DAY)]
    made = ledger(both, accounts=FOREIGN, conflict_areas=AREAS)
    (alert,) = detect(made, ANY_SUM).alerts.to_dicts()
    assert (alert["at_relay"], alert["strength"]) == (0, 0.75)


def test_cash_drawn_at_home_travels_along():
    home = {"sender_country": "DE", "receiver_country": "DE", "latitude": None}
    purse = drawn(-DAY, 90_000, place=home)
    assert len(fires([purse, drawn(0), drawn(DAY)])) == 1
    assert fires([spent(-DAY, 90_000), drawn(0), drawn(DAY)]) == []


@pytest.mark.parametrize(("cents", "alerts"), [(12_500, 1), (12_499, 0)])
def test_purse_of_a_trip_is_ordinary(cents, alerts):
    payments = [drawn(0, cents), drawn(DAY, cents)]
    assert len(fires(payments, limits=Thresholds())) == alerts


def test_account_is_seen_only_since_the_data_begin():
    old = {0: {"country": "TR", "opened_on": date(2010, 1, 1)}}
    assert fires([drawn(0), drawn(DAY)], LOCAL | old) == []
    begun = [(7, 8, START - 90 * DAY, 5), drawn(0), drawn(DAY)]
    assert len(fires(begun, LOCAL | old)) == 1


def test_place_counts_in_its_time_only():
    late = 3_000 * DAY
    assert fires([drawn(late), drawn(late + DAY)]) == []


def test_money_transfers_from_abroad_are_paid_out_to_their_receiver():
    ends = {"sender_country": "DE", "receiver_country": "TR"}
    sent = {"channel": "money_transfer"} | ends | NEAR
    came = [(n, 0, START + n, 5_000, sent) for n in (1, 2)]
    ((account, rows),) = fires(came)
    assert (account, rows) == ("a0", ["t00000", "t00001"])
    assert fires(came, LOCAL) == []


def test_unknown_values_and_nothing_raise_nothing():
    assert fires([drawn(0, None), drawn(1, None)]) == []
    assert fires([]) == []


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 90), st.booleans()), max_size=7))
def test_alerts_agree_with_naive_reading(steps):
    """Days on which 100 was drawn there (true) or paid elsewhere."""
    expected = set()
    days = sorted(day for day, there in steps if there)
    for day in days:
        near = [d for d in days if abs(d - day) <= 30]
        if len(near) >= 2:
            expected.add(day)
    groups: list[list[int]] = []
    for day in sorted(expected):
        if groups and day - groups[-1][-1] <= 30:
            groups[-1].append(day)
        else:
            groups.append([day])
    told = 0
    for group in groups:
        first, last = min(group[0], group[-1] - 30), group[-1]
        held = [there for day, there in steps if first <= day <= last]
        told += 2 * sum(day in group for day, there in steps if there) >= len(held)
    payments = [
        drawn(day * DAY, 100) if there else spent(day * DAY, 100)
        for day, there in steps
    ]
    assert len(fires(payments)) == told
