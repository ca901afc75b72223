"""It is true that labels on accounts alone are evaluated by account."""

import polars as pl

from pipeline.evaluate import ANY, evaluate
from tests.evaluate.small_run import small_run
from tests.evaluate.test_evaluate import row


def test_labels_on_accounts_alone_count_attempts_by_accounts():
    run = small_run()
    run["labels"] = run["labels"].filter(pl.col("subject") == "account")
    result = evaluate(**run)
    found = row(result.recall, red_flag=ANY)
    # A1 and A2 of three in s-1, A5 of two in s-2.
    assert found["attempt_recall"] == 1
    assert found["transaction_recall"] is None
    # By account: a1 is about A1, a5 about A5; no evidence is known to be of a scheme.
    assert row(result.alert_counts, red_flag="F1")["true_alerts"] == 1
    assert row(result.alert_counts, red_flag=ANY)["true_alerts"] == 2


def test_an_alert_on_a_scheme_account_is_true_if_its_instance_marks_no_transaction():
    run = small_run()
    of_second = (pl.col("subject") == "transaction") & (pl.col("instance") == "s-2")
    run["labels"] = run["labels"].filter(~of_second)
    run["alert_evidence"] = pl.DataFrame(
        {"alert_id": ["a5"], "transaction_id": ["o1"], "part": ["in"]}
    )
    for account, true_alerts in (("A5", 1), ("A1", 0)):
        run["alerts"] = run["alerts"].filter(pl.col("alert_id") == "a5")
        run["alerts"] = run["alerts"].with_columns(account_id=pl.lit(account))
        counts = evaluate(**run).alert_counts
        assert row(counts, red_flag="F3")["true_alerts"] == true_alerts
