"""It is true that a goAML report keeps its schema and invents nothing."""

import re
from dataclasses import replace

import msgspec
import pytest
from lxml import etree

from pipeline.errors import ConfigError
from pipeline.report import Settings
from tests.report.formats.filing import FILED, GOAML, code_lines, made, schema
from tests.report.formats.made_cases import with_names, with_payments
from tests.report.hostile import HOSTILE, LONG_NAME

XSD = "goaml-5.0.2.xsd"


def tree(content):
    return etree.fromstring(content)


def first_code(xsd: bytes, kind: str) -> str:
    path = f"//*[@name='{kind}']//*[local-name()='enumeration']/@value"
    return str(etree.fromstring(xsd).xpath(path)[0])


def changed(**facts):
    own = msgspec.structs.replace(GOAML, **facts)
    return msgspec.structs.replace(FILED, goaml=own)


@pytest.mark.parametrize("case_id", ["NET-1", "NET-2"])
@pytest.mark.parametrize("name", ["as made", *HOSTILE])
def test_it_keeps_the_schema_whatever_the_text(cases, case_id, name):
    xsd = schema(XSD)
    codes = code_lines(
        first_code(xsd, "funds_type"),
        first_code(xsd, "conduction_type"),
        first_code(xsd, "report_indicator_type"),
    ).encode()
    case = cases[case_id]
    if name != "as made":
        case = with_payments(with_names(case, name), purpose=name, branch=name)
    tree(made("goaml", case, codes=codes, goaml_schema=xsd))


def test_every_known_value_is_there_to_the_cent_and_unknown_ones_are_counted(cases):
    case = cases["NET-2"]
    report = tree(made("goaml", case))
    amounts = report.xpath("//amount_local/text()")
    assert amounts == ["90000.00", "87000.00", "86500.01", "1.00"]
    assert sum(round(100 * float(one)) for one in amounts) == case.value_cents
    assert "1 transaction of unknown amount not here" in report.findtext("reason")


def test_without_any_known_value_the_accounts_stand_alone(cases):
    case = with_payments(cases["NET-2"], value_cents=None, amount=None)
    report = tree(made("goaml", case))
    assert not report.xpath("//transaction")
    assert len(report.xpath("//report_party/account")) == 5
    xsd = schema(XSD)
    codes = code_lines(indicator=first_code(xsd, "report_indicator_type")).encode()
    made("goaml", case, codes=codes, goaml_schema=xsd)


def test_all_missing_facts_are_named_at_once(cases):
    with pytest.raises(ConfigError) as error:
        made("goaml", cases["NET-1"], Settings())
    for name in ("rentity_id", "submission_code", "report_code", "submission_date"):
        assert f"report.goaml.{name}" in str(error.value)


def test_all_missing_codes_are_named_at_once(cases):
    few = b"list,value,code\nindicator,TF-FLOW-05,I1\n"
    with pytest.raises(ConfigError) as error:
        made("goaml", cases["NET-2"], codes=few)
    for line in ("funds,wire", "transmode,virtual_asset", "country,withheld"):
        assert line in str(error.value)


def test_a_case_without_any_indicator_is_refused_with_all_else_it_lacks(cases):
    with pytest.raises(ConfigError, match=r"funds,internal.*indicator,TF-FLOW-05"):
        made("goaml", cases["NET-2"], codes=b"list,value,code\nfunds,wire,F\n")


def test_a_case_without_red_flags_is_refused(cases):
    with pytest.raises(ConfigError, match="no red flag"):
        made("goaml", replace(cases["NET-2"], red_flags=()))


def test_a_red_flag_without_code_is_told_beside_one_with(cases):
    report = tree(made("goaml", cases["NET-1"]))  # TF-FLOW-07 has no code
    assert report.xpath("//indicator/text()") == ["I1"]
    assert "No indicator of the FIU's for TF-FLOW-07" in report.findtext("reason")


def test_another_currency_is_not_converted(cases):
    with pytest.raises(ConfigError, match="local_currency is EUR"):
        made("goaml", cases["NET-1"], changed(local_currency="EUR"))


def test_a_foreign_amount_stands_beside_the_local_one(cases):
    report = tree(made("goaml", with_payments(cases["NET-2"], currency="CHF")))
    assert set(report.xpath("//foreign_currency_code/text()")) == {"CHF"}
    assert (
        report.xpath("//from_foreign_currency/foreign_amount/text()")[0] == "90000.00"
    )


def test_a_name_is_never_split(cases):
    case = with_names(cases["NET-2"], "Ana Maria O'Example-Sample")
    report = tree(made("goaml", case))
    assert set(report.xpath("//first_name/text()")) == {"unknown"}
    assert set(report.xpath("//last_name/text()")) == {"Ana Maria O'Example-Sample"}


@pytest.mark.parametrize("name", ["علي محمد", "王小明帳戶", "Zoë", "A" * 101])
def test_a_name_the_field_cannot_hold_stands_in_the_comments(cases, name):
    report = tree(made("goaml", with_names(cases["NET-2"], name)))
    assert set(report.xpath("//last_name/text()")) == {"see comments"}
    assert all(name in text for text in report.xpath("//from_account/comments/text()"))
    assert "names that stand in the comments alone" in report.findtext("reason")


def test_where_any_script_is_taken_the_name_stands_in_its_field(cases):
    case = with_names(cases["NET-2"], "علي محمد")
    report = tree(made("goaml", case, changed(latin_names_only=False)))
    assert set(report.xpath("//last_name/text()")) == {"علي محمد"}


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        ("person", "t_person", "t_entity"),
        ("organisation", "t_entity", "t_person"),
        (None, "account_name", "t_person"),
    ],
)
def test_an_owner_is_only_what_the_data_say(cases, kind, there, not_there):
    report = tree(made("goaml", with_names(cases["NET-2"], "Example", kind=kind)))
    assert report.xpath(f"//{there}")
    assert not report.xpath(f"//{not_there}")


def test_long_ids_stay_different_within_their_field(cases):
    number = LONG_NAME + cases["NET-2"].transactions["transaction_id"]
    report = tree(made("goaml", with_payments(cases["NET-2"], transaction_id=number)))
    ids = report.xpath("//transactionnumber/text()")
    assert len(set(ids)) == len(ids) == 4
    assert max(map(len, ids)) <= 100


def test_nobody_is_called_suspected_or_a_client(cases):
    text = made("goaml", cases["NET-1"]).decode()
    assert not re.search(r"my_client|suspect|guilty", text)
    assert "not a finding of guilt" in text
