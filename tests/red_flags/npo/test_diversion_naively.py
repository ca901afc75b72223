import statistics
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.diversion import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

KINDS = {"npo": {"kind": "npo"}, "p0": {"kind": "personal"}, "p1": {"kind": "personal"}}
DRAWN = {"channel": "cash_withdrawal"}
HALF = DAY // 2


@settings(deadline=None, max_examples=80)
@given(
    payments=st.lists(
        st.tuples(
            st.sampled_from(["p0", "p1", "supplier", "till"]),
            st.integers(0, 30).map(lambda half: half * HALF),
            st.integers(1, 9),
        ),
        max_size=10,
    ),
    window=st.integers(0, 10),
)
def test_alerts_agree_with_naive_reading(payments, window):
    def on_payroll(receiver):
        mine = sorted((at, cents) for r, at, cents in payments if r == receiver)
        if receiver == "till" or len(mine) < 3:
            return False
        gaps = [b[0] - a[0] for a, b in pairwise(mine)]
        even = [
            statistics.stdev(x) / statistics.mean(x) if sum(x) else 9
            for x in (gaps, [cents for _, cents in mine])
        ]
        return even[0] <= 0.25 and even[1] <= 0.15 and statistics.mean(gaps) >= 6 * DAY

    bad = [
        place
        for place, (receiver, _, _) in enumerate(payments)
        if receiver != "supplier" and not on_payroll(receiver)
    ]
    runs = []
    for place in sorted(bad, key=lambda place: payments[place][1]):
        first = payments[place][1] - window * DAY
        last = max(payments[place][1], min(at for _, at, _ in payments) + window * DAY)
        inside = [p for p in range(len(payments)) if first <= payments[p][1] <= last]
        out = sum(payments[p][2] for p in inside)
        worse = [p for p in inside if p in bad]
        share = sum(payments[p][2] for p in worse) / out
        if len(worse) >= 2 and share >= 0.5 and out >= 4:
            if runs and runs[-1][1] >= first:
                runs[-1][1] = last
            else:
                runs.append([first, last])
    expected = {
        frozenset(f"t{p:05}" for p in bad if first <= payments[p][1] <= last)
        for first, last in runs
    }
    limits = Thresholds(
        window_days=window,
        min_unexplained_share=0.5,
        min_outflow_cents=4,
        min_payments=2,
    )
    rows = [
        ("npo", receiver, at, cents, DRAWN if receiver == "till" else {})
        for receiver, at, cents in payments
    ]
    made = ledger(rows, accounts=KINDS)
    assert {
        frozenset(rows) for _, rows in shown(made, detect(made, limits))
    } == expected
