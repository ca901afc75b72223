from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.instrument.cash_carriage import Thresholds, detect
from tests.red_flags.documented import documented_case
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
from tests.red_flags.ledgers import ledger, shown


def test_cash_after_a_journey_is_shown_with_the_journey():
    made = ledger([*BEFORE, *TRIP, deposit(207)], accounts=KNOWN)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("own", ["t00002", "t00003", "t00004"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["abroad", "back home", "deposit"]
    assert (alert["deposits"], alert["deposited_cents"]) == (1, 2_000_000)
    assert (alert["drawn_cents"], alert["carried_cents"]) == (10_000, 1_990_000)
    assert (alert["usual_cents"], alert["after_days"]) == (None, 2)


def test_the_deposit_itself_may_be_the_first_thing_done_at_home():
    ((_, evidence),) = fires([*BEFORE, TRIP[0], deposit(230)])
    assert evidence == ["t00002", "t00003"]


@pytest.mark.parametrize(("day", "alerts"), [(212, 1), (212 + 1 / DAY, 0)])
def test_the_days_after_an_arrival_hold_their_last_second(day, alerts):
    assert len(fires([*BEFORE, *TRIP, deposit(day)])) == alerts


def test_without_a_journey_cash_has_not_crossed_a_border():
    assert fires([*BEFORE, TRIP[1], deposit(207)]) == []
    assert fires([*BEFORE, draws(206), deposit(205)]) == []


@pytest.mark.parametrize(("cents", "alerts"), [(1_010_000, 1), (1_009_999, 0)])
def test_without_a_habit_it_must_be_what_borders_ask_for_net_of_own_cash(cents, alerts):
    assert len(fires([*BEFORE, *TRIP, deposit(207, cents)])) == alerts


def test_cash_drawn_before_and_not_used_is_not_imported():
    planned = draws(150, "till", 1_500_000)
    assert fires([*BEFORE, planned, *TRIP, deposit(207)]) == []
    assert (
        len(fires([*BEFORE, draws(140, "till", 1_500_000), *TRIP, deposit(207)])) == 1
    )


HABIT = [deposit(20, 30_000), deposit(60, 40_000), deposit(100, 50_000)]


@pytest.mark.parametrize(("cents", "alerts"), [(400_000, 1), (399_999, 0)])
def test_with_a_habit_it_must_be_ten_times_the_usual(cents, alerts):
    found = fires([*BEFORE, *HABIT, *TRIP, deposit(207, cents)])
    assert len(found) == alerts
    assert fires([*BEFORE, *HABIT[1:], *TRIP, deposit(207, cents + 100_000)]) == []


def test_the_deposit_is_no_habit_of_itself():
    made = ledger([*BEFORE, *HABIT[1:], TRIP[0], deposit(207)], accounts=KNOWN)
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert alert["usual_cents"] is None


def test_takings_and_the_small_change_of_a_holiday_are_usual():
    assert fires([*BEFORE, *HABIT, *TRIP, *[deposit(207, 90_000)] * 12]) == []
    little = [deposit(n, 100) for n in (20, 60, 100)]
    assert fires([*BEFORE, *little, *TRIP, deposit(207, 250_000)]) == []


def test_several_deposits_of_one_arrival_and_all_accounts_of_a_holder_are_one():
    owned = {**KNOWN, "own": HOME | {"party_id": "p"}, "two": HOME | {"party_id": "p"}}
    paid = [deposit(207, 700_000), deposit(208, 800_000, "two")]
    assert fires([*BEFORE, *TRIP, *paid], owned) == [
        ("two", ["t00002", "t00003", "t00004", "t00005"])
    ]
    assert fires([*BEFORE, *TRIP, *paid]) == []


@pytest.mark.parametrize("kind", ["merchant", "cash", "msb", "external"])
def test_takings_of_shops_and_offices_and_unseen_accounts_are_left_out(kind):
    own = {**KNOWN, "own": {"kind": kind, "country": "DE"}}
    assert fires([*BEFORE, *TRIP, deposit(207)], own) == []


def test_unknown_amounts_self_payments_and_no_payments_do_not_fire():
    assert fires([*BEFORE, *TRIP, deposit(207, None)]) == []
    own = ("own", "own", 207 * DAY, 2_000_000, {"channel": "cash_deposit"})
    assert fires([*BEFORE, *TRIP, own]) == []
    assert fires([]) == []


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from("ahd"), st.integers(1, 60)),
        max_size=9,
        unique_by=lambda event: event[0],
    )
)
def test_agrees_with_walking_through_the_days(events):
    paid = [shops(0)]
    for day, what, cents in events:
        at = 1 + day
        paid += {
            "a": [draws(at, cents=cents * 100_000)],
            "h": [shops(at)],
            "d": [deposit(at, cents * 100_000)],
        }[what]
    assert len(fires(paid)) == fires_naively(sorted(events))


def fires_naively(events):
    away, arrived, alerts = False, None, set()
    for day, what, _ in events:
        if what != "a" and away:
            arrived = day
        away = what == "a"
        if arrived is None or what != "d" or day - arrived > 7 or arrived in alerts:
            continue
        came = [e for e in events if e[1] == "d"]
        habit = [e[2] for e in came if e[0] < arrived]
        usual = median(habit) if len(habit) >= 3 else 0
        # The next journey ends this arrival.
        left = min((e[0] for e in events if e[1] == "a" and e[0] > arrived), default=99)
        back = min((e[0] for e in events if e[1] != "a" and e[0] > left), default=99)
        mine = [e for e in came if arrived <= e[0] <= min(arrived + 7, back - 1)]
        mine = [e for e in mine if e[2] >= 10 * usual]
        if mine:
            own = sum(e[2] for e in events if e[1] == "a" and e[0] <= mine[-1][0])
            if sum(e[2] for e in mine) - own >= (3 if usual else 10):
                alerts.add(arrived)
    return len(alerts)


def test_documented_case_is_the_new_account_with_the_cash_that_was_declared():
    made = documented_case("case_911_plot")
    assert shown(made, detect(made, Thresholds())) == [
        ("RECRUIT_X_ACCT", ["case_911_plot-012"])
    ]
