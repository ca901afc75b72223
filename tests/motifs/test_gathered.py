import math

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs import gathered
from pipeline.motifs.fans import Limits, count_visits
from pipeline.motifs.gathered import gathered_windows
from tests.motifs.graphs import graph_of, payments
from tests.motifs.test_fans import chance_naively, visits_naively

ACCOUNTS = 4


def windows(paid, limits: Limits, least: tuple[int, int], chosen=None) -> pl.DataFrame:
    graph = graph_of(paid, ACCOUNTS)
    counts = tuple(count_visits(side, limits.near, limits.far) for side in graph)
    every = np.ones(ACCOUNTS, np.bool_) if chosen is None else chosen
    return pl.concat(gathered_windows(graph, counts, every, limits, least))


def windows_naively(paid, limits: Limits, least: tuple[int, int]):
    fresh = visits_naively(paid, limits.near, limits.far)
    newcomers = [p for row, p in enumerate(paid) if fresh[row] == (True, True)]
    opened = [p for row, p in enumerate(paid) if fresh[row][0]]

    def chance(end: int, account: int, inside: int, start: int, given_: int) -> float:
        low, high = start - limits.far, start + limits.near + limits.far
        whole = sum(p[end] == account and low <= p[2] <= high for p in opened)
        known = min(high, limits.until) - max(low, limits.since)
        share = limits.near / max(known, limits.near)
        return chance_naively(inside - given_, whole - given_, share)

    for account in range(ACCOUNTS):
        for by, _, moment, _ in newcomers:
            if by != account:
                continue
            start, end = moment - limits.near, moment + limits.near
            payers = {p[0] for p in newcomers if p[1] == by and start <= p[2] <= moment}
            payees = {p[1] for p in newcomers if p[0] == by and moment <= p[2] <= end}
            if len(payers) >= least[0] and len(payees) >= least[1]:
                likely = chance(1, by, len(payers), start, 0)
                likely *= chance(0, by, len(payees), moment, 1)
                yield account, moment, len(payers), len(payees), -math.log10(likely)


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 15, 1, 25),
    near=st.integers(1, 4),
    far=st.integers(1, 9),
    ins=st.integers(1, 2),
    outs=st.integers(1, 2),
)
def test_windows_agree_with_naive_reading(paid, near, far, ins, outs):
    limits = Limits(near, near + far, 0, 15)
    found = windows(paid, limits, (ins, outs))
    wanted = list(windows_naively(paid, limits, (ins, outs)))
    assert found.select("account", "moment", "payers", "payees").rows() == [
        row[:4] for row in wanted
    ]
    for got, row in zip(found["surprise"], wanted, strict=True):
        assert 0 <= got <= row[4] + 1e-6


WAIST = [(1, 0, 3, 5), (2, 0, 4, 5), (0, 3, 5, 5), (0, 1, 6, 5)]
WIDE = Limits(4, 20, 0, 90)


def test_positions_are_those_before_and_after_the_moment():
    (first, second) = windows(WAIST, WIDE, (1, 1)).rows(named=True)
    assert (first["first_in"], first["past_in"], first["payers"]) == (0, 2, 2)
    assert (first["first_out"], first["past_out"], first["payees"]) == (0, 2, 2)
    assert (second["moment"], second["payers"], second["payees"]) == (6, 2, 1)


def test_what_comes_at_the_moment_itself_counts():
    at_once = [(by, to, 5, cents) for by, to, _, cents in WAIST]
    assert windows(at_once, WIDE, (2, 2)).height == 2


def test_scattering_before_gathering_is_none():
    back = sorted(((by, to, -at, c) for by, to, at, c in WAIST), key=lambda p: p[2])
    assert windows(back, WIDE, (2, 2)).is_empty()


def test_an_account_that_is_not_chosen_has_none():
    nobody = np.zeros(ACCOUNTS, np.bool_)
    assert windows(WAIST, WIDE, (1, 1), nobody).is_empty()


def test_parts_do_not_change_the_windows(monkeypatch):
    whole = windows(WAIST, WIDE, (1, 1))
    monkeypatch.setattr(gathered, "ROOM", 1)
    assert windows(WAIST, WIDE, (1, 1)).equals(whole)


def test_no_transactions_have_no_window():
    assert windows([], WIDE, (1, 1)).is_empty()
