"""Which freeze to plan with, and how many a case withstands."""

import pytest

from pipeline.resilience import best_choices, budget_to_plan, needed_to_stop


def row(budget, stopped, strategy="greedy", at_most=None, frozen=None):
    return {
        "budget": budget,
        "strategy": strategy,
        "stopped_cents": stopped,
        "at_most_cents": stopped if at_most is None else at_most,
        "flow_cents": 100,
        "frozen": frozen or ["x"] * budget,
    }


def test_the_choice_that_stops_most_is_planned_with_and_a_proven_one_before_others():
    rows = [
        row(2, 70, "minimum_cut"),
        row(2, 70, "exact"),
        row(2, 60, "biggest"),
        row(1, 10, "greedy"),
        row(1, 20, "biggest"),
    ]
    chosen = [(r["budget"], r["strategy"]) for r in best_choices(rows)]
    assert chosen == [(1, "biggest"), (2, "exact")]


def test_of_equal_choices_the_one_that_freezes_fewer_is_planned_with():
    rows = [row(3, 50, "biggest"), row(3, 50, "minimum_cut", frozen=["y"])]
    assert best_choices(rows)[0]["frozen"] == ["y"]


@pytest.mark.parametrize(
    ("rows", "needed", "plan"),
    [
        ([row(1, 50)], (1, 1), 1),  # half itself is enough
        ([row(1, 49), row(2, 80)], (2, 2), 2),
        ([row(1, 49, at_most=50), row(2, 80)], (1, 2), 2),
        ([row(1, 10, at_most=40), row(2, 20, at_most=49)], (3, None), 2),
        ([row(1, 10, at_most=90)], (1, None), 1),
    ],
)
def test_removals_until_flow_halves_have_a_proven_floor(rows, needed, plan):
    assert needed_to_stop(rows) == needed
    assert budget_to_plan(rows) == plan


def test_other_parts_of_the_flow_can_be_asked_for():
    rows = [row(1, 60), row(2, 90)]
    assert needed_to_stop(rows, 9, 10) == (2, 2)
