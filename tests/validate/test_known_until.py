"""The ledger as known at the end of a day: what comes later changes nothing of it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.validate import Settings
from tests.validate.deliveries import deliver, pay, raw

MARCH_1 = Settings(max_quarantined_share=0.0, known_until=date(2024, 3, 1))


@pytest.mark.parametrize(
    ("time", "known"),
    [
        ("2024-03-01T23:59:59Z", True),
        ("2024-03-02T00:00:00Z", False),
        ("2024-03-02T00:30:00+02:00", True),
        ("2024-03-01", True),
    ],
)
def test_transactions_are_known_from_their_day_in_utc(time, known):
    found = pay({"booked_at": time}, settings=MARCH_1)
    assert found.accepted.height == known
    assert found.reasons == ([] if known else [["not_yet_known"]])
    row = found.intake.row(0, named=True)
    assert row["rows_in"] == row["accepted"] + row["quarantined"]


days = st.integers(1, 9).map(lambda day: f"2024-03-0{day}T12:00:00Z")


@settings(deadline=None, max_examples=40)
@given(
    early=st.lists(st.just("2024-03-01T12:00:00Z"), max_size=4),
    late=st.lists(days.filter(lambda time: time > "2024-03-02"), max_size=4),
    same_ids=st.booleans(),
)
def test_later_transactions_change_nothing(early, late, same_ids):
    first = [
        {"transaction_id": f"t{n}", "booked_at": time} for n, time in enumerate(early)
    ]
    name = "t" if same_ids else "u"
    second = [
        {"transaction_id": f"{name}{n}", "booked_at": time}
        for n, time in enumerate(late)
    ]
    alone = pay(*first, settings=MARCH_1).accepted
    together = pay(*first, *second, settings=MARCH_1)
    assert together.accepted.equals(alone)
    assert together.reasons == [["not_yet_known"]] * len(late)


def test_accounts_opened_later_are_not_known_nor_that_one_will_close():
    rows = [
        {"account_id": "a", "opened_on": "2024-03-01", "closed_on": "2024-03-02"},
        {"account_id": "b", "opened_on": "2024-03-02"},
        {"account_id": "c", "closed_on": "2024-03-01"},
    ]
    found = deliver("accounts", raw("accounts", rows), MARCH_1)
    told = found.accepted.select("account_id", "closed_on").rows()
    assert told == [("a", None), ("c", date(2024, 3, 1))]
    assert found.reasons == [["not_yet_known"]]


def test_relations_that_begin_later_are_not_known_nor_when_one_will_end():
    rows = [
        {"valid_from": "2024-03-01", "valid_to": "2024-03-02"},
        {"valid_from": "2024-03-02"},
    ]
    found = deliver("relations", raw("relations", rows), MARCH_1)
    assert found.accepted.select("valid_from", "valid_to").rows() == [
        (date(2024, 3, 1), None)
    ]
    assert found.reasons == [["not_yet_known"]]


def test_what_is_set_aside_is_no_defect_and_what_is_broken_still_is():
    later = [{"booked_at": "2024-04-01T00:00:00Z"}] * 3
    assert pay({}, *later, settings=MARCH_1).accepted.height == 1
    with pytest.raises(Exception, match="1 of 1 transactions break the contract"):
        pay({"amount": "x"}, *later, settings=MARCH_1)
