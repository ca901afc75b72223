import pytest

from pipeline.flow_graph import DAY
from tests.red_flags.flow.plots import LATER, PLOT, fires


def test_employer_who_sees_two_refunds_among_many_is_innocent():
    staff = [("f", f"w{number}", DAY, 800_000) for number in range(5)]
    assert fires([*PLOT, *staff, *LATER]) == []


def test_friends_whom_the_funder_pays_a_little_do_not_hide_it():
    friends = [("f", f"w{number}", DAY, 30_000) for number in range(20)]
    assert len(fires([*PLOT, *friends, *LATER])) == 1


@pytest.mark.parametrize("name", ["f", "r"])
@pytest.mark.parametrize("kind", ["loan", "vasp"])
def test_a_persons_own_loan_or_coins_make_no_lender_or_exchange(name, kind):
    bought = [(name, "own", DAY, 100)]
    accounts = {
        name: {"party_id": "p"},
        "own": {"party_id": "p", "kind": kind},
    }
    for owner, alerts in (("person", 1), ("organisation", 0)):
        parties = {"p": {"kind": owner}}
        rows = [*PLOT, *bought, *LATER]
        assert len(fires(rows, accounts=accounts, parties=parties)) == alerts


def test_shops_that_the_funder_pays_are_no_recipients():
    shops = {f"shop{number}": {"kind": "merchant"} for number in range(5)}
    bought = [("f", shop, DAY, 300_000) for shop in shops]
    assert len(fires([*PLOT, *bought, *LATER], accounts=shops)) == 1


def test_staff_who_give_back_to_their_employer_are_innocent():
    pay = [("f", r, month * 30 * DAY, 200_000) for r in "rs" for month in range(9)]
    back = [(s, r, t, cents // 9) for s, r, t, cents in PLOT[2:]]
    assert fires([*pay, *back, *LATER]) == []
    work = {name: {"party_id": name} for name in "frs"}
    employed = [(r, "f", "employee_of") for r in "rs"]
    assert fires([*PLOT, *LATER], accounts=work, relations=employed) == []
    assert len(fires([*pay, *PLOT[:2], *back, *LATER])) == 1  # not payroll alone


def test_staff_are_no_recipients_either():
    pay = [
        ("f", f"w{number}", month * 30 * DAY, 200_000)
        for number in range(5)
        for month in range(4)
    ]
    assert len(fires([*PLOT, *pay, *LATER])) == 1


def test_project_refunds_of_people_who_go_on_are_innocent():
    going_on = [(r, "shop", (302 + day) * DAY) for r in "rs" for day in (1, 5, 9)]
    assert fires([*PLOT, *going_on, *LATER]) == []


def test_returned_deposits_are_innocent():
    rent = [("f", "r", 0, 100_000), ("f", "s", 0, 90_000)]
    back = [("r", "f", 99 * DAY, 100_000), ("s", "f", 99 * DAY, 85_000)]
    assert fires([*rent, *back, *LATER]) == []


def test_expense_advance_settled_by_one_person_is_innocent():
    back = [("r", "f", (99 + day) * DAY, 10) for day in range(3)]
    assert fires([("f", "r", 0), *back, *LATER]) == []


@pytest.mark.parametrize("kind", ["merchant", "business", "npo"])
def test_refunds_from_shops_are_innocent(kind):
    shops = {"r": {"kind": kind}, "s": {"kind": kind}}
    assert fires([*PLOT, *LATER], accounts=shops) == []


def test_organisation_by_its_party_is_no_person():
    parties = {"firm": {"kind": "organisation"}}
    accounts = {"r": {"party_id": "firm"}}
    assert fires([*PLOT, *LATER], accounts=accounts, parties=parties) == []


@pytest.mark.parametrize("kind", ["loan", "cash", "msb"])
def test_instalments_and_cash_have_no_funder(kind):
    assert fires([*PLOT, *LATER], accounts={"f": {"kind": kind}}) == []
