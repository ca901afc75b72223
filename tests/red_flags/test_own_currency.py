from pipeline.red_flags.own_currency import (
    cents_per_unit,
    credit_limit_cents,
    declared_income_cents,
)
from tests.red_flags.ledgers import ledger

EUROS = {"currency": "EUR", "amount": "100.00"}


def test_income_is_valued_at_the_median_rate_of_the_transactions():
    paid = [("a", "b", day, cents, EUROS) for day, cents in enumerate((11e3, 12e3, 90))]
    accounts = {"a": {"currency": "EUR", "declared_monthly_income": "1000"}}
    made = ledger([(*p[:3], int(p[3]), p[4]) for p in paid], accounts=accounts)
    assert declared_income_cents(made).to_list() == [110_000, None]


def test_base_currency_counts_as_its_transactions_say():
    accounts = {"a": {"currency": "USD", "credit_limit": "12.5"}}
    made = ledger([("a", "b", 0, 700)], accounts=accounts)
    assert credit_limit_cents(made).to_list() == [1_250, None]


def test_currency_without_a_transaction_leaves_the_sum_unknown():
    accounts = {"a": {"currency": "GBP", "credit_limit": "12.5"}}
    made = ledger([("a", "b", 0, 700)], accounts=accounts)
    assert credit_limit_cents(made).to_list() == [None, None]


def test_account_without_a_currency_uses_the_only_one():
    accounts = {"a": {"credit_limit": "12"}}
    one = ledger([("a", "b", 0, 700)], accounts=accounts)
    assert credit_limit_cents(one).to_list() == [1_200, None]
    two = ledger([("a", "b", 0, 700), ("a", "b", 1, 90, EUROS)], accounts=accounts)
    assert credit_limit_cents(two).to_list() == [None, None]


def test_amounts_unknown_or_not_exact_carry_no_rate():
    rough = EUROS | {"amount_status": "approximate"}
    made = ledger([("a", "b", 0, 700, rough), ("a", "b", 0, None)])
    assert cents_per_unit(made).is_empty()


def test_nothing_stated_and_no_transactions():
    made = ledger([], accounts={"a": {}, "b": {"credit_limit": "3", "currency": "USD"}})
    assert declared_income_cents(made).to_list() == [None, None]
    assert credit_limit_cents(made).to_list() == [None, None]
