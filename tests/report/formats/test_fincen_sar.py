"""It is true that a FinCEN SAR keeps its schema and says no more than a lead may."""

from dataclasses import replace

import pytest
from lxml import etree

from pipeline.errors import ConfigError
from pipeline.report import Settings
from pipeline.report.formats import narrative
from tests.report.formats.filing import FINCEN, code_lines, made, schema
from tests.report.formats.made_cases import with_names
from tests.report.hostile import HOSTILE

XSD = "fincen-sar-2.0.xsd"
SPACE = {"f": "www.fincen.gov/base"}


def found(content, path):
    return etree.fromstring(content).xpath(path, namespaces=SPACE)


@pytest.mark.parametrize("case_id", ["NET-1", "NET-2"])
@pytest.mark.parametrize("name", ["as made", *HOSTILE])
def test_it_keeps_the_schema_whatever_the_text(cases, case_id, name):
    case = cases[case_id] if name == "as made" else with_names(cases[case_id], name)
    made("fincen_sar", case, fincen_schema=schema(XSD))


def test_all_missing_facts_are_named_at_once(cases):
    with pytest.raises(ConfigError) as error:
        made("fincen_sar", cases["NET-1"], Settings())
    for name in FINCEN.__struct_fields__:
        assert f"report.fincen.{name}" in str(error.value)


def test_subjects_are_the_owners_of_the_core(cases):
    content = made("fincen_sar", cases["NET-1"])
    core = [row for row in cases["NET-1"].member_rows if row["part"] == "core"]
    assert len(found(content, "//f:Party[f:ActivityPartyTypeCode='33']")) == len(core)
    assert found(content, "/*/@PartyCount") == [str(len(core))]
    accounts = found(content, "//f:AccountNumberText/text()")
    assert "DONOR-1" not in accounts
    assert "FAC-1" in accounts


def test_an_owner_without_name_is_marked_as_unknown(cases):
    content = made("fincen_sar", cases["NET-2"])  # nobody owns SHELL-3
    one = "//f:Party[.//f:AccountNumberText='SHELL-3']"
    assert found(content, f"{one}/f:AllCriticalSubjectInformationUnavailableIndicator")
    assert found(content, f"{one}/f:PartyName/f:EntityLastNameUnknownIndicator")


def test_a_name_is_never_split(cases):
    content = made("fincen_sar", with_names(cases["NET-2"], "Ana Maria Example"))
    last = found(content, "//f:RawEntityIndividualLastName/text()")
    assert set(last) == {"Ana Maria Example"}
    assert not found(content, "//f:RawIndividualFirstName")
    assert len(found(content, "//f:FirstNameUnknownIndicator")) == len(last)


def test_the_total_is_whole_dollars_rounded_up(cases):
    content = made("fincen_sar", cases["NET-2"])  # 263,501.01
    assert found(content, "//f:TotalSuspiciousAmountText/text()") == ["263502"]
    assert found(content, "/*/@TotalAmount") == ["263502"]


def test_every_element_with_a_number_has_its_own(cases):
    numbers = found(made("fincen_sar", cases["NET-1"]), "//@SeqNum")
    assert len(set(numbers)) == len(numbers) > 50


def test_the_class_is_other_until_the_operator_says_more(cases):
    plain = made("fincen_sar", cases["NET-2"])
    assert found(plain, "//f:SuspiciousActivitySubtypeID/text()") == ["7999"]
    more = code_lines() + "\nclassification,TF-FLOW-05,8/824\n"
    told = made(
        "fincen_sar",
        cases["NET-2"],
        codes=more.encode(),
        fincen_schema=schema(XSD),
    )
    assert found(told, "//f:SuspiciousActivitySubtypeID/text()") == ["7999", "824"]
    assert found(told, "//f:SuspiciousActivityTypeID/text()") == ["7", "8"]


def test_a_long_narrative_stands_in_five_blocks_and_says_it_was_cut(cases, monkeypatch):
    monkeypatch.setattr(narrative, "NOTICE", "word " * 5_000)
    content = made("fincen_sar", cases["NET-2"], fincen_schema=schema(XSD))
    blocks = found(content, "//f:ActivityNarrativeText/text()")
    assert [len(one) for one in blocks[:4]] == [4_000] * 4
    assert len(blocks) == 5
    assert "texts cut to the length of their field: 1" in blocks[-1]


def test_another_currency_is_not_called_dollars(cases):
    with pytest.raises(ConfigError, match="this run in EUR"):
        made("fincen_sar", replace(cases["NET-2"], base_currency="EUR"))
