"""Draft requests: what they hold, and above all what they leave out."""

import re

import polars as pl
import pytest
from markdown_it import MarkdownIt

from pipeline.report.partners.drafts import drafts
from pipeline.report.partners.partner_brief import partner_brief
from pipeline.report.partners.request_files import request_files
from pipeline.report.sections.cooperation import cooperation
from tests.report.made_up import made_up_tables
from tests.report.variants import case_of, in_one_country, with_banks, without_payments


def files_of(case):
    return {file.country: file for file in request_files(case, cooperation(case))}


@pytest.fixture(scope="module")
def files(cases):
    return files_of(cases["NET-1"])


def test_one_file_for_each_jurisdiction_with_a_core_account(files):
    assert sorted(files) == ["AE", "DE", "FR", "TR"]
    assert [one.key for one in files["AE"].drafts] == ["fiu", "evidence"]


def test_a_draft_lists_core_accounts_of_its_own_jurisdiction_only(files, cases):
    where = cases["NET-1"].country_of_account
    for country, file in files.items():
        for draft in file.drafts:
            assert draft.accounts
            for one in draft.accounts:
                assert where[one.account_id] == country
                member = cases["NET-1"].member_by_account[one.account_id]
                assert member["part"] == "core"


def test_no_draft_holds_a_name_an_identifier_or_a_purpose(files, cases):
    case = cases["NET-1"]
    people = [name for row in case.member_rows for name in row["names"] or []]
    numbers = [i["value"] for row in case.member_rows for i in row["identifiers"] or []]
    aliases = [name for name in people if name.startswith("Alias")]
    assert aliases
    assert numbers
    for file in files.values():
        words = set(re.findall(r"[\w-]+", file.content.decode()))
        assert not words & {"Alias"}
        assert not words & set(numbers)
        assert "evil.example" not in file.content.decode()  # stands in purposes


def test_no_context_account_of_anybody_is_named(files, cases):
    context = [
        row["account_id"]
        for row in cases["NET-1"].member_rows
        if row["part"] == "context"
    ]
    assert len(context) == 8
    for file in files.values():
        for account in context:
            assert account not in file.content.decode()
    told = " ".join(files["DE"].drafts[0].facts)
    assert "6 context accounts in Germany are not listed" in told


def test_a_context_account_that_paid_in_evidence_is_told_by_country_only():
    tables = made_up_tables()
    kind = tables["case_transactions"].collect_schema()["part"]
    tables["case_transactions"] = tables["case_transactions"].with_columns(
        part=pl.lit("evidence").cast(kind)
    )
    file = files_of(case_of(tables))["AE"]
    rows = [one for one in file.drafts[0].payments if one.way == "in"]
    assert {one.other for one in rows if one.amount == "USD 5,000.00"} == {
        "not named, Germany (DE)"
    }
    assert "DONOR" not in file.content.decode()


def test_each_payment_has_an_end_at_an_account_asked_about(files, cases):
    by_number = {row["number"]: row for row in cases["NET-1"].payments}
    for file in files.values():
        for draft in file.drafts:
            asked = {one.account_id for one in draft.accounts}
            for one in draft.payments:
                row = by_number[one.number]
                assert asked & {row["sender_account"], row["receiver_account"]}


def test_totals_are_those_of_the_payments_listed(files, cases):
    draft = files["TR"].drafts[0]
    rows = [cases["NET-1"].payments[one.number - 1] for one in draft.payments]
    got = sum(row["value_cents"] for row in rows if row["receiver_country"] == "TR")
    assert draft.payments_left_out == 0
    assert f"received USD {got / 100:,.2f}" in draft.facts[0]


def test_blanks_are_marked_and_nothing_claims_to_be_sent(files):
    for file in files.values():
        text = file.content.decode()
        assert r"\[blank: requesting authority\]" in text
        assert "draft, not sent" in text
        assert "The system sends nothing." in text
        assert "verify the legal basis" in text
        assert "TLP:AMBER" in text


def test_the_channel_is_the_first_choice_of_the_pair_with_most_value(files):
    fields = dict(files["FR"].drafts[0].fields)
    assert fields["Channel"].startswith("FIU.net")
    assert "Germany (DE)" in fields["Asking"]
    assert dict(files["FR"].drafts[1].fields)["Channel"].startswith(
        "European Investigation Order"
    )
    assert dict(files["TR"].drafts[0].fields)["Channel"].startswith("Egmont")


def test_without_a_pair_the_channel_is_blank(cases):
    fields = dict(files_of(cases["NET-2"])["CY"].drafts[0].fields)
    assert fields["Channel"] == "[blank: channel; none could be chosen from the data]"
    assert fields["Asking"] == "[blank: requesting authority]"


def test_one_jurisdiction_alone_asks_nobody_abroad():
    assert files_of(case_of(in_one_country("GB"))) == {}
    assert files_of(case_of(in_one_country(None))) == {}
    assert files_of(case_of(without_payments())) == {}


def test_the_united_states_have_both_sections_where_banks_paid_each_other():
    case = case_of(with_banks(in_one_country("US")))
    made = drafts(case, cooperation(case), cooperation(case).jurisdictions[0])
    assert [one.key for one in made] == ["314a", "314b"]
    between = made[1]
    asked = dict(between.fields)["Institution asked"]
    assert {one.institution for one in between.accounts} == {asked}
    assert all("certif" not in line.lower() for line in between.asked)
    assert any("Registration of both institutions" in line for line in between.asked)
    one_bank = case_of(in_one_country("US"))
    only = drafts(
        one_bank, cooperation(one_bank), cooperation(one_bank).jurisdictions[0]
    )
    assert [one.key for one in only] == ["314a"]


def test_hostile_text_is_inert_in_a_draft(files):
    for file in files.values():
        html = MarkdownIt("commonmark").enable("table").render(file.content.decode())
        tags = set(re.findall(r"</?([a-z0-9]+)", html))
        assert tags <= {
            *("h1", "h2", "h3", "p", "ul", "ol", "li", "strong"),
            *("table", "thead", "tbody", "tr", "th", "td"),
        }
        assert "://" not in html


def test_a_brief_is_short_plain_and_says_why_it_is_offered(cases):
    case = cases["NET-1"]
    for to in cooperation(case).jurisdictions:
        brief = partner_brief(case, to)
        sentences = [line for _, lines in brief.parts for line in lines]
        words = " ".join(sentences).split()
        assert 200 < len(words) < 420  # one page
        longest = max(len(part.split()) for s in sentences for part in s.split(". "))
        assert longest <= 20
        assert brief.why_offered.startswith("Offered to every partner")
        assert "Nobody is found to have done wrong" in " ".join(sentences)


def test_a_brief_tells_the_sign_that_is_recorded():
    case = case_of(in_one_country("SO"))
    brief = partner_brief(case, cooperation(case).jurisdictions[0])
    assert "membership of its FIU in the Egmont Group: not known; verify" in (
        brief.why_offered
    )
    assert "A hint, to be asked about, not a verdict." in brief.why_offered
