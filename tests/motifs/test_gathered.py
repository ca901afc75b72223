import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.motifs import gathered
from pipeline.motifs.gathered import gathered_windows
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 3


def windows(paid, days: int, ins: int, outs: int) -> pl.DataFrame:
    graph = graph_of(
        [(by, to, at * DAY, cents) for by, to, at, cents in paid], ACCOUNTS
    )
    half = graph.received.cents // 2
    return pl.concat(
        gathered_windows(graph, half, np.ones(ACCOUNTS, np.bool_), days, ins, outs)
    )


def windows_naively(paid, days: int, ins: int, outs: int):
    for account in range(ACCOUNTS):
        came = [p for p in paid if p[1] == account]
        went = [p for p in paid if p[0] == account]
        if len(came) < ins or len(went) < outs:
            continue
        for _, _, start, _ in came:
            paid_out = [p for p in went if start <= p[2] <= start + days]
            if len(paid_out) < outs:
                continue
            end = max(p[2] for p in paid_out)
            got = [p for p in came if start <= p[2] <= end]
            ordered = [i[2] <= o[2] for i in got for o in paid_out]
            received = sum(p[3] for p in got)
            payees = {p[1] for p in paid_out}
            before = {p[1] for p in went if p[2] < start}
            yield (
                *(account, start * DAY, end * DAY, received),
                *(sum(p[3] for p in paid_out), len(payees - before)),
                sum(p[3] // 2 for p in got) / received,
                sum(ordered) / len(ordered),
            )


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 9, 5, 20),
    days=st.integers(0, 6),
    ins=st.integers(1, 3),
    outs=st.integers(1, 3),
)
def test_windows_agree_with_naive_reading(paid, days, ins, outs):
    found = windows(paid, days, ins, outs).select(
        *("account", "start", "end", "received_cents", "paid_cents"),
        *("new_payees", "soon_share", "order_share"),
    )
    wanted = list(windows_naively(paid, days, ins, outs))
    assert [row[:6] for row in found.rows()] == [row[:6] for row in wanted]
    for row, right in zip(found.rows(), wanted, strict=True):
        assert row[6:] == pytest.approx(right[6:])


def test_parts_do_not_change_the_windows(monkeypatch):
    paid = [(0, 1, day, 5) for day in range(6)] + [(1, 2, 6, 9)]
    whole = windows(paid, 9, 1, 1)
    monkeypatch.setattr(gathered, "ROOM", 2)
    assert windows(paid, 9, 1, 1).equals(whole)


def test_four_in_then_four_out_deviate_by_two_and_a_third():
    paid = [(0, 1, day, 5) for day in range(4)] + [
        (1, 2, 4 + day, 5) for day in range(4)
    ]
    first = windows(paid, 9, 4, 4).row(0, named=True)
    assert first["order_share"] == 1
    assert first["order_deviations"] == pytest.approx(0.5 / np.sqrt(9 / (12 * 16)))


def test_no_transactions_have_no_window():
    assert windows([], 9, 1, 1).is_empty()
