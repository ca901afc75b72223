import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.lenders import lending_rows
from tests.red_flags.ledgers import ledger

KINDS = {
    "firm": {"kind": "business"},
    "bank": {"kind": "loan"},
    **{name: {"kind": "personal"} for name in ("a", "b", "c", "d")},
}


def paid(sender, receiver, text=None, day=0, cents=10_000):
    return (sender, receiver, day * DAY, cents, {"purpose": text})


def lent(*payments, accounts=KINDS, relations=()):
    made = ledger(payments, accounts=accounts, relations=relations)
    ids = made.column("transaction_id")
    return [
        int(ids[row][1:]) for row, is_loan in enumerate(lending_rows(made)) if is_loan
    ]


def lines(texts):
    return [paid("firm", to, text, day) for day, (to, text) in enumerate(texts)]


SAID = [("a", "Loan payout"), ("b", "Darlehen 12"), ("c", "kleiner KREDIT")]


def test_what_a_loan_account_pays_is_lent_and_unknown_sums_are_not():
    assert lent(paid("bank", "a"), paid("bank", "b", cents=None)) == [0]


@pytest.mark.parametrize("text", ["loan", "prêt personnel", "Taksit BORÇ", "قرض"])
def test_text_of_a_firm_that_names_a_loan_is_believed(text):
    assert lent(paid("firm", "a", text)) == [0]


@pytest.mark.parametrize("text", [None, "Wages", "loaned", "Credit transfer"])
def test_other_texts_of_a_firm_lend_nothing(text):
    assert lent(paid("firm", "a", text)) == []


@pytest.mark.parametrize("kind", ["personal", "npo", "external", "vasp", None])
def test_only_firms_are_believed(kind):
    others = KINDS | {"firm": {"kind": kind}}
    assert lent(paid("firm", "a", "loan"), accounts=others) == []


def test_firm_that_says_so_to_three_lends_to_others_without_a_text():
    assert lent(*lines([*SAID, ("d", None)])) == [0, 1, 2, 3]
    assert lent(*lines([*SAID[:2], ("a", "loan"), ("d", None)])) == [0, 1, 2]


@pytest.mark.parametrize(("others", "lends"), [(7, True), (8, False)])
def test_loan_is_at_least_three_tenths_of_a_lenders_texts(others, lends):
    texts = [*SAID, *[("a", "Wages")] * others, ("d", None)]
    assert (3 + others in lent(*lines(texts))) == lends


def test_staff_of_a_lender_are_paid_wages():
    job = [("d", "firm", "employee_of")]
    assert lent(*lines([*SAID, ("d", None)]), relations=job) == [0, 1, 2]
    assert lent(*lines([*SAID, ("d", "loan")]), relations=job) == [0, 1, 2, 3]


def test_nothing_lends_nothing():
    assert lending_rows(ledger([])).size == 0
