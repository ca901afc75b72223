from datetime import date

import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.burst_abandoned import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

BEGINS, ENDS = ("x", "y", 0, 100), ("x", "y", 300 * DAY, 100)
NEW = {"opened_on": date(2000, 1, 11)}  # day 10


def ins(days=(10, 12, 14), cents=100_000):
    return [(f"p{n}", "N", day * DAY, cents) for n, day in enumerate(days)]


def outs(days=(15, 16, 17), cents=100_000, **columns):
    return [("N", f"q{n}", day * DAY, cents, columns) for n, day in enumerate(days)]


def ran(payments, accounts=None, **more):
    made = ledger([BEGINS, *payments, ENDS], accounts={"N": NEW} | (accounts or {}))
    return made, detect(made, Thresholds(**more))


def count(payments, accounts=None, **more):
    return ran(payments, accounts, **more)[1].alerts.height


def test_new_account_used_at_once_and_left_shows_its_burst():
    made, found = ran([*ins(), *outs()])
    assert shown(made, found) == [("N", [f"t0000{n}" for n in range(1, 7)])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["in"] * 3 + ["out"] * 3
    assert (alert["received_cents"], alert["paid_cents"]) == (300_000, 300_000)
    assert (alert["credits"], alert["debits"], alert["burst_share"]) == (3, 3, 1)
    assert (alert["life_days"], alert["strength"]) == (7, 0.5)


@pytest.mark.parametrize(("day", "alerts"), [(70, 1), (71, 0)])
def test_burst_lasts_its_last_day(day, alerts):
    moved = [*ins(), *outs(days=(15, 16, day))]
    assert count(moved) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(107, 1), (106, 0)])
def test_silence_must_be_seen_to_its_end(day, alerts):
    made = ledger(
        [BEGINS, *ins(), *outs(), ("x", "y", day * DAY, 100)],
        accounts={"N": NEW},
    )
    assert detect(made, Thresholds()).alerts.height == alerts


def test_account_that_was_closed_need_not_stay_silent():
    made = ledger(
        [BEGINS, *ins(), *outs(), ("x", "y", 40 * DAY, 100)],
        accounts={"N": NEW | {"closed_on": date(2000, 2, 1)}},
    )
    assert detect(made, Thresholds()).alerts.height == 1


def test_account_still_in_use_is_not_abandoned():
    assert count([*ins(), *outs(), ("N", "q", 60 * DAY + 1, 5_000)]) == 1  # its burst
    assert count([*ins(), *outs(), ("N", "q", 100 * DAY, 5_000)]) == 0
    assert count([*ins(), *outs(), ("N", "bank", 100 * DAY, 500)]) == 1  # a fee


def test_life_that_goes_on_later_is_no_burst():
    later = [("p", "N", 200 * DAY, 100_000), ("N", "q", 201 * DAY, 60_000)]
    assert count([*ins(), *outs(), *later]) == 0


@pytest.mark.parametrize(
    "opened", [None, date(1999, 12, 31), date(2000, 10, 1), date(2000, 11, 30)]
)
def test_opening_outside_the_data_or_unknown_tells_nothing(opened):
    assert count([*ins(), *outs()], {"N": {"opened_on": opened}}) == 0


def test_house_purchase_has_few_payments():
    assert count([*ins(), ("N", "notary", 20 * DAY, 300_000)]) == 0
    assert count([("loan", "N", 11 * DAY, 300_000), *outs()]) == 0


def test_deposit_that_stays_is_no_burst():
    assert count([*ins(), *outs(cents=10_000)]) == 0


def test_visitor_spends_in_shops():
    assert count([*ins(), *outs(channel="card")]) == 0
    trade = {"merchant_category": "5411"}
    assert count([*ins(), *outs(**trade)]) == 0


def test_own_money_moved_through_is_no_turnover():
    ann = {"party_id": "ann"}
    mine = {f"p{n}": ann for n in range(3)} | {"N": NEW | ann}
    assert count([*ins(), *outs()], mine) == 0


def test_small_sums_and_unknown_amounts_are_not_looked_at():
    assert count([*ins(cents=33_333), *outs(cents=33_333)]) == 0
    assert count([*ins(), *outs(cents=None)]) == 0


def test_day_precision_widens_the_silence_that_is_asked_for():
    dated = {"time_precision": "day"}
    until = ("x", "y", 107 * DAY, 100)
    paid = [BEGINS, *ins(), *outs(**dated), until]
    assert detect(ledger(paid, accounts={"N": NEW}), Thresholds()).alerts.is_empty()
    paid = [BEGINS, *ins(), *outs(**dated), ("x", "y", 108 * DAY, 100)]
    assert detect(ledger(paid, accounts={"N": NEW}), Thresholds()).alerts.height == 1


@pytest.mark.parametrize("kind", ["merchant", "msb", "cash", "external"])
def test_trade_accounts_are_none_of_it(kind):
    assert count([*ins(), *outs()], {"N": NEW | {"kind": kind}}) == 0


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
