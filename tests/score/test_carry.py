"""What is carried along money, against a naive reading, and its edges by name."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.score import Settings
from pipeline.score.apart import apart
from pipeline.score.carry import carried
from tests.score.scored import contributions, graph_of, priorities, scored

LIMITS = Settings(full_rarity=2, carry_decay=0.5)


def frame(claims):
    """``claims``: {(alert, account): (credit, since, until)}."""
    rows = [(*key, *value) for key, value in claims.items()]
    schema = {
        "alert": pl.UInt32,
        "account": pl.UInt32,
        "credit": pl.Float64,
        "since": pl.Int64,
        "until": pl.Int64,
    }
    return pl.DataFrame(rows, schema, orient="row")


def carry(claims, paid, barred=(), hops=2, days=1, decay=0.5):
    nothing_by = np.isin(np.arange(5), list(barred))
    found = carried(
        frame(claims), graph_of(paid), nothing_by, decay=decay, hops=hops, days=days
    )
    return {(alert, account): rest for alert, account, *rest in found.iter_rows()}


def step_naively(paid, start, ahead, barred, days):
    """Whom one state reaches, with what share and when; reads payments one by one."""
    account, when = start
    low, high = (when, when + days * DAY) if ahead else (when - days * DAY, when)
    inside = [(a, b, max(c, 0), t) for a, b, c, t in paid if low <= t <= high]
    payer, payee = (0, 1) if ahead else (1, 0)
    reached = {}
    mine = [p for p in inside if p[payer] == account]
    for other in {p[payee] for p in mine} - {account} - set(barred):
        between = [p for p in mine if p[payee] == other]
        theirs = [p for p in inside if p[payee] == other]
        cents = sum(p[2] for p in between)
        shares = [cents / max(1, sum(p[2] for p in some)) for some in (mine, theirs)]
        times = [p[3] for p in between]
        reached[other] = (
            (shares[0] * shares[1]) ** 0.5,
            min(times) if ahead else max(times),
        )
    return reached


def carried_naively(claims, paid, barred, hops, days, decay):
    best = {key: value[0] for key, value in claims.items()}
    for ahead in (True, False):
        last = {
            key: (credit, since if ahead else until)
            for key, (credit, since, until) in claims.items()
        }
        for _ in range(hops):
            found = {}
            for (alert, account), (credit, when) in sorted(last.items()):
                if account in barred:
                    continue
                reached = step_naively(paid, (account, when), ahead, barred, days)
                for other, (share, then) in reached.items():
                    gained = credit * decay * share
                    held = found.get((alert, other), (0, 0))[0]
                    if gained >= 0.0005 and gained > held:
                        found[alert, other] = (gained, then)
            last = found
            for key, (credit, _) in found.items():
                best[key] = max(best.get(key, 0), credit)
    return best


times = st.integers(0, 4).map(lambda half: half * DAY // 2)
payments = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-1, 9), times),
    max_size=12,
).map(lambda paid: sorted(paid, key=lambda p: p[3]))
credited = st.dictionaries(
    st.tuples(st.integers(0, 1), st.integers(0, 4)),
    st.tuples(st.sampled_from([0.5, 1.0]), times, times),
    max_size=4,
)


@settings(deadline=None, max_examples=120)
@given(paid=payments, claims=credited, barred=st.sets(st.integers(0, 4), max_size=2))
def test_carried_credit_agrees_with_naive_reading(paid, claims, barred):
    # One step: further on, of equal credits, the payer that goes first decides when.
    found = carry(claims, paid, barred, hops=1)
    expected = carried_naively(claims, paid, barred, 1, 1, 0.5)
    assert {key: rest[0] for key, rest in found.items()} == pytest.approx(expected)


@settings(deadline=None, max_examples=120)
@given(paid=payments, source=st.integers(0, 4), when=times)
def test_two_steps_agree_with_naive_reading(paid, source, when):
    claims = {(0, source): (1.0, when, when)}
    found = carry(claims, paid)
    expected = carried_naively(claims, paid, (), 2, 1, 0.5)
    assert {key: rest[0] for key, rest in found.items()} == pytest.approx(expected)


def test_money_is_followed_in_time_only():
    claims = {(0, 0): (1.0, 2 * DAY, 2 * DAY)}
    early, late = (0, 1, 9, DAY), (0, 2, 9, 3 * DAY)
    before, after = (3, 0, 9, DAY), (4, 0, 9, 3 * DAY)
    found = carry(claims, [early, before, late, after])
    assert {account for _, account in found} == {0, 2, 3}


@pytest.mark.parametrize(("seconds", "reached"), [(DAY, True), (DAY + 1, False)])
def test_the_last_day_is_inside(seconds, reached):
    found = carry({(0, 0): (1.0, 0, 0)}, [(0, 1, 9, seconds)])
    assert ((0, 1) in found) == reached


def test_a_second_step_leaves_when_the_money_had_arrived():
    claims = {(0, 0): (1.0, 0, 0)}
    paid = [(1, 3, 9, 0), (0, 1, 9, 10), (1, 2, 9, 20)]
    assert {account for _, account in carry(claims, paid)} == {0, 1, 2}


def test_credit_is_shared_by_value_and_says_whom_it_came_from():
    claims = {(0, 0): (1.0, 0, 0)}
    paid = [(0, 1, 75, 1), (0, 2, 25, 1), (4, 2, 75, 2), (1, 3, 9, 3)]
    found = carry(claims, paid)
    assert found[0, 1] == [pytest.approx(0.5 * 0.75**0.5), 1, 0]
    assert found[0, 2] == [pytest.approx(0.5 * 0.25), 1, 0]
    assert found[0, 3] == [pytest.approx(0.25 * 0.75**0.5), 2, 1]


def test_nothing_goes_by_way_of_who_stands_apart():
    claims = {(0, 0): (1.0, 0, 0)}
    paid = [(0, 1, 9, 1), (1, 2, 9, 2)]
    assert set(carry(claims, paid, barred=[1])) == {(0, 0)}
    assert set(carry(claims, paid, barred=[0])) == {(0, 0)}
    assert set(carry(claims, paid, decay=0.0)) == {(0, 0)}


def test_carried_points_are_kept_with_their_way():
    paid = [("a", "b", 100), ("b", "c", 100)]
    tables = scored([("TF-FLOW-07", "a", (), 1)], limits=LIMITS, paid=paid)
    assert priorities(tables)["b"] == pytest.approx(25)
    assert priorities(tables)["c"] == pytest.approx(12.5)
    part = contributions(tables, "c")[0]
    assert (part["way"], part["hops"], part["via"]) == ("carried", 2, "b")


def test_hubs_and_who_deals_regularly_with_many_stand_apart():
    others = range(1, 9)
    regular = [(0, other, 5) for other in others for _ in range(3)]
    kinds = pl.Series(["business"] * 9)

    def found(paid, limits=None):
        return set(
            np.flatnonzero(apart(graph_of(paid, 9), kinds, limits or Settings()).barred)
        )

    assert found(regular) == {0}
    assert found([(payee, payer, cents) for payer, payee, cents in regular]) == {0}
    assert found(regular[:-3]) == set()  # seven
    assert found([p for p in regular if p[1] < 6] + [(0, n, 5) for n in (6, 7, 8)]) == (
        set()
    )
    assert found([(0, other, 5) for other in others]) == set()  # once each
    assert found(regular, Settings(hub_counterparties=7, regular_others=99)) == {0}


def test_crowd_is_who_serves_many_and_not_each_shop_or_account_elsewhere():
    kinds = pl.Series(["vasp", "merchant", "external", None, "merchant", "business"])
    paid = [(4, other, 5) for other in (0, 1, 2, 3, 5)]
    stand = apart(graph_of(paid, 6), kinds, Settings(hub_counterparties=4))
    assert np.flatnonzero(stand.barred).tolist() == [0, 1, 2, 4]
    assert np.flatnonzero(stand.crowd).tolist() == [0, 4]
    regular = [(5, other, 5) for other in (0, 1, 2) for _ in range(3)]
    stand = apart(graph_of(regular, 6), kinds, Settings(regular_others=3))
    assert np.flatnonzero(stand.crowd).tolist() == [0, 5]
