from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.hawala.undeclared_remitter import Thresholds
from tests.red_flags.hawala.test_undeclared_remitter import ABROAD, HOUSE, fires

LIMITS = {"window_days": 3, "min_credits": 3, "min_payers": 2, "max_median_cents": 5}


def settled_naively(came_in, settlements, limits):
    """From each credit on; windows that overlap are one."""
    spans: list[list[int]] = []
    for start in sorted({day for _, day, _ in came_in}):
        until = start + limits.window_days
        came = [c for c in came_in if start <= c[1] <= until]
        gone = [cents for day, cents in settlements if start <= day <= until]
        total = sum(cents for *_, cents in came)
        small = sum(cents < limits.max_median_cents for *_, cents in came)
        if (
            len(came) >= limits.min_credits
            and len({payer for payer, *_ in came}) >= limits.min_payers
            and small > len(came) / 2
            and gone
            and sum(gone) >= limits.min_bulk_share * total - 1e-6
            and sum(gone) / len(gone)
            >= limits.min_bulk_multiple * total / len(came) - 1e-6
        ):
            if spans and start <= spans[-1][1]:
                spans[-1][1] = until
            else:
                spans.append([start, until])
    for start, until in spans:
        held = [n for n, c in enumerate(came_in) if start <= c[1] <= until]
        after = [
            len(came_in) + n
            for n, s in enumerate(settlements)
            if start <= s[0] <= until
        ]
        yield held + after


@settings(deadline=None, max_examples=80)
@given(
    came_in=st.lists(
        st.tuples(st.integers(20, 22), st.integers(0, 8), st.integers(1, 6)),
        max_size=12,
    ),
    settlements=st.lists(
        st.tuples(st.integers(0, 10), st.sampled_from([2, 8, 30])), max_size=4
    ),
    share=st.sampled_from([0.0, 0.6, 1.0]),
    multiple=st.sampled_from([1.0, 2.0]),
)
def test_alerts_agree_with_naive_reading(came_in, settlements, share, multiple):
    limits = Thresholds(**LIMITS, min_bulk_share=share, min_bulk_multiple=multiple)
    paid = [(payer, 0, day * DAY, cents) for payer, day, cents in came_in]
    paid += [(0, HOUSE, day * DAY, cents, ABROAD) for day, cents in settlements]
    seen = [sorted(int(each[1:]) for each in rows) for _, rows in fires(paid, limits)]
    assert sorted(seen) == sorted(settled_naively(came_in, settlements, limits))
