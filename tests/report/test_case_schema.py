"""case.json keeps the published schema, and the schema refuses what breaks it."""

import json
from copy import deepcopy

import pytest
from jsonschema import Draft202012Validator

from pipeline.report.case_json import SCHEMA
from tests.report.conftest import site_of
from tests.report.large_network import large_tables
from tests.report.make_examples import EXAMPLES

PUBLISHED = json.loads(SCHEMA.read_text("utf-8"))
CHECK = Draft202012Validator(PUBLISHED)
TABLES = [
    name
    for name, one in PUBLISHED["properties"].items()
    if one.get("items", {}).get("required") and name not in ("stage_totals",)
]


@pytest.fixture(scope="module")
def told(site):
    return json.loads(site["cases/NET-1/case.json"])


def test_the_schema_itself_is_valid():
    Draft202012Validator.check_schema(PUBLISHED)


def test_every_case_keeps_the_schema(site):
    found = [name for name in site if name.endswith("/case.json")]
    assert len(found) == 2
    for name in found:
        CHECK.validate(json.loads(site[name]))


def test_a_large_case_keeps_the_schema():
    site = site_of(large_tables(120, 300))
    CHECK.validate(json.loads(site["cases/BIG-1/case.json"]))


def test_committed_examples_keep_the_schema():
    paths = sorted(EXAMPLES.glob("*/cases/*/case.json"))
    assert paths
    for path in paths:
        told = json.loads(path.read_text("utf-8"))
        assert told["$schema"].endswith(SCHEMA.name), "run make examples"
        CHECK.validate(told)


def test_the_schema_lies_where_case_json_points(site):
    told = json.loads(site["cases/NET-1/case.json"])
    assert told["$schema"] == "../../case.schema.json"
    assert json.loads(site["case.schema.json"]) == PUBLISHED


def test_every_key_is_owed_and_no_other_allowed(told):
    assert set(told) == set(PUBLISHED["required"]) == set(PUBLISHED["properties"])


def test_columns_of_every_table_are_those_of_the_schema(cases, told):
    """Empty tables too, whose rows the validator would not see."""
    checked = 0
    for name in TABLES:
        table = getattr(cases["NET-1"], name, None)
        if table is not None:
            columns = {column.removesuffix("_cents") for column in table.columns}
            assert columns == set(PUBLISHED["properties"][name]["items"]["required"])
            checked += 1
    assert checked >= 12


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("notice"),
        lambda told: told.update(extra=1),
        lambda told: told.update(value=12.5),
        lambda told: told.update(priority=101),
        lambda told: told.update(case_id="../../x"),
        lambda told: told["transactions"][0].update(value=1),
        lambda told: told["transactions"][0].update(booked_at="2021-03-01"),
        lambda told: told["transactions"][0].pop("transaction_id"),
        lambda told: told["members"][0].update(role="guilty"),
        lambda told: told["members"][0].update(nationality="XX"),
        lambda told: told["stage_totals"].pop(),
        lambda told: told["summary"].update(why="one sentence"),
    ],
)
def test_a_spoilt_case_is_refused(told, spoil):
    spoilt = deepcopy(told)
    spoil(spoilt)
    assert not CHECK.is_valid(spoilt)
