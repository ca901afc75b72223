import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.information.missing_party_data import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

NOT_NAMED = {"sender_named": False, "receiver_named": True}
NAMED = {"sender_named": True, "receiver_named": True}


def wire(payer, at, columns=NOT_NAMED, cents=10_000):
    return (payer, 0, at, cents, columns)


def fires(payments, **limits):
    made = ledger(payments)
    return shown(made, detect(made, Thresholds(**limits)))


def test_three_wires_without_a_payer_speak_about_who_received_them():
    paid = [
        wire(payer, payer * DAY, cents=cents)
        for payer, cents in ((1, 5), (2, 7), (3, None))
    ]
    paid.append(wire(1, 2 * DAY, NAMED))
    assert fires(paid) == [("a0", ["t00000", "t00001", "t00002"])]
    (alert,) = detect(ledger(paid), Thresholds()).alerts.to_dicts()
    assert (alert["unnamed"], alert["payments"]) == (3, 4)
    assert (alert["unnamed_share"], alert["unnamed_cents"]) == (0.75, 12)
    assert alert["span_days"] == 2
    assert alert["parts"] == ["payer unnamed"] * 3


def test_part_says_which_name_is_missing():
    neither = {"sender_named": False, "receiver_named": False}
    only_payer = {"sender_named": None, "receiver_named": False}
    paid = [wire(1, 0), wire(2, 1, neither), wire(3, 2, only_payer)]
    (alert,) = detect(ledger(paid), Thresholds()).alerts.to_dicts()
    assert alert["parts"] == ["payer unnamed", "names neither", "payee unnamed"]


@pytest.mark.parametrize(("last", "alerts"), [(30 * DAY, 1), (30 * DAY + 1, 0)])
def test_window_holds_its_last_second(last, alerts):
    assert len(fires([wire(1, 0), wire(2, 0), wire(3, last)])) == alerts


@pytest.mark.parametrize(("named", "alerts"), [(12, 1), (13, 0)])
def test_busy_account_with_a_fifth_unnamed_fires_and_with_less_does_not(named, alerts):
    paid = [wire(payer, 9) for payer in (1, 2, 3)]
    paid += [wire(4, 9, NAMED) for _ in range(named)]
    assert len(fires(paid, max_chance=1)) == alerts


@pytest.mark.parametrize(("lost", "alerts"), [(4, 1), (40, 0)])
def test_as_many_as_elsewhere_are_chance(lost, alerts):
    mine = [wire(payer, 9) for payer in (1, 2, 3, 1, 2)]
    mine += [wire(4, 9, NAMED) for _ in range(7)]
    others = [(5 + n, 300 + n, 9, 1, NAMED) for n in range(200)]
    others += [(5 + n, 600 + n, 9, 1, NOT_NAMED) for n in range(lost)]
    assert len(fires([*mine, *others])) == alerts


@pytest.mark.parametrize(("before", "alerts"), [(0, 1), (300, 0)])
def test_account_of_many_wires_has_many_windows_for_chance(before, alerts):
    # Four of five where one in fifty is lost: 8 in ten million, times its wires.
    mine = [wire(payer, 500 * DAY) for payer in (1, 2, 3, 1)]
    mine += [wire(4, 500 * DAY, NAMED)]
    mine += [wire(4, day * DAY, NAMED) for day in range(before)]
    others = [(5 + n, 300 + n, 9, 1, NAMED) for n in range(200)]
    others += [(5 + n, 600 + n, 9, 1, NOT_NAMED) for n in range(4)]
    assert len(fires([*mine, *others])) == alerts


def test_not_knowing_whether_a_name_was_carried_is_no_missing_name():
    unknown = {"sender_named": None, "receiver_named": None}
    assert fires([wire(payer, 0, unknown) for payer in (1, 2, 3)]) == []


def test_other_channels_need_no_names():
    paid = [wire(payer, 0, NOT_NAMED | {"channel": "card"}) for payer in (1, 2, 3)]
    assert fires(paid) == []


def test_self_payment_is_one_wire_of_its_account():
    own = [(0, 0, day, 5, NOT_NAMED) for day in range(3)]
    assert fires(own[:2]) == []
    (alert,) = detect(ledger(own), Thresholds()).alerts.to_dicts()
    assert (alert["unnamed"], alert["payments"]) == (3, 3)
    assert fires([]) == []


def test_two_months_apart_are_two_alerts():
    paid = [wire(payer, day * DAY) for day in (0, 90) for payer in (1, 2, 3)]
    assert len(fires(paid)) == 2


@settings(deadline=None, max_examples=80)
@given(
    payments=st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 2), st.integers(0, 12), st.booleans()
        ),
        max_size=9,
    ),
    window=st.integers(0, 3),
)
def test_alerts_agree_with_naive_reading(payments, window):
    rows = [
        (s, r, half * DAY // 2, 100, NAMED if named else NOT_NAMED)
        for s, r, half, named in payments
    ]
    expected = set()
    for account in range(3):
        mine = [i for i, p in enumerate(payments) if account in p[:2]]
        runs: list[set[int]] = []
        for picked in itertools.combinations(mine, 3):
            times = [rows[i][2] for i in picked]
            close = max(times) - min(times) <= window * DAY
            if close and not any(payments[i][3] for i in picked):
                touching = [run for run in runs if run & set(picked)]
                runs = [run for run in runs if run not in touching]
                runs.append(set(picked).union(*touching))
        for run in runs:
            first, last = (f(rows[i][2] for i in run) for f in (min, max))
            around = [i for i in mine if first <= rows[i][2] <= last]
            if len(run) >= 0.6 * len(around):
                expected.add((f"a{account}", frozenset(f"t{i:05}" for i in run)))
    made = ledger(rows)
    limits = Thresholds(window_days=window, min_unnamed_share=0.6, max_chance=1)
    seen = {(a, frozenset(rows)) for a, rows in shown(made, detect(made, limits))}
    assert seen == expected
