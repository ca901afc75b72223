import polars as pl
import pytest

from pipeline.red_flags.conductors import conductors, paid_in_from_elsewhere
from pipeline.schemas import COUNTRIES
from tests.red_flags.ledgers import ledger

TILL = {"kind": "cash", "country": "DE"}
OWN = {"country": "DE", "party_id": "h"}
GUEST = {"country": "AE", "party_id": "v"}


def came(accounts, conductor="v", channel="cash_deposit"):
    columns = {"channel": channel, "conductor": conductor}
    paid = [("till", "own", 0, 100, columns), ("own", "till", 1, 100)]
    known = {"till": TILL, "own": OWN, **accounts}
    made = ledger(paid, accounts=known)
    told = paid_in_from_elsewhere(made)
    return [
        (row, who, None if number is None else COUNTRIES[number])
        for row, who, number in told.iter_rows()
    ]


def test_who_banks_in_another_country_came_from_there():
    assert came({"guest": GUEST}) == [(0, "v", "AE")]


def test_who_banks_in_two_others_came_from_one_of_them():
    second = GUEST | {"country": "TR"}
    assert came({"guest": GUEST, "second": second}) == [(0, "v", None)]


@pytest.mark.parametrize("country", ["DE", None, "withheld"])
def test_who_banks_here_too_or_nobody_knows_where_did_not_come(country):
    assert came({"guest": GUEST, "second": GUEST | {"country": country}}) == []


def test_strangers_to_the_data_holders_and_other_payments_did_not_come():
    assert came({}) == []
    assert came({"guest": GUEST}, conductor="h") == []
    assert came({"guest": GUEST}, conductor=None) == []
    assert came({"guest": GUEST}, channel="wire") == []


def test_conductors_are_those_of_cash_deposits():
    columns = {"channel": "cash_deposit", "conductor": "v"}
    made = ledger([("till", "own", 5, 1, columns), ("till", "own", 1, 1)])
    assert conductors(made).equals(
        pl.DataFrame(
            {"row": [1], "conductor": ["v"]},
            {"row": pl.get_index_type(), "conductor": pl.String},
        )
    )
    assert conductors(ledger([])).is_empty()
    assert paid_in_from_elsewhere(ledger([])).is_empty()
