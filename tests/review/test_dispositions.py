"""It is true that …"""

import json

import pytest

from pipeline.errors import InputError
from pipeline.review.dispositions import evidence_digest, read_dispositions
from tests.review.decided import TODAY, decision, exported


def test_a_file_comes_back_as_it_was_exported(tmp_path):
    told = (decision(), decision(case_id="C-2", decision="escalate", reason=""))
    assert read_dispositions(exported(tmp_path / "d.json", *told), TODAY) == told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decided_on": "2026-03-02"}, "1 dated after today"),
        ({"reviewer": " "}, "1 without a reviewer"),
        ({"reason": " "}, "1 dismissed without a reason"),
        ({"decision": "guilty"}, "decision"),
        ({"case_id": "../../x"}, "case_id"),
        ({"evidence": "0"}, "evidence"),
        ({"extra": 1}, "extra"),
        ({"decided_on": "yesterday"}, "decided_on"),
    ],
)
def test_a_file_with_one_wrong_decision_is_refused_whole(tmp_path, changes, said):
    path = exported(tmp_path / "d.json", decision(), decision(case_id="C-2"), **changes)
    with pytest.raises(InputError, match=said) as refused:
        read_dispositions(path, TODAY)
    assert "A. Reviewer" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "x"}', "\xff", "{" * 9999])
def test_what_is_no_export_is_refused_by_name(tmp_path, text):
    path = tmp_path / "d.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=r"d\.json is no export"):
        read_dispositions(path, TODAY)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_dispositions(tmp_path / "none.json", TODAY)


def test_the_last_day_that_counts_is_today(tmp_path):
    path = exported(tmp_path / "d.json", decision(decided_on=TODAY))
    assert read_dispositions(path, TODAY)[0].decided_on == TODAY


def test_evidence_is_the_same_in_any_order_and_other_with_another_payment():
    assert evidence_digest(["b", "a"]) == evidence_digest(["a", "b"])
    assert evidence_digest(["a"]) != evidence_digest(["a", "b"])


def test_a_reviewers_words_may_hold_anything(tmp_path):
    nasty = '<script>alert(1)</script>\n"\u202e=cmd'
    path = exported(tmp_path / "d.json", decision(reason=nasty))
    assert read_dispositions(path, TODAY)[0].reason == nasty
    assert json.loads(path.read_text())["dispositions"][0]["reason"] == nasty
