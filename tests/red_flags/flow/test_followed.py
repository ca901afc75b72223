"""It is true that paying out after being paid is weighed against when else it pays."""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags.flow.followed import surprise_of
from pipeline.red_flags.flow.pass_through import Thresholds, detect
from tests.red_flags.ledgers import ledger
from tests.red_flags.test_chance import chance_naively

SPAN = 30 * DAY


def surprise(ins: Sequence[int], outs: Sequence[int], took, **more) -> float:
    """Account 0 is paid at ``ins``, pays at ``outs``; ``took`` pairs their places."""
    paid = [(1, 0, at, 100, more) for at in ins] + [(0, 2, at, 90, more) for at in outs]
    made = ledger(paid)
    pairs = pl.DataFrame(
        [(0, credit, debit) for credit, debit in took],
        schema={"window": pl.Int64, "credit": pl.Int64, "debit": pl.Int64},
        orient="row",
    )
    window = (np.array([0]), np.array([0]), np.array([SPAN]))
    return float(surprise_of(made, window, pairs)[0])


def surprise_naively(ins, outs, took) -> float:
    minutes = set()
    kept = [(credit, debit) for credit, debit in took if outs[debit] <= SPAN]
    for credit in {credit for credit, _ in kept}:
        went = max(outs[debit] for one, debit in kept if one == credit)
        until = min(SPAN, max(went, ins[credit] + HOUR))
        minutes |= set(range(ins[credit], until, 60))
    hits = len({outs[debit] // HOUR for _, debit in kept})
    trials = len({at // HOUR for at in outs if at <= SPAN})
    share = min(max(len(minutes) * 60 / SPAN, 1e-12), 1 - 1e-12)
    return max(-math.log10(chance_naively(hits, trials, share)), 0)


@settings(deadline=None)
@given(
    ins=st.lists(st.integers(0, 29 * 96), min_size=1, max_size=5),
    outs=st.lists(st.integers(0, 31 * 96), min_size=1, max_size=8),
    data=st.data(),
)
def test_surprise_agrees_with_naive_minutes(ins, outs, data):
    ins, outs = (sorted(at * 15 * 60 for at in times) for times in (ins, outs))
    legal = [
        (credit, debit)
        for credit, came in enumerate(ins)
        for debit, went in enumerate(outs)
        if came <= went <= came + 3 * DAY
    ]
    took = data.draw(st.lists(st.sampled_from(legal), unique=True)) if legal else []
    wanted = surprise_naively(ins, outs, took)
    assert surprise(ins, outs, took) == pytest.approx(wanted, abs=1e-6)


def test_where_only_the_day_is_known_a_rest_is_that_day():
    ins, outs = [DAY, 9 * DAY, 20 * DAY], [DAY, 9 * DAY, 20 * DAY]
    took = [(0, 0), (1, 1), (2, 2)]
    exact = surprise(ins, outs, took)
    days = surprise(ins, outs, took, time_precision="day")
    assert exact == pytest.approx(-3 * math.log10(3 / 24 / 30))
    assert days == pytest.approx(-3 * math.log10(3 / 30), abs=0.01)


@pytest.mark.parametrize(("rest", "alerts"), [(24, 1), (25, 0)])
def test_three_credits_may_rest_a_day(rest, alerts):
    paid = [
        payment
        for day in (0, 5, 10)
        for payment in ((1, 0, day * DAY, 100), (0, 2, day * DAY + rest * HOUR, 95))
    ]
    assert detect(ledger(paid), Thresholds()).alerts.height == alerts


def test_who_spends_every_day_passes_nothing_on():
    conduit = [
        payment
        for day in (0, 5, 10)
        for payment in ((1, 0, day * DAY, 9_000), (0, 2, day * DAY + HOUR, 8_700))
    ]
    daily = [(0, 3, day * DAY + 12 * HOUR, 50) for day in range(30)]
    assert detect(ledger(conduit), Thresholds()).alerts.height == 1
    assert detect(ledger(conduit + daily), Thresholds()).alerts.height == 0
