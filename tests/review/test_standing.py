"""It is true that …"""

import polars as pl

from pipeline.review.dispositions import evidence_digest
from tests.report.conftest import cases_of, site_of
from tests.report.made_up import made_up_tables, reviewed
from tests.review.decided import decision


def judged(*decisions):
    rows = reviewed(made_up_tables(), *decisions)["case_dispositions"].collect()
    return {row["case_id"]: row for row in rows.to_dicts()}


def evidence_of(case_id):
    rows = made_up_tables()["case_transactions"].filter(
        pl.col("case_id") == case_id, pl.col("part").cast(pl.String) == "evidence"
    )
    return evidence_digest(rows.collect()["transaction_id"])


FIRST, SECOND = evidence_of("NET-1"), evidence_of("NET-2")


def test_nobody_decided_where_the_log_is_empty():
    for row in judged().values():
        assert (row["decision"], row["stands"], row["reviewer"]) == (None, None, None)
    assert judged()["NET-1"]["evidence"] == FIRST


def test_a_decision_stands_for_the_same_evidence_under_another_id():
    row = judged(decision(case_id="OLD-1", evidence=FIRST))["NET-1"]
    assert (row["decision"], row["stands"]) == ("dismiss", True)


def test_a_decision_on_other_evidence_is_told_but_does_not_stand():
    row = judged(decision(case_id="NET-1", evidence="0" * 64))["NET-1"]
    assert (row["decision"], row["stands"]) == ("dismiss", False)


def test_the_last_decision_on_the_same_evidence_counts():
    told = (
        decision(case_id="NET-1", evidence=FIRST),
        decision(case_id="NET-1", evidence=FIRST, decision="report"),
        decision(case_id="NET-1", evidence="0" * 64),
    )
    assert judged(*told)["NET-1"]["decision"] == "report"
    assert judged(*told)["NET-2"]["decision"] is None


def test_a_dismissed_case_stays_down_until_its_evidence_changes():
    def order(evidence):
        tables = reviewed(made_up_tables(), decision(case_id="x", evidence=evidence))
        page = site_of(tables)["index.html"].decode()
        places = [page.index(f"cases/{case}/index.html") for case in ("NET-1", "NET-2")]
        return places[0] < places[1]

    assert order("0" * 64)
    assert not order(FIRST)
    assert order(SECOND)


def test_case_files_come_with_what_was_decided():
    tables = reviewed(made_up_tables(), decision(case_id="x", evidence=FIRST))
    cases = cases_of(tables)
    assert list(cases) == ["NET-2", "NET-1"]
    assert [case.dismissed for case in cases.values()] == [False, True]
