"""Every section of the published list is there, in every output, empty ones too."""

import hashlib
import json
import re
from datetime import timedelta

import polars as pl
import pytest

from pipeline.report.sections.annexes import annexes
from pipeline.report.sections.basis import basis
from pipeline.report.sections.judgements import SUPPORT
from pipeline.report.sections.outcome import effect, measures
from pipeline.report.timeline import timeline
from tests.report.conftest import site_of
from tests.report.made_up import made_up_tables
from tests.report.variants import case_of, in_one_country, without_payments

# The list's sections, as anchors of the page and headings of report.md, in its order.
LISTED = (
    ("handling", "Handling and status"),
    ("basis", "Basis and trigger"),
    ("narrative", "Narrative"),
    ("who", "Who"),
    ("money", "What and how"),
    ("where", "Where"),
    ("when", "When"),
    ("why", "Why: red flags raised"),
    ("lawful", "Lawful explanations"),
    ("channels", "Key channels and disruption"),
    ("cooperation", "Cooperation plan"),
    ("requests", "Draft requests"),
    ("plan", "Same-day action plan"),
    ("measures", "Measures taken and outcome"),
    ("effect", "Effect"),
    ("rights", "Human rights and data protection"),
    ("tasks", "Recommendations and tasking"),
    ("annexes", "Annexes"),
)


def sites():
    yield "as it is", site_of(made_up_tables())
    yield "without payments", site_of(without_payments())
    yield "in one country", site_of(in_one_country("GB"))
    yield "in no country", site_of(in_one_country(None))


@pytest.fixture(scope="module")
def made():
    return dict(sites())


@pytest.mark.parametrize(
    "which", ["as it is", "without payments", "in one country", "in no country"]
)
def test_every_listed_section_is_on_the_page_and_in_markdown_in_order(made, which):
    for case_id in ("NET-1", "NET-2"):
        page = made[which][f"cases/{case_id}/index.html"].decode()
        text = made[which][f"cases/{case_id}/report.md"].decode()
        anchors = [page.index(f'id="{anchor}"') for anchor, _ in LISTED]
        headings = [text.index(f"\n## {heading}\n") for _, heading in LISTED]
        assert anchors == sorted(anchors)
        assert headings == sorted(headings)
        assert text.index("\n## Key judgements\n") < headings[1]
        assert 'id="judgements"' in page
        assert 'id="network"' in page
        assert "\n## Network\n" in text


def test_no_section_is_a_heading_alone(made):
    for site in made.values():
        for path, content in site.items():
            if path.endswith("report.md"):
                parts = re.split(r"^## .*$", content.decode(), flags=re.M)[1:]
                assert len(parts) > 20
                assert all(len(part.strip()) > 30 for part in parts), path


def test_json_holds_the_same_facts_as_objects(site):
    case = json.loads(site["cases/NET-1/case.json"])
    assert case["judgements"][0]["support"] in SUPPORT
    pair = case["cooperation"]["pairs"][0]
    assert (pair["one"], pair["other"], pair["value"]) == ("DE", "FR", "8320.18")
    assert pair["channels"][0]["instrument"] == "UN_LIST"
    members = case["cooperation"]["memberships"]
    assert len(members) == case["cooperation"]["member_rows"]
    assert all(one["source"] and one["country"] for one in members)
    germany = next(
        one for one in case["cooperation"]["jurisdictions"] if one["country"] == "DE"
    )
    assert germany["core"] == ["COLL-1"]
    keys = {one["key"] for one in case["cooperation"]["instruments"]}
    assert {one["instrument"] for one in pair["channels"]} <= keys
    assert case["action_plan"]["steps"][0]["targets"][0]["onward"]["measured"] > 0
    assert case["measures"]["said"][0].startswith("Measures taken: none recorded")


def test_hashes_are_those_of_the_files_beside_the_page(site):
    case = json.loads(site["cases/NET-1/case.json"])
    listed = {one["name"]: one["sha256"] for one in case["annexes"]["files"]}
    assert "transactions.csv" in listed
    assert len(listed) == 5
    for name, digest in listed.items():
        content = site[f"cases/NET-1/{name}"]
        assert hashlib.sha256(content).hexdigest() == digest
        assert digest in site["cases/NET-1/report.md"].decode()


def test_reference_tables_are_named_with_their_hash(cases):
    named = {one.name: one.sha256 for one in annexes(cases["NET-1"], []).references}
    assert {"frameworks.csv", "fatf_lists.csv", "catalogue.csv"} <= set(named)
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in named.values())


def test_the_basis_names_first_and_strongest_alert_and_what_was_missing(cases):
    known = basis(cases["NET-1"])
    assert known.trigger[0].startswith("The earliest alert was NPO diversion")
    assert known.trigger[1].startswith("The strongest alert was Residual return")
    assert known.sources[0].what == "63 transactions of the case"
    assert "not graded" in known.sources[0].reliability
    assert "device: known for none of the transactions of the case" in known.missing
    assert not any(line.startswith("purpose text") for line in known.missing)


def test_measures_are_none_and_a_reviewers_decision_is_told(cases):
    assert measures(cases["NET-1"]).decision == "Reviewer's decision: none recorded."
    tables = made_up_tables()
    kinds = tables["case_dispositions"].collect_schema()
    tables["case_dispositions"] = tables["case_dispositions"].with_columns(
        decision=pl.lit("escalate").cast(kinds["decision"]),
        decided_on=pl.date(2021, 5, 2),
        reviewer=pl.lit("R"),
        stands=pl.lit(True),
    )
    assert measures(case_of(tables)).decision == (
        "Reviewer's decision: escalated, 2021-05-02."
    )


def test_effect_is_told_before_and_never_after(cases):
    case = cases["NET-1"]
    told = dict(effect(case, timeline(case)).rows)
    weeks = (case.last_at - case.first_at) / timedelta(weeks=1)
    weekly = round(case.value_cents / weeks)
    assert told["Flow before, a week on average"].startswith(
        f"USD {weekly / 100:,.2f} over 6 weeks"
    )
    assert told["Flow after"] == "not available: no measure is recorded"
    assert "Next review: 2021-05-24" in effect(case, timeline(case)).review


def test_effect_without_payments_says_so():
    case = case_of(without_payments())
    assert effect(case, timeline(case)).rows[0][1].startswith("not available")


@pytest.mark.parametrize("case_id", ["NET-1", "NET-2"])
def test_tasks_follow_from_facts(site, case_id):
    tasks = json.loads(site[f"cases/{case_id}/case.json"])["tasks"]
    owners = [one["owner"] for one in tasks]
    assert ("sanctions officer" in owners) == (case_id == "NET-1")
    assert ("data supplier" in owners) == (case_id == "NET-2")
    assert ("regulator of non-profit organisations" in owners) == (case_id == "NET-1")
    days = [int(re.search(r"\d+", one["deadline"]).group()) for one in tasks]
    assert days == sorted(days)
    assert all(one["because"] and one["action"] for one in tasks)
