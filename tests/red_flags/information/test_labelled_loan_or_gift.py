import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.information.labelled_loan_or_gift import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

MONTH = 30 * DAY


def lent(number, text="loan from uncle", sender=1, country="EG", cents=100_000):
    columns = {
        "purpose": text,
        "sender_country": country,
        "receiver_country": "US",
        "channel": "money_transfer",
    }
    return (sender, 0, number * MONTH, cents, columns)


def drawn(number, cents=60_000, channel="cash_withdrawal", days=3):
    return (0, 9, number * MONTH + days * DAY, cents, {"channel": channel})


LENT = [lent(n) for n in range(3)]
DRAWN = [drawn(n) for n in range(3)]


def fires(payments, **tables):
    made = ledger(payments, **tables)
    return shown(made, detect(made, Thresholds()))


def test_repeated_loans_that_are_drawn_in_cash_are_told():
    made = ledger([*LENT, *DRAWN])
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a0", ["t00000", "t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["cash_share"] == pytest.approx(0.6)
    assert (alert["labelled_share"], alert["repaid_share"]) == (1, 0)


@pytest.mark.parametrize(
    ("text", "alerts"),
    [("GIFT", 1), ("Prêt familial", 1), ("loaned books", 0), ("salary", 0), (None, 0)],
)
def test_label_is_a_whole_word_in_any_case(text, alerts):
    assert len(fires([*(lent(n, text) for n in range(3)), *DRAWN])) == alerts


def test_one_is_not_repeated_and_three_count_for_more_than_two():
    assert fires([*LENT[:1], *DRAWN]) == []
    two, three = (
        detect(ledger([*LENT[:n], *DRAWN]), Thresholds()).alerts for n in (2, 3)
    )
    assert two["credits"].to_list() == [2]
    assert two["strength"].item() < three["strength"].item()


def test_student_who_pays_rent_and_fees_from_it_is_left_alone():
    spent = [drawn(n, channel="wire") for n in range(3)]
    assert fires([*LENT, *spent]) == []


@pytest.mark.parametrize(("cents", "alerts"), [(50_000, 1), (49_999, 0)])
def test_half_must_leave_as_cash(cents, alerts):
    assert len(fires([*LENT, *(drawn(n, cents) for n in range(3))])) == alerts


@pytest.mark.parametrize(("days", "alerts"), [(14, 1), (15, 0)])
def test_cash_must_leave_soon(days, alerts):
    taken = [drawn(n, days=days) for n in range(3)]
    assert len(fires([*LENT, *taken])) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(30_000, 1), (30_001, 0)])
def test_a_loan_that_is_repaid_is_a_loan(cents, alerts):
    repaid = (0, 1, 3 * MONTH, cents)
    assert len(fires([*LENT, *DRAWN, repaid])) == alerts


def test_known_family_and_payments_at_home_are_left_alone():
    owners = {0: {"party_id": "ann"}, 1: {"party_id": "uncle"}}
    tie = [("uncle", "ann", "family")]
    assert fires([*LENT, *DRAWN], accounts=owners, relations=tie) == []
    home = [lent(n, country="US") for n in range(3)]
    assert fires([*home, *DRAWN]) == []


@pytest.mark.parametrize(("cents", "alerts"), [(300_000, 1), (300_001, 0)])
def test_other_income_from_abroad_makes_it_a_side_line(cents, alerts):
    wage = lent(1, "consulting", sender=5, cents=cents)
    assert len(fires([*LENT, *DRAWN, wage])) == alerts


def test_unknown_amounts_and_an_empty_ledger_raise_nothing():
    assert fires([*(lent(n, cents=None) for n in range(3)), *DRAWN]) == []
    assert fires([]) == []
