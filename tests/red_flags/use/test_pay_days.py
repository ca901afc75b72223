from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.use.pay_days import pay_days
from pipeline.red_flags.use.steady_stipends import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

FAR = {"sender_country": "DE", "receiver_country": "TR"}
FIRM = {
    0: {"kind": "business", "party_id": "firm", "country": "TR"},
    9: {"kind": "msb", "country": "TR"},
}


def backed(cents=200_000, day=0):
    return [(8, 0, day * DAY, cents, FAR)]


def varying(payees=4, cycles=3, gap=30, start=5, payer=0, most=60_000, **columns):
    """No payee gets what another gets, nor what he got the last time."""
    return [
        (
            payer,
            1 + payee,
            (start + cycle * gap) * DAY + payee * 3_600,
            most - (cycles * payee + cycle) * 1_501,
            columns,
        )
        for cycle in range(cycles)
        for payee in range(payees)
    ]


RENT = [(0, 20, 40 * DAY, 900_000)]


def fires(payments, accounts=FIRM, relations=()):
    made = ledger(payments, accounts=accounts, relations=relations, n_accounts=10)
    return shown(made, detect(made, Thresholds()))


def test_four_people_paid_on_the_same_days_by_money_from_abroad_are_shown():
    made = ledger([*backed(500_000), *varying(), *RENT], accounts=FIRM)
    found = detect(made, Thresholds())
    ((account, rows),) = shown(made, found)
    assert (account, len(rows)) == ("a0", 12)
    (alert,) = found.alerts.to_dicts()
    assert (alert["payees"], alert["payments"]) == (4, 12)
    assert alert["abroad_share"] == pytest.approx(500_000 / alert["paid_cents"])
    assert alert["out_share"] < 0.5
    assert alert["strength"] == pytest.approx((1 - 0.5**0.5) * alert["abroad_share"])


@pytest.mark.parametrize(
    "other", [{"payees": 3}, {"cycles": 2}, {"gap": 11}, {"gap": 36}]
)
def test_fewer_people_or_days_or_another_pace_are_silent(other):
    assert fires([*backed(900_000), *varying(**other), *RENT]) == []


def test_money_of_the_country_is_what_an_employer_has():
    paid = [*varying(), *RENT]
    total = sum(cents for _, _, _, cents, _ in varying())
    assert fires([(8, 0, 0, 900_000), *paid]) == []
    assert len(fires([*backed(total - total // 2), *paid])) == 1
    assert fires([*backed(total // 2 - 1), *paid]) == []


def test_what_came_more_than_a_month_before_paid_something_else():
    late = varying(start=30)
    assert len(fires([*backed(900_000), *late, *RENT])) == 1
    assert fires([*backed(900_000), *varying(start=31), *RENT]) == []


def test_wages_are_larger_than_published_stipends():
    typical = median(cents for _, _, _, cents, _ in varying(most=0))
    for of, alerts in ((60_000, 1), (60_002, 0)):
        paid = varying(most=int(of - typical))
        assert len(fires([*backed(900_000), *paid, *RENT])) == alerts


@pytest.mark.parametrize("relation", ["employee_of", "officer_of", "family"])
def test_recorded_staff_and_family_have_a_reason(relation):
    tie = [("a1", "a0", relation)]
    assert fires([*backed(900_000), *varying(), *RENT], relations=tie) == []


def test_people_paid_on_days_of_their_own_are_no_pay_day():
    spread = [
        (0, 1 + payee, (5 + payee * 5 + cycle * 30) * DAY, 20_000 + 31 * payee + cycle)
        for payee in range(4)
        for cycle in range(3)
    ]
    assert fires([*backed(900_000), *spread, *RENT]) == []


def test_what_an_office_pays_out_counts_for_whom_it_names():
    through = varying(payer=9, channel="money_transfer", on_behalf_of="firm")
    handed = [(0, 9, 4 * DAY, 900_000, {"channel": "money_transfer"})]
    ((account, rows),) = fires([*backed(900_000), *handed, *through])
    assert (account, len(rows)) == ("a0", 12)
    unnamed = varying(payer=9, channel="money_transfer")
    assert fires([*backed(900_000), *handed, *unnamed]) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([0, 2, 4, 12, 14, 16, 30, 60])),
        max_size=14,
    )
)
def test_agrees_with_reading_each_payee_alone(steps):
    paid = [(0, to, day * DAY, 1_000 + n) for n, (to, day) in enumerate(steps)]
    found = pay_days(ledger(paid, n_accounts=4), 2, 2, (12, 35))
    told = sorted(zip(found["receiver"], found["time"] // DAY, strict=True))
    assert told == naively(sorted((day, to) for to, day in steps))


def naively(lines):
    """Two payees or more on two pay days or more, each at the pace by the median."""
    days = {to: sorted(day for day, payee in lines if payee == to) for to in (1, 2, 3)}
    gaps = {to: [b - a for a, b in pairwise(d)] for to, d in days.items()}
    paced = {to for to, each in gaps.items() if each and 12 <= median(each) <= 35}
    kept = [line for line in lines if line[1] in paced] if len(paced) >= 2 else []
    number, groups = -1, []
    for place, (day, to) in enumerate(kept):
        number += place == 0 or day - kept[place - 1][0] > 3
        groups.append((number, day, to))

    def of_two_payees(some):
        many = {g for g, _, _ in some if len({t for h, _, t in some if h == g}) >= 2}
        return [line for line in some if line[0] in many]

    groups = of_two_payees(groups)
    often = {t for _, _, t in groups if len({g for g, _, u in groups if u == t}) >= 2}
    groups = of_two_payees([line for line in groups if line[2] in often])
    if len({g for g, _, _ in groups}) < 2:
        return []
    return sorted((to, day) for _, day, to in groups)
