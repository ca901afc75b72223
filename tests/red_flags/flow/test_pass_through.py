from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags.flow.pass_through import RED_FLAG, Thresholds, detect
from tests.motifs.graphs import payments
from tests.motifs.test_pass_on import pairs_naively
from tests.red_flags.ledgers import ids, ledger, shown

ACCOUNTS = 4
STEP = 12 * HOUR
ANY = Thresholds(min_surprise=0)  # whatever chance does


def found(paid, limits: Thresholds) -> set[tuple[str, frozenset[str]]]:
    made = ledger(paid, n_accounts=ACCOUNTS)
    return {
        (account, frozenset(rows))
        for account, rows in shown(made, detect(made, limits))
    }


def conduits_naively(paid, limits: Thresholds):
    """Windows that fire, joined while they overlap, as (account, evidence)."""
    for account in range(ACCOUNTS):
        pairs = pairs_naively(paid, account, limits.max_dwell_hours * HOUR)
        through: Counter = Counter()
        for came in {came for came, _ in pairs}:
            out = [went for one, went in pairs if one == came]
            since, until = paid[came][2], max(paid[went][2] for went in out)
            rest = [p for p in paid if since <= p[2] <= until]
            beside = max(
                sum(p[3] for p in rest if p[1] == account),
                sum(p[3] for p in rest if p[0] == account),
            )
            passed = sum(pairs[came, went] for went in out)
            whole = paid[came][3]
            if passed >= 0.999999 * limits.min_passed_share * whole and (
                whole >= 0.999999 * limits.min_moment_share * beside
            ):
                through[came] = passed
        spans = []
        for came in through:
            since = paid[came][2]
            until = since + limits.window_days * DAY
            inside = [row for row in through if since <= paid[row][2] <= until]
            turned = max(
                sum(p[3] for p in paid if end(p) == account and since <= p[2] <= until)
                for end in (lambda p: p[0], lambda p: p[1])
            )
            enough = 0.999999 * limits.min_turnover_share * turned
            if len(inside) >= limits.min_credits and (
                sum(through[row] for row in inside) >= enough
            ):
                spans.append((since, until))
        groups: list[list[int]] = []
        for since, until in sorted(spans):
            if groups and since <= groups[-1][1]:
                groups[-1][1] = max(until, groups[-1][1])
            else:
                groups.append([since, until])
        for since, until in groups:
            held = {row for row in through if since <= paid[row][2] <= until}
            out = {went for came, went in pairs if came in held}
            yield f"a{account}", frozenset(f"t{row:05}" for row in held | out)


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 12, 6, 14),
    dwell=st.integers(1, 3),
    passed=st.sampled_from([0.5, 0.9, 1.0]),
    number=st.integers(1, 3),
    days=st.integers(1, 3),
    moment=st.sampled_from([0.0, 0.2, 0.5]),
    turnover=st.sampled_from([0.0, 0.5, 0.7]),
)
def test_detection_agrees_with_naive_reading(
    paid, dwell, passed, number, days, moment, turnover
):
    limits = Thresholds(
        max_dwell_hours=dwell * 12,
        min_passed_share=passed,
        min_credits=number,
        window_days=days,
        min_moment_share=moment,
        min_turnover_share=turnover,
        min_surprise=0,
    )
    paid = [(by, to, at * STEP, cents) for by, to, at, cents in paid]
    assert found(paid, limits) == set(conduits_naively(paid, limits))


def conduit(first: int, days=(0, 5, 10), rest: int = 48 * HOUR, out: int = 9_000):
    return [
        payment
        for day in days
        for payment in (
            (1, first, day * DAY, 10_000),
            (first, 2, day * DAY + rest, out),
        )
    ]


def test_alert_names_each_credit_and_what_it_paid_for():
    made = ledger(conduit(0))
    alert = detect(made, ANY).alerts.row(0, named=True)
    assert ids(made, alert["rows"]) == [f"t{number:05}" for number in range(6)]
    assert alert["parts"] == ["in", "out"] * 3
    assert alert["members"] == [0, 1, 2]
    assert (alert["credits"], alert["received_cents"], alert["passed_cents"]) == (
        *(3, 30_000, 27_000),
    )
    assert (alert["passed_share"], alert["turnover_share"], alert["dwell_hours"]) == (
        *(0.9, 0.9, 48),
    )


