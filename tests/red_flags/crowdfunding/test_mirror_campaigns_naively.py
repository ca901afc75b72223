from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.crowdfunding.mirror_campaigns import Thresholds
from tests.red_flags.crowdfunding.test_mirror_campaigns import fires


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["payee", "second", "friend"]),
            st.integers(0, 12),
            st.integers(1, 9),
        ),
        max_size=9,
    )
)
def test_alerts_agree_with_naive_reading(paid):
    limits = Thresholds(
        window_days=4, min_campaigns=2, drive_days=4, min_payout_share=0.5
    )
    owner = {"payee": "p", "second": "p", "friend": "f"}
    expected = set()
    for payee in ("p", "f"):
        mine = []
        for n, (campaign, to, _, _) in enumerate(paid):
            whole = [p for p in paid if p[0] == campaign]
            part = sum(p[3] for p in whole if owner[p[1]] == payee)
            if owner[to] == payee and 2 * part >= sum(p[3] for p in whole):
                mine.append(n)
        crowded = []
        for end in sorted({paid[n][2] for n in mine}):
            inside = [n for n in mine if end - 4 <= paid[n][2] <= end]
            if len({paid[n][0] for n in inside}) >= 2:
                crowded.append(set(inside))
        while crowded:
            group = crowded.pop()
            touching = [each for each in crowded if each & group]
            if touching:
                crowded = [each for each in crowded if not each & group]
                crowded.append(group.union(*touching))
            else:
                expected.add(frozenset(f"t{n:05}" for n in group))
    rows = [(f"c{c}", to, day * DAY, cents) for c, to, day, cents in paid]
    found = fires(rows, limits=limits)
    assert {frozenset(ids) for _, ids in found} == expected
