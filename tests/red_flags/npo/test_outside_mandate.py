import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.outside_mandate import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

# Of the areas on the embedded lists, Syria was one of conflict throughout 2013-2014.
START = 5_000  # day: September 2013
KINDS = {
    "npo": {"kind": "npo", "party_id": "charity", "country": "GB"},
    "there": {"kind": "business", "country": "SY"},
    "away": {"kind": "business", "country": "FR"},
    "home": {"kind": "business", "country": "GB"},
    "local": {"kind": "npo", "party_id": "local", "country": "SY"},
}
CHARITY = {"charity": {"programme_countries": ["KE", "GB"]}}


def paid(receiver, *cents, sender="npo", first=START, gap=10):
    return [
        (sender, receiver, (first + turn * gap) * DAY, each)
        for turn, each in enumerate(cents)
    ]


def fires(payments, accounts=None, parties=None, limits=None):
    made = ledger(
        payments, accounts=KINDS | (accounts or {}), parties=CHARITY | (parties or {})
    )
    return shown(made, detect(made, limits or Thresholds(min_payments=1)))


def test_money_outside_the_programme_names_every_payment():
    sums = (200_000, 200_000, 100_000)
    rows = [*paid("home", 500_000), *paid("there", *sums, first=START + 3, gap=5)]
    made = ledger(rows, accounts=KINDS, parties=CHARITY)
    found = detect(made, Thresholds())
    assert RED_FLAG.untestable(made) is None
    assert shown(made, found) == [("npo", ["t00001", "t00002", "t00003"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["outside_cents"], alert["outflow_cents"]) == (500_000, 1_000_000)
    assert (alert["outside_share"], alert["payments"], alert["payees"]) == (0.5, 3, 1)
    assert (alert["other_charities"], alert["span_days"]) == (0, 10)


@pytest.mark.parametrize(("cents", "alerts"), [(500_000, 1), (499_999, 0)])
def test_sum_has_a_floor(cents, alerts):
    assert len(fires(paid("there", cents))) == alerts


def test_one_or_two_payments_may_be_purchases():
    assert fires(paid("there", 400_000, 400_000), limits=Thresholds()) == []
    assert len(fires(paid("there", *[200_000] * 3), limits=Thresholds())) == 1


@pytest.mark.parametrize(("rest", "alerts"), [(9_500_000, 1), (9_500_100, 0)])
def test_side_line_of_a_large_charity_is_left_alone(rest, alerts):
    assert len(fires([*paid("home", rest), *paid("there", 500_000)])) == alerts


@pytest.mark.parametrize(("gap", "alerts"), [(180, 1), (181, 0)])
def test_window_holds_its_last_day(gap, alerts):
    assert len(fires(paid("there", 300_000, 200_000, gap=gap))) == alerts


@pytest.mark.parametrize("countries", [["SY"], ["KE", "SY", "nowhere"]])
def test_declared_country_is_the_mandate(countries):
    parties = {"charity": {"programme_countries": countries}}
    assert fires(paid("there", 900_000), parties=parties) == []


def test_charity_that_declares_nothing_is_not_judged():
    parties = {"charity": {}, "local": {"programme_countries": ["SY"]}}
    assert fires(paid("there", 900_000), parties=parties) == []
    made = ledger(paid("there", 900_000), accounts=KINDS)
    assert RED_FLAG.untestable(made) == "needs parties.programme_countries"


def test_partner_that_works_there_carries_its_own_mandate():
    assert len(fires(paid("local", 900_000))) == 1
    local = {"local": {"programme_countries": ["SY"]}}
    assert fires(paid("local", 900_000), parties=local) == []


def test_countries_without_risk_and_unknown_ones_are_no_question():
    assert fires(paid("away", 900_000)) == []
    assert fires(paid("nobody", 900_000)) == []
    assert fires(paid("there", 900_000), {"there": {"country": "withheld"}}) == []


def test_list_of_the_day_counts():
    assert fires(paid("there", 900_000, first=3_000)) == []  # 2008


def test_charity_that_sits_in_the_country_pays_its_neighbours():
    at_home = {"npo": {**KINDS["npo"], "country": "SY"}}
    assert fires(paid("there", 900_000), at_home) == []


@pytest.mark.parametrize(("others", "alerts"), [(2, 3), (3, 0)])
def test_emergency_response_of_several_is_left_alone(others, alerts):
    rows = paid("there", 900_000, first=START + 20)
    accounts, parties = {}, {}
    for n in range(others):
        accounts[f"c{n}"] = {"kind": "npo", "party_id": f"c{n}", "country": "FR"}
        parties[f"c{n}"] = {"programme_countries": ["KE"]}
        rows += paid("there", 600_000, sender=f"c{n}", first=START + 20)
    assert len(fires(rows, accounts, parties)) == alerts


def test_unknown_amounts_own_accounts_and_nothing():
    assert fires(paid("there", None, None)) == []
    assert (
        fires(
            paid("there", 900_000), {"there": {**KINDS["there"], "party_id": "charity"}}
        )
        == []
    )
    assert fires([]) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["npo", "c0"]),
            st.sampled_from(["there", "iraq", "home"]),
            st.integers(0, 20),
            st.integers(1, 9),
        ),
        max_size=10,
    )
)
def test_alerts_agree_with_naive_reading(rows):
    limits = Thresholds(
        window_days=4,
        min_outside_cents=6,
        min_outside_share=0.5,
        min_payments=2,
        max_other_charities=0,
    )
    far = {"there", "iraq"}
    expected = set()
    for who in ("npo", "c0"):
        for land in far:
            mine = [n for n, r in enumerate(rows) if r[0] == who and r[1] == land]
            runs = []
            for n in sorted(mine, key=lambda n: rows[n][2]):
                last = rows[n][2]
                inside = [
                    m
                    for m, r in enumerate(rows)
                    if r[0] == who and last - 4 <= r[2] <= last
                ]
                there = sum(rows[m][3] for m in inside if m in mine)
                total = sum(rows[m][3] for m in inside)
                others = any(
                    r[0] != who and r[1] == land and last - 4 <= r[2] <= last
                    for r in rows
                )
                count = sum(m in mine for m in inside)
                if count >= 2 and there >= 6 and there * 2 >= total and not others:
                    if runs and runs[-1][1] >= last - 4:
                        runs[-1][1] = last
                    else:
                        runs.append([last - 4, last])
            for first, last in runs:
                names = [f"t{n:05}" for n in mine if first <= rows[n][2] <= last]
                expected.add((who, frozenset(names)))
    accounts = {
        "c0": {"kind": "npo", "party_id": "c0", "country": "GB"},
        "iraq": {"kind": "business", "country": "IQ"},
    }
    payments = [(who, to, (5_500 + day) * DAY, cents) for who, to, day, cents in rows]
    parties = {"c0": {"programme_countries": ["KE"]}}
    found = fires(payments, accounts, parties, limits)
    assert {(who, frozenset(names)) for who, names in found} == expected