@pytest.mark.parametrize(("rest", "alerts"), [(48 * HOUR, 1), (48 * HOUR + 1, 0)])
def test_dwell_is_closed_at_its_last_second(rest, alerts):
    assert len(found(conduit(0, rest=rest), ANY)) == alerts


@pytest.mark.parametrize(("last", "alerts"), [(30, 1), (31, 0)])
def test_window_is_closed_at_its_last_day(last, alerts):
    assert len(found(conduit(0, days=(0, 5, last)), ANY)) == alerts


def test_window_ends_at_its_last_second():
    late = conduit(0, days=(0, 5))
    late += [(1, 0, 30 * DAY + 1, 10_000), (0, 2, 30 * DAY + 1, 9_000)]
    assert not found(late, ANY)


@pytest.mark.parametrize(("out", "alerts"), [(9_000, 1), (8_999, 0)])
def test_nine_tenths_must_pass_exactly(out, alerts):
    assert len(found(conduit(0, out=out), ANY)) == alerts


def test_equal_times_count_as_in_then_out():
    assert found(conduit(0, rest=0), ANY)


def test_windows_that_do_not_overlap_stand_apart():
    assert len(found(conduit(0, days=(0, 1, 2, 60, 61, 62)), ANY)) == 2
    assert len(found(conduit(0, days=(0, 1, 2, 30, 31, 32)), ANY)) == 1


def test_split_and_joined_payments_are_followed_by_value():
    split = [
        payment
        for day in (0, 5, 10)
        for payment in (
            (1, 0, day * DAY, 6_000),
            (3, 0, day * DAY + HOUR, 4_000),
            (0, 2, day * DAY + 2 * HOUR, 7_000),
            (0, 2, day * DAY + 3 * HOUR, 3_000),
        )
    ]
    assert found(split, ANY) == {("a0", frozenset(f"t{n:05}" for n in range(12)))}


def test_household_that_spends_slowly_stays_silent():
    wages = [(1, 0, day * DAY, 300_000) for day in (0, 30, 60)]
    spent = [(0, 2, day * DAY, 9_000) for day in range(1, 80)]
    refunds = [(3, 0, day * DAY, 2_000) for day in (10, 15, 20)]
    assert not found(wages + spent + refunds, ANY)


def test_settlement_account_of_many_stays_silent():
    hours = [hour * HOUR for hour in range(0, 240, 2)]
    crowd = [(1, 0, at, 10_000) for at in hours] + [
        (0, 2, at + 20 * HOUR, 10_000) for at in hours
    ]
    assert not [alert for alert in found(crowd, ANY) if alert[0] == "a0"]


def test_trade_of_others_money_is_no_conduit():
    for kind, alerts in (("msb", 0), ("business", 1)):
        made = ledger(conduit(0), accounts={0: {"kind": kind}})
        assert detect(made, ANY).alerts.height == alerts


def test_self_payments_and_unknown_amounts_do_not_count():
    own = [(0, 0, 5 * DAY, 90_000_000), (1, 0, 6 * DAY, None), (0, 2, 6 * DAY, None)]
    assert found(conduit(0) + own, ANY) == found(conduit(0), ANY)
    assert not found([(0, 0, day * DAY, 100) for day in range(5)], ANY)


def test_no_transactions_and_one_account_raise_nothing():
    for made in (ledger([]), ledger([], n_accounts=1)):
        nothing = detect(made, ANY).alerts
        assert nothing.is_empty()
        assert nothing.columns == detect(ledger(conduit(0)), ANY).alerts.columns


def test_explanation_uses_what_is_measured():
    measured = detect(ledger(conduit(0)), ANY).alerts.row(0, named=True)
    limits = dict.fromkeys(Thresholds.__struct_fields__, 1)
    assert "{" not in RED_FLAG.explanation.format(**limits | measured)
