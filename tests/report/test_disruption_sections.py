"""What a report tells of freezes, replay, capacity and doubt, word by word."""

import polars as pl
import pytest

from pipeline.report.sections import doubt, replay
from pipeline.report.sections.disruption import freezes, resilience
from pipeline.schemas import HYPOTHESES
from tests.report.conftest import cases_of
from tests.report.made_up import made_up_tables
from tests.report.made_up_payments import FRONT


def changed(table, **columns):
    """NET-1 with columns of one table replaced."""
    tables = made_up_tables()
    tables[table] = tables[table].with_columns(**columns)
    return cases_of(tables)["NET-1"]


def test_each_budget_shows_the_best_with_the_biggest_beside_it(cases):
    one, two = freezes(cases["NET-1"])
    assert one[:4] == ("account", 1, ["FAC-1"], False)
    assert two.frozen == ["FAC-1", FRONT]
    assert two.stopped_cents == two.biggest_cents == 800_000
    assert two.share == pytest.approx(8 / 9)
    assert (two.displaced_cents, two.collateral_cents) == (30_000, 12_345)
    assert freezes(cases["NET-2"]) == []


def test_budgets_that_stop_no_more_are_left_out():
    case = changed("disruption", stopped_cents=pl.lit(900_000, pl.Int64))
    (only,) = freezes(case)
    assert (only.budget, only.proven) == (1, True)


def test_resilience_tells_what_is_proven_from_what_was_tried(cases):
    enough = "Freezing 2 accounts would have stopped half of it;"
    unsure = f"{enough} whether fewer could is not proven."
    assert resilience(cases["NET-1"]) == [unsure]
    sure = changed("disruption", at_most_cents=pl.col("stopped_cents"))
    assert resilience(sure) == [f"{enough} no choice of fewer could."]
    one = changed("disruption", stopped_cents=pl.lit(450_000, pl.Int64))
    assert resilience(one) == ["Freezing 1 account would have stopped half of it."]
    low = {"stopped_cents": pl.lit(10, pl.Int64), "at_most_cents": pl.lit(449_999)}
    assert resilience(changed("disruption", **low)) == [
        "No choice of up to 2 accounts that was tried would have stopped half of the "
        "flow; no choice of fewer than 3 could."
    ]
    assert resilience(cases["NET-2"]) == []


def test_replay_says_what_a_freeze_that_morning_would_have_stopped(cases):
    told = replay.replay(cases["NET-1"])
    assert (told.budget, told.flow_cents) == (2, 900_000)
    assert [row.freeze_on.day for row in told.rows] == [8, 16, 24]
    assert [row.lead for row in told.rows] == ["33 days", "25 days", "17 days"]
    first, end = told.said
    assert first == (
        f"Had FAC-1 and {FRONT} been frozen on 2021-03-08, the morning after the "
        "first alert (al-1) could have fired, USD 6,000.00 (66.7%) of USD 9,000.00 "
        "would not have reached its end. USD 0.00 had passed before; USD 12.34 was "
        "seen to lie on the accounts that morning. Evidence had touched 0 of 2 "
        "accounts by then."
    )
    assert end == (
        "The last payment of a core account was made on 2021-04-10, 33 days later."
    )
    assert replay.replay(cases["NET-2"]) is None


def test_where_nothing_was_left_to_stop_no_account_is_named():
    told = replay.replay(
        changed("freeze_replay", frozen=pl.lit([], pl.List(pl.String)))
    )
    assert told.said[0].startswith("Had no account been frozen")


@pytest.mark.parametrize(
    ("days", "lead", "end"),
    [
        (-1, "1 day too late", "on 2021-04-10, had gone by then."),
        (0, "0 days", "0 days later."),
        (None, "no outflow", "No core account paid another."),
    ],
)
def test_a_freeze_can_come_too_late(days, lead, end):
    told = replay.replay(changed("freeze_replay", lead_days=pl.lit(days, pl.Int64)))
    assert {row.lead for row in told.rows} == {lead}
    assert told.said[1].endswith(end)


