"""The narrative: sentences that add up, and read well in every circumstance."""

import re

import polars as pl
import pytest

from pipeline.report.sections.narrative import narrative
from pipeline.report.sections.schedule import schedule
from pipeline.report.sections.why import fired
from pipeline.report.timeline import timeline
from tests.report.made_up import made_up_tables
from tests.report.variants import case_of, in_one_country, without_payments

MONEY = re.compile(r"USD ([\d,]+\.\d\d)")


def told(case):
    return narrative(case, fired(case, schedule(case)), timeline(case))


def cents(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def test_sentences_about_payments_add_up_to_the_case(cases):
    for case in cases.values():
        lines = told(case).seen
        # Of a range the upper end; the lower one counts exact amounts only.
        found = [MONEY.findall(line) for line in lines]
        assert sum(cents(own[-1]) for own in found if own) == case.value_cents
        counts = [int(n) for n in re.findall(r"in (\d+) transaction", " ".join(lines))]
        assert sum(counts) == len(case.payments)


def test_it_is_told_from_the_first_payment_to_the_last(cases):
    starts = [
        re.search(r"\d{4}-\d\d-\d\d", line).group()
        for line in told(cases["NET-1"]).seen
    ]
    assert starts == sorted(starts)


def test_a_sentence_says_who_what_when_where_and_how(cases):
    assert told(cases["NET-1"]).seen[0] == (
        "From 2021-03-01 to 2021-03-22, 3 donor accounts in Germany (DE) paid "
        "1 collector account (COLL-1) in Germany (DE) USD 2,400.18 in "
        "12 transactions by instant payment."
    )


def test_one_of_a_thing_is_told_in_the_singular(cases):
    lines = told(cases["NET-1"]).seen
    card = next(line for line in lines if line.endswith("by card."))
    assert card == (
        "On 2021-03-26, 1 operative account (OPER-2) in Türkiye (TR) paid 1 unwitting "
        "account (SHOP-9) in Türkiye (TR) USD 49.99 in 1 transaction by card."
    )


def test_inexact_and_unknown_amounts_are_told_as_what_they_are(cases):
    lines = " ".join(told(cases["NET-2"]).seen)
    assert "paid 1 pass-through account (SHELL-2)" in lines
    assert "about USD 90,000.00 in 1 transaction" in lines
    assert "On about 2021-04-20" in lines
    assert "1 amount not known in 1 transaction" in lines
    assert "a country not known" in lines
    assert "a country withheld" in lines
    assert "paid itself USD 1.00" in lines
    assert "and 1 amount not known in 5 transactions" in told(cases["NET-2"]).reconciles


def test_a_flow_of_exact_and_inexact_amounts_is_told_as_a_range():
    tables = made_up_tables()
    status = tables["transactions"].collect_schema()["amount_status"]
    tables["transactions"] = tables["transactions"].with_columns(
        amount_status=pl.when(pl.col("transaction_id") == "tx-009")
        .then(pl.lit("approximate"))
        .otherwise(pl.col("amount_status").cast(pl.String))
        .cast(status)
    )
    lines = told(case_of(tables)).seen
    (line,) = [line for line in lines if "5 operative accounts" in line]
    assert (
        "between USD 6,840.00 (amounts told exactly) and USD 7,200.00 (with amounts "
        "told as approximate or in total) in 20 transactions"
    ) in line


def test_what_is_seen_inferred_and_told_stand_apart(cases):
    facts = told(cases["NET-1"])
    assert any("were read as" in line for line in facts.inferred)
    assert any("TF-FLOW-07" in line for line in facts.inferred)
    assert not any("TF-" in line for line in facts.seen)
    assert facts.told[-1] == "Partners told nothing: no answer to a request was read."
    assert "1 resemblance to members found, none confirmed" in " ".join(facts.told)


def test_many_flows_share_a_sentence_and_still_add_up():
    tables = made_up_tables()
    countries = tables["transactions"].collect_schema()["sender_country"]
    codes = pl.Series(["DE", "FR", "AE", "TR", "GB", "US", "KE", "NG", "JO", "EG"])
    rows = tables["transactions"].collect()
    picked = codes.gather([n % len(codes) for n in range(rows.height)])
    tables["transactions"] = rows.with_columns(
        sender_country=picked.cast(countries)
    ).lazy()
    case = case_of(tables)
    lines = told(case).seen
    assert len(lines) == 13
    assert "other transactions moved" in lines[-1]
    values = [MONEY.findall(line)[-1] for line in lines]
    assert sum(map(cents, values)) == case.value_cents


def test_a_case_without_payments_says_nothing_was_seen():
    facts = told(case_of(without_payments()))
    assert facts.seen == []
    assert facts.pace == []
    assert facts.reconciles == "There is no payment to add up."


@pytest.mark.parametrize("country", ["GB", None])
def test_it_reads_the_same_in_one_country_or_none(country):
    lines = told(case_of(in_one_country(country))).seen
    place = "United Kingdom (GB)" if country else "a country not known"
    assert lines[0].count(place) == 2


def test_no_sentence_has_an_adjective_of_judgement_or_a_word_of_guilt(cases):
    banned = ("suspicious", "large", "huge", "obvious", "clearly", "guilty", "illegal")
    for case in cases.values():
        facts = told(case)
        ours = " ".join(facts.seen + facts.told + facts.pace).lower()
        assert not [word for word in banned if re.search(rf"\b{word}\b", ours)]
