"""The curve of flow left, by how many channels are frozen."""

from dataclasses import replace

import polars as pl
import pytest

from pipeline.report.disruption_curve import BASE, TOP, disruption_curves
from pipeline.schemas import conform


def freeze(kind, budget, strategy, frozen, stopped, at_most=900, flow=1_000):
    return {
        "kind": kind,
        "budget": budget,
        "strategy": strategy,
        "frozen": frozen,
        "flow_cents": flow,
        "stopped_cents": stopped,
        "displaced_cents": 50,
        "at_most_cents": at_most,
        "collateral_transactions": 0,
    }


ROWS = [
    freeze("account", 2, "greedy", ["FAC-1", "COLL-1"], 700),
    freeze("account", 1, "greedy", ["FAC-1"], 400),
    freeze("account", 1, "biggest", ["COLL-2"], 0),
    freeze("account", 2, "biggest", ["COLL-2", "FAC-1"], 450),
    freeze("corridor", 1, "exact", ["FR → AE"], 250, at_most=250),
]


@pytest.fixture
def panels(cases):
    case = cases["NET-1"]
    rows = pl.DataFrame([{"case_id": "NET-1"} | row for row in ROWS])
    frozen = conform("disruption", rows).drop("case_id")
    return case, disruption_curves(replace(case, disruption=frozen))


def test_height_is_the_share_of_the_flow_left(panels):
    accounts = panels[1][0]
    greedy = next(c for c in accounts.curves if c.strategy == "greedy")
    left = [1 - (point.y - TOP) / (BASE - TOP) for point in greedy.points]
    assert left == pytest.approx([0.6, 0.3])
    assert greedy.points[0].x < greedy.points[1].x


def test_half_is_told_by_the_fewest_that_stop_it(panels):
    accounts, corridors = panels[1]
    assert (accounts.half, corridors.half) == (2, None)
    assert (accounts.kind, corridors.kind) == ("account", "corridor")


def test_a_point_leads_to_the_payments_of_what_is_frozen(panels):
    case, (accounts, corridors) = panels
    greedy = next(c for c in accounts.curves if c.strategy == "greedy")
    assert greedy.points[0].numbers == [
        row["number"]
        for row in case.payments
        if "FAC-1" in (row["sender_account"], row["receiver_account"])
    ]
    assert corridors.curves[0].points[0].numbers == [
        row["number"]
        for row in case.payments
        if (row["sender_country"], row["receiver_country"]) == ("FR", "AE")
    ]


def test_a_title_says_what_is_frozen_and_what_could_go_round(panels):
    accounts = panels[1][0]
    greedy = next(c for c in accounts.curves if c.strategy == "greedy")
    assert greedy.points[0].title == (
        "1 account frozen, the next best, one at a time: FAC-1. Stops USD 4.00 (40%) "
        "of the flow; USD 0.50 could go round."
    )


def test_without_flow_there_is_no_curve(cases):
    case = cases["NET-2"]
    assert case.disruption.is_empty()
    assert disruption_curves(case) == []
