"""It is true that entities are of FollowTheMoney's model, and accuse nobody."""

import json

import pytest

from tests.report.formats.filing import made
from tests.report.formats.made_cases import with_names, with_payments
from tests.report.hostile import HOSTILE

# Schemata and properties of the model that we use; entity properties with their range.
THING = {"name", "alias", "summary", "description", "country", "publisher"}
MODEL = {
    "Project": {
        *THING,
        *("projectId", "status", "startDate", "endDate", "amount", "currency"),
    },
    "Person": {*THING, "passportNumber", "idNumber"},
    "Organization": {*THING, "idNumber"},
    "LegalEntity": {*THING, "idNumber"},
    "ProjectParticipant": {"project", "participant", "role", "status", "summary"},
    "Ownership": {"owner", "asset", "role"},
    "BankAccount": {
        *THING,
        *("accountNumber", "bankName", "accountType", "openingDate", "closingDate"),
    },
    "Payment": {
        *("payer", "payerAccount", "beneficiary", "beneficiaryAccount", "project"),
        *("transactionNumber", "sequenceNumber", "date", "amount", "amountUsd"),
        *("currency", "purpose", "summary"),
    },
    "Note": {"name", "description", "entity"},
}
OWNERS = {"Person", "Organization", "LegalEntity"}
RANGES = {
    "payer": OWNERS,
    "beneficiary": OWNERS,
    "owner": OWNERS,
    "participant": OWNERS,
    "payerAccount": {"BankAccount"},
    "beneficiaryAccount": {"BankAccount"},
    "asset": {"BankAccount"},
    "entity": {"BankAccount"},
    "project": {"Project"},
}
REQUIRED = {
    "Payment": {"payer", "beneficiary"},
    "Ownership": {"owner", "asset"},
    "Person": {"name"},
    "Organization": {"name"},
    "LegalEntity": {"name"},
    "Project": {"name"},
}


def entities(case):
    return [json.loads(line) for line in made("ftm", case).decode().splitlines()]


def of(found, schema):
    return [one["properties"] for one in found if one["schema"] == schema]


@pytest.fixture(scope="module", params=["NET-1", "NET-2"])
def found(cases, request):
    return entities(cases[request.param])


def test_schemata_and_properties_are_of_the_model(found):
    for one in found:
        assert set(one) == {"id", "schema", "properties"}
        assert set(one["properties"]) <= MODEL[one["schema"]]
        assert REQUIRED.get(one["schema"], set()) <= set(one["properties"])


def test_every_value_is_a_list_of_texts(found):
    for one in found:
        for values in one["properties"].values():
            assert values
            assert all(isinstance(value, str) and value for value in values)


def test_entities_point_to_entities_of_the_right_kind(found):
    schemata = {one["id"]: one["schema"] for one in found}
    assert len(schemata) == len(found)
    for one in found:
        for name, kinds in RANGES.items():
            for value in one["properties"].get(name, []):
                assert schemata[value] in kinds


def test_payments_add_up_to_the_case(cases, found):
    (project,) = of(found, "Project")
    payments = of(found, "Payment")
    assert len(payments) == len(cases[project["projectId"][0]].payments)
    cents = [
        round(100 * float(one["amountUsd"][0]))
        for one in payments
        if "amountUsd" in one
    ]
    assert f"{sum(cents) / 100:.2f}" == project["amount"][0]


def test_a_date_is_no_more_precise_than_its_source(cases):
    dates = [one["date"] for one in of(entities(cases["NET-2"]), "Payment")]
    assert dates[:3] == [["2021-04-20"], ["2021-04-21"], ["2021-04-22"]]
    assert dates[3] == ["2021-04-23T09:30:00"]


def test_an_unknown_holder_is_told_as_unknown(cases):
    found = entities(cases["NET-2"])
    assert ["Holder not known, account SHELL-3"] in [
        one["name"] for one in of(found, "LegalEntity")
    ]


def test_an_account_and_its_owner_are_the_same_in_every_case(cases):
    def ids(case):
        return {
            one["id"]
            for one in entities(case)
            if one["schema"] == "BankAccount"
            and one["properties"]["accountNumber"] == ["SHELL-1"]
        }

    moved = with_payments(cases["NET-1"], sender_account="SHELL-1")
    assert ids(moved) == ids(cases["NET-2"]) != set()


def test_withheld_is_no_country_and_codes_are_lower_case(cases):
    for case_id in ("NET-1", "NET-2"):
        for one in entities(cases[case_id]):
            for code in one["properties"].get("country", []):
                assert len(code) == 2
                assert code.islower()


def test_nobody_is_accused(found):
    for one in found:
        assert "topics" not in one["properties"]
    for one in of(found, "ProjectParticipant"):
        assert one["role"][0].startswith("alleged ")
    assert "not a finding of guilt" in of(found, "Project")[0]["summary"][0]


def test_names_are_kept_and_what_deceives_is_spelled_out(cases):
    for name in HOSTILE:
        text = made("ftm", with_names(cases["NET-2"], "علي محمد", name))
        assert text.isascii()
        (person, *_) = [
            one["properties"]
            for one in map(json.loads, text.decode().splitlines())
            if one["schema"] == "Person"
        ]
        assert person["name"] == ["علي محمد"]
        assert not set("\u202e\0\x1b\r\t") & set("".join(person["alias"]))
