"""It is true that alerts which made no case are not passed over in silence."""

from tests.report.conftest import site_of
from tests.report.made_up import made_up_tables

OF_A_CASE = (
    *("cases", "case_members", "case_transactions", "key_channels", "disruption"),
    *("case_dispositions", "case_changes"),
)


def test_index_counts_the_alerts_that_made_no_case():
    tables = made_up_tables()
    tables |= {name: tables[name].clear() for name in OF_A_CASE}
    raised = tables["red_flag_status"].collect()["alerts"].sum()
    assert raised > 0
    text = site_of(tables)["index.html"].decode()
    assert f"No case was formed of {raised:,} alerts" in text
