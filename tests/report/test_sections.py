from datetime import date

import pytest

from pipeline.report.run_facts import expected_precision
from pipeline.report.sections import gaps, money, where, who, why
from pipeline.report.sections.schedule import schedule
from pipeline.report.sections.summary import summary
from tests.report.conftest import site_of
from tests.report.made_up import made_up_tables


def fired(case, most_rows=400):
    return why.fired(case, schedule(case), most_rows)


def told(case):
    return summary(case, fired(case))


def test_summary_says_who_moved_what_to_whom(cases):
    what = told(cases["NET-1"]).what
    assert what[0] == (
        "10 core accounts and 8 context accounts moved USD 38,170.35 in "
        "63 transactions, 2021-03-01 to 2021-04-10."
    )
    assert what[1] == (
        "The largest flow in the evidence of TF-FLOW-07 went from OPER-1 (operative) "
        "to PAYM-1 (paymaster): USD 300.00 in 1 transaction, 2021-04-10, by wire."
    )
    assert what[3] == (
        "USD 900.00 went back towards its source in 3 transactions, 2021-04-10, "
        "to PAYM-1 (paymaster)."
    )


def test_summary_counts_unknown_amounts_apart(cases):
    facts = told(cases["NET-2"])
    assert "in 4 transactions and 1 more of unknown amount" in facts.what[0]
    assert "Ask the supplier for 1 unknown amount." in facts.next_steps


def test_summary_names_what_speaks_against(cases):
    against = " ".join(told(cases["NET-1"]).against)
    assert "lawful forms (TF-FLOW-07): project refunds" in against
    assert "2 tested red flags raised no alert in this case; 1 could not" in against
    assert "is not confirmed" in against
    none = " ".join(told(cases["NET-2"]).against)
    assert "No member resembles one of the 700 entries" in none


def test_summary_keeps_order_of_review_and_data_confidence_apart(cases):
    assert told(cases["NET-1"]).confidence == [
        "Priority 82 of 100: an order of review, not a probability.",
        "Confidence in the data: high; every amount is exact and no time approximate.",
        "Without 1 of its 2 alerts it would not have been a case.",
    ]
    assert (
        told(cases["NET-2"])
        .confidence[1]
        .startswith("Confidence in the data: moderate; 2 transactions of 5 (40%) have")
    )


def test_stage_totals_add_up_to_the_case(cases):
    for case in cases.values():
        totals = money.stage_totals(case)
        assert [one.name for one in totals] == ["raise", "move", "store", "use"]
        assert sum(one.cents for one in totals) == case.value_cents
        assert sum(one.payments for one in totals) == len(case.payments)


@pytest.mark.parametrize(
    ("transaction", "stage"),
    [
        ("tx-000", "raise"),  # a donor pays
        ("tx-006", "move"),  # collector to front, both core
        ("tx-009", "move"),  # an operative is paid
        ("tx-056", "raise"),  # cash comes in
        ("tx-058", "use"),  # cash goes out
        ("tx-059", "use"),  # an operative pays a shop
        ("tx-060", "move"),  # leftovers return
        ("tx-067", "store"),  # an account pays itself
    ],
)
def test_a_payment_is_counted_in_one_stage(cases, transaction, stage):
    every = [row for case in cases.values() for row in case.payments]
    found = [row for row in every if row["transaction_id"] == transaction]
    assert [row["stage"] for row in found] == [stage]


def test_gaps_name_the_transactions_they_are_about(cases):
    found = {gap.what: gap.numbers for gap in gaps.gaps(cases["NET-2"])}
    assert found["Amount not known"] == [2]
    assert found["Time known to the day only"] == [2, 3]
    assert found["Country of an end not known"] == [1, 2]
    assert found["Country withheld by the supplier"] == [2, 3]
    assert gaps.gaps(cases["NET-1"]) == []


