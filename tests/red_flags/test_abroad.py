import pytest

from pipeline.red_flags.abroad import abroad
from tests.red_flags.ledgers import ledger

HOME = {"a": {"country": "DE"}, "b": {"country": "TR"}, "c": {"country": "withheld"}}


@pytest.mark.parametrize(
    ("receiver", "named", "crosses"),
    [
        ("b", {"sender_country": "DE", "receiver_country": "TR"}, True),
        ("b", {"sender_country": "DE", "receiver_country": "DE"}, False),
        ("b", {}, True),  # where their accounts are
        ("b", {"receiver_country": "DE"}, False),  # the transaction knows better
        ("b", {"receiver_country": "withheld"}, False),
        ("b", {"sender_country": "withheld"}, False),
        ("c", {}, False),
        ("d", {}, False),  # nothing known
        ("d", {"receiver_country": "TR"}, True),
    ],
)
def test_a_border_counts_only_where_both_countries_are_known(receiver, named, crosses):
    made = ledger([("a", receiver, 0, 100, named)], accounts=HOME)
    assert abroad(made).tolist() == [crosses]


def test_no_transactions_cross_no_border():
    assert abroad(ledger([])).size == 0
