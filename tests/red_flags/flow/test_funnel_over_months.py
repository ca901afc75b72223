import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.funnel_abroad import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

ABROAD = {"sender_country": "DE", "receiver_country": "TR"}
PEOPLE = {n: {"kind": "personal"} for n in (*range(9), 20, 21, 22)}
LIFE = [(30, 0, n * 30 * DAY, 250_000) for n in range(7)] + [
    (0, 31, (n * 30 + 5) * DAY, 240_000) for n in range(7)
]  # wages and rent, each month


def ring(givers=5, exports=5, gift=20_000, export=19_000, rests=3, to=(20,)):
    """Once a month one of ``givers`` gives to account 0, who sends it abroad."""
    paid = [*LIFE]
    for month in range(exports):
        day = month * 30 * DAY
        paid.append((1 + month % givers, 0, day, gift))
        payee = to[month % len(to)]
        paid.append((0, payee, day + rests * DAY, export, ABROAD))
    return paid


def found(paid, accounts=None):
    kinds = PEOPLE | {30: {"kind": "business"}, 31: {"kind": "business"}}
    made = ledger(paid, accounts=kinds | (accounts or {}))
    return shown(made, detect(made, Thresholds()))


def test_collector_who_lives_from_the_same_account_is_seen():
    kinds = PEOPLE | {30: {"kind": "business"}, 31: {"kind": "business"}}
    made = ledger(ring(), accounts=kinds)
    alerts = detect(made, Thresholds()).alerts
    assert shown(made, detect(made, Thresholds())) == [
        ("a0", [f"t{n:05}" for n in range(14, 24)])
    ]
    (alert,) = alerts.to_dicts()
    assert alert["parts"] == ["in", "abroad"] * 5
    assert (alert["sources"], alert["collectors"], alert["payees"]) == (5, 1, 1)
    assert (alert["passed_cents"], alert["abroad_share"]) == (95_000, 1)
    assert (alert["dwell_hours"], alert["span_days"]) == (72, 123)
    assert alert["strength"] == pytest.approx(0.5)


@pytest.mark.parametrize(("givers", "alerts"), [(5, 1), (4, 0)])
def test_five_people_give(givers, alerts):
    assert len(found(ring(givers))) == alerts


@pytest.mark.parametrize(("exports", "alerts"), [(4, 1), (3, 0)])
def test_money_leaves_four_times(exports, alerts):
    two_gifts_each = [*LIFE]
    for month in range(exports):
        day = month * 30 * DAY
        two_gifts_each += [(1 + 2 * month + n, 0, day, 20_000) for n in range(2)]
        two_gifts_each.append((0, 20, day + DAY, 39_000, ABROAD))
    assert len(found(two_gifts_each)) == alerts


@pytest.mark.parametrize(("to", "alerts"), [((20, 21), 1), ((20, 21, 22), 0)])
def test_two_payees_get_four_fifths(to, alerts):
    assert len(found(ring(to=to))) == alerts


@pytest.mark.parametrize(("own", "alerts"), [(23_750, 1), (23_751, 0)])
def test_four_fifths_of_what_goes_abroad_was_given(own, alerts):
    wages = (0, 22, 40 * DAY, own, ABROAD)
    assert len(found([*ring(), wages])) == alerts


@pytest.mark.parametrize(("gift", "alerts"), [(38_000, 1), (38_001, 0)])
def test_half_of_what_is_given_goes_abroad(gift, alerts):
    assert len(found(ring(gift=gift))) == alerts


def test_relief_body_that_keeps_its_staff_is_left_to_the_quick_shape():
    assert not found(ring(), {0: {"kind": "npo"}})


def test_quick_funnel_is_told_once():
    quick = [(n, 0, 200 * DAY, 10_000) for n in range(1, 6)]
    quick.append((0, 20, 201 * DAY, 50_000, ABROAD))
    assert len(found([*ring(), *quick])) == 1


def test_between_bodies_it_weighs_half():
    paid = [(n, 0, 0, 10_000) for n in range(1, 6)] + [(0, 20, DAY, 50_000, ABROAD)]
    weights = {}
    for collector, payee in (("npo", "business"), ("npo", "personal")):
        kinds = PEOPLE | {0: {"kind": collector}, 20: {"kind": payee}}
        (alert,) = detect(ledger(paid, accounts=kinds), Thresholds()).alerts.to_dicts()
        weights[payee] = alert["strength"]
    assert weights == {"business": 0.25, "personal": 0.5}
