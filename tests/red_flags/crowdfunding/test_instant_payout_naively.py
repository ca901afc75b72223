from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags.crowdfunding.instant_payout import Thresholds
from tests.red_flags.crowdfunding.test_instant_payout import FUNDED, fires


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["gift", "draw", "buy"]),
            st.integers(0, 30),
            st.integers(1, 3),
        ),
        max_size=14,
    )
)
def test_alerts_agree_with_naive_reading(events):
    limits = Thresholds(
        max_dwell_hours=2,
        window_days=1,
        min_gifts=2,
        min_drawn_share=0.5,
        min_payouts=1,
    )
    ends = {"draw": "till", "buy": "hospital"}
    rows = [
        ("giver", "appeal", hour * HOUR, cents, FUNDED)
        if what == "gift"
        else ("appeal", ends[what], hour * HOUR, cents)
        for what, hour, cents in events
    ]
    order = sorted(range(len(rows)), key=lambda n: (rows[n][2], n))
    left = {n: rows[n][3] for n in order if events[n][0] == "gift"}
    taken = {n: {} for n in left}
    for out in (n for n in order if events[n][0] != "gift"):
        owed = rows[out][3]
        for gift in list(left):
            if rows[out][2] - 2 * HOUR <= rows[gift][2] <= rows[out][2]:
                part = min(owed, left[gift])
                left[gift] -= part
                owed -= part
                if part and events[out][0] == "draw":
                    taken[gift][out] = part
    gone = [g for g in left if 2 * sum(taken[g].values()) >= rows[g][3]]
    runs = []
    for gift in left:
        last = rows[gift][2]
        inside = [g for g in left if last - DAY <= rows[g][2] <= last]
        theirs = [g for g in inside if g in gone]
        if len(inside) >= 2 and 2 * len(theirs) >= len(inside):
            if runs and runs[-1][1] >= last - DAY:
                runs[-1][1] = last
            else:
                runs.append([last - DAY, last])
    expected = set()
    for first, last in runs:
        mine = [g for g in gone if first <= rows[g][2] <= last]
        outs = {out for g in mine for out in taken[g]}
        expected.add(frozenset(f"t{n:05}" for n in {*mine, *outs}))
    assert {frozenset(ids) for _, ids in fires(rows, limits=limits)} == expected
