import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.trade.goods_cycle import Thresholds, detect
from tests.red_flags.ledgers import ledger
from tests.red_flags.trade.legs import ACCOUNTS, cash, goods, wire

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
