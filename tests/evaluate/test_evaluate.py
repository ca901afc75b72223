"""It is true that an evaluation says what a person would count by hand."""

import json
from fractions import Fraction

import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.evaluate import ANY, Settings, evaluate
from tests.evaluate.small_run import small_run


@pytest.fixture(scope="module")
def result():
    return evaluate(**small_run())


def row(table: pl.DataFrame, **where: str) -> dict:
    (found,) = table.filter(**where).to_dicts()
    return found


@pytest.mark.parametrize(
    ("red_flag", "attempts", "transactions", "accounts"),
    [
        ("F1", Fraction(1, 2), Fraction(2, 6), Fraction(2, 5)),
        ("F2", Fraction(0), Fraction(1, 6), Fraction(0)),
        ("F3", Fraction(0), Fraction(0), Fraction(1, 5)),
        ("F4", Fraction(0), Fraction(0), Fraction(0)),
        (ANY, Fraction(1, 2), Fraction(3, 6), Fraction(3, 5)),
    ],
)
def test_recall_at_three_levels(result, red_flag, attempts, transactions, accounts):
    found = row(result.recall, red_flag=red_flag, scheme="ring")
    assert found["attempt_recall"] == pytest.approx(float(attempts))
    assert found["transaction_recall"] == pytest.approx(float(transactions))
    assert found["account_recall"] == pytest.approx(float(accounts))


@pytest.mark.parametrize(("share", "found"), [(0.5, 1), (0.51, 0), (0.25, 1)])
def test_half_of_an_attempt_is_enough_and_less_is_not(share, found):
    result = evaluate(**small_run(), settings=Settings(attempt_share=share))
    assert row(result.recall, red_flag="F1")["instances_found"] == found
    quarter = row(result.recall, red_flag="F2")["instances_found"]
    assert quarter == (1 if share <= 0.25 else 0)


def test_an_unwitting_account_is_neither_found_nor_wronged(result):
    assert row(result.recall, red_flag="F1")["accounts"] == 5
    counts = row(result.alert_counts, red_flag="F1")
    assert counts["on_ordinary"] == 0
    assert row(result.ranking, subject="account")["rows"] == 18


def test_false_alerts_name_the_look_alike_they_wrong(result):
    wronged = row(result.false_alerts, red_flag="F1", look_alike="club")
    assert (wronged["alerts"], wronged["instances_hit"]) == (1, 1)
    assert wronged["hit_share"] == 0.5
    by_evidence = row(result.false_alerts, red_flag="F3", look_alike="club")
    assert by_evidence["alerts"] == 1
    assert row(result.false_alerts, red_flag="F2")["alerts"] == 0
    assert row(result.false_alerts, red_flag=ANY)["hit_share"] == 1


def test_alerts_are_true_by_their_evidence(result):
    counts = {
        name: row(result.alert_counts, red_flag=name)
        for name in ("F1", "F2", "F3", ANY)
    }
    assert [counts[name]["alerts"] for name in counts] == [3, 2, 2, 7]
    assert [counts[name]["true_alerts"] for name in counts] == [1, 1, 1, 3]
    assert [counts[name]["on_look_alikes"] for name in counts] == [1, 0, 1, 2]
    assert [counts[name]["on_ordinary"] for name in counts] == [0, 1, 0, 1]


def test_ordinary_rate_is_per_thousand_accounts_without_label(result):
    assert row(result.alert_counts, red_flag="F2")["per_1000_ordinary"] == 100


def test_a_red_flag_that_cannot_be_tested_is_not_silent(result):
    assert row(result.recall, red_flag="F5")["testable"] is False
    assert row(result.recall, red_flag="F4")["testable"] is True
    without = evaluate(**{**small_run(), "red_flag_status": None})
    assert set(without.recall["red_flag"]) == {"F1", "F2", "F3", ANY}


