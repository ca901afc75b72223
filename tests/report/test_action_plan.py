"""The same-day plan: who acts together, in which order, when, and what if not."""

import polars as pl
import pytest

from pipeline.report.same_day.action_plan import action_plan
from pipeline.report.same_day.meeting_hour import meeting_hour
from pipeline.report.same_day.onward import Onward, hours, onward
from tests.report.made_up import made_up_tables
from tests.report.made_up_payments import FRONT
from tests.report.variants import case_of, in_one_country, without_payments


def keyed(*accounts, tables=None):
    """The made-up run with these accounts as key channels, strongest first."""
    tables = tables or made_up_tables()
    like = tables["key_channels"].collect().head(1)
    rows = [
        like.with_columns(
            rank=pl.lit(rank, pl.Int64),
            kind=pl.lit("account").cast(like.schema["kind"]),
            channel=pl.lit(account),
            in_minimum_cut=pl.lit(rank == 1),
            stopped_cents=pl.lit(900_000 // rank, pl.Int64),
            share=pl.lit(0.9 / rank),
        )
        for rank, account in enumerate(accounts, 1)
    ]
    tables["key_channels"] = pl.concat(rows).lazy()
    return tables


def test_accounts_that_pay_each_other_across_a_border_act_together():
    plan = action_plan(case_of(keyed("FAC-1", FRONT)))
    (step,) = plan.steps
    assert sorted(step.names) == ["France (FR)", "United Arab Emirates (AE)"]
    assert step.together == [
        f"FAC-1 and {FRONT} paid each other USD 7,600.00 in 4 transactions."
    ]
    assert step.risk == "medium"


def test_accounts_that_nothing_joins_are_steps_of_their_own():
    plan = action_plan(case_of(keyed("COLL-1", "OPER-4")))
    assert [step.names for step in plan.steps] == [
        ["Germany (DE)"],
        ["Türkiye (TR)"],
    ]
    assert all(step.together == [] for step in plan.steps)


def test_a_shared_holder_or_a_relation_makes_the_risk_high():
    plan = action_plan(case_of(keyed("OPER-1", "PAYM-1")))  # family, and payments
    (step,) = plan.steps
    assert step.risk == "high"
    assert "OPER-1 and PAYM-1 were joined by a relation: family." in step.together
    tables = keyed("COLL-1", "OPER-4")
    owner = tables["graph_accounts"].collect()
    same = owner.filter(pl.col("account_id") == "COLL-1")["party_id"].item()
    tables["graph_accounts"] = owner.with_columns(
        party_id=pl.when(pl.col("account_id") == "OPER-4")
        .then(pl.lit(same))
        .otherwise("party_id")
    ).lazy()
    (step,) = action_plan(case_of(tables)).steps
    assert step.together == ["COLL-1 and OPER-4 had one holder."]
    assert step.risk == "high"


def test_the_step_whose_money_leaves_fastest_comes_first():
    plan = action_plan(case_of(keyed("OPER-4", "COLL-1")))
    # OPER-4 never paid on; COLL-1 did.
    assert [step.names[0] for step in plan.steps] == ["Germany (DE)", "Türkiye (TR)"]
    assert plan.steps[1].risk == "low"
    assert "how fast money left 1 account is not known" in plan.steps[1].risk_because


def test_context_and_holders_likely_unaware_are_spared():
    plan = action_plan(case_of(keyed("FAC-1", "DONOR-6", "SHOP-9", "ATM-77")))
    frozen = [one.account_id for step in plan.steps for one in step.targets]
    assert frozen == ["FAC-1"]
    assert plan.spared == ["DONOR-6", "SHOP-9", "ATM-77"]


def test_an_account_of_no_known_country_has_nobody_named_to_act():
    plan = action_plan(case_of(made_up_tables(), "NET-2"))
    assert plan.chosen.startswith("core accounts that sent most")
    assert [one.account_id for one in plan.unplaced] == ["SHELL-3"]
    nowhere = action_plan(case_of(in_one_country(None)))
    assert nowhere.steps == []
    assert [one.account_id for one in nowhere.unplaced] == ["FAC-1", FRONT]


def test_a_case_without_payments_has_no_step():
    assert action_plan(case_of(without_payments())).steps == []


def test_more_than_ten_accounts_are_counted_as_left_out():
    many = [f"OPER-{n}" for n in range(1, 6)] + ["COLL-1", "COLL-2", FRONT]
    plan = action_plan(case_of(keyed("FAC-1", "PAYM-1", *many, "OPER-1")))
    assert sum(len(step.targets) for step in plan.steps) == 10
    assert plan.left_out == 1


def test_the_fallback_names_who_sent_the_money():
    (step,) = action_plan(case_of(keyed("FAC-1"))).steps
    assert step.fallbacks == [
        "If United Arab Emirates (AE) cannot act on the day: hold payments to FAC-1 "
        "where they were sent from (France (FR) USD 7,600.00 and Germany (DE) USD "
        "5,000.00 in the case), or postpone the step."
    ]
    (alone,) = action_plan(case_of(keyed("FAC-1", tables=in_one_country("GB")))).steps
    assert "no payment to these accounts came from abroad" in alone.fallbacks[0]


def test_speed_is_measured_from_arrival_to_the_next_own_payment(cases):
    # Money reached the front two days into a week and left on the third.
    front = onward(cases["NET-1"], FRONT)
    assert front.quickest == pytest.approx(19.2)
    assert len(front.waits) == 8
    assert onward(cases["NET-1"], "SHOP-9") == Onward([])
    # Days and guesses cannot tell hours.
    assert onward(cases["NET-2"], "SHELL-3") == Onward([])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "1 minute"),
        (0.5, "30 minutes"),
        (1.0, "1 hour"),
        (47.9, "47 hours"),
        (48.0, "2 days"),
    ],
)
def test_durations_are_rounded_down(value, words):
    assert hours(value) == words


def test_the_hour_is_the_one_most_share():
    assert meeting_hour(["DE", "AE"]).startswith("08:00 to 13:00 UTC lay in office")
    assert "Monday, Tuesday, Wednesday, Thursday, Friday" in meeting_hour(["DE"])
    assert "Working days they share: Monday, Tuesday, Wednesday, Thursday." in (
        meeting_hour(["DE", "SA"])
    )


def test_who_is_outside_office_hours_is_named():
    told = meeting_hour(["DE", "FR", "NZ"])
    assert "2 jurisdictions of 3" in told
    assert "ask for the officer on duty: New Zealand (NZ)" in told


def test_an_hour_may_pass_midnight():
    assert meeting_hour(["NZ"]).startswith("21:00 to 05:00 UTC")


def test_nobodys_hours_known_says_so():
    assert meeting_hour(["AQ"]).startswith("Office hours are not known")
