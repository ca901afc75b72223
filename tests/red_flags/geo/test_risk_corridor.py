from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.geo.risk_corridor import Thresholds, detect
from pipeline.reference.fatf_lists import fatf_listings
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import at, ledger, shown

LISTED = "2023-06-01"  # the Emirates were, Germany never


def paid(sender, receiver, moment=LISTED, to="AE", cents=100, **columns):
    ends = {"sender_country": "DE", "receiver_country": to}
    return (sender, receiver, moment, cents, ends | columns)


def fires(payments, **tables):
    made = ledger(payments, **tables)
    return shown(made, detect(made, Thresholds()))


def test_first_payment_to_a_listed_country_speaks_about_its_sender():
    made = ledger([paid(0, 1), paid(0, 2, cents=None)])
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a0", ["t00000", "t00001"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["payments"], alert["strangers"]) == (2, 2)
    assert (alert["list_weight"], alert["total_cents"]) == (1, 100)
    assert alert["strength"] == pytest.approx(1 / 3)
    assert alert["parts"] == ["to a listed country"] * 2


def test_payment_from_a_listed_country_speaks_about_its_receiver():
    ends = {"sender_country": "KP", "receiver_country": "DE"}
    made = ledger([paid(0, 1, **ends)])
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a1", ["t00000"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["list_weight"], alert["strength"]) == (3, 1)
    assert alert["parts"] == ["from a listed country"]


@pytest.mark.parametrize(
    ("day", "alerts"),
    [("2022-03-03", 0), ("2022-03-04", 1), ("2024-02-22", 1), ("2024-02-23", 0)],
)
def test_list_is_that_of_the_day_of_the_payment(day, alerts):
    assert len(fires([paid(0, 1, f"{day}T23:59:59")])) == alerts


def test_second_payment_of_a_pair_is_no_stranger_in_either_direction():
    assert fires([paid(0, 1, "2020-01-01", to="FR"), paid(0, 1)]) == []
    assert fires([paid(1, 0, "2020-01-01", to="FR"), paid(0, 1)]) == []
    later = paid(0, 1, "2023-06-02")
    assert fires([paid(0, 1), later]) == [("a0", ["t00000"])]


def test_two_first_payments_of_one_second_or_undivided_day_are_both_first():
    assert fires([paid(0, 1), paid(0, 1)]) == [("a0", ["t00000", "t00001"])]
    day = {"time_precision": "day"}
    known = paid(0, 1, "2023-06-01T15:00:00")
    assert fires([paid(0, 1, **day), known]) == [("a0", ["t00000", "t00001"])]


@pytest.mark.parametrize("relation", ["family", "employee_of", "other"])
def test_known_tie_is_a_reason(relation):
    owners = {0: {"party_id": "ann"}, 1: {"party_id": "bob"}}
    tie = [("bob", "ann", relation)]
    assert fires([paid(0, 1)], accounts=owners, relations=tie) == []
    assert len(fires([paid(0, 1)], accounts=owners)) == 1


def test_own_account_abroad_is_no_stranger():
    assert (
        fires([paid(0, 1)], accounts={0: {"party_id": "ann"}, 1: {"party_id": "ann"}})
        == []
    )


def test_stated_purpose_is_a_rationale_and_blanks_are_none():
    assert fires([paid(0, 1, purpose="school fees")]) == []
    assert len(fires([paid(0, 1, purpose="  ")])) == 1


def test_home_life_and_countries_unknown_or_withheld_are_no_corridor():
    assert fires([paid(0, 1, sender_country="AE")]) == []
    assert fires([paid(0, 1, sender_country=None)]) == []
    assert fires([paid(0, 1, sender_country="withheld")]) == []
    assert fires([paid(0, 1, to="withheld")]) == []


def test_payments_of_a_month_are_one_alert_and_later_ones_another():
    start = int((at(LISTED) - at(0)).total_seconds())
    month = 30 * DAY
    paid_on = [start, start + month, start + 2 * month + 1]
    payments = [paid(0, 1 + n, moment) for n, moment in enumerate(paid_on)]
    assert [rows for _, rows in fires(payments)] == [["t00000", "t00001"], ["t00002"]]


def test_self_payments_and_an_empty_ledger_raise_nothing():
    assert fires([paid(0, 0)]) == []
    assert fires([]) == []


def test_documented_case_of_london_stays_silent():
    assert detect(documented_case("case_london_2005"), Thresholds()).alerts.is_empty()


DAYS = ["2012-06-30", "2012-07-01", "2017-06-01", "2022-03-04", "2024-02-23"]


@settings(deadline=None, max_examples=80)
@given(
    payments=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(0, 2),
            st.sampled_from(DAYS),
            st.sampled_from(["AE", "AF", "DE", None]),
            st.sampled_from(["AE", "AF", "DE", "withheld"]),
        ),
        max_size=8,
    )
)
def test_alerts_agree_with_naive_reading(payments):
    def weighs(country, day):
        return any(
            row["country"] == country
            and row["listed_from"] <= day
            and (row["listed_to"] is None or day < row["listed_to"])
            for row in fatf_listings().iter_rows(named=True)
        )

    expected = set()
    for place, (sender, receiver, day, left, right) in enumerate(payments):
        stranger = sender != receiver and not any(
            {s, r} == {sender, receiver} and earlier < day
            for s, r, earlier, _, _ in payments
        )
        when = date.fromisoformat(day)
        across = left is not None and right not in ("withheld", left)
        if stranger and across and (weighs(left, when) or weighs(right, when)):
            speaks = sender if weighs(right, when) else receiver
            expected.add((f"a{speaks}", f"t{place:05}"))
    made = [
        paid(s, r, day, right, sender_country=left)
        for s, r, day, left, right in payments
    ]
    assert {(a, row) for a, rows in fires(made) for row in rows} == expected