def test_average_precision_by_hand(result):
    # Accounts by priority: A1, O1, A5, B1, then 14 at nought with A2, A3, A6 among
    # them; A4 is left out. 1/5 · (1/1 + 2/3 + 3 · 5/18).
    accounts = row(result.ranking, subject="account")
    assert accounts["positives"] == 5
    assert accounts["average_precision"] == pytest.approx((1 + 2 / 3 + 3 * 5 / 18) / 5)
    # Transactions: t1, then o1 and t2 tied, then 11 at nought with t3 to t6 among them.
    transactions = row(result.ranking, subject="transaction")
    expected = (1 + 2 / 3 + 4 * 6 / 14) / 6
    assert transactions["average_precision"] == pytest.approx(expected)
    assert transactions["base_rate"] == pytest.approx(6 / 14)


def test_budgets_by_hand(result):
    one = row(result.budgets, subject="account", budget="1 %")
    assert (one["size"], one["hits"], one["precision"]) == (1, 1, 1)
    assert one["recall"] == pytest.approx(1 / 5)
    top = row(result.budgets, subject="account", budget="top 50")
    assert (top["size"], top["hits"], top["recall"]) == (18, 5, 1)


def test_cases_cover_instances_and_have_a_purity(result):
    first = row(result.instances, instance="s-1")
    assert (first["accounts"], first["case_id"], first["inside"]) == (3, "C1", 2)
    assert first["covered"] is True
    second = row(result.instances, instance="s-2")
    assert (second["share"], second["covered"]) == (0.5, True)
    assert result.cases["case_id"].to_list() == ["C1", "C3", "C2"]
    # A4 is unwitting and left out of C1: A1 and A2 of A1, A2, O1.
    purity = result.cases["purity"].to_list()
    assert purity == pytest.approx([2 / 3, 1, 0])
    assert result.cases["instance"].to_list() == ["s-1", "s-1", None]


def test_context_members_cover_nothing(result):
    assert row(result.instances, instance="s-1")["inside"] == 2


def test_row_order_does_not_matter(result):
    turned = {
        name: None if table is None else table.reverse()
        for name, table in small_run().items()
    }
    assert evaluate(**turned).to_json() == result.to_json()


def test_json_is_strict_and_carries_its_definitions(result):
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    document = json.loads(result.to_json(), parse_constant=refuse)
    assert "attempt" in document["definitions"]
    assert document["settings"] == {"attempt_share": 0.5, "case_share": 0.5}
    assert len(document["recall"]) == result.recall.height


def test_labels_of_another_run_are_refused_with_counts():
    run = small_run()
    run["labels"] = run["labels"].with_columns(
        subject_id=pl.when(pl.col("subject_id").is_in(["t1", "t2", "A1"]))
        .then(pl.col("subject_id") + "x")
        .otherwise("subject_id")
    )
    with pytest.raises(InputError) as caught:
        evaluate(**run)
    assert "2 of 9 labelled transactions" in str(caught.value)
    assert "1 of 9 labelled accounts" in str(caught.value)
    run["labels"] = run["labels"].clear()
    with pytest.raises(InputError, match="empty"):
        evaluate(**run)


def test_labels_on_transactions_alone_leave_account_figures_unknown():
    run = small_run()
    run["labels"] = run["labels"].filter(pl.col("subject") == "transaction")
    result = evaluate(**run)
    assert row(result.recall, red_flag="F1")["account_recall"] is None
    assert row(result.ranking, subject="account")["average_precision"] is None
    assert result.alert_counts["per_1000_ordinary"].is_null().all()
    assert row(result.recall, red_flag="F1")["attempt_recall"] == 0.5


def test_a_run_that_found_nothing_is_evaluated_too():
    run = small_run()
    for name in ("alerts", "alert_evidence", "cases", "case_members"):
        run[name] = run[name].clear()
    result = evaluate(**run)
    assert row(result.recall, red_flag=ANY)["attempt_recall"] == 0
    assert row(result.instances, instance="s-1")["covered"] is False
    assert result.cases.is_empty()
