import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.low_value_collection import (
    RED_FLAG,
    Thresholds,
    detect,
)
from tests.red_flags.ledgers import ids, ledger, shown

ABROAD = {"sender_country": "DE", "receiver_country": "TR"}
CASH = {"channel": "cash_deposit"}


def found(
    paid, limits: Thresholds | None = None, **more
) -> list[tuple[str, list[str]]]:
    made = ledger(paid, **more)
    return shown(made, detect(made, limits or Thresholds()))


def collection(collectors=3, swept=14, out=28, deposit=200_000, export=400_000):
    """Cash (account 9) into collectors on day 0, swept into account 0, sent abroad."""
    cash = [(9, 1 + n, 0, deposit, CASH) for n in range(collectors)]
    sweeps = [(1 + n, 0, swept * DAY, 190_000) for n in range(collectors)]
    return [*cash, *sweeps, (0, 20, out * DAY, export, ABROAD)]


def test_alert_names_cash_sweeps_and_export():
    made = ledger(collection())
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(7)]
    assert alert["parts"] == ["cash in"] * 3 + ["sweep"] * 3 + ["abroad"]
    assert alert["members"] == [0, 1, 2, 3, 9, 20]
    assert (alert["collectors"], alert["deposits"]) == (3, 3)
    assert (alert["cash_cents"], alert["swept_cents"]) == (600_000, 570_000)
    assert (alert["abroad_cents"], alert["span_days"]) == (400_000, 28)
    assert alert["abroad_share"] == pytest.approx(400 / 570)


@pytest.mark.parametrize(
    ("swept", "out", "alerts"), [(14, 28, 1), (15, 28, 0), (14, 29, 0)]
)
def test_windows_are_closed_at_their_last_day(swept, out, alerts):
    assert len(found(collection(swept=swept, out=out))) == alerts


def test_sweeps_share_a_window_to_its_last_second():
    paid = collection(swept=1, out=15)
    for late, alerts in ((15 * DAY, 1), (15 * DAY + 1, 0)):
        last = [(9, 3, DAY, 200_000, CASH), (3, 0, late, 190_000)]
        assert len(found([p for p in paid if 3 not in p[:2]] + last)) == alerts


@pytest.mark.parametrize(("deposit", "alerts"), [(299_999, 1), (300_000, 0)])
def test_deposits_are_below_the_limit(deposit, alerts):
    assert len(found(collection(deposit=deposit))) == alerts


@pytest.mark.parametrize(("export", "alerts"), [(399_000, 1), (398_999, 0)])
def test_seven_tenths_go_abroad(export, alerts):
    assert len(found(collection(export=export))) == alerts


def test_two_collectors_are_too_few():
    assert not found(collection(collectors=2))


def test_one_collector_who_sweeps_often_is_one():
    paid = collection(collectors=1)
    again = [(9, 1, 0, 200_000, CASH), (1, 0, 14 * DAY, 190_000)] * 3
    assert not found([*paid, *again])


def test_sweep_must_mostly_be_cash():
    small = collection(deposit=94_999)
    half = collection(deposit=95_000)
    assert (len(found(small)), len(found(half))) == (0, 1)


@pytest.mark.parametrize(("more", "alerts"), [(180_000, 1), (180_001, 0)])
def test_collectors_part_with_half_of_their_cash(more, alerts):
    own = [(9, 1 + n, DAY, more, CASH) for n in range(3)]
    assert len(found([*collection(), *own])) == alerts


def test_donors_who_bank_cash_and_give_a_little_of_it_are_innocent():
    banked = [
        (9, donor, day * DAY, 60_000, CASH) for donor in range(1, 9) for day in (0, 7)
    ]
    gifts = [(donor, 0, (7 + donor) * DAY, 5_000) for donor in range(1, 9)]
    assert not found([*banked, *gifts, (0, 20, 17 * DAY, 40_000, ABROAD)])


def test_cash_after_the_sweep_does_not_pay_for_it():
    assert not found(
        [(*p[:2], 20 * DAY, *p[3:]) if p[0] == 9 else p for p in collection()]
    )


def test_equal_times_count_in_the_order_of_the_money():
    assert len(found(collection(swept=0, out=0))) == 1


@pytest.mark.parametrize("country", ["withheld", None, "DE"])
def test_unknown_withheld_or_own_country_is_not_abroad(country):
    *paid, export = collection()
    assert not found([*paid, (*export[:4], {**ABROAD, "receiver_country": country})])


def test_branches_of_a_shop_that_pay_their_suppliers_stay_silent():
    takings = [
        (9, branch, day * DAY, 150_000, CASH)
        for branch in (1, 2, 3)
        for day in range(60)
    ]
    sweeps = [
        (branch, 0, day * DAY, 900_000)
        for branch in (1, 2, 3)
        for day in range(7, 60, 7)
    ]
    bills = [(0, 30 + day % 9, day * DAY, 380_000) for day in range(8, 60)]
    import_ = [(0, 20, 30 * DAY, 500_000, ABROAD)]
    assert not found(takings + sweeps + bills + import_)


@pytest.mark.parametrize("place", [0, 1])
def test_trade_of_others_money_neither_collects_nor_is_swept_into(place):
    assert not found(collection(), accounts={place: {"kind": "merchant"}})
    assert found(collection(), accounts={place: {"kind": "business"}})


def test_self_payments_and_unknown_amounts_do_not_count():
    noise = [(0, 0, 14 * DAY, 9_000_000), (30, 0, 14 * DAY, None)]
    assert found([*collection(), *noise]) == found(collection())
    unknown = [(*p[:3], None, *p[4:]) if p[0] == 9 else p for p in collection()]
    assert not found(unknown)


def test_no_transactions_and_one_account_raise_nothing():
    for made in (ledger([]), ledger([], n_accounts=1)):
        nothing = detect(made, Thresholds()).alerts
        assert nothing.is_empty()
        some = detect(ledger(collection()), Thresholds()).alerts
        assert nothing.columns == some.columns


def test_explanation_uses_what_is_measured():
    measured = detect(ledger(collection()), Thresholds()).alerts.row(0, named=True)
    limits = dict.fromkeys(Thresholds.__struct_fields__, 1)
    assert "{" not in RED_FLAG.explanation.format(**limits | measured)
