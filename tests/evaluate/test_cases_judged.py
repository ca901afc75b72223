"""It is true that cases and roles are judged as a person would by hand."""

import polars as pl
import pytest

from pipeline.evaluate import Settings, evaluate
from pipeline.evaluate.case_summary import sum_up
from pipeline.evaluate.role_truth import macro_f1
from tests.evaluate.small_run import small_run
from tests.evaluate.test_evaluate import row


@pytest.fixture(scope="module")
def result():
    return evaluate(**small_run())


def test_an_instance_needs_half_of_its_known_value_in_the_case_too(result):
    first = row(result.instances, instance="s-1")
    assert (first["value_share"], first["covered"]) == (pytest.approx(0.6), True)
    run = small_run()
    run["case_transactions"] = run["case_transactions"].filter(
        pl.col("transaction_id") != "t2"
    )
    half = row(evaluate(**run).instances, instance="s-1")
    assert (half["value_share"], half["covered"]) == (pytest.approx(0.5), True)
    run["transactions"] = run["transactions"].with_columns(
        value_cents=pl.when(pl.col("transaction_id") == "t3")
        .then(401)
        .otherwise("value_cents")
    )
    less = row(evaluate(**run).instances, instance="s-1")
    assert (less["share"], less["covered"]) == (first["share"], False)


def test_without_known_values_accounts_alone_decide(result):
    second = row(result.instances, instance="s-2")
    assert (second["value_share"], second["covered"]) == (None, True)


def test_cases_of_an_instance_are_counted(result):
    assert row(result.instances, instance="s-1")["cases"] == 2  # A1 is in C1 and C3
    assert row(result.instances, instance="s-2")["cases"] == 1


def test_a_case_is_true_from_half_and_false_ones_name_look_alikes(result):
    assert result.cases["is_true"].to_list() == [True, True, False]
    assert result.cases["of_look_alike"].to_list() == [False, False, True]  # by u3
    strict = evaluate(**small_run(), settings=Settings(case_share=0.7))
    assert strict.cases["is_true"].to_list() == [False, True, False]
    assert strict.cases["of_look_alike"].to_list() == [False, False, False]


def test_the_summary_by_hand(result):
    (summary,) = result.case_summary.to_dicts()
    assert (summary["instances"], summary["covered"]) == (2, 2)
    assert summary["cases_per_instance"] == 1.5
    assert summary["median_purity"] == pytest.approx((2 / 3 + 1) / 2)
    assert (summary["cases"], summary["true_cases"]) == (3, 2)
    assert (summary["look_alike_cases"], summary["first_lawful"]) == (1, 3)
    assert summary["look_alikes_per_100_000"] == 1 / 10 * 100_000
    assert (summary["top"], summary["precision_at_top"]) == (3, pytest.approx(2 / 3))
    assert summary["precision_at_instances"] == 1


def test_without_cases_the_summary_has_no_shares(result):
    (summary,) = sum_up(result.instances.clear(), result.cases.clear(), None).to_dicts()
    assert (summary["cases"], summary["covered_share"]) == (0, None)
    assert (summary["first_lawful"], summary["precision_at_top"]) == (None, None)


def test_a_case_of_unwitting_accounts_only_is_neither_true_nor_false():
    run = small_run()
    run["case_members"] = run["case_members"].filter(
        (pl.col("case_id") != "C2") | (pl.col("part") != "core")
    )
    judged = evaluate(**run)
    assert row(judged.cases, case_id="C2")["is_true"] is None
    assert judged.case_summary["cases"].to_list() == [2]


def test_roles_by_hand(result):
    """Members cast: A1, A2, A4 in C1; A5 in C3; A3 in C2."""
    found = {
        r["role"]: (r["cast"], r["given"], r["right"]) for r in result.roles.to_dicts()
    }
    assert found == {
        "collector": (1, 1, 1),
        "donor": (1, 2, 1),  # A3, a cash-out, was called a donor
        "cash-out": (1, 0, 0),
        "facilitator": (0, 1, 0),
        "paymaster": (1, 0, 0),  # A5 was called a facilitator
        "unwitting": (1, 1, 1),
    }
    assert row(result.roles, role="donor")["f1"] == pytest.approx(2 / 3)
    assert row(result.roles, role="facilitator")["f1"] is None
    assert macro_f1(result.roles) == pytest.approx((1 + 2 / 3 + 0 + 0 + 1) / 5)
    assert macro_f1(result.roles.clear()) is None
