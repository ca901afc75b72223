"""Key judgements: likelihood and confidence in words with criteria, told apart."""

from pipeline.report.sections.basis import basis
from pipeline.report.sections.disruption import key_channels
from pipeline.report.sections.judgements import CONFIDENCE, SUPPORT, judgements
from pipeline.report.sections.money import stage_totals
from tests.report.made_up import made_up_tables
from tests.report.variants import case_of, without_payments


def judged(case):
    return judgements(case, stage_totals(case), key_channels(case))


def test_likelihood_and_confidence_are_words_with_criteria_and_told_apart(cases):
    for case in cases.values():
        for one in judged(case):
            assert one.support in SUPPORT
            assert one.confidence in CONFIDENCE
            assert "%" not in one.support + one.confidence
    assert judged(cases["NET-1"])[0].support == "two families"
    assert judged(cases["NET-2"])[0].support == "one family"
    assert judged(cases["NET-2"])[0].confidence == "moderate"


def test_purpose_and_list_resemblance_are_judged_as_little_as_they_are_known(cases):
    said = {one.statement: one for one in judged(cases["NET-1"])}
    assert said["The purpose of the money is not judged."].support == "not shown"
    assert said["1 party of the case resembled a listed entry."].confidence == "low"
    assert not any("listed" in one.statement for one in judged(cases["NET-2"]))


def test_without_payments_confidence_in_the_data_is_low():
    assert {one.confidence for one in judged(case_of(without_payments()))} == {"low"}


def test_a_case_without_an_alert_is_supported_by_nothing():
    tables = made_up_tables()
    tables["alerts"] = tables["alerts"].clear()
    tables["alert_evidence"] = tables["alert_evidence"].clear()
    case = case_of(tables)
    assert judged(case)[0].support == "not shown"
    assert basis(case).trigger[0] == "No alert is recorded for this case."
