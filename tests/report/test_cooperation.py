"""The cooperation plan of a case: jurisdictions, pairs, duties, what is left out."""

from datetime import date

import polars as pl
import pytest

from pipeline.report.partners.jurisdictions import jurisdictions
from pipeline.report.sections.cooperation import cooperation
from tests.report.made_up import made_up_tables
from tests.report.variants import (
    case_of,
    in_one_country,
    with_banks,
    without_payments,
    years_later,
)


@pytest.fixture(scope="module")
def plan(cases):
    return cooperation(cases["NET-1"])


def test_pairs_stand_by_the_value_between_them_and_the_sender_of_more_first(
    plan, cases
):
    assert [(one.one, one.other) for one in plan.pairs] == [
        ("DE", "FR"),
        ("AE", "TR"),
        ("FR", "AE"),
        ("DE", "AE"),
    ]
    between = [
        row
        for row in cases["NET-1"].payments
        if {row["sender_country"], row["receiver_country"]} == {"AE", "TR"}
    ]
    pair = plan.pairs[1]
    assert pair.payments == len(between)
    assert pair.value_cents == sum(row["value_cents"] for row in between)
    assert pair.sent_by_one_cents == 720_000  # the rest came back


def test_pairs_that_did_not_pay_each_other_are_counted(plan):
    assert len(plan.jurisdictions) == 4
    assert plan.silent_pairs == 6 - 4


def test_a_jurisdiction_has_its_accounts_and_totals(cases):
    found = {one.country: one for one in jurisdictions(cases["NET-1"])}
    germany = found["DE"]
    assert [row["account_id"] for row in germany.core] == ["COLL-1"]
    assert germany.context == 6
    paid = [
        row
        for row in cases["NET-1"].payments
        if "DE" in (row["sender_country"], row["receiver_country"])
    ]
    assert germany.payments == len(paid)
    assert germany.value_cents == sum(row["value_cents"] for row in paid)


def test_lists_are_counted_on_the_days_of_payment(cases):
    now = {one.country: one for one in jurisdictions(cases["NET-1"])}
    assert now["TR"].lists == []  # listed in October 2021
    later = case_of(years_later(1))
    listed = {one.country: one for one in jurisdictions(later)}
    assert listed["TR"].lists == [
        f"increased monitoring ({listed['TR'].payments} transactions)"
    ]
    assert listed["TR"].first > date(2022, 1, 1)


def test_unknown_and_withheld_countries_say_that_no_channel_can_be_chosen(cases):
    plan = cooperation(cases["NET-2"])
    assert [one.country for one in plan.jurisdictions] == ["LB", "CY"]
    unknown, withheld = plan.unplaced
    assert unknown.startswith("2 transactions (USD 90,000.00) had an end whose country")
    assert "Numbers 1 and 2" in unknown
    assert "withheld by the supplier" in withheld


def test_one_jurisdiction_has_its_own_duties_and_no_pair():
    plan = cooperation(case_of(in_one_country("GB")))
    assert plan.pairs == []
    assert plan.silent_pairs == 0
    assert [rung.heading for rung in plan.alone] == ["Freeze duty", "Public-private"]
    assert "UK JMLIT tasking for GB (days)" in plan.alone[1].usable


def test_a_country_known_for_nobody_leaves_an_empty_plan_that_says_why():
    plan = cooperation(case_of(in_one_country(None)))
    assert plan.jurisdictions == plan.pairs == plan.instruments == []
    assert "country is not known" in plan.unplaced[0]


def test_a_case_without_payments_has_an_empty_plan():
    plan = cooperation(case_of(without_payments()))
    assert plan.jurisdictions == plan.pairs == plan.unplaced == []


def test_each_instrument_named_is_explained_once(plan):
    named = {one.instrument.key for pair in plan.pairs for one in pair.channels}
    assert {one.key for one in plan.instruments} == named
    assert len(plan.instruments) == len(named)


def test_sources_of_memberships_are_counted_by_row_once(plan):
    assert any(source.startswith("UN Charter art 25") for source in plan.sources)
    rows = {s for p in plan.pairs for one in p.channels for s in one.sources}
    counts = [
        int(text.rsplit("(", 1)[1].split()[0])
        for text in plan.sources
        if not text.endswith("case.json")
    ]
    assert 0 < sum(counts) <= len(rows)


def test_only_confidence_other_than_medium_is_told_on_a_line(plan):
    freeze = plan.pairs[0].rungs[0]
    assert freeze.usable[0] == "UN list freeze (hours; confidence high)"
    fiu = plan.pairs[0].rungs[1]
    assert fiu.usable[0] == "FIU.net (days)"
    persons = plan.pairs[0].rungs[-1]
    assert persons.usable[-1].endswith("(months; confidence low; verify)")
    assert "not recorded; verify" in persons.cautions[0]


def cautions(plan, name):
    return [
        line
        for pair in plan.pairs
        for rung in pair.rungs
        for line in rung.cautions
        if line.startswith(name)
    ]


def test_prerequisites_that_the_case_does_not_meet_are_told(plan, cases):
    unconfirmed = "UN list freeze: the resemblances found are not confirmed"
    assert cautions(plan, "UN list") == [unconfirmed] * 4
    tables = made_up_tables()
    for name in ("screening_hits", "screening_lists"):
        tables[name] = tables[name].clear()
    unscreened = cooperation(case_of(tables))
    assert "nobody was screened" in cautions(unscreened, "UN list")[0]
    # Everybody banks at one bank here; with banks of their own nobody shares one.
    assert cautions(plan, "Inside one banking group") == []
    apart = cooperation(case_of(with_banks(made_up_tables())))
    assert (
        "no institution of the case is named on both sides"
        in (cautions(apart, "Inside one banking group")[0])
    )


@pytest.mark.parametrize(("channel", "told"), [("wire", False), ("card", True)])
def test_bank_messages_need_a_payment_by_bank_message(channel, told):
    tables = made_up_tables()
    kinds = tables["transactions"].collect_schema()
    tables["transactions"] = tables["transactions"].with_columns(
        sender_country=pl.lit("US").cast(kinds["sender_country"]),
        receiver_country=pl.lit("FR").cast(kinds["receiver_country"]),
        channel=pl.lit(channel).cast(kinds["channel"]),
    )
    said = cautions(cooperation(case_of(tables)), "EU-US terrorist finance")
    assert bool(said) == told


def test_payments_that_reach_a_limit_are_counted_in_its_own_currency():
    case = case_of(in_one_country("US"))
    us = jurisdictions(case)[0]
    duty = next(one for one in us.duties if one.report == "CTR")
    # One deposit of USD 5,000 and one withdrawal of USD 200; the limit is above 10,000.
    assert duty.met == "0 of 2 payments of this kind and currency"
    wire = next(one for one in us.duties if one.report == "TravelRule")
    assert wire.met == "not testable here"
