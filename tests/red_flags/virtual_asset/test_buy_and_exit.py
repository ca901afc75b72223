from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags import RED_FLAGS
from pipeline.red_flags.virtual_asset.buy_and_exit import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.virtual_asset.trails import coin, onward_naively

NEW = {0: {"opened_on": date(2000, 1, 1)}}  # graph time 0
WALLET = 5


def bought(at=DAY, cents=10_000, out=10_000, rest=HOUR):
    return [(1, 0, at, cents), coin(0, WALLET, at + rest, out)]


def found(payments, accounts=NEW, limits=None):
    made = ledger(payments, accounts=accounts)
    return made, detect(made, limits or Thresholds())


def fires(*arguments, **tables):
    return shown(*found(*arguments, **tables))


def test_two_purchases_that_leave_at_once_are_found():
    made, told = found(bought() + bought(at=3 * DAY))
    assert shown(made, told) == [("a0", ["t00000", "t00001", "t00002", "t00003"])]
    (alert,) = told.alerts.to_dicts()
    assert alert["parts"] == ["purchase", "withdrawal"] * 2
    assert (alert["purchases"], alert["wallets"], alert["dwell_hours"]) == (2, 1, 1)
    assert (alert["bought_cents"], alert["exit_cents"]) == (20_000, 20_000)
    assert (alert["exit_share"], alert["strength"]) == (1, 0.5)


def test_one_purchase_may_be_a_trial():
    assert fires(bought()) == []


@pytest.mark.parametrize(("out", "alerts"), [(9_000, 1), (8_999, 0)])
def test_share_that_leaves(out, alerts):
    assert len(fires(bought(out=out) + bought(at=3 * DAY, out=out))) == alerts


@pytest.mark.parametrize(("rest", "alerts"), [(24 * HOUR, 1), (24 * HOUR + 1, 0)])
def test_hours_until_it_leaves(rest, alerts):
    assert len(fires(bought(rest=rest) + bought(at=3 * DAY))) == alerts


@pytest.mark.parametrize(("age", "alerts"), [(31 * DAY - 1, 1), (31 * DAY, 0)])
def test_age_counts_to_the_end_of_its_last_day(age, alerts):
    assert len(fires(bought() + bought(at=age))) == alerts


def test_assets_from_an_exchange_are_bought_too():
    steps = [coin(1, 0, DAY), coin(0, WALLET, DAY), coin(1, 0, 2 * DAY)]
    steps.append(coin(0, WALLET, 2 * DAY))
    assert len(fires(steps, NEW | {1: {"service": "exchange"}})) == 1
    assert len(fires(steps, NEW | {1: {"kind": "vasp"}})) == 1
    assert fires(steps) == []


def test_salary_account_that_also_buys_stays_silent():
    salary = [(2, 0, 2 * DAY, 300_000)]
    assert fires(bought() + bought(at=3 * DAY) + salary) == []


@pytest.mark.parametrize(
    "wallet", [{"kind": "vasp"}, {"service": "exchange"}, {"party_id": "p"}]
)
def test_exchange_and_own_wallet_are_no_exit(wallet):
    mine = {0: NEW[0] | {"party_id": "p"}, WALLET: wallet}
    assert fires(bought() + bought(at=3 * DAY), mine) == []


def test_exchange_itself_and_accounts_of_unknown_or_greater_age_stay_silent():
    payments = bought() + bought(at=3 * DAY)
    assert fires(payments, {0: NEW[0] | {"kind": "vasp"}}) == []
    assert fires(payments, {}) == []
    assert fires(payments, {0: {"opened_on": date(1999, 12, 1)}}) == []
    assert "accounts.opened_on" in RED_FLAGS["TF-VA-03"].untestable(ledger(payments))


def test_unknown_values_self_payments_and_nothing_raise_nothing():
    unknown = [(1, 0, DAY, None), coin(0, WALLET, DAY, None)]
    assert fires(unknown + bought()) == []
    assert fires([(0, 0, 0), coin(0, 0, 0)]) == []
    assert fires([], {}) == []


step = st.tuples(st.booleans(), st.integers(0, 3))


@settings(deadline=None, max_examples=150)
@given(st.lists(step, max_size=10))
def test_alerts_agree_with_naive_reading(steps):
    """Equal sums in (true) or out (false): nine in ten must leave within a day."""
    payments = [(1, 0, at) if comes else (0, 5, at) for comes, at in steps]
    came = [place for place, (comes, _) in enumerate(steps) if comes]
    gone = [p for p in came if onward_naively(payments, p, 1) is not None]
    expected = len(gone) >= 2 and 10 * len(gone) >= 9 * len(came)
    paid = [
        (1, 0, at * DAY, 10_000) if comes else coin(0, WALLET, at * DAY)
        for comes, at in steps
    ]
    assert len(fires(paid)) == expected
