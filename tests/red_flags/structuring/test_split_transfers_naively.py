import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.split_transfers import Thresholds
from tests.red_flags.structuring.test_split_transfers import fires, piece


def split_naively(paid, limits):
    """Every window that ends with a piece; those that share one are one."""
    for payer in (0, 1):
        shared = nx.Graph()
        mine = [p for p in enumerate(paid) if p[1][0] == payer]
        small = [(n, at, cents) for n, (_, at, cents) in mine if 50_000 <= cents < 1e5]
        for _, newest, _ in small:
            since = newest - limits.window_days * DAY
            inside = [(n, c) for n, at, c in small if since <= at <= newest]
            together = sum(cents for _, cents in inside)
            if len(inside) >= limits.min_pieces and together >= 200_000:
                nx.add_path(shared, [n for n, _ in inside])
        for run in nx.connected_components(shared):
            at = [paid[n][1] for n in run]
            around = limits.surround_days * DAY
            low, high = min(at) - around, max(at) + around
            seen = [cents for _, (_, t, cents) in mine if low <= t <= high]
            share = sum(50_000 <= cents < 1e5 for cents in seen) / len(seen)
            if share >= limits.min_piece_share:
                yield frozenset(run)


@settings(deadline=None, max_examples=80)
@given(
    paid=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 12).map(lambda half: half * DAY // 2),
            st.sampled_from([1_000, 50_000, 70_000, 99_999, 100_000]),
        ),
        max_size=10,
    ),
    window=st.integers(0, 4),
    least=st.integers(2, 4),
    around=st.integers(0, 2),
    share=st.sampled_from([0.0, 0.5, 0.75]),
)
def test_alerts_agree_with_naive_reading(paid, window, least, around, share):
    limits = Thresholds(
        window_days=window,
        min_pieces=least,
        surround_days=around,
        min_piece_share=share,
    )
    made = [piece(at, cents, sender=payer) for payer, at, cents in paid]
    seen = sorted(
        sorted(int(each[1:]) for each in rows) for _, rows in fires(made, limits)
    )
    assert seen == sorted(sorted(run) for run in split_naively(paid, limits))