def test_without_a_dated_alert_only_shares_of_time_are_told():
    tables = made_up_tables()
    moment = pl.col("moment").cast(pl.String)
    tables["freeze_replay"] = tables["freeze_replay"].filter(moment != "first_alert")
    tables["capacity"] = tables["capacity"].clear()
    case = cases_of(tables)["NET-1"]
    told = replay.replay(case)
    assert len(told.rows) == 2
    assert told.said == [
        "No alert of this case has dated evidence: only shares of time are shown."
    ]
    assert replay.capacity(case) is None


def test_capacity_is_an_average_from_the_week_of_the_freeze(cases):
    told = replay.capacity(cases["NET-1"])
    assert [week.after_cents // 1_000 for week in told.weeks] == [180, 20, 40, 60]
    assert told.said == [
        "From the week of 2021-03-08, USD 1,800.00 a week reached its ends over 3 "
        "weeks as it was paid; with the freeze it would have been USD 400.00 a week "
        "(22.2%)."
    ]


def test_capacity_counts_weeks_without_inflow():
    tables = made_up_tables()
    gap = pl.col("week_start") != pl.date(2021, 3, 15)
    tables["capacity"] = tables["capacity"].filter(gap)
    (said,) = replay.capacity(cases_of(tables)["NET-1"]).said
    assert "USD 1,200.00 a week reached its ends over 3 weeks" in said


def test_capacity_of_a_freeze_after_the_last_week_says_so():
    tables = made_up_tables()
    late = pl.col("freeze_on") + pl.duration(weeks=20)
    tables["freeze_replay"] = tables["freeze_replay"].with_columns(freeze_on=late)
    (said,) = replay.capacity(cases_of(tables)["NET-1"]).said
    assert said == "Nothing reached an end in the week of 2021-07-26 or after."


def test_explanations_come_by_tests_against_less_tests_for():
    name = pl.col("hypothesis").cast(pl.String)
    verdict = (
        pl.when(name == "remittance")
        .then(pl.lit("against"))
        .when(name == "charity_appeal")
        .then(pl.lit("for"))
        .otherwise(pl.lit("untold"))
    )
    kind = made_up_tables()["hypotheses"].collect_schema()["verdict"]
    told = doubt.explanations(changed("hypotheses", verdict=verdict.cast(kind)))
    assert [one.name for one in told] == [
        *("charity_appeal", "family_support", "remittance")
    ]


def test_explanations_keep_for_against_and_untold_apart(cases):
    told = doubt.explanations(cases["NET-1"])
    for one in told:
        for facts, said in (
            (one.speaks_for, "for"),
            (one.speaks_against, "against"),
            (one.untold, "untold"),
        ):
            assert [fact.split("</b>")[0] for fact in facts] == [
                f"Half of it <b>{said}"
            ]
    assert doubt.explanations(cases["NET-2"]) == []


def test_every_explanation_has_a_name_and_what_would_tell():
    assert set(doubt.EXPLANATIONS) == set(HYPOTHESES)


def test_counterfactual_names_the_fewest_alerts(cases):
    told = doubt.counterfactual(cases["NET-1"])
    assert told.said == [
        "Without 1 alert (al-2) the others would not have made a case; no smaller set "
        "would do.",
        "Red flags that were needed, each alone taken away: TF-FLOW-07.",
    ]
    assert [(row.red_flag, row.removed) for row in told.rows] == [
        ("TF-FLOW-07", 1),
        ("TF-NPO-01", 0),
    ]
    unsure = doubt.counterfactual(
        changed("counterfactuals", proven=False, stands_without=True)
    )
    assert unsure.said[0].endswith("a smaller set was not excluded.")
    assert unsure.said[1].startswith("It would have stayed a case")
    assert doubt.counterfactual(cases["NET-2"]) is None


@pytest.mark.parametrize("path", ["index.html", "report.md"])
def test_pages_show_every_part_and_say_where_one_is_missing(site, path):
    full = site[f"cases/NET-1/{path}"].decode()
    bare = site[f"cases/NET-2/{path}"].decode()
    for title in (
        *("Freezing several at once", "Had it been frozen on a day"),
        *("Operational capacity by week", "Competing explanations, tested on this"),
        "The least evidence without which there would be no case",
    ):
        assert title in full
        missing = bare[bare.index(title) :]
        assert "Not available" in missing[:400]
        assert "Not available" not in full[full.index(title) :][:400]
    assert "33 days later" in full
