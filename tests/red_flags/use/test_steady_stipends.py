from statistics import fmean, median, pstdev, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.use.steady_stipends import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

KNOWN, FIRM = {0: {"kind": "personal"}}, {0: {"kind": "business"}}


def stipends(payees=8, cycles=3, gap=30, cents=lambda payee: 18_400, payer=0):
    return [
        (payer, 1 + payee, cycle * gap * DAY + payee, cents(payee))
        for cycle in range(cycles)
        for payee in range(payees)
    ]


def fires(payments, accounts=KNOWN, parties=None, relations=(), **limits):
    made = ledger(payments, accounts=accounts, parties=parties, relations=relations)
    return shown(made, detect(made, Thresholds(**limits)))


def test_eight_people_paid_alike_for_three_months_are_shown_with_every_payment():
    ((account, evidence),) = fires(stipends())
    assert (account, len(evidence)) == ("a0", 24)
    (alert,) = detect(ledger(stipends()), Thresholds()).alerts.to_dicts()
    assert (alert["payees"], alert["payments"], alert["out_share"]) == (8, 24, 1)
    assert (alert["typical_cents"], alert["gap_days"]) == (18_400, 30)
    assert alert["members"] == list(range(9))
    assert set(alert["parts"]) == {"stipend"}


@pytest.mark.parametrize(
    "less", [{"payees": 7}, {"cycles": 2}, {"gap": 11}, {"gap": 36}, {"gap": 7}]
)
def test_fewer_people_or_cycles_or_another_pace_do_not_fire(less):
    assert fires(stipends(**less)) == []


@pytest.mark.parametrize("gap", [12, 35])
def test_pace_holds_at_its_ends(gap):
    assert len(fires(stipends(gap=gap))) == 1


def test_steps_by_dependants_fire_though_they_vary():
    def by_steps(payee):
        return 10_000 + payee % 4 * 10_000

    assert len(fires(stipends(payees=16, cents=by_steps))) == 1


def test_wages_differ_from_one_to_the_next():
    def wage(payee):
        return 120_000 + payee * 31_007

    assert fires(stipends(payees=16, cents=wage)) == []


def test_one_rent_beside_the_stipends_does_not_hide_them():
    rent = stipends(payees=9, cents=lambda payee: 18_400 if payee < 8 else 90_000)
    assert len(fires(rent, min_out_share=0.3)) == 1


def test_sums_two_deviations_off_the_middle_are_near_it():
    def paid(low):
        return lambda payee: (low if payee > 7 else 18_400) + payee * 10

    assert len(fires(stipends(payees=11, cents=paid(13_200)))) == 1
    assert fires(stipends(payees=11, cents=paid(12_700))) == []


