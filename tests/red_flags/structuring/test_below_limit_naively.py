import itertools
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.below_limit import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.structuring.test_below_limit import CASH_IN, US


def naive_runs(payments, limits):
    """Try every three payments; those that share one are one run, if they are most."""
    beside = Counter(account for account, _, _ in payments)
    near = [
        (account, at, place)
        for place, (account, at, cents) in enumerate(payments)
        if (1 - limits.band_share) * 1_000_000 <= cents <= 1_000_000
    ]
    runs: list[set] = []
    for picked in itertools.combinations(near, limits.min_payments):
        times = [at for _, at, _ in picked]
        one = len({account for account, _, _ in picked}) == 1
        if one and max(times) - min(times) <= limits.window_days * DAY:
            touching = [run for run in runs if run & set(picked)]
            runs = [run for run in runs if run not in touching]
            runs.append(set(picked).union(*touching))
    most = Counter(account for account, _, _ in near)
    return {
        frozenset(place for _, _, place in run)
        for run in runs
        for account in {account for account, _, _ in run}
        if most[account] >= limits.min_near_share * beside[account]
    }


@settings(deadline=None, max_examples=80)
@given(
    payments=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 40).map(lambda half: half * DAY // 2),
            st.sampled_from([799_999, 800_000, 950_000, 1_000_000, 1_000_001]),
        ),
        max_size=9,
    ),
    window=st.integers(0, 8),
    least=st.integers(2, 4),
    share=st.sampled_from([0.0, 0.5, 0.65]),
)
def test_alerts_agree_with_naive_reading(payments, window, least, share):
    limits = Thresholds(window_days=window, min_payments=least, min_near_share=share)
    paid = [(9, account, at, cents, CASH_IN) for account, at, cents in payments]
    made = ledger(paid, accounts=US)
    seen = {
        frozenset(int(each[1:]) for each in rows)
        for _, rows in shown(made, detect(made, limits))
    }
    assert seen == naive_runs(payments, limits)
