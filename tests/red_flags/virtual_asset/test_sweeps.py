import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.virtual_asset import donation_hub, unregistered_exchanger
from pipeline.red_flags.virtual_asset.campaigns import on_chain
from pipeline.red_flags.virtual_asset.sweeps import sweeps
from tests.red_flags.ledgers import ids, ledger, shown
from tests.red_flags.virtual_asset.trails import DESK, coin

HUB = 90
LISTED = DESK | {"registered": True}


def emptied(address, at=0, gifts=2, kept=0.01, to=HUB):
    """Gifts of 50.00 to a fresh ``address``, and a day later all of it goes on."""
    first = 10 + 5 * address
    came = [coin(first + n, address, at + n * 60, 5_000) for n in range(gifts)]
    return [*came, coin(address, to, at + DAY, round(5_000 * gifts * (1 - kept)))]


def bystanders(count, to=HUB):
    """Customers who pay prices, beside what they got."""
    return [
        payment
        for n in range(count)
        for payment in (
            coin(200 + n, 300 + n, n, 7_000),
            coin(300 + n, to, n + 60, 3_300),
        )
    ]


def hubs(payments, desk=LISTED, flag=donation_hub, **limits):
    made = ledger(payments, accounts={HUB: desk})
    return shown(made, flag.detect(made, flag.Thresholds(**limits)))


THREE = [payment for address in range(3) for payment in emptied(address)]


def test_addresses_emptied_into_a_desk_tell_it_with_their_gifts():
    made = ledger(THREE + bystanders(100, 700) + bystanders(8), accounts={HUB: LISTED})
    (alert,) = donation_hub.detect(made, donation_hub.Thresholds()).alerts.to_dicts()
    assert made.accounts["account_id"][alert["account"]] == "a90"
    assert (alert["campaigns"], alert["gifts"], alert["hops"]) == (3, 6, 1)
    assert alert["arrived_cents"] == 29_700
    assert alert["passed_share"] == pytest.approx(0.99)
    assert sorted(ids(made, alert["rows"])) == [f"t{n:05}" for n in range(9)]


def test_unregistered_desk_is_told_as_an_exchanger_and_a_registered_one_is_not():
    assert len(hubs(THREE, DESK, unregistered_exchanger)) == 1
    assert hubs(THREE, LISTED, unregistered_exchanger) == []


def test_one_address_is_no_hub_however_often_and_those_of_one_holder_are_one():
    often = [p for n in range(5) for p in emptied(0, at=20 * n * DAY)]
    usual = bystanders(100, 700)
    assert hubs(often + usual, min_givers=2) == []
    assert len(hubs(often + emptied(1) + usual, min_givers=2)) == 1
    assert hubs(THREE[:6] + usual, min_givers=2) == []
    one = {n: {"party_id": "p"} for n in range(3)} | {HUB: LISTED}
    made = ledger(THREE, accounts=one)
    told = donation_hub.detect(made, donation_hub.Thresholds())
    assert told.alerts.is_empty()


@pytest.mark.parametrize(("kept", "alerts"), [(0.1, 1), (0.11, 0)])
def test_who_keeps_more_than_a_fee_is_not_emptied(kept, alerts):
    payments = [p for n in range(3) for p in emptied(n, kept=kept)]
    assert len(hubs(payments)) == alerts


@pytest.mark.parametrize(("wait", "alerts"), [(14 * DAY, 1), (14 * DAY + 1, 0)])
def test_gifts_rest_two_weeks_at_most(wait, alerts):
    late = [
        coin(*p[:2], wait + 60 if p[1] == HUB else p[2] + 60 * (p[2] == 0), *p[3:4])
        for p in THREE
    ]
    assert len(hubs(late)) == alerts


@pytest.mark.parametrize(("others", "alerts"), [(8, 1), (80, 0)])
def test_as_few_among_many_customers_are_chance(others, alerts):
    usual = bystanders(100, 700)
    assert len(hubs(THREE + usual + bystanders(others))) == alerts


def test_sweeps_as_usual_as_everybodys_raise_nothing():
    elsewhere = [
        payment
        for n in range(60)
        for payment in (
            coin(400 + n, 500 + n, n, 5_000),
            coin(500 + n, 600 + n, n + 60, 4_950),
        )
    ]
    assert hubs(THREE + elsewhere) == []


def test_large_gifts_and_gifts_of_few_givers_are_none():
    large = [coin(*p[:3], p[3] * 6) for p in THREE]
    assert hubs(large) == []
    assert hubs(THREE, min_givers=7) == []
    assert len(hubs(THREE, min_givers=6)) == 1


def test_wallet_where_addresses_meet_is_the_hub_and_what_follows_is_evidence():
    between = [
        *[p for n in range(3) for p in emptied(n, at=n * 3 * DAY, to=80)],
        *[coin(80, HUB, n * 3 * DAY + 2 * DAY, 9_800) for n in range(3)],
    ]
    made = ledger(between + bystanders(100, 700), accounts={HUB: LISTED})
    (alert,) = donation_hub.detect(made, donation_hub.Thresholds()).alerts.to_dicts()
    assert made.accounts["account_id"][alert["account"]] == "a80"
    assert alert["campaigns"] == 3
    assert alert["gifts"] == 6
    assert {"gift", "to the hub"} == set(alert["parts"])
    assert len(alert["rows"]) == 12


payment = st.tuples(
    st.integers(0, 3), st.integers(0, 3), st.integers(0, 12), st.integers(1, 9)
).filter(lambda p: p[0] != p[1])


@settings(deadline=None, max_examples=200)
@given(st.lists(payment, max_size=14), st.integers(0, 6))
def test_sweeps_agree_with_naive_reading(payments, dwell):
    """A payment out is swept if some of the latest payments in, summed, explain it."""
    made = ledger([coin(*p) for p in payments], n_accounts=4)
    paid, pairs = sweeps(made, on_chain(made), dwell, 0.75 * SLACK)
    by_row = {row: set() for row in paid.filter("swept")["row"]}
    for row, receipt in pairs.iter_rows():
        by_row[row].add(receipt)
    sender, receiver, time, cents = (list(map(int, each)) for each in made.rows)
    expected = {}
    for out in range(len(payments)):
        latest = [
            n
            for n in range(len(payments))
            if receiver[n] == sender[out] and 0 <= time[out] - time[n] <= dwell
        ]
        for least in range(len(latest)):
            some = latest[least:]
            total = sum(cents[n] for n in some)
            if 0.75 * total <= cents[out] <= total:
                # As few as explain it.
                expected[out] = set(some)
    assert by_row == expected
    assert np.array_equal(np.sort(paid["row"]), np.arange(len(payments)))


def test_sweeps_by_way_of_a_wallet_each_count_with_what_came_before():
    ways = [
        payment
        for n in range(3)
        for payment in (
            *emptied(n, to=80 + n),
            coin(80 + n, HUB, 2 * DAY, 9_800),
        )
    ]
    made = ledger(ways + bystanders(100, 700), accounts={HUB: LISTED})
    (alert,) = donation_hub.detect(made, donation_hub.Thresholds()).alerts.to_dicts()
    assert made.accounts["account_id"][alert["account"]] == "a90"
    assert (alert["campaigns"], alert["gifts"], alert["hops"]) == (3, 6, 2)
    assert alert["parts"].count("on the way") == 3
    # One payment on, the wallets show one giver each.
    near = donation_hub.Thresholds(max_hops=1)
    assert donation_hub.detect(made, near).alerts.is_empty()