def test_list_status_is_that_of_the_day_of_payment():
    assert where.listed_on("AE", date(2022, 3, 3)) == []
    assert where.listed_on("AE", date(2022, 3, 4)) == ["increased monitoring"]
    assert where.listed_on("AE", date(2024, 2, 22)) == ["increased monitoring"]
    assert where.listed_on("AE", date(2024, 2, 23)) == []
    assert where.listed_on(None, date(2022, 6, 1)) == []


def test_corridors_show_list_status_and_unknown_countries(cases):
    corridors = where.where(cases["NET-2"])
    assert sum(one.sum.cents for one in corridors) == cases["NET-2"].value_cents
    pairs = {(one.sender_country, one.receiver_country) for one in corridors}
    assert ("Cyprus (CY)", "unknown") in pairs
    assert ("unknown", "withheld") in pairs


def test_register_goes_from_source_to_end_and_counts_what_it_leaves_out(cases):
    groups = who.who(cases["NET-1"])
    assert [g.role.name for g in groups][:4] == [
        "donor",
        "collector",
        "front",
        "facilitator",
    ]
    assert groups[0].members[0].account_id == "DONOR-6"  # most value
    fewer = who.who(cases["NET-1"], most=4)
    assert len(fewer[0].members) == 4
    assert fewer[0].left_out == 2
    assert fewer[1].left_out == 2


def test_register_tells_list_resemblance_with_its_date(cases):
    paymaster = next(g for g in who.who(cases["NET-1"]) if g.role.name == "paymaster")
    assert (
        "(2021-01-05), 93% on name; not confirmed" in paymaster.members[0].screening[0]
    )
    assert who.lists(cases["NET-1"]) == ["UN <i>consolidated</i> (2021-01-05)"]


def test_evidence_has_part_values_and_thresholds(cases):
    flag = fired(cases["NET-1"])[0]
    assert flag.text.id == "TF-FLOW-07"
    alert = flag.alerts[0]
    assert [line.transaction_id for _, line in alert.evidence] == [
        "tx-060",
        "tx-061",
        "tx-062",
    ]
    assert [tuple(one) for one in alert.measured] == [
        ("returned", "USD 900.00", "USD 0.10"),
        ("senders", "3", "2"),
        ("dwell", "36.5 hours", "–"),
    ]


def test_evidence_beyond_the_limit_is_counted(cases):
    alerts = [flag.alerts[0] for flag in fired(cases["NET-1"], 4)]
    assert [(len(one.evidence), one.left_out) for one in alerts] == [(3, 0), (1, 11)]


def test_silence_is_told_apart_from_blindness(cases):
    case = cases["NET-1"]
    assert {f.text.id for f in why.not_fired(case)} == {"TF-FLOW-05", "TF-STRUCT-01"}
    assert [f.reason for f in why.not_fired(case)] == [
        "1 elsewhere in this run",
        "4 elsewhere in this run; 2 searches ended early",
    ]
    assert [f.text.id for f in why.not_testable(case)] == ["TF-GEO-01"]
    assert len(why.not_built(case.run)) == 61 - 5


@pytest.mark.parametrize(
    ("base_rate", "precision"),
    [(1e-3, 0.333555703802535), (1e-5, 0.00497517), (1e-6, 0.00049975)],
)
def test_precision_follows_from_base_rate(base_rate, precision):
    one = expected_precision(base_rate, recall=0.5, false_alarm_rate=0.001)
    assert one.precision == pytest.approx(precision, rel=1e-5)
    assert one.leads_per_true == pytest.approx(1 / precision, rel=1e-5)


def test_a_run_without_a_watchlist_says_that_nobody_was_screened():
    tables = made_up_tables()
    for name in ("screening_lists", "screening_hits"):
        tables[name] = tables[name].clear()
    for path, content in site_of(tables).items():
        if path.endswith(("report.md", "index.html")) and path != "index.html":
            text = content.decode()
            assert "Nobody was screened" in text
            assert "No member resembles" not in text
