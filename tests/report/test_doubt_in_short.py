"""The sentences of the summary on doubt, and shares too small to write."""

from dataclasses import replace

import polars as pl
import pytest

from pipeline.report.sections.doubt import fits_best, least_evidence
from pipeline.report.wording import share
from pipeline.schemas import conform


def doubted(case, *verdicts):
    rows = [
        {
            "case_id": "NET-1",
            "hypothesis": hypothesis,
            "test": f"t{number}",
            "verdict": verdict,
            "value": 1.0,
            "fact": f"Fact {number}.",
        }
        for number, (hypothesis, verdict) in enumerate(verdicts)
    ]
    told = conform("hypotheses", pl.DataFrame(rows)).drop("case_id")
    return replace(case, hypotheses=told)


def test_the_best_lawful_explanation_is_told_with_what_speaks_for_it(cases):
    case = doubted(
        cases["NET-1"],
        ("rent", "against"),
        ("payroll", "for"),
        ("payroll", "for"),
        ("payroll", "against"),
    )
    assert fits_best(case) == [
        "Of 2 lawful explanations tested the one that fits best is: wages, or stipends "
        "by rule; 2 measures for it, 1 against. Fact 1."
    ]


@pytest.mark.parametrize("verdict", ["against", "untold"])
def test_without_any_that_fits_the_summary_says_so(cases, verdict):
    (sentence,) = fits_best(doubted(cases["NET-1"], ("rent", verdict)))
    assert sentence.startswith("Of 1 lawful explanation tested none had more")


def test_nothing_is_said_of_what_was_not_tested(cases):
    case = cases["NET-1"]
    silent = replace(
        case,
        hypotheses=case.hypotheses.clear(),
        counterfactuals=case.counterfactuals.clear(),
    )
    assert fits_best(silent) == least_evidence(silent) == []


def test_the_least_evidence_counts_alerts_of_every_red_flag(cases):
    case = cases["NET-1"]
    assert case.alerts.height == 2
    assert least_evidence(case) == [
        "Without 1 of its 2 alerts it would not have been a case."
    ]


@pytest.mark.parametrize(
    ("part", "text"),
    [(0.0, "0%"), (0.0004, "under 0.1%"), (0.0006, "0.1%"), (1.0, "100%")],
)
def test_a_share_is_never_written_as_nothing_when_it_is_something(part, text):
    assert share(part) == text
