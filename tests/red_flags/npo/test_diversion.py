import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.diversion import RED_FLAG, Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown

KINDS = {
    "npo": {"kind": "npo", "party_id": "charity"},
    "bank": {"kind": "business"},
    **{f"p{number}": {"kind": "personal"} for number in range(6)},
}
WORK = ("npo", "supplier", 0, 800_000)  # known outflow that needs no explanation
DRAWN = {"channel": "cash_withdrawal"}


def fires(payments, accounts=None, **tables):
    made = ledger(payments, accounts=KINDS | (accounts or {}), **tables)
    return shown(made, detect(made, Thresholds()))


def to_persons(cents, *days):
    return [("npo", f"p{n}", day * DAY, cents) for n, day in enumerate(days)]


def test_money_to_persons_and_cash_names_every_payment():
    paid = [WORK, *to_persons(150_000, 5, 9), ("npo", "till", 20 * DAY, 200_000, DRAWN)]
    assert fires(paid) == []  # 5,000 of 13,000
    more = [*paid, ("npo", "till", 30 * DAY, 100_000, DRAWN)]
    made = ledger(more, accounts=KINDS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("npo", [f"t0000{n}" for n in (1, 2, 3, 4)])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["to a person"] * 2 + ["in cash"] * 2
    assert (alert["unexplained_cents"], alert["outflow_cents"]) == (600_000, 1_400_000)
    assert alert["unexplained_share"] == pytest.approx(6 / 14)
    assert (alert["payments"], alert["cash_share"], alert["span_days"]) == (4, 0.5, 25)


@pytest.mark.parametrize(("cents", "alerts"), [(1_200_000, 1), (1_200_001, 0)])
def test_share_of_four_tenths_is_enough(cents, alerts):
    work = ("npo", "supplier", 0, cents)
    paid = [work, *to_persons(200_000, 1, 2), *to_persons(400_000, 3)]
    assert len(fires(paid)) == alerts


@pytest.mark.parametrize(("last", "alerts"), [(365 * DAY, 1), (365 * DAY + 1, 0)])
def test_window_holds_its_last_second(last, alerts):
    paid = [("npo", f"p{n}", at, 100_000) for n, at in enumerate((0, 0, last))]
    assert len(fires(paid)) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(66_667, 1), (66_666, 0)])
def test_petty_cash_is_left_alone(cents, alerts):
    assert len(fires(to_persons(cents, 1, 2, 3))) == alerts


def test_two_payments_are_no_habit_and_equal_times_are_three():
    assert fires(to_persons(900_000, 1, 2)) == []
    assert len(fires(to_persons(900_000, 1, 1, 1))) == 1


def test_regular_equal_pay_is_payroll():
    pay = [
        ("npo", f"p{n}", 30 * DAY * month, 200_000)
        for n in (0, 1)
        for month in range(3)
    ]
    assert fires(pay) == []
    uneven = [(*p[:3], p[3] * (1 + place % 3)) for place, p in enumerate(pay)]
    assert len(fires(uneven)) == 1
    bunched = [(s, r, at // 30, cents) for s, r, at, cents in pay]
    assert len(fires(bunched)) == 1


@pytest.mark.parametrize(("gap_days", "alerts"), [(6, 0), (5, 1)])
def test_equal_sums_more_often_than_weekly_are_no_payroll(gap_days, alerts):
    pay = [("npo", "p0", gap_days * DAY * turn, 900_000) for turn in range(3)]
    assert len(fires(pay)) == alerts


def test_recorded_employees_are_payroll_whatever_they_get():
    paid = to_persons(300_000, 1, 2, 3, 4)
    employed = [(f"p{n}", "charity", "employee_of") for n in range(4)]
    assert fires(paid, relations=employed) == []
    assert len(fires(paid, relations=employed[:1])) == 1


def test_cash_is_never_payroll():
    paid = [("npo", "p0", 30 * DAY * month, 200_000, DRAWN) for month in range(3)]
    assert len(fires(paid)) == 1
    assert len(fires([(*p[:4],) for p in paid], {"p0": {"kind": "cash"}})) == 1


def test_person_is_known_by_account_or_by_party():
    kinds = {f"p{n}": {"kind": "external", "party_id": f"p{n}"} for n in range(3)}
    people = {f"p{n}": {"kind": "person"} for n in range(3)}
    paid = to_persons(900_000, 1, 2, 3)
    assert len(fires(paid, kinds, parties=people)) == 1
    assert fires(paid, kinds) == []


def test_other_accounts_of_the_charity_are_not_outflow():
    own = {f"p{n}": {"kind": "personal", "party_id": "charity"} for n in range(3)}
    assert fires(to_persons(900_000, 1, 2, 3), own) == []


def test_years_apart_are_two_alerts_and_months_in_a_row_one():
    near = to_persons(900_000, 1, 40, 80, 120, 160)
    assert len(fires(near)) == 1
    assert len(fires(near[:1] * 3 + to_persons(900_000, 800, 801, 802))) == 2


@pytest.mark.parametrize(("later", "alerts"), [(731, 1), (732, 2)])
def test_windows_that_share_a_second_are_one_alert(later, alerts):
    paid = to_persons(900_000, 1, 1, 1) + to_persons(900_000, later, later, later)
    assert len(fires(paid)) == alerts


def test_unknown_amounts_are_not_counted():
    assert fires(to_persons(None, 1, 2, 3)) == []
    assert fires([]) == []


def test_firm_that_pays_persons_is_no_charity():
    assert fires(to_persons(900_000, 1, 2, 3), {"npo": {"kind": "business"}}) == []


def test_genuine_appeal_that_pays_suppliers_and_partners_is_innocent():
    gifts = [(f"p{n}", "npo", n * DAY, 100_000) for n in range(6)]
    work = [("npo", "supplier", day * DAY, 90_000) for day in range(6)]
    assert fires([*gifts, *work, *to_persons(20_000, 1, 2, 3)]) == []


@pytest.mark.parametrize(
    "case", ["case_911_plot", "case_madrid_2004", "case_paris_2015"]
)
def test_documented_cases_without_a_charity_cannot_show_it(case):
    made = documented_case(case)
    assert detect(made, Thresholds()).alerts.is_empty()
    assert RED_FLAG.untestable(made) == "needs accounts.kind=npo"
