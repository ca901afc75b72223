from datetime import date

import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.dormant_drained import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

CASH = {"channel": "cash_withdrawal"}
CARD = {"channel": "card"}
BEGINS, ENDS = ("x", "y", 0, 100), ("x", "y", 500 * DAY, 100)
OLD = ("job", "D", 5 * DAY, 30_000)  # proof that D was there before


def draw(day, cents, extra=CASH):
    return ("D", "till", day * DAY, cents, extra)


def wake(day=200, cents=300_000, payer="new"):
    return [(payer, "D", day * DAY, cents)]


def drained(*payments, rest=(OLD, ("D", "shop", 6 * DAY, 30_000)), accounts=None):
    made = ledger([BEGINS, *rest, *payments, ENDS], accounts=accounts or {})
    return made, detect(made, Thresholds())


DRAWS = [draw(201, 100_000), draw(202, 100_000), draw(203, 100_000)]


def test_sum_drawn_in_three_withdrawals_after_a_rest_fires_with_its_payments():
    made, found = drained(*wake(), *DRAWS)
    assert shown(made, found) == [("D", ["t00003", "t00004", "t00005", "t00006"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["in", "out", "out", "out"]
    assert (alert["received_cents"], alert["withdrawn_cents"]) == (300_000, 300_000)
    assert (alert["withdrawals"], alert["left_share"], alert["span_days"]) == (3, 0, 3)
    assert alert["strength"] == 0.5


def count(*payments, **more):
    return drained(*payments, **more)[1].alerts.height


@pytest.mark.parametrize(("wakes_on", "alerts"), [(186, 0), (187, 1)])
def test_rest_is_half_a_year_to_the_day(wakes_on, alerts):
    moved = [draw(wakes_on + n, 100_000) for n in (1, 2, 3)]
    assert count(*wake(wakes_on), *moved) == alerts


def test_fees_and_interest_wake_nobody():
    fees = [("D", "bank", day * DAY, 100) for day in range(20, 180, 35)]
    assert count(*fees, *wake(), *DRAWS) == 1
    assert count(*fees, ("D", "shop", 90 * DAY, 5_000), *wake(), *DRAWS) == 0


def test_two_withdrawals_are_too_few():
    assert count(*wake(), draw(201, 150_000), draw(202, 150_000)) == 0


@pytest.mark.parametrize(("last", "alerts"), [(85_000, 1), (84_000, 0)])
def test_at_most_a_twentieth_stays(last, alerts):
    rest = [draw(201, 100_000), draw(202, 100_000), draw(203, last)]
    later = ("D", "shop", 400 * DAY, 300_000 - 200_000 - last)
    assert count(*wake(), *rest, later) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(230, 1), (231, 0)])
def test_account_is_empty_within_a_month(day, alerts):
    assert count(*wake(), *DRAWS[:2], draw(day, 100_000)) == alerts


def test_shopping_is_no_withdrawal():
    shopping = [draw(201 + n, 20_000, CARD) for n in range(10)]
    few = [draw(220 + n, 100_000 / 3) for n in range(3)]
    assert count(*wake(), *shopping, *[(*p[:3], int(p[3]), p[4]) for p in few]) == 0
    shop = {"till": {"kind": "merchant"}}
    plain = [draw(201 + n, 100_000, {}) for n in range(3)]
    assert count(*wake(), *plain) == 1
    assert count(*wake(), *plain, accounts=shop) == 0


def test_seasonal_worker_had_as_much_the_year_before():
    season = [("farm", "D", 5 * DAY, 100_000), ("D", "shop", 6 * DAY, 100_000)]
    assert count(*wake(), *DRAWS, rest=season) == 0


def test_pay_that_comes_again_is_income():
    assert count(*wake(), *DRAWS, *wake(232, 250_000)) == 0
    assert count(*wake(), *DRAWS, *wake(232, 250_000, payer="another")) == 1


def test_small_sum_is_not_looked_at():
    small = [draw(201 + n, 33_000) for n in range(3)]
    assert count(*wake(cents=99_000), *small) == 0


def test_rest_before_the_data_or_before_the_account_is_unknown():
    assert count(*wake(), *DRAWS, rest=()) == 0
    opened = {"D": {"opened_on": date(1999, 1, 1)}}
    assert count(*wake(), *DRAWS, rest=(), accounts=opened) == 1
    young = {"D": {"opened_on": date(2000, 3, 1)}}
    assert count(*wake(), *DRAWS, rest=(), accounts=young) == 0
    early = [draw(103 + n, 100_000) for n in range(3)]
    assert count(*wake(102), *early, rest=(), accounts=opened) == 0


def test_day_precision_widens_the_rest_that_is_asked_for():
    days = {"time_precision": "day"}
    dated = [(*p[:4], {**(p[4] if len(p) > 4 else {}), **days}) for p in wake(186)]
    moved = [draw(187 + n, 100_000) for n in range(3)]
    shop = ("D", "shop", 5 * DAY + DAY // 2, 30_000)
    assert count(*wake(186), *moved, rest=(OLD, shop)) == 1
    assert count(*dated, *moved, rest=(OLD, shop)) == 0


def test_cash_tills_and_remittance_offices_are_no_sleepers():
    for kind in ("cash", "msb", "merchant", "external"):
        assert count(*wake(), *DRAWS, accounts={"D": {"kind": kind}}) == 0


def test_unknown_amounts_and_self_payments_do_not_count():
    unknown = [("D", "till", (201 + n) * DAY, None, CASH) for n in range(3)]
    assert count(*wake(), *unknown) == 0
    assert count(*wake(), *DRAWS, ("D", "D", 100 * DAY, 500_000)) == 1


def test_empty_ledger_and_short_data_are_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
    short = ledger([("x", "D", 0), ("D", "y", 9 * DAY)])
    assert detect(short, Thresholds()).alerts.is_empty()


def test_empty_more_than_once_counts_every_withdrawal_until_the_last_time():
    more = [("other", "D", 203 * DAY, 200_000), draw(204, 100_000), draw(205, 100_000)]
    _, found = drained(*wake(), draw(201, 300_000), *more)
    (alert,) = found.alerts.to_dicts()
    assert (alert["withdrawals"], alert["received_cents"]) == (3, 500_000)
