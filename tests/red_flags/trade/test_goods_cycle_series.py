import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.trade.goods_cycle import Thresholds, detect
from tests.red_flags.ledgers import ledger
from tests.red_flags.trade.legs import ACCOUNTS, COURIER, SAFE, cash, goods, wire

ONCE = Thresholds(min_deposits=1)


def alerts_of(payments, limits=ONCE):
    return detect(ledger(payments, accounts=ACCOUNTS), limits).alerts.to_dicts()


@pytest.mark.parametrize(("deposits", "alerts"), [(2, 1), (1, 0)])
def test_cash_that_came_once_is_no_series(deposits, alerts):
    came = [cash((20 + n) * DAY) for n in range(deposits)]
    assert len(alerts_of([wire(), goods(), *came], Thresholds())) == alerts


@pytest.mark.parametrize("rough", [{"amount_status": "aggregate"}, None])
def test_sum_of_many_and_unknown_values_need_no_series(rough):
    told = cash(**rough) if rough else cash(cents=None)
    assert len(alerts_of([wire(), goods(), told], Thresholds())) == 1


@pytest.mark.parametrize(("cents", "alerts"), [(230_000, 1), (229_999, 0)])
def test_wires_buy_at_least_one_used_car(cents, alerts):
    assert len(alerts_of([wire(cents=cents), goods(), cash()])) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(700_000, 1), (699_999, 0)])
def test_cash_far_below_the_wires_is_a_trip(cents, alerts):
    assert len(alerts_of([wire(), goods(), cash(cents=cents)])) == alerts


CARRIED = {
    **ACCOUNTS,
    COURIER: {"kind": "personal", "country": "BJ", "party_id": "c"},
    SAFE: {"kind": "cash", "country": "LB"},
}


@pytest.mark.parametrize(("by", "alerts"), [("c", 1), ("p0", 0), (None, 0)])
def test_local_cash_that_a_courier_pays_in_comes_from_where_he_banks(by, alerts):
    carried = cash(payer=SAFE, conductor=by)
    made = ledger([wire(), goods(), carried], accounts=CARRIED)
    assert detect(made, ONCE).alerts.height == alerts


def test_courier_who_banks_in_two_countries_came_from_neither():
    second = CARRIED | {9: {"country": "TG", "party_id": "c"}}
    carried = cash(payer=SAFE, conductor="c")
    made = ledger([wire(), goods(), carried], accounts=second)
    assert detect(made, ONCE).alerts.is_empty()
