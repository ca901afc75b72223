"""Core and context told apart: whom an alert is about, and whom it touches."""

import pytest

from pipeline.cases import Settings
from tests.cases.test_groups import FLOW, STRUCT, cases

PAID = [(f"d{n}", "z", n, 1_000) for n in range(4)]  # d0 to d3 are at the edge
ALERTS = [(FLOW, "z", [f"d{n}" for n in range(4)]), (STRUCT, "z", "")]


def core(beside=(), limits=None, alerts=ALERTS, shown=4, **tables):
    limits = limits or Settings(few_counterparties=1, max_context=0)
    cited = [(0, n) for n in range(shown)]
    members = cases([*PAID, *beside], alerts, cited, limits, **tables)["case_members"]
    parts = dict(members.select("account_id", "part").iter_rows())
    assert {"z", "d0", "d1", "d2", "d3"} <= set(parts)
    return sorted(account for account in parts if parts[account] == "core")


@pytest.mark.parametrize(("cents", "close"), [(9_000, True), (9_001, False)])
def test_an_edge_is_core_if_the_evidence_is_a_tenth_of_what_it_moves(cents, close):
    beside = [(f"d{n}", "shop", 9, cents) for n in range(4)]
    assert core(beside) == (["d0", "d1", "d2", "d3", "z"] if close else ["z"])


def test_an_edge_is_core_if_it_deals_with_few_others():
    beside = [(f"d{n}", "shop", 9, 99_000) for n in range(4)]
    assert core(beside) == ["z"]
    few = Settings(few_counterparties=2, max_context=0)
    assert core(beside, few) == ["d0", "d1", "d2", "d3", "z"]


def test_who_stands_in_the_middle_is_core_whatever_else_it_does():
    beside = [("d0", "y", 9, 9_000), *((f"d{n}", "shop", 9, 99_000) for n in range(4))]
    alerts = [(FLOW, "z", ["d0", "d1", "d2", "d3", "y"]), (STRUCT, "z", "")]
    passing = [*PAID, ("z", "d0", 9, 9_000)]
    assert "d0" not in core(beside)
    found = cases(
        [*passing, *beside], alerts, [(0, 4), (0, 5)], Settings(few_counterparties=1)
    )["case_members"]
    assert dict(found.select("account_id", "part").iter_rows())["d0"] == "core"


@pytest.mark.parametrize("kind", ["merchant", "cash", "msb", "loan"])
def test_a_hub_is_core_only_where_an_alert_speaks_about_it(kind):
    accounts = {"d0": {"kind": kind}}
    assert core(accounts=accounts) == ["d1", "d2", "d3", "z"]
    about = [*ALERTS, (STRUCT, "d0", "")]
    cited = [(0, n) for n in range(4)] + [(2, 0)]
    found = cases(PAID, about, cited, Settings(), accounts=accounts)["case_members"]
    assert dict(found.select("account_id", "part").iter_rows())["d0"] == "core"


def test_members_of_a_red_flag_that_tells_a_network_are_core():
    beside = [(f"d{n}", "shop", 9, 99_000) for n in range(4)]
    hub = {"d0": {"kind": "merchant"}}
    limits = Settings(few_counterparties=1, max_context=0, network_red_flags=(FLOW,))
    assert core(beside, limits, accounts=hub) == ["d1", "d2", "d3", "z"]
    unnamed = [(FLOW, "z", ["d1"]), *ALERTS[1:]]
    assert core(beside, limits, alerts=unnamed) == ["d1", "z"]


def test_what_accounts_elsewhere_also_do_is_not_known():
    assert core(accounts={"d0": {"kind": "external"}}) == ["d1", "d2", "d3", "z"]


def test_unknown_values_are_no_share_of_anything():
    unknown = [(f"d{n}", "z", n, None) for n in range(4)]
    beside = [(f"d{n}", "shop", 9, None) for n in range(4)]
    limits = Settings(few_counterparties=1, max_context=0)
    cited = [(0, n) for n in range(4)]
    found = cases([*unknown, *beside], ALERTS, cited, limits)["case_members"]
    assert found.filter(part="core")["account_id"].to_list() == ["z"]


def test_evidence_of_the_edges_stays_evidence():
    beside = [(f"d{n}", "shop", 9, 99_000) for n in range(4)]
    limits = Settings(few_counterparties=1, max_context=0)
    found = cases([*PAID, *beside], ALERTS, [(0, n) for n in range(4)], limits)
    rows = found["case_transactions"]
    assert rows.filter(part="evidence").height == 4
    assert found["cases"]["context_accounts"].to_list() == [4]


@pytest.mark.parametrize(("members", "part"), [("y", "core"), ("", "context")])
def test_half_of_the_evidence_makes_core_only_whom_the_alert_names(members, part):
    """y pays z once of twice, and shops for much more."""
    paid = [("y", "z", 1, 1_000), ("x", "z", 2, 1_000), ("y", "shop", 9, 99_000)]
    alerts = [(FLOW, "z", members), (STRUCT, "z", "")]
    limits = Settings(few_counterparties=1)
    found = cases(paid, alerts, [(0, 0), (0, 1)], limits)["case_members"]
    assert dict(found.select("account_id", "part").iter_rows())["y"] == part
