from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.residual_return import Thresholds, detect
from tests.red_flags.ledgers import ids, ledger

HALF = DAY // 2
paid = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 12).map(lambda half: half * HALF),
        st.sampled_from([None, 10, 30, 100]),
    ),
    max_size=16,
)
limits_made = st.builds(
    Thresholds,
    window_days=st.integers(0, 3),
    min_quiet_days=st.integers(1, 3),
    min_returners=st.integers(1, 2),
    min_returner_share=st.sampled_from([0, 0.6]),
    max_returned_share=st.sampled_from([0.5, 1.0]),
)


def alerts_naively(payments, limits: Thresholds) -> set[tuple[int, frozenset[str]]]:
    rows = [(*p, f"t{i:05}") for i, p in enumerate(payments)]
    end = max((t for _, _, t, _, _ in rows), default=0)

    def total(payer, payee, until):
        ways = [c or 0 for s, r, t, c, _ in rows if (s, r) == (payer, payee)]
        times = [t for s, r, t, _, _ in rows if (s, r) == (payer, payee)]
        return sum(c for c, t in zip(ways, times, strict=True) if t <= until)

    def closes(s, f, t):
        later = [u for a, b, u, _, _ in rows if s in (a, b) and (a, b) != (s, f)]
        after = min((u for u in later if u > t), default=None)
        quiet = ((end if after is None else after) - t) // DAY
        until = end if after is None else after
        back = sum(
            c or 0
            for a, b, u, c, _ in rows
            if (a, b) == (s, f) and u <= until and total(f, s, u) > 0
        )
        enough = limits.min_quiet_days if after is not None else 1
        return quiet >= enough and back < limits.max_returned_share * total(f, s, t)

    alerts = set()
    for funder in range(4):
        known = [p for p in rows if p[0] != p[1] and p[3] is not None]
        returns = [p for p in known if p[1] == funder and closes(p[0], funder, p[2])]
        touching = nx.Graph()
        for _, _, t, _, _ in returns:
            inside = [p for p in returns if t - limits.window_days * DAY <= p[2] <= t]
            if len({p[0] for p in inside}) >= limits.min_returners:
                touching.add_nodes_from(inside)
                touching.add_edges_from(pairwise(inside))
        for run in nx.connected_components(touching):
            who, times = {p[0] for p in run}, [p[2] for p in run]
            funded = [p for p in known if p[0] == funder and p[2] <= max(times)]
            theirs = sum(p[3] for p in funded if p[1] in who)
            if theirs < limits.min_returner_share * sum(p[3] for p in funded):
                continue
            back = [p for p in known if p[1] == funder and p[0] in who]
            back = [
                p
                for p in back
                if min(times) <= p[2] <= max(times) and total(funder, p[0], p[2]) > 0
            ]
            out = [p for p in funded if p[1] in who]
            alerts.add((funder, frozenset(p[4] for p in (*back, *out))))
    return alerts


@settings(deadline=None, max_examples=150)
@given(payments=paid, limits=limits_made)
def test_alerts_agree_with_naive_reading(payments, limits):
    made = ledger(payments, n_accounts=4)
    found = detect(made, limits).alerts
    seen = {
        (alert["account"], frozenset(ids(made, alert["rows"])))
        for alert in found.iter_rows(named=True)
    }
    assert seen == alerts_naively(payments, limits)
