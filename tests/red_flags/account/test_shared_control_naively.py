from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.red_flags.account.shared_control import Thresholds, detect
from tests.red_flags.ledgers import ledger

ELSEWHERE = ("zoe", "yan", "family")  # the data do record ties
PEOPLE = ("ann", "bob", "cy", "dee")
TIES = ("family", "acts_for", "same_market")


@settings(deadline=None, max_examples=100)
@given(
    control=st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.sampled_from(["X", "Y"]),
            st.sampled_from(["account_holder", "delegated_access"]),
        ),
        max_size=7,
    ),
    ties=st.lists(
        st.tuples(
            st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(TIES)
        ),
        max_size=4,
    ),
    lives=st.dictionaries(
        st.sampled_from(PEOPLE), st.sampled_from(["AE", "PK"]), max_size=4
    ),
)
def test_alerts_agree_with_naive_reading(control, ties, lives):
    expected = {}
    for account in ("X", "Y"):
        holders = {p for p, a, r in control if a == account and r == "account_holder"}
        holders = holders or {f"account {account}"}
        everyone = holders | {p for p, a, _ in control if a == account}

        def tied(one, other, kinds):
            return any({a, b} == {one, other} and r in kinds for a, b, r in ties)

        unrelated = {
            p
            for p in everyone
            if len(everyone) > 1
            and not any(tied(p, q, ("family", "acts_for")) for q in everyone - {p})
        }
        there = {lives[p] for p in holders if p in lives}
        far = {
            p
            for p in everyone - holders
            if p in lives
            and there
            and lives[p] not in there
            and not any(tied(p, h, ("family",)) for h in holders)
        }
        if unrelated or far:
            expected[account] = (len(everyone), len(unrelated), len(far))
    own = {f"of {p}": {"party_id": p, "country": c} for p, c in lives.items()}
    made = ledger(
        [("job", "X", 0), ("job", "Y", 0)],
        accounts={"X": {}, "Y": {}, **own},
        relations=[*control, *ties, ELSEWHERE],
    )
    found = detect(made, Thresholds()).alerts
    names = made.accounts["account_id"]
    assert {
        names[a["account"]]: (a["controllers"], a["unrelated"], a["foreign_delegates"])
        for a in found.iter_rows(named=True)
    } == expected
