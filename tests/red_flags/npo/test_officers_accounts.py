import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.officers_accounts import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

KINDS = {
    "npo": {"kind": "npo", "party_id": "charity"},
    "desk": {"kind": "npo", "party_id": "charity"},
    "private": {"kind": "personal", "party_id": "chair"},
    "other": {"kind": "personal", "party_id": "someone"},
    "office": {"kind": "business", "party_id": "chair"},
}
CHAIR = [("chair", "charity", "officer_of")]
WORK = ("npo", "supplier", 0, 1_000_000)


def fires(payments, accounts=None, relations=CHAIR, limits=None):
    made = ledger(payments, accounts=KINDS | (accounts or {}), relations=relations)
    return shown(made, detect(made, limits or Thresholds()))


def through(*cents, gap=7, sender="npo", receiver="private"):
    return [
        (sender, receiver, turn * gap * DAY + turn * turn * 3600, each)
        for turn, each in enumerate(cents)
    ]


def test_money_through_an_officers_account_names_every_payment():
    paid = [
        WORK,
        *through(90_000, 160_000),
        ("private", "npo", 30 * DAY, 250_000),
        ("npo", "other", 31 * DAY, 500_000),
    ]
    made = ledger(paid, accounts=KINDS, relations=CHAIR)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("npo", ["t00001", "t00002", "t00003"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["to an officer"] * 2 + ["from an officer"]
    assert (alert["payments"], alert["officers_cents"]) == (3, 500_000)
    # The window ends with the last of them, before the other payment.
    assert alert["officers_share"] == pytest.approx(5 / 15)
    assert (alert["out_share"], alert["span_days"]) == (0.5, 30)


def test_without_the_relation_a_payee_is_nobodys_officer():
    assert fires(through(90_000, 160_000, 250_000), relations=[]) == []
    assert fires(through(90_000, 160_000, 250_000, receiver="other")) == []


def test_account_of_a_firm_is_not_private_unless_a_persons():
    assert fires(through(90_000, 160_000, 250_000, receiver="office")) == []


def test_pay_and_dues_are_even_and_no_commingling():
    pay = [("npo", "private", month * 30 * DAY, 200_000) for month in range(4)]
    dues = [("private", "npo", month * 30 * DAY + 5, 90_000) for month in range(4)]
    assert fires([*pay, *dues]) == []
    staff = [*CHAIR, ("chair", "charity", "employee_of")]
    assert fires(through(90_000, 160_000, 250_000), relations=staff) == []


def test_two_payments_are_refunds():
    assert fires(through(900_000, 1_600_000)) == []


@pytest.mark.parametrize(("work", "alerts"), [(4_500_000, 1), (4_500_001, 0)])
def test_a_tenth_of_turnover_is_enough(work, alerts):
    paid = [("npo", "supplier", 0, work), *through(90_000, 160_000, 250_000)]
    assert len(fires(paid)) == alerts


@pytest.mark.parametrize(("last", "alerts"), [(60_000, 1), (59_999, 0)])
def test_very_small_clubs_are_left_alone(last, alerts):
    assert len(fires(through(50_000, 90_000, last))) == alerts


@pytest.mark.parametrize(("at", "alerts"), [(90 * DAY, 1), (90 * DAY + 1, 0)])
def test_window_holds_its_last_second_and_equal_times(at, alerts):
    paid = [("npo", "private", when, 300_000) for when in (0, 0, at)]
    assert len(fires(paid)) == alerts


def test_expense_refunds_of_a_busy_charity_are_a_small_share():
    work = [("npo", "supplier", day * DAY, 400_000) for day in range(30)]
    assert fires([*work, *through(90_000, 60_000, 120_000)]) == []


def test_unknown_amounts_and_moves_within_the_charity_do_not_count():
    assert fires(through(None, None, None)) == []
    inside = through(900_000, 100_000, 300_000, receiver="desk")
    assert fires([*inside, *through(90_000, 160_000)]) == []
    assert fires([]) == []


def test_where_all_charities_like_it_do_it_none_stands_out():
    accounts, relations, rows = {}, [], []
    for n, share in enumerate((2, 3, 4, 5, 6, 4)):
        accounts[f"c{n}"] = {"kind": "npo"}
        accounts[f"o{n}"] = {"kind": "personal"}
        relations.append((f"o{n}", f"c{n}", "officer_of"))
        rows += through(
            *(share * 50_000 + k for k in (0, 90_000, 7)),
            sender=f"c{n}",
            receiver=f"o{n}",
        )
        rows.append((f"c{n}", "firm", 0, 1_000_000))
    assert fires(rows, accounts, relations) == []
    alone = [row for row in rows if row[1] in ("firm", "o5")]
    assert [who for who, _ in fires(alone, accounts, relations)] == ["c5"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [("npo", "private"), ("private", "npo"), ("npo", "x"), ("x", "npo")]
            ),
            st.integers(0, 30),
            st.integers(1, 9),
        ),
        max_size=10,
    )
)
def test_alerts_agree_with_naive_reading(paid):
    # Gaps here are below the week of a payroll.
    rows = [(a, b, day * DAY // 6, cents) for (a, b), day, cents in paid]
    limits = Thresholds(
        window_days=1, min_payments=2, min_officers_share=0.5, min_officers_cents=5
    )
    theirs = [n for n, p in enumerate(paid) if "private" in p[0]]
    runs = []
    for n in sorted(theirs, key=lambda n: rows[n][2]):
        last = rows[n][2]
        inside = [r for r in rows if last - DAY <= r[2] <= last]
        his = [r for r in inside if "private" in r[:2]]
        total = sum(r[3] for r in his)
        if len(his) >= 2 and total >= 5 and total * 2 >= sum(r[3] for r in inside):
            if runs and runs[-1][1] >= last - DAY:
                runs[-1][1] = last
            else:
                runs.append([last - DAY, last])
    expected = {
        frozenset(f"t{n:05}" for n in theirs if first <= rows[n][2] <= last)
        for first, last in runs
    }
    assert {frozenset(ids) for _, ids in fires(rows, limits=limits)} == expected
