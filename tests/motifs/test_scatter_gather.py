import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import HOUR
from pipeline.motifs.legs import Fair
from pipeline.motifs.links import Limits
from pipeline.motifs.scatter_gather import find_scatter_gathers
from tests.motifs.graphs import graph_of, payments
from tests.motifs.paths_naively import is_leg

ACCOUNTS = 5
WIDE = Limits(96 * HOUR, 3, 0.3, 0.5, 2.0, 10_000)


def found(paid, limits: Limits, fair: Fair, accounts: int = ACCOUNTS, barred=()):
    """Source, sink, most middlemen, what they were part of, links as pairs of rows."""
    graph = graph_of(paid, accounts)
    ptr, entries, cut = find_scatter_gathers(
        graph, limits, fair, np.isin(np.arange(accounts), barred)
    )
    meetings = []
    for meeting in range(ptr.size - 1):
        one = entries[ptr[meeting] : ptr[meeting + 1]]
        rows = graph.sent.row[one[4:]].tolist()
        links = sorted(zip(rows[::2], rows[1::2], strict=True))
        meetings.append((*one[:4].tolist(), links))
    return meetings, cut


def found_naively(paid, limits: Limits, share: float):
    """Every start of every pair of accounts, tried in full."""
    for source in range(ACCOUNTS):
        for sink in range(ACCOUNTS):
            links = [
                (e, f)
                for e in range(len(paid))
                for f in range(len(paid))
                if paid[e][0] == source != sink == paid[f][1]
                and paid[f][2] - paid[e][2] <= limits.window
                and limits.low <= paid[f][3] / paid[e][3] <= limits.high
                and is_leg(paid, e, f, share)
            ]
            counting = []
            for start in sorted({paid[e][2] for e, _ in links}):
                until = start + limits.window
                inside = [
                    (e, f)
                    for e, f in links
                    if start <= paid[e][2] and paid[f][2] <= until
                ]
                middlemen = len({paid[e][1] for e, _ in inside})
                last = max(paid[f][2] for _, f in links if paid[f][2] <= until)
                near = {p[1] for p in paid if p[0] == source and start <= p[2] <= until}
                far = {
                    p[0]
                    for p in paid
                    if p[1] == sink and last - limits.window <= p[2] <= last
                }
                whole = max(len(near), len(far))
                if middlemen >= max(limits.least, limits.coverage * whole - 1e-6):
                    counting.append((start, middlemen, whole, set(inside)))
            yield from joined(counting, source, sink, limits.window)


def joined(counting, source: int, sink: int, window: int):
    """Windows that overlap are one meeting, told by the first of the fullest."""
    groups: list[list] = []
    for one in counting:
        if groups and one[0] <= groups[-1][-1][0] + window:
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        _, middlemen, whole, _ = max(group, key=lambda one: one[1])
        yield (
            source,
            sink,
            middlemen,
            whole,
            sorted(set().union(*(g[3] for g in group))),
        )


@settings(deadline=None, max_examples=200)
@given(
    paid=payments(ACCOUNTS, 6, 4, 16),
    window=st.integers(0, 6),
    least=st.integers(1, 3),
    coverage=st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    share=st.sampled_from([0.0, 0.1, 0.5]),
)
def test_meetings_agree_with_naive_reading(paid, window, least, coverage, share):
    limits = Limits(window, least, coverage, 0.5, 2.0, 10_000)
    wanted = list(found_naively(paid, limits, share))
    assert found(paid, limits, Fair(share, 0.0, 0)) == (wanted, 0)


def spread(middlemen: int, at: int = 0, later: int = HOUR):
    """Account 0 pays middlemen, each of whom pays account 1 ``later``."""
    every = range(2, 2 + middlemen)
    scatter = [(0, m, at, 100) for m in every]
    return scatter + [(m, 1, at + later, 90) for m in every]


FAIR = Fair(0.1, 0.0, 0)


def test_every_member_payment_and_account_is_named():
    ((source, sink, middlemen, whole, links),), _ = found(spread(4), WIDE, FAIR, 6)
    assert (source, sink, middlemen, whole) == (0, 1, 4, 4)
    assert links == [(n, 4 + n) for n in range(4)]


@pytest.mark.parametrize(("later", "meetings"), [(0, 1), (96, 1), (97, 0)])
def test_equal_times_and_the_last_second_of_the_window_count(later, meetings):
    every, _ = found(spread(3, later=later * HOUR), WIDE, FAIR, 6)
    assert len(every) == meetings


def test_gathering_before_scattering_is_none():
    back = [(m, 1, 0, 90) for m in range(2, 6)] + [(0, m, 9, 100) for m in range(2, 6)]
    assert found(back, WIDE, FAIR, 6) == ([], 0)


@pytest.mark.parametrize(("others", "meetings"), [(7, 1), (8, 0)])
def test_middlemen_must_cover_what_source_and_sink_do(others, meetings):
    busy = spread(3) + [(0, 10 + n, HOUR, 100) for n in range(others)]
    fed = spread(3) + [(10 + n, 1, HOUR, 100) for n in range(others)]
    for paid in (busy, fed):
        assert len(found(paid, WIDE, FAIR, 20)[0]) == meetings


def test_a_barred_account_is_no_middleman():
    ((*_, middlemen, _, links),), _ = found(spread(4), WIDE, FAIR, 6, barred=[2])
    assert (middlemen, links) == (3, [(1, 5), (2, 6), (3, 7)])
    assert found(spread(4), WIDE, FAIR, 6, barred=[2, 3]) == ([], 0)


def test_the_same_pair_much_later_is_another_meeting():
    again = spread(3) + spread(3, at=1_000 * HOUR)
    assert len(found(again, WIDE, FAIR, 6)[0]) == 2


def test_a_search_that_the_budget_ends_is_counted():
    sales = [(2, 9, n, 100) for n in range(200)] + spread(3, at=200)
    tight = WIDE._replace(work_budget=0)
    assert found(sales, WIDE, Fair(0.0, 0.0, 0), 10)[1] == 0
    assert found(sales, tight, Fair(0.0, 0.0, 0), 10) == ([], 3)


@pytest.mark.parametrize("times", ["spread out", "equal"])
def test_a_crowd_where_all_pay_all_needs_little_work(times):
    crowd = range(60)
    paid = [(a, b, 0, 100) for a in crowd for b in crowd if a != b]
    if times != "equal":
        paid = [(a, b, n * 90, 100) for n, (a, b, _, _) in enumerate(paid)]
    assert found(paid, WIDE._replace(work_budget=60), FAIR, 60)[1] == 0


def test_no_transactions_have_none():
    assert found([], WIDE, FAIR) == ([], 0)
