import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.split_deposits import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

US = {0: {"country": "US"}, 1: {"country": "US"}}


def deposit(at, cents, conductor=None, branch=None, **columns):
    hand = {"channel": "cash_deposit", "conductor": conductor, "branch": branch}
    return (9, 0, at, cents, hand | columns)


def people(cents=400_000, days=(0, 1, 3), **columns):
    return [
        deposit(day * DAY, cents, f"p{number}", "b1", **columns)
        for number, day in enumerate(days)
    ]


def fires(payments, accounts=None, limits=None, **tables):
    made = ledger(payments, accounts=accounts or US, **tables)
    return shown(made, detect(made, limits or Thresholds()))


def test_three_people_pay_in_what_one_would_have_to_report():
    paid = [*people(), deposit(DAY, 100_000), deposit(DAY, 1_100_000, "p9")]
    made = ledger(paid, accounts=US)
    assert shown(made, detect(made, Thresholds())) == [
        ("a0", ["t00000", "t00001", "t00002"])
    ]
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert (alert["hands"], alert["people"], alert["branches"]) == (3, 3, 1)
    assert (alert["deposits"], alert["total_cents"]) == (3, 1_200_000)
    assert (alert["total_limit_share"], alert["span_days"]) == (1.2, 3)
    assert (alert["strength"], alert["parts"]) == (0.5, ["conductor"] * 3)
    assert alert["members"] == [0, 9]


def test_one_person_at_three_branches_is_three_hands():
    paid = [deposit(day, 400_000, "p1", f"b{day}") for day in range(3)]
    assert len(fires(paid)) == 1
    assert len(fires([(*p[:4], p[4] | {"conductor": None}) for p in paid])) == 1
    assert fires([(*p[:4], p[4] | {"branch": "b0"}) for p in paid]) == []


def test_people_and_branches_that_share_a_deposit_are_one_alert():
    paid = [
        *people(days=(0, 0, 0)),
        *[deposit(0, 400_000, "p0", f"b{n}") for n in "23"],
    ]
    assert [len(rows) for _, rows in fires(paid)] == [5]


@pytest.mark.parametrize(("last", "alerts"), [(3 * DAY, 1), (3 * DAY + 1, 0)])
def test_window_holds_its_last_second(last, alerts):
    paid = [*people()[:2], deposit(last, 400_000, "p5")]
    assert len(fires(paid)) == alerts


def test_day_that_is_known_without_its_hour_may_reach_into_the_window():
    late = deposit(3 * DAY + 1, 400_000, "p5")
    first = deposit(0, 400_000, "p0", time_precision="day")
    assert len(fires([first, people()[1], late])) == 1


@pytest.mark.parametrize(("cents", "alerts"), [(333_333, 0), (333_334, 1)])
def test_pieces_of_one_window_reach_the_limit_together(cents, alerts):
    assert len(fires(people(cents))) == alerts
    apart = people(333_333) + [
        (*p[:2], p[2] + 30 * DAY, *p[3:]) for p in people(333_333)
    ]
    assert fires(apart) == []


@pytest.mark.parametrize(("cents", "alerts"), [(1_000_000, 1), (1_000_001, 0)])
def test_each_piece_is_under_the_limit(cents, alerts):
    assert len(fires(people(cents))) == alerts


def test_limit_is_the_one_of_the_day_in_its_currency():
    for day, alerts in (("2022-11-13", 1), ("2022-11-14", 0)):
        paid = [deposit(day, 1_200_000, who, currency="ZAR") for who in "pqr"]
        assert len(fires(paid, {0: {"country": "ZA"}})) == alerts
    assert fires(people(), {0: {"country": "GB"}}) == []


def test_two_people_are_too_few():
    assert fires([*people()[:2], deposit(0, 400_000, "p0")]) == []


def test_family_business_banks_its_takings():
    owner = {0: {"country": "US", "party_id": "owner", "kind": "business"}}
    assert len(fires(people(), owner)) == 1
    for relation in ("family", "employee_of", "officer_of", "delegated_access"):
        ties = [(f"p{n}", "owner", relation) for n in range(3)]
        assert fires(people(), owner, relations=ties) == []
    owned = [(f"p{n}", "a0", "account_holder") for n in range(3)]
    assert fires(people(), owner, relations=owned) == []


def test_franchise_banks_the_takings_of_its_outlets():
    takings = [
        deposit(week * 7 * DAY + n, 350_000 + 60_000 * (week * 7 % 10), None, f"b{n}")
        for week in range(9)
        for n in range(3)
    ]
    firm = {0: {"country": "US", "kind": "business"}}
    assert fires(takings, firm) == []
    assert len(fires(takings[:24], firm)) == 8
    person = {0: {"country": "US", "kind": "personal"}}  # who has no outlets
    assert len(fires(takings, person)) == 9
    assert fires(people(), {0: {"country": "US", "kind": "merchant"}}) == []


def test_tenants_who_pay_the_same_each_month_are_innocent():
    rent = [
        deposit((month * 30 + who % 2) * DAY, 250_000, f"p{who}")
        for month in range(3)
        for who in range(5)
    ]
    assert fires(rent, {0: {"country": "US", "kind": "personal"}}) == []
    assert len(fires(rent[:10], {0: {"country": "US", "kind": "personal"}})) == 2


def test_unknown_amounts_and_unknown_hands_do_not_count():
    assert fires([deposit(0, None, who) for who in "pqr"]) == []
    assert fires([deposit(0, 400_000) for _ in range(3)]) == []
    rough = people(amount_status="approximate")
    assert fires(rough) == []
    assert fires([]) == []


def test_other_channels_are_other_red_flags():
    assert fires([(*p[:4], p[4] | {"channel": "wire"}) for p in people()]) == []


def split_naively(paid, limits):
    """Every window that ends with a deposit; those that share one are one."""
    shared = nx.Graph()
    for hand in (2, 3):
        for newest in paid:
            since = newest[1] - limits.window_days * DAY
            inside = [
                place
                for place, p in enumerate(paid)
                if p[0] == newest[0] and since <= p[1] <= newest[1]
            ]
            hands = {paid[place][hand] for place in inside}
            together = sum(paid[place][4] for place in inside)
            if len(hands) >= limits.min_hands and together >= 1_000_000:
                nx.add_path(shared, inside)
    return {frozenset(each) for each in nx.connected_components(shared)}


@settings(deadline=None, max_examples=80)
@given(
    paid=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 9).map(lambda half: half * DAY // 2),
            *(st.sampled_from("pqr"), st.sampled_from("xyz")),
            st.sampled_from([250_000, 400_000, 900_000]),
        ),
        max_size=10,
    ),
    window=st.integers(0, 4),
    least=st.integers(2, 3),
)
def test_alerts_agree_with_naive_reading(paid, window, least):
    limits = Thresholds(window_days=window, min_hands=least)
    made = [(9, to, *deposit(at, cents, p, b)[2:]) for to, at, p, b, cents in paid]
    seen = {
        frozenset(int(each[1:]) for each in rows)
        for _, rows in fires(made, None, limits)
    }
    assert seen == split_naively(paid, limits)
