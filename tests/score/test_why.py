"""What ``tfnet explain`` says of an account or transaction."""

import json

import polars as pl
import pytest

from pipeline import show
from pipeline.score import Settings
from pipeline.why import is_case, why
from tests.score.scored import scored, table

HOSTILE = "x\x1b[31m[bold]red"


class Stored:
    """Tables as a run gives them."""

    def __init__(self, tables):
        self.tables = tables

    def scan(self, name):
        return self.tables[name].lazy()


@pytest.fixture
def run():
    alerts = [("TF-FLOW-07", "a", ("b", "d"), 1), ("TF-INFO-03", "a", (), 1)]
    paid = [("a", "b", 100), ("b", "c", 100)]
    made = scored(alerts, [(0, "p1")], Settings(full_rarity=2), paid=paid)
    told = [
        {"alert_id": f"A{n}", "red_flag": flag, "account_id": "a", "sentence": HOSTILE}
        for n, (flag, *_) in enumerate(alerts)
    ]
    cases = pl.DataFrame({"case_id": ["C-1"]})
    more = {"alerts": table("alerts", told), "cases": cases}
    return Stored({**made, **more, "ranker_reasons": table("ranker_reasons", [])})


@pytest.mark.parametrize(
    ("name", "subject", "ways"),
    [
        ("a", "account", {"own"}),
        ("b", "account", {"carried", "member"}),
        ("d", "account", {"member"}),
        ("c", "account", {"carried"}),
        ("p1", "transaction", {"evidence", "payer", "payee"}),
        ("p2", "transaction", {"payer", "payee"}),
    ],
)
def test_contributions_add_up_and_say_their_way(run, name, subject, ways):
    found = why(run, name)
    assert (found["subject"], found["id"]) == (subject, name)
    points = [part["points"] for part in found["contributions"]]
    assert sum(points) == found["priority"] > 0
    assert points == sorted(points, reverse=True)
    assert {part["way"] for part in found["contributions"]} == ways


def test_rank_is_told_among_all(run):
    found = why(run, "a")
    assert (found["rank"], found["of"]) == (1, 5)
    assert why(run, "e")["contributions"] == []


def test_strangers_and_cases_are_told_apart(run):
    assert why(run, "nobody") is None
    assert is_case(run, "C-1")
    assert not is_case(run, "a")


def test_the_terminal_shows_every_way_and_obeys_no_text(run, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("a", "c", "d", "p1", "e"):
        show.explain_priority(why(run, name), as_json=False)
    told = capsys.readouterr().out
    assert "\x1b[31m" not in told
    assert "[bold]red" in told
    for words in (
        "the alert speaks about it",
        "names it as a member",
        "2 steps along money, from b",
        "evidence of the alert",
        "credits its payer a",
        "credits its payee b",
        "No alert speaks about it.",
        "Rank 1 of 5 accounts",
        "not a finding of guilt",
    ):
        assert words in told


def test_json_holds_the_same(run, capsys):
    found = why(run, "p1")
    show.explain_priority(found, as_json=True)
    assert json.loads(capsys.readouterr().out) == found


def test_a_ranker_is_told_with_what_alerts_alone_say(run, capsys):
    assert why(run, "p1")["ranker"] is None
    before = why(run, "p1")["priority"]
    reason = {"group": "pair", "sentence": HOSTILE, "points": 80.0}
    rows = [
        {
            "subject": "transaction",
            "subject_id": "p1",
            "priority": 80.0,
            "before": before,
            "kept": True,
            "reasons": [reason],
        }
    ]
    run.tables["ranker_reasons"] = table("ranker_reasons", rows)
    found = why(run, "p1")["ranker"]
    assert found == {"before": before, "kept": True, "reasons": [reason]}
    other = why(run, "a")
    assert other["ranker"]["before"] == other["priority"]
    assert why(run, "e")["ranker"] == {"before": 0.0, "kept": False, "reasons": []}
    show.explain_priority(why(run, "p1"), as_json=False)
    told = capsys.readouterr().out
    assert "kept this priority from falling" in told
    assert "not this priority" not in told
    by_ranker = run.tables["transaction_scores"].with_columns(
        set_by=pl.lit("ranker"), priority=pl.lit(80.0)
    )
    run.tables["transaction_scores"] = by_ranker
    show.explain_priority(why(run, "p1"), as_json=False)
    told = capsys.readouterr().out
    assert "A ranker trained on labels set this priority" in told
    assert "Points by alerts alone: not this priority" in told
    assert " 80.00  x" in told
    assert "\x1b[31m" not in told
