from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.red_flags.geo.risk_corridor import Thresholds, detect
from pipeline.reference.conflict_areas import load_conflict_areas
from pipeline.reference.fatf_lists import fatf_listings
from tests.red_flags.ledgers import ledger, shown

DAYS = ("2012-06-30", "2012-07-01", "2012-07-31", "2017-06-01", "2022-03-04")
AREAS = load_conflict_areas()


def listed(country, day):
    """On a FATF list or a country of conflict that day."""
    whole = [row for row in AREAS.iter_rows(named=True) if row["radius_km"] is None]
    areas = [row for row in whole if row["kind"] == "conflict_country"]
    return any(
        row["country"] == country
        and row["listed_from"] <= day
        and (row["listed_to"] is None or day < row["listed_to"])
        for row in (*fatf_listings().iter_rows(named=True), *areas)
    )


def corridor(payment):
    """Account, stranger and country that the payment speaks about, or None."""
    sender, receiver, day, left, right = payment
    if sender == receiver or left is None or right in ("withheld", left):
        return None
    if listed(right, date.fromisoformat(day)):
        return sender, receiver, right
    if listed(left, date.fromisoformat(day)):
        return receiver, sender, left
    return None


def dealt(payment, account, country):
    sender, receiver, _, left, right = payment
    there = (account, country) in ((sender, right), (receiver, left))
    return sender != receiver and there


payment = st.tuples(
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(DAYS),
    st.sampled_from(["AE", "AF", "DE", None]),
    st.sampled_from(["AE", "AF", "DE", "withheld"]),
)


@settings(deadline=None, max_examples=150)
@given(payments=st.lists(payment, max_size=8))
def test_alerts_agree_with_naive_reading(payments):
    expected = set()
    for place, paid in enumerate(payments):
        if not (spoken := corridor(paid)):
            continue
        account, stranger, country = spoken
        met = any(
            {p[0], p[1]} == {account, stranger} and p[2] < paid[2] for p in payments
        )
        opened = min(p[2] for p in payments if dealt(p, account, country))
        new = date.fromisoformat(paid[2]) - date.fromisoformat(opened)
        if not met and new <= timedelta(days=30):
            expected.add((f"a{account}", f"t{place:05}"))
    made = ledger(
        (s, r, day, 100, {"sender_country": left, "receiver_country": right})
        for s, r, day, left, right in payments
    )
    limits = Thresholds(min_strangers=1, min_moved_share=0, min_history_days=0)
    told = shown(made, detect(made, limits))
    assert {(a, row) for a, rows in told for row in rows} == expected
