"""It is true that the shape alone tells rings of accounts that do little else."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.cycle import Thresholds, detect
from pipeline.red_flags.flow.quiet_rings import NEAR, quiet, surprise_of
from tests.motifs.graphs import payments
from tests.motifs.test_fans import visits_naively
from tests.red_flags.ledgers import ledger, shown

ACCOUNTS = 6
NOBODY = -1
# A crowd without a ring: each pays those with a higher number.
CROWD = [
    (100 + a, 100 + b, (7 * a + 3 * b) % 90 * DAY, 5_000)
    for a, b in itertools.combinations(range(40), 2)
]
RING = [  # in no order, and of no sum that is kept
    *((0, 1, 44 * DAY, 900), (1, 2, 40 * DAY, 100), (2, 3, 58 * DAY, 7_000)),
    *((3, 4, 41 * DAY, 300), (4, 0, 50 * DAY, 2_000)),
]


def found(paid, limits: Thresholds | None = None, **more) -> list[list[str]]:
    made = ledger(paid, **more)
    return [rows for _, rows in shown(made, detect(made, limits or Thresholds()))]


def test_a_ring_of_accounts_that_do_little_else_is_told():
    made = ledger(RING + CROWD)
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    (rows,) = found(RING + CROWD)
    assert sorted(rows) == ["t00000", "t00001", "t00002", "t00003", "t00004"]
    assert alert["members"] == [0, 1, 2, 3, 4]
    assert alert["account"] == 1  # whose payment is the earliest
    assert (alert["payments"], alert["span_days"], alert["paths"]) == (5, 18, 1)
    assert alert["surprise"] > 3
    assert 0.35 <= alert["strength"] < 0.7


def test_a_ring_of_busy_accounts_stays_silent():
    busy = [
        (n, 200 + 20 * n + m, (20 + 2 * m) * DAY, 50) if m % 2 else
        (200 + 20 * n + m, n, (20 + 2 * m) * DAY, 50)
        for n in range(5)
        for m in range(20)
    ]  # fmt: skip
    assert not found(RING + CROWD + busy)


@pytest.mark.parametrize(("days", "alerts"), [(40, 0), (41, 1)])
def test_dealings_that_come_again_are_no_ring(days, alerts):
    again = [(0, 1, (44 - days) * DAY, 800)]
    assert len(found(RING + CROWD + again)) == alerts


@pytest.mark.parametrize(("late", "alerts"), [(0, 1), (1, 0)])
def test_a_month_is_closed_at_its_last_second(late, alerts):
    last = [(by, to, 70 * DAY + late, c) if by == 2 else (by, to, at, c)
            for by, to, at, c in RING]  # fmt: skip
    assert len(found(last + CROWD)) == alerts


def test_a_ring_by_a_shop_or_of_two_accounts_of_one_owner_is_none():
    assert not found(RING + CROWD, accounts={2: {"kind": "merchant"}})
    same = {1: {"party_id": "p"}, 2: {"party_id": "p"}}
    assert not found(RING + CROWD, accounts=same)


def test_in_a_handful_of_payments_no_ring_is_a_surprise():
    assert not found(RING)


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 200, 9, 14))
def test_how_busy_accounts_are_agrees_with_naive_counts(paid):
    days = [(by, to, at * DAY, cents) for by, to, at, cents in paid]
    window, usual = 30 * DAY, 40 * DAY
    owner = np.arange(ACCOUNTS)
    around = quiet(ledger(days, n_accounts=ACCOUNTS), owner, NOBODY, window, usual)
    if around is None:
        assert not paid
        return
    visits = visits_naively(days, NEAR, usual)
    opened = [row for row in range(len(days)) if visits[row][0]]

    def count(end: int, account: int, at: int) -> int:
        return sum(
            days[row][end] == account and abs(days[row][2] - at) <= window
            for row in opened
        )

    def busy(account: int, at: int) -> int:
        return count(0, account, at) * count(1, account, at)

    rows = around.sent.row.tolist()
    assert around.payee.tolist() == [busy(*days[row][1:3]) for row in rows]
    assert around.payer.tolist() == [busy(days[row][0], days[row][2]) for row in rows]
    for most in {busy(*days[row][1:3]) for row in opened}:
        passing = sum(
            count(0, *days[row][1:3]) for row in opened if busy(*days[row][1:3]) <= most
        )
        wanted = passing / len(opened)
        assert around.onward_of(np.array([most]))[0] == pytest.approx(wanted)
    assert around.onward_of(np.array([-1])).tolist() == [0]


def test_surprise_of_nothing_is_nothing():
    made = ledger(RING)
    around = quiet(made, np.arange(5), NOBODY, DAY, 40 * DAY)
    assert around is not None
    none = np.zeros(1, np.int64), np.empty(0, np.int64)
    assert surprise_of(around, *none).size == 0