def test_sums_that_vary_from_month_to_month_are_not_steady():
    paid = [(a, b, at, 18_400 + at // DAY * 200) for a, b, at, _ in stipends()]
    assert fires(paid) == []


@pytest.mark.parametrize(("supplies", "alerts"), [(24, 1), (25, 0)])
def test_who_pays_as_much_for_other_things_fires_and_who_pays_more_does_not(
    supplies, alerts
):
    other = [(0, 50, 31 * DAY, 18_400) for _ in range(supplies)]
    assert len(fires(stipends() + other)) == alerts


def test_a_firm_with_another_cost_has_staff():
    rent = [(0, 50, 31 * DAY, 6 * 18_400), (0, 50, 32 * DAY, 100)]
    assert len(fires(stipends() + rent)) == 1
    assert fires(stipends() + rent, FIRM) == []
    assert len(fires(stipends() + rent[:1], FIRM)) == 1


def test_a_firm_pays_the_same_to_the_cent_or_it_pays_wages():
    nearly = [18_400 + payee * 301 for payee in range(8)].__getitem__
    assert len(fires(stipends(cents=nearly))) == 1
    assert fires(stipends(cents=nearly), FIRM) == []
    assert len(fires(stipends(cents=lambda payee: 18_400 + payee % 2 * 301), FIRM)) == 1


@pytest.mark.parametrize(
    "kind", ["external", "merchant", "msb", "loan", "cash", "vasp"]
)
def test_payers_whose_trade_it_is_or_whose_other_payments_are_not_seen(kind):
    assert fires(stipends(), {0: {"kind": kind}}) == []


@pytest.mark.parametrize("kind", ["business", "npo", "merchant", "msb"])
def test_payees_are_people(kind):
    assert fires(stipends(), KNOWN | {8: {"kind": kind}}) == []
    assert len(fires(stipends(), KNOWN | {8: {"kind": "prepaid_card"}})) == 1


@pytest.mark.parametrize(
    ("relation", "alerts"),
    [("employee_of", 0), ("officer_of", 0), ("family", 0), ("same_market", 1)],
)
def test_staff_and_relatives_on_record_do_not_count(relation, alerts):
    assert len(fires(stipends(), relations=[("a8", "a0", relation)])) == alerts


def test_own_accounts_do_not_count():
    owned = {0: {"kind": "personal", "party_id": "p"}, 8: {"party_id": "p"}}
    assert fires(stipends(), owned) == []


def test_aid_where_a_charity_says_it_works_has_a_reason():
    charity = {
        0: {"kind": "npo", "party_id": "c"},
        **{n: {"country": "SO"} for n in range(1, 9)},
    }
    says = {"c": {"programme_countries": ["SO", "KE"]}}
    assert fires(stipends(), charity, parties=says) == []
    assert len(fires(stipends(), charity)) == 1
    elsewhere = {"c": {"programme_countries": ["KE"]}}
    assert len(fires(stipends(), charity, parties=elsewhere)) == 1
    firm = charity | {0: {"kind": "business", "party_id": "c"}}
    assert len(fires(stipends(), firm, parties=says)) == 1


def test_people_paid_in_turn_are_never_many_at_a_time():
    paid = [
        (0, 1 + payee, (payee * 95 + cycle * 30) * DAY, 18_400)
        for payee in range(8)
        for cycle in range(3)
    ]
    assert fires(paid) == []
    assert len(fires(paid, window_days=800)) == 1


def test_unknown_amounts_self_payments_and_no_payments_do_not_fire():
    assert fires(stipends(cents=lambda payee: None)) == []
    assert fires([(0, 0, n * 30 * DAY, 18_400) for n in range(24)]) == []
    assert fires([]) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(8, 13),  # days between payments, by two
            st.lists(st.integers(8, 13), min_size=1, max_size=4),
        ),
        max_size=6,
    ),
    st.integers(0, 60),
)
def test_agrees_with_reading_every_payee_alone(payees, more):
    paid = [
        (0, 1 + payee, cycle * gap * 2 * DAY + payee, cents * 100)
        for payee, (gap, sums) in enumerate(payees)
        for cycle, cents in enumerate(sums)
    ]
    paid += [(0, 50, 20 * DAY, more * 100)] if more else []
    told = fires(paid, min_payees=2, max_gap_days=20)
    assert len(told) == fires_naively(paid)


def fires_naively(paid):
    """Two people or more at a time, of whom four in five are paid alike."""
    steady = {}
    for payee in {receiver for _, receiver, _, _ in paid}:
        lines = sorted((at, cents) for _, who, at, cents in paid if who == payee)
        sums = [cents for _, cents in lines]
        if len(lines) < 3 or lines[1][0] - lines[0][0] > 20 * DAY:
            continue
        if stdev(sums) / fmean(sums) <= 0.15:
            steady[payee] = lines
    if len(steady) < 2:
        return False
    typical = [median(cents for _, cents in lines) for lines in steady.values()]
    near = [each for each in typical if abs(each / median(typical) - 1) <= 0.3]
    alike = len(near) >= 0.8 * len(typical) and pstdev(near) / fmean(near) <= 0.15
    steps = sum(typical.count(each) > 1 for each in typical) >= 0.8 * len(typical)
    stipends = [line for lines in steady.values() for line in lines]
    first, last = min(stipends)[0], max(stipends)[0]
    meanwhile = sum(cents for _, _, at, cents in paid if first <= at <= last)
    return (alike or steps) and sum(cents for _, cents in stipends) >= meanwhile / 2
