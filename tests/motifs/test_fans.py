import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.motifs import fans
from pipeline.motifs.fans import Limits, count_visits, find_fans, surprise, visits
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 4


def visits_naively(paid, near: int, far: int) -> dict[int, tuple[bool, bool]]:
    """Whether each row opens a visit, and whether its visit is fresh."""
    found = {}
    for pair in {p[:2] for p in paid}:
        rows = [row for row, p in enumerate(paid) if p[:2] == pair]
        groups = [[rows[0]]]
        for before, row in pairwise(rows):
            if paid[row][2] - paid[before][2] <= near:
                groups[-1].append(row)
            else:
                groups.append([row])
        for place, group in enumerate(groups):
            begun, ended = paid[group[0]][2], paid[group[-1]][2]
            others = groups[:place] + groups[place + 1 :]
            again = any(
                begun - far <= paid[row][2] <= ended + far
                for other in others
                for row in other
            )
            for row in group:
                found[row] = (row == group[0], not again)
    return found


def chance_naively(inside: int, whole: int, share: float) -> float:
    """The exact upper tail of the binomial distribution."""
    return sum(
        math.comb(whole, n) * share**n * (1 - share) ** (whole - n)
        for n in range(inside, whole + 1)
    )


spans = st.integers(0, 4)


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 20, 1, 25), near=spans, far=st.integers(0, 9))
def test_visits_agree_with_naive_reading(paid, near, far):
    side = graph_of(paid, ACCOUNTS).received
    opens, fresh = visits(side, near, near + far)
    wanted = visits_naively(paid, near, near + far)
    for position, row in enumerate(side.row):
        assert (opens[position], fresh[position]) == wanted[row]


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 20, 1, 25),
    near=st.integers(1, 4),
    far=st.integers(1, 9),
    least=st.integers(1, 3),
)
def test_fans_agree_with_naive_reading(paid, near, far, least):
    side = graph_of(paid, ACCOUNTS).sent
    limits = Limits(near, near + far, 0, 20)
    found = find_fans(side, count_visits(side, near, near + far), limits, least)
    wanted = []
    by_row = visits_naively(paid, near, near + far)
    for account in range(ACCOUNTS):
        mine = [row for row, p in enumerate(paid) if p[0] == account]
        for row in mine:
            start = paid[row][2]
            inside = [r for r in mine if start <= paid[r][2] <= start + near]
            others = {paid[r][1] for r in inside if by_row[r] == (True, True)}
            if by_row[row] != (True, True) or len(others) < least:
                continue
            low, high = start - near - far, start + 2 * near + far
            whole = [r for r in mine if by_row[r][0] and low <= paid[r][2] <= high]
            share = near / max(min(high, 20) - max(low, 0), near)
            wanted.append((account, start, len(others), len(whole), share))
    assert [*zip(found.account, found.start, found.fresh, strict=True)] == [
        row[:3] for row in wanted
    ]
    for got, (*_, inside, whole, share) in zip(found.surprise, wanted, strict=True):
        chance = chance_naively(inside - 1, whole - 1, share)
        assert 0 <= got <= -math.log10(chance) + 1e-6


@pytest.mark.parametrize(("whole", "powers"), [(4, 4.0), (9, 1.5437)])
def test_surprise_is_the_bound_by_chernoff(whole, powers):
    found = surprise(np.array([4]), np.array([whole]), np.array([0.1]))
    assert found[0] == pytest.approx(powers, abs=1e-3)


def test_no_more_than_expected_is_no_surprise():
    nothing = surprise(np.array([0, 1, 3]), np.array([0, 9, 3]), np.array([1, 0.2, 1]))
    assert nothing.tolist() == [0, 0, 0]


def fan(again: int = 0, start: int = 60):
    """Eight pay account 0 within four days, and perhaps so many days later again."""
    once = [(n, 0, start * DAY + n * DAY // 2, 500) for n in range(1, 9)]
    later = [(by, to, at + again * DAY, cents) for by, to, at, cents in once]
    return once + (later if again else [])


def strongest(paid, since: int = 0, until: int = 150) -> float:
    side = graph_of(sorted(paid, key=lambda p: p[2]), 20).received
    limits = Limits(4 * DAY, 40 * DAY, since * DAY, until * DAY)
    found = find_fans(side, count_visits(side, limits.near, limits.far), limits, 5)
    return max(found.surprise, default=0)


def test_eight_who_pay_once_within_days_are_a_surprise():
    assert strongest(fan()) > 8


def test_the_same_eight_each_month_are_none():
    assert strongest(fan(again=30)) == 0


def test_customers_every_day_are_none():
    daily = [(1 + n % 19, 0, n * DAY // 2, 500) for n in range(300)]
    assert strongest(daily) == 0
    strangers = [(n, 0, n * DAY // 2, 500) for n in range(1, 20)]
    assert strongest(strangers, until=10) < 1


def test_the_window_is_closed_and_equal_times_are_in_it():
    side = graph_of([(n, 0, 0 if n < 5 else 4, 1) for n in range(1, 9)], 9).received
    found = find_fans(side, count_visits(side, 4, 9), Limits(4, 9, 0, 99), 1)
    assert found.fresh.tolist()[:4] == [8] * 4
    assert (found.first[0], found.past[0]) == (0, 8)


def test_parts_do_not_change_the_fans(monkeypatch):
    side = graph_of(fan(again=50), 9).received
    limits = Limits(4 * DAY, 40 * DAY, 0, 150 * DAY)
    counts = count_visits(side, limits.near, limits.far)
    whole = find_fans(side, counts, limits, 2)
    monkeypatch.setattr(fans, "ROOM", 2)
    parts = find_fans(side, counts, limits, 2)
    assert all((a == b).all() for a, b in zip(whole, parts, strict=True))


def test_no_transactions_have_no_fan():
    side = graph_of([], ACCOUNTS).received
    assert not find_fans(
        side, count_visits(side, 4, 9), Limits(4, 9, 0, 0), 1
    ).start.size
