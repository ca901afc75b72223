"""It is true that collectors are found as the rule, told naively, finds them."""

from statistics import median

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.extortion.collector import Thresholds, detect
from tests.red_flags.ledgers import ledger

ACCOUNTS = {0: {"kind": "personal"}} | {n: {"kind": "business"} for n in range(1, 13)}


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 12), st.integers(0, 60), st.integers(1, 9), st.booleans()
        ),
        max_size=22,
    )
)
def test_agrees_with_the_rule_told_naively(drawn):
    limits = Thresholds(
        window_days=20, min_payers=3, min_cash_share=0, rest_days=10, lump_times=2
    )
    payments = [
        (firm, 0, day * DAY, cents) if comes else (0, 20, day * DAY, cents)
        for firm, day, cents, comes in drawn
    ]
    got = [p for p in payments if p[1] == 0]
    # Three payments of one firm may be steady: told in the tests of wages.
    assume(all(sum(q[0] == p[0] for q in got) < 3 for p in got))
    found = detect(ledger(payments, accounts=ACCOUNTS), limits).alerts
    ends = {
        end
        for _, _, end, _ in got
        if len({p[0] for p in got if end - 20 * DAY <= p[2] <= end}) >= 3
    }
    runs: list[set[int]] = []
    for end in sorted(ends):
        inside = {n for n, p in enumerate(got) if end - 20 * DAY <= p[2] <= end}
        if runs and runs[-1] & inside:
            runs[-1] |= inside
        else:
            runs.append(inside)
    expected = 0
    for run in runs:
        times = [got[n][2] for n in run]
        typical = median(got[n][3] for n in run)
        out = [
            p[3]
            for p in payments
            if p[0] == 0 and min(times) <= p[2] <= max(times) + 10 * DAY
        ]
        large = [c for c in out if c >= limits.lump_times * typical]
        expected += not out or sum(large) >= 0.5 * sum(out)
    assert found.height == expected
