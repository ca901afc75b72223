import networkx as nx
import pytest
from hypothesis import given, settings

from pipeline.flow_graph import DAY
from pipeline.motifs.cycles import Limits
from pipeline.red_flags.flow.cycle import RED_FLAG, Thresholds, detect
from tests.motifs.graphs import payments
from tests.motifs.test_cycles import ACCOUNTS, found_naively
from tests.red_flags.ledgers import ids, ledger, shown

RING = [(0, 1, 0, 100), (1, 2, 5 * DAY, 90), (2, 0, 14 * DAY, 70)]


def found(paid, limits: Thresholds | None = None, **more) -> list[list[str]]:
    made = ledger(paid, **more)
    return [rows for _, rows in shown(made, detect(made, limits or Thresholds()))]


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 5, 4, 12))
def test_cycles_that_share_a_payment_are_one_alert(paid):
    naive = Limits(3, 10, 0.7, 0)
    shared = nx.Graph()
    for cycle in found_naively(paid, naive, share=0.1):
        nx.add_cycle(shared, cycle)
    wanted = [sorted(group) for group in nx.connected_components(shared)]
    days = [(by, to, at * DAY, cents) for by, to, at, cents in paid]
    limits = Thresholds(
        window_days=3,
        min_kept_share=0.7,
        min_moment_share=0.1,
        max_other_payments=99,
        min_pair_share=0,
    )
    alerts = found(days, limits, n_accounts=ACCOUNTS)
    assert sorted([int(row[1:]) for row in rows] for rows in alerts) == sorted(wanted)


def test_alert_names_every_hop_and_the_owner():
    made = ledger(RING)
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    assert ids(made, alert["rows"]) == ["t00000", "t00001", "t00002"]
    assert alert["parts"] == ["hop 1", "hop 2", "hop 3"]
    assert (alert["account"], alert["members"]) == (0, [0, 1, 2])
    assert (alert["payments"], alert["kept_share"], alert["paths"]) == (3, 0.7, 1)
    assert (alert["first_cents"], alert["last_cents"]) == (100, 70)
    assert alert["span_days"] == 14
    assert alert["strength"] == pytest.approx((0.5 + 0.5 * 0.1 / 0.4) * 0.75)


def test_window_is_closed_at_its_last_second():
    late = [*RING[:2], (2, 0, 14 * DAY + 1, 70)]
    assert (len(found(RING)), len(found(late))) == (1, 0)


@pytest.mark.parametrize(("cents", "alerts"), [(60, 1), (59, 0)])
def test_smallest_may_be_exactly_six_tenths(cents, alerts):
    assert len(found([*RING[:2], (2, 0, 9 * DAY, cents)])) == alerts
    catalogue = Thresholds(min_kept_share=0.7)
    assert len(found(RING, catalogue)) == 1
    assert not found([*RING[:2], (2, 0, 9 * DAY, 69)], catalogue)


def test_a_treasury_that_sweeps_each_week_stays_silent():
    weekly = [
        (by, to, week * 7 * DAY + by * DAY, 1_000 + week)
        for week in range(12)
        for by, to in ((0, 1), (1, 0))
    ]
    assert not found(weekly)


@pytest.mark.parametrize(("rounds", "alerts"), [(3, 3), (4, 0)])
def test_a_ring_may_go_round_three_times(rounds, alerts):
    often = [
        (n % 3, (n + 1) % 3, (100 * (n // 3) + n) * DAY, 100) for n in range(3 * rounds)
    ]
    assert len(found(often)) == alerts


def test_half_of_the_ring_may_deal_with_each_other():
    rent = [(0, 1, -n * 30 * DAY, 70) for n in range(2, 6)]
    wages = [(1, 2, -n * 30 * DAY, 70) for n in range(2, 6)]
    assert len(found(rent + RING)) == 1
    assert not found(rent + wages + RING)


@pytest.mark.parametrize(("length", "alerts"), [(10, 1), (11, 0)])
def test_up_to_ten_payments(length, alerts):
    ring = [(n, (n + 1) % length, n * DAY, 100) for n in range(length)]
    assert len(found(ring)) == alerts


def test_strongest_round_trip_tells_the_alert():
    closer = [*RING, (2, 0, 6 * DAY, 90)]
    alert = detect(ledger(closer), Thresholds()).alerts.row(0, named=True)
    assert (alert["kept_share"], alert["paths"], len(alert["rows"])) == (0.9, 2, 4)


@pytest.mark.parametrize("friend", [0, 1])
@pytest.mark.parametrize(("rent", "alerts"), [(40, 1), (41, 0)])
def test_friends_who_settle_a_small_bill_stay_silent(friend, rent, alerts):
    bill = [(0, 1, 0, 10), (1, 0, DAY, 10)]
    for living in ((friend, 9, 10 * DAY, rent), (9, friend, -10 * DAY, rent)):
        assert len(found([*bill, living])) == alerts
    assert len(found([*bill, (friend, 9, 20 * DAY, rent)])) == 1
    assert len(found([*RING, (friend, 9, -20 * DAY, 9_000)])) == 1


def test_round_trips_without_a_shared_payment_stand_apart():
    again = [(by, to, at + 300 * DAY, cents) for by, to, at, cents in RING]
    assert len(found([*RING, *again])) == 2


def test_return_to_another_account_of_the_same_owner():
    paid = [(0, 1, 0, 100), (1, 2, DAY, 90)]
    owned = {0: {"party_id": "p"}, 2: {"party_id": "p"}}
    assert not found(paid)
    assert len(found(paid, accounts=owned)) == 1
    assert not found([(0, 2, 0, 100), (2, 0, DAY, 100)], accounts=owned)


def test_return_to_a_proxy_of_the_owner():
    proxy = [("payer", "payee", "proxy_same_principal")]
    paid = [("payer", "friend", 0, 100), ("friend", "payee", DAY, 90)]
    assert len(found(paid, relations=proxy)) == 1


def test_shop_that_refunds_among_many_sales_stays_silent():
    sales = [(1 + n % 40, 0, n * 3_600, 5_000) for n in range(200)]
    refund = [(0, 9, 200 * 3_600, 4_900)]
    assert not found(sales + refund)


@pytest.mark.parametrize("kind", ["merchant", "cash", "msb", "vasp", "loan"])
@pytest.mark.parametrize("place", [0, 1])
def test_round_trip_by_a_trade_of_others_money_stays_silent(kind, place):
    assert not found(RING, accounts={place: {"kind": kind}})
    assert found(RING, accounts={place: {"kind": "personal"}})


def test_self_payments_and_unknown_amounts_do_not_count():
    assert found([*RING, (1, 1, DAY, 9_000)]) == found(RING)
    assert not found([*RING[:2], (2, 0, 9 * DAY, None)])
    assert not found([(0, 0, 0, 100), (0, 0, DAY, 100)])


def test_searches_cut_by_the_budget_are_counted():
    limits = Thresholds(min_moment_share=0, max_work=1)
    # In order the third root finds no payment to look at; in any order the second too.
    assert detect(ledger(RING), limits).cut == 2 + 1


def test_no_transactions_and_one_account_raise_nothing():
    for made in (ledger([]), ledger([], n_accounts=1)):
        nothing = detect(made, Thresholds()).alerts
        assert nothing.is_empty()
        assert nothing.columns == detect(ledger(RING), Thresholds()).alerts.columns


def test_explanation_uses_what_is_measured():
    measured = detect(ledger(RING), Thresholds()).alerts.row(0, named=True)
    limits = dict.fromkeys(Thresholds.__struct_fields__, 1)
    assert "{" not in RED_FLAG.explanation.format(**limits | measured)
