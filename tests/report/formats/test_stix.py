"""It is true that a STIX bundle has what STIX 2.1 demands, and accuses nobody."""

import json
import re

import msgspec
import pytest

from pipeline.report import Settings
from tests.report.formats.filing import made
from tests.report.formats.made_cases import with_names, with_payments
from tests.report.hostile import HOSTILE

# What STIX 2.1 demands of each type that we write, from its property tables.
REQUIRED = {
    "marking-definition": ("created",),
    "identity": ("created", "modified", "name"),
    "extension-definition": (
        *("created", "modified", "created_by_ref", "name", "schema", "version"),
        "extension_types",
    ),
    "x-tfnet-account": ("number", "extensions"),
    "x-tfnet-payment": ("number", "sent_at", "from_ref", "to_ref", "extensions"),
    "relationship": ("created", "modified", "relationship_type", "source_ref"),
    "observed-data": (
        *("created", "modified", "first_observed", "last_observed"),
        *("number_observed", "object_refs"),
    ),
    "note": ("created", "modified", "content", "object_refs"),
    "grouping": ("created", "modified", "context", "object_refs"),
}
UUID5 = "[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TIMES = ("created", "modified", "first_observed", "last_observed", "sent_at")


def bundle(case, **settings):
    return json.loads(made("stix", case, Settings(**settings)))


def of(found, kind):
    return [one for one in found["objects"] if one["type"] == kind]


@pytest.fixture(scope="module", params=["NET-1", "NET-2"])
def found(cases, request):
    return bundle(cases[request.param])


def test_every_object_has_what_its_type_demands(found):
    assert {one["type"] for one in found["objects"]} == set(REQUIRED)
    for one in found["objects"]:
        assert one["spec_version"] == "2.1"
        for name in REQUIRED[one["type"]]:
            assert one[name], (one["type"], name)


def test_ids_are_unique_and_made_of_their_type(found):
    ids = [one["id"] for one in found["objects"]]
    assert len(set(ids)) == len(ids)
    for one in [found, *found["objects"]]:
        if one["type"] != "marking-definition":
            assert re.fullmatch(f"{one['type']}--{UUID5}", one["id"])


def test_every_reference_is_to_an_object_of_the_bundle(found):
    ids = {one["id"] for one in found["objects"]}
    for one in found["objects"]:
        for name, value in one.items():
            if name.endswith("_ref"):
                assert value in ids
            if name.endswith("_refs"):
                assert set(value) <= ids


def test_no_list_is_empty_and_no_value_null(found):
    def walk(value):
        assert value not in ([], {}, None)
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, dict | list):
                walk(inner)
            assert inner is not None

    walk(found)


def test_times_are_of_the_data_in_utc(found):
    for one in found["objects"]:
        for name in TIMES:
            assert name not in one or TIME.fullmatch(one[name])


def test_an_object_of_ours_names_its_extension(found):
    extensions = {one["id"] for one in of(found, "extension-definition")}
    for kind in ("x-tfnet-account", "x-tfnet-payment"):
        for one in of(found, kind):
            (extension,) = one["extensions"]
            assert extension in extensions
            assert one["extensions"][extension] == {"extension_type": "new-sco"}


def test_payments_carry_their_exact_amounts_or_none(cases):
    payments = of(bundle(cases["NET-2"]), "x-tfnet-payment")
    values = [one.get("value") for one in payments]
    assert values == ["90000.00", None, "87000.00", "86500.01", "1.00"]
    assert "amount" not in payments[1]
    assert payments[1]["amount_status"] == "unknown"


def test_an_account_is_the_same_object_in_every_case(cases):
    def account(case):
        accounts = of(bundle(case), "x-tfnet-account")
        return next(one for one in accounts if one["number"] == "SHELL-1")

    moved = with_payments(cases["NET-1"], sender_account="SHELL-1")
    assert account(moved)["id"] == account(cases["NET-2"])["id"]


def test_nobody_is_accused(found):
    accusing = {"threat-actor", "campaign", "indicator", "malware", "intrusion-set"}
    assert accusing.isdisjoint(one["type"] for one in found["objects"])
    for one in [*of(found, "grouping"), *of(found, "note")]:
        assert one["labels"] == ["alleged", "lead-for-review"]
    assert "not a finding of guilt" in of(found, "grouping")[0]["description"]


@pytest.mark.parametrize(
    ("handling", "name"),
    [("TLP:AMBER", "TLP:AMBER"), ("tlp:red", "TLP:RED"), ("Secret", None)],
)
def test_the_handling_mark_is_on_everything(cases, handling, name):
    case = cases["NET-2"]
    found = bundle(case, handling=handling)
    mark = of(found, "marking-definition")[0]
    assert mark.get("name") == name
    if name is None:
        assert mark["definition"] == {"statement": "Secret"}
    for one in found["objects"]:
        shared = ("marking-definition", "extension-definition")
        if one["type"] not in shared and one.get("identity_class") != "system":
            assert one["object_marking_refs"] == [mark["id"]]


def test_names_are_kept_and_what_deceives_is_spelled_out(cases):
    for name in HOSTILE:
        text = made("stix", with_names(cases["NET-2"], name, "علي محمد")).decode()
        assert text.isascii()
        person = of(json.loads(text), "identity")[1]
        assert "علي محمد" in person["description"]
        for hidden in "\u202e\0\x1b\r\t":
            assert hidden not in person["name"]


def test_settings_of_a_filer_are_not_needed(cases):
    assert msgspec.json.decode(made("stix", cases["NET-1"], Settings()))
