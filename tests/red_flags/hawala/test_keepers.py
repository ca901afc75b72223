import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.hawala.netting_settlement import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

NEAR, FAR = 0, 1
HOME = {"kind": "personal", "country": "DE", "party_id": "n"}
AWAY = {"kind": "personal", "country": "TR", "party_id": "f"}
PLACES = {NEAR: HOME, FAR: AWAY}
LUMPS = [(NEAR, FAR, 150_000), (FAR, NEAR, 100_000)] * 2


def wires(lumps=LUMPS):
    return [(a, b, 30 * n * DAY, cents) for n, (a, b, cents) in enumerate(lumps)]


def customers(cents=1_000, known=4):
    return [
        (10 + n, keeper, 20 * DAY, cents)
        for keeper in (NEAR, FAR)
        for n in range(known)
    ]


def fires(payments, accounts=PLACES, relations=(), **limits):
    made = ledger(payments, accounts=accounts, relations=relations)
    return shown(made, detect(made, Thresholds(**limits)))


def test_keepers_of_two_countries_who_net_half_of_it_are_shown_with_all_of_it():
    made = ledger(wires() + customers(), accounts=PLACES)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a0", [f"t{n:05}" for n in range(4)])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["gross_cents"], alert["periods"]) == (500_000, 0)
    assert alert["net_share"] == pytest.approx(0.2)
    assert alert["strength"] == pytest.approx(0.5 * 0.8)
    assert alert["turnover_share"] == pytest.approx(500_000 / 504_000)
    assert alert["parts"] == ["one way", "back", "one way", "back"]


@pytest.mark.parametrize(("cents", "alerts"), [(150_000, 1), (149_999, 0)])
def test_sums_are_settlements_and_not_help(cents, alerts):
    lumps = [*LUMPS[:2], (NEAR, FAR, cents), LUMPS[3]]
    assert len(fires(wires(lumps) + customers())) == alerts


@pytest.mark.parametrize(("back", "alerts"), [(125_000, 1), (124_999, 0)])
def test_less_than_half_of_it_stays_open(back, alerts):
    lumps = [(NEAR, FAR, 375_000), (FAR, NEAR, back)] * 2
    assert len(fires(wires(lumps) + customers())) == alerts


def test_a_loan_that_is_paid_back_goes_once_each_way():
    loan = [(NEAR, FAR, 300_000), (FAR, NEAR, 150_000), (FAR, NEAR, 150_000)]
    assert fires(wires(loan) + customers()) == []


@pytest.mark.parametrize(("other", "alerts"), [(4_500_000, 1), (4_500_001, 0)])
def test_either_does_much_of_what_it_does_with_the_other(other, alerts):
    life = [(30, NEAR, 5 * DAY, other)]
    assert len(fires(wires() + customers(cents=0) + life, min_others=0)) == alerts


@pytest.mark.parametrize(("known", "alerts"), [(3, 1), (2, 0)])
def test_keepers_deal_with_others(known, alerts):
    assert len(fires(wires() + customers(known=known))) == alerts


@pytest.mark.parametrize(
    "far",
    [{"country": "DE"}, {"country": "withheld"}, {"country": None}]
    + [{"kind": kind} for kind in ("business", "merchant", "npo", "msb", "external")],
)
def test_neighbours_firms_and_places_nobody_knows_are_innocent(far):
    assert fires(wires() + customers(), PLACES | {FAR: AWAY | far}) == []


@pytest.mark.parametrize("relation", ["family", "same_party", "officer_of"])
def test_known_relatives_and_ones_own_accounts_are_innocent(relation):
    paid = wires() + customers()
    assert fires(paid, relations=[("n", "f", relation)]) == []
    assert fires(paid, PLACES | {FAR: AWAY | {"party_id": "n"}}) == []


payment = st.tuples(st.booleans(), st.integers(1, 9))


@settings(deadline=None, max_examples=100)
@given(st.lists(payment, max_size=8))
def test_agrees_with_adding_up(payments):
    lumps = [
        (NEAR, FAR, cents * 10_000) if forth else (FAR, NEAR, cents * 10_000)
        for forth, cents in payments
    ]
    forth = [cents for ahead, cents in payments if ahead]
    back = [cents for ahead, cents in payments if not ahead]
    gross, net = sum(forth + back), abs(sum(forth) - sum(back))
    expected = len(forth) >= 2 and len(back) >= 2 and gross >= 20 and 2 * net <= gross
    told = fires(wires(lumps) + customers(), min_keepers_cents=200_000)
    assert bool(told) == expected
