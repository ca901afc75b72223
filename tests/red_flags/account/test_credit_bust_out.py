from datetime import date

import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.credit_bust_out import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

BANK = {"bank": {"kind": "loan"}, "A": {"party_id": "ann"}, "B": {"party_id": "ann"}}
CASH = {"channel": "cash_withdrawal"}
COIN = {"channel": "virtual_asset"}
SHOP = {"channel": "card"}
BEGINS, ENDS = ("x", "y", 0, 100), ("x", "y", 400 * DAY, 100)
LENT = ("bank", "A", 100 * DAY, 1_000_000)


def use(day, cents, extra=CASH, to="till", account="A"):
    return (account, to, day * DAY, cents, extra)


def ran(*payments, accounts=None, **more):
    made = ledger([BEGINS, *payments, ENDS], accounts=BANK | (accounts or {}), **more)
    return made, detect(made, Thresholds())


def count(*payments, **more):
    return ran(*payments, **more)[1].alerts.height


def test_loan_drawn_as_cash_and_not_repaid_fires_with_what_it_became():
    made, found = ran(LENT, use(101, 400_000), use(110, 400_000, COIN, "coin"))
    assert shown(made, found) == [("A", ["t00001", "t00002", "t00003"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["credit", "cash", "virtual asset"]
    assert (alert["credit_cents"], alert["converted_cents"]) == (1_000_000, 800_000)
    assert (alert["credits"], alert["instalments"], alert["span_days"]) == (1, 0, 10)
    assert alert["strength"] == 0.8


@pytest.mark.parametrize(("cents", "alerts"), [(500_000, 1), (499_000, 0)])
def test_share_converted_is_met_exactly(cents, alerts):
    assert count(LENT, use(101, cents)) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(130, 1), (131, 0)])
def test_credit_is_gone_within_its_days(day, alerts):
    assert count(LENT, use(day, 900_000)) == alerts


@pytest.mark.parametrize(("instalments", "alerts"), [(2, 1), (3, 0)])
def test_who_pays_three_instalments_pays_back(instalments, alerts):
    paid = [("A", "bank", (130 + 30 * n) * DAY, 30_000) for n in range(instalments)]
    assert count(LENT, use(101, 900_000), *paid) == alerts


def test_old_loan_at_another_lender_excuses_nobody():
    paid = [("A", "old", (10 + 30 * n) * DAY, 30_000) for n in range(8)]
    assert (
        count(LENT, use(101, 900_000), *paid, accounts={"old": {"kind": "loan"}}) == 1
    )


def test_debts_moved_to_a_new_lender_are_no_conversion():
    old = {"old": {"kind": "loan", "country": "TR"}}
    assert count(LENT, ("A", "old", 101 * DAY, 950_000), accounts=old) == 0


def test_purchases_and_firms_are_what_loans_are_for():
    assert count(LENT, use(101, 950_000, SHOP)) == 0
    firm = {"roofer": {"kind": "business", "country": "DE"}, "A": {"country": "DE"}}
    assert count(LENT, use(101, 950_000, {}, "roofer"), accounts=firm) == 0


def test_wire_to_a_firm_abroad_is_a_wire():
    firm = {"firm": {"kind": "business", "country": "TR"}, "A": {"country": "DE"}}
    assert count(LENT, use(101, 950_000, {}, "firm"), accounts=firm) == 1
    lender = {"firm": {"kind": "loan", "country": "TR"}, "A": {"country": "DE"}}
    assert count(LENT, use(101, 950_000, {}, "firm"), accounts=lender) == 0


@pytest.mark.parametrize(("cents", "alerts"), [(500_000, 1), (501_000, 0)])
def test_two_payments_may_settle_a_debt(cents, alerts):
    assert count(LENT, use(101, 900_000), ("A", "bank", 150 * DAY, cents)) == alerts


def test_firm_that_calls_a_payment_a_loan_lends_it():
    firm = {"bank": {"kind": "business"}, "A": BANK["A"] | {"kind": "personal"}}
    lent = (*LENT, {"purpose": "Loan 4711"})
    assert count(lent, use(101, 900_000), accounts=firm) == 1
    assert count((*LENT, {"purpose": "Wages"}), use(101, 900_000), accounts=firm) == 0


def test_wire_counts_abroad_or_to_another_person_but_not_to_oneself():
    assert count(LENT, use(101, 950_000, {}, "who")) == 0
    person = {"who": {"kind": "personal"}}
    assert count(LENT, use(101, 950_000, {}, "who"), accounts=person) == 1
    far = {"sender_country": "DE", "receiver_country": "TR"}
    assert count(LENT, use(101, 950_000, far, "who")) == 1
    own = {"who": {"kind": "personal", "party_id": "ann"}, "A": {"party_id": "ann"}}
    assert count(LENT, use(101, 950_000, far, "who"), accounts=own) == 0


def test_what_is_usually_drawn_is_taken_off():
    usual = [use(day, 600_000) for day in (5, 30, 60, 90)]
    assert count(*usual, LENT, use(101, 950_000)) == 0
    assert count(usual[0], LENT, use(101, 950_000)) == 1


def test_credit_of_all_accounts_of_a_holder_counts_together():
    other = ("bank", "B", 120 * DAY, 600_000)
    moved = [use(101, 990_000), use(125, 500_000, account="B")]
    made, found = ran(LENT, other, *moved)
    (alert,) = found.alerts.to_dicts()
    assert (alert["credits"], alert["credit_cents"]) == (2, 1_600_000)
    assert made.accounts["account_id"][alert["account"]] == "A"
    assert len(alert["rows"]) == 4


def test_new_credit_line_drawn_below_zero_is_credit():
    card = {"C": {"credit_limit": "9000", "opened_on": date(2000, 4, 10)}}
    draws = [use(105 + n, 250_000, COIN, "coin", "C") for n in range(3)]
    (alert,) = ran(*draws, accounts=card)[1].alerts.to_dicts()
    assert (alert["credit_cents"], alert["credits"]) == (750_000, 3)
    paid_in = ("job", "C", 104 * DAY, 800_000)
    assert count(paid_in, *draws, accounts=card) == 0
    old = {"C": {"credit_limit": "9000", "opened_on": date(1999, 4, 10)}}
    assert count(*draws, accounts=old) == 0


def test_own_card_account_of_kind_loan_is_drawn_where_it_pays():
    card = {
        "K": {"party_id": "ann", "kind": "loan"},
        "A": BANK["A"] | {"kind": "personal"},
    }
    coins = [use(100 + n, 300_000, {"channel": "card"}, "coin", "K") for n in range(3)]
    exchange = {"coin": {"kind": "vasp"}}
    (alert,) = ran(*coins, accounts=card | exchange)[1].alerts.to_dicts()
    assert (alert["credits"], alert["converted_cents"]) == (3, 900_000)
    spent = [use(100 + n, 400_000, SHOP, "shop", "K") for n in range(3)]
    assert count(*coins, *spent, accounts=card | exchange) == 0
    back = [("A", "K", (110 + 30 * n) * DAY, 300_000) for n in range(3)]
    assert count(*coins, *back, accounts=card | exchange) == 0


def test_lender_who_buys_coins_is_no_borrower():
    lender = {"coin": {"kind": "vasp"}, "bank": BANK["bank"] | {"party_id": "lender"}}
    assert count(use(100, 900_000, COIN, "coin", "bank"), accounts=lender) == 0


def test_card_that_is_paid_off_each_month_is_no_bust_out():
    card = {"C": {"credit_limit": "9000", "opened_on": date(2000, 4, 10)}}
    draws = [use(105 + n, 250_000, COIN, "coin", "C") for n in range(3)]
    back = [("A", "C", (120 + 30 * n) * DAY, 250_000) for n in range(3)]
    assert count(*draws, *back, accounts=card) == 0


def test_instalments_that_could_not_yet_be_missed_halve_the_strength():
    made = ledger([BEGINS, LENT, use(101, 1_000_000)], accounts=BANK)
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert alert["strength"] == 0.5


def test_same_day_cash_counts_though_only_its_day_is_known():
    lent = ("bank", "A", 100 * DAY + 36_000, 1_000_000)
    dated = CASH | {"time_precision": "day"}
    assert count(lent, use(100, 900_000, dated)) == 1
    assert count(lent, use(100, 900_000)) == 0


def test_small_credit_unknown_amounts_and_self_payments():
    assert count(("bank", "A", 100 * DAY, 99_000), use(101, 99_000)) == 0
    assert count(LENT, use(101, None)) == 0
    assert count(("bank", "A", 100 * DAY, None), use(101, 900_000)) == 0
    assert count(LENT, ("A", "A", 101 * DAY, 900_000, CASH)) == 0


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
