"""It is true that no text of a source can break a file that others read."""

import json

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.report.conftest import cases_of
from tests.report.formats.filing import made
from tests.report.formats.made_cases import with_names, with_payments
from tests.report.made_up import made_up_tables

CASE = cases_of(made_up_tables())["NET-2"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(max_examples=40, deadline=None)
@given(name=TEXTS, other=TEXTS, kind=st.sampled_from([None, "person", "organisation"]))
def test_every_file_can_be_read_and_gives_ids_back_apart(name, other, kind):
    ids = pl.lit(other) + CASE.transactions["transaction_id"]
    case = with_payments(
        with_names(CASE, name, other, kind=kind),
        **dict.fromkeys(("purpose", "branch", "conductor", "on_behalf_of"), other),
        transaction_id=ids,
    )
    report = etree.fromstring(made("goaml", case))
    numbers = report.xpath("//transactionnumber/text()")
    assert len(set(numbers)) == len(numbers) == 4
    etree.fromstring(made("fincen_sar", case))
    payments = [
        one["id"]
        for one in json.loads(made("stix", case))["objects"]
        if one["type"] == "x-tfnet-payment"
    ]
    assert len(set(payments)) == 5
    for line in made("ftm", case).decode().splitlines():
        json.loads(line)
