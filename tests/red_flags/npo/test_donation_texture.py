import statistics
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.donation_texture import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

KINDS = {
    "npo": {"kind": "npo", "party_id": "charity"},
    "patron": {"kind": "personal", "party_id": "patron"},
    "firm": {"kind": "business"},
    "trust": {"kind": "npo"},
    "till": {"kind": "cash"},
}


def gifts(donor, *cents, gap=20):
    return [(donor, "npo", turn * gap * DAY, each) for turn, each in enumerate(cents)]


def fires(payments, accounts=None, limits=None, **tables):
    made = ledger(payments, accounts=KINDS | (accounts or {}), **tables)
    return shown(made, detect(made, limits or Thresholds()))


def crowd(n, cents=150_000):
    return [(f"p{i}", "npo", i * DAY, cents) for i in range(n)]


def test_one_private_donor_of_large_sums_names_his_gifts():
    made = ledger([*gifts("patron", *[400_000] * 3), *crowd(2)], accounts=KINDS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("npo", ["t00000", "t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["top_share"] == pytest.approx(0.8)
    assert (alert["inflow_cents"], alert["median_cents"]) == (1_500_000, 400_000)
    assert (alert["gifts"], alert["donors"], alert["span_days"]) == (3, 3, 40)


def test_share_of_eight_tenths_is_enough():
    assert fires([*gifts("patron", *[400_000] * 3), *crowd(2, 150_001)]) == []


def test_median_and_inflow_have_floors():
    assert len(fires(gifts("patron", *[166_667] * 3))) == 1
    assert fires(gifts("patron", *[166_666] * 3)) == []
    assert len(fires(gifts("patron", *[100_000] * 5))) == 1
    assert fires(gifts("patron", *[99_999] * 6)) == []


def test_bequest_comes_once_or_twice():
    assert fires(gifts("patron", 5_000_000, 1_000_000)) == []


@pytest.mark.parametrize("donor", ["firm", "trust", "till"])
def test_companies_grants_and_the_collection_plate_are_no_private_donor(donor):
    assert fires(gifts(donor, *[400_000] * 5)) == []
    # Beside a private donor they are inflow of which he is a part.
    assert (
        fires([*gifts(donor, *[400_000] * 5), *gifts("patron", *[400_000] * 3)]) == []
    )


def test_cash_counter_hides_who_gives():
    paid = [(*g, {"channel": "cash_deposit"}) for g in gifts("patron", *[400_000] * 5)]
    assert fires(paid) == []


def test_founder_who_is_an_officer_is_a_foundation():
    paid = gifts("patron", *[400_000] * 5)
    assert fires(paid, relations=[("patron", "charity", "officer_of")]) == []


def test_many_small_gifts_are_texture():
    assert fires([*gifts("patron", *[400_000] * 5), *crowd(11, 2_000)]) == []


def test_steep_totals_fire_without_one_donor_of_eight_tenths():
    two = [*gifts("patron", *[3_000_000] * 3), *gifts("other", *[2_500_000] * 3)]
    many = [(f"p{i}", "npo", i * DAY, 110_000) for i in range(80)]
    assert fires([*two, *many]) == []  # a tenth each of a broad base
    limits = Thresholds(min_gini=0.6)
    assert [who for who, _ in fires([*two, *many], limits=limits)] == ["npo"]


def test_blocks_of_half_a_year_stand_alone():
    paid = gifts("patron", *[400_000] * 6, gap=60)
    assert fires(paid) == [
        ("npo", ["t00000", "t00001", "t00002"]),
        ("npo", ["t00003", "t00004", "t00005"]),
    ]


def test_own_accounts_and_unknown_amounts_do_not_count():
    own = {"patron": {"kind": "personal", "party_id": "charity"}}
    assert fires(gifts("patron", *[400_000] * 5), own) == []
    assert fires(gifts("patron", *[None] * 5)) == []
    assert fires([]) == []


def test_where_all_like_it_have_one_patron_none_stands_out():
    rows, accounts = [], {}
    for number in range(7):
        accounts[f"c{number}"] = {"kind": "npo"}
        for turn in range(3):
            rows.append((f"d{number}", f"c{number}", turn * DAY, 400_000))
    assert fires(rows, accounts) == []
    broad = [(f"x{n}", f"c{n}", 9 * DAY, 9_000_000 + n) for n in range(6)]
    spread = [
        (f"y{n}{k}", f"c{n}", 8 * DAY, 9_000_000) for n in range(6) for k in range(9)
    ]
    far = fires([*rows, *broad, *spread], accounts)
    assert [who for who, _ in far] == ["c6"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["patron", "p1", "p2", "firm", "till"]),
            st.integers(0, 300),
            st.integers(1, 9),
        ),
        max_size=12,
    )
)
def test_alerts_agree_with_naive_reading(paid):
    limits = Thresholds(
        window_days=100,
        min_top_share=0.5,
        min_gini=1.0,
        min_median_cents=2,
        min_inflow_cents=6,
        min_gifts=2,
    )
    begins = min((day for _, day, _ in paid), default=0)
    expected = set()
    for block in range(4):
        mine = [n for n, p in enumerate(paid) if (p[1] - begins) // 100 == block]
        private = [n for n in mine if paid[n][0] not in ("firm", "till")]
        totals = Counter()
        for n in private:
            totals[paid[n][0]] += paid[n][2]
        inflow = sum(paid[n][2] for n in mine)
        if inflow < 6 or not private:
            continue
        top, most = max(totals.items(), key=lambda each: each[1])
        if list(totals.values()).count(most) > 1:
            return  # which of two equals is named is not the point
        his = [n for n in private if paid[n][0] == top]
        median = statistics.median(paid[n][2] for n in private)
        if most / inflow >= 0.5 and median >= 2 and len(his) >= 2:
            expected.add(frozenset(f"t{n:05}" for n in his))
    rows = [(who, "npo", day * DAY, cents) for who, day, cents in paid]
    assert {frozenset(ids) for _, ids in fires(rows, limits=limits)} == expected
