"""The case object as a notebook uses it."""

import re
from dataclasses import replace

import networkx as nx
import pytest

from tests.report.made_up_payments import FRONT, payments


def test_tables_are_frames(cases):
    case = cases["NET-1"]
    assert case.members.height == 18
    assert case.alerts["alert_id"].to_list() == ["al-2", "al-1"]
    assert case.key_channels["channel"].to_list() == ["FAC-1", "FR → AE", FRONT]
    assert case.transactions["number"].to_list() == list(range(1, 64))
    assert "case_id" not in case.transactions.columns


def test_graph_has_every_account_and_transaction(cases):
    graph = cases["NET-1"].graph
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.number_of_nodes() == 18
    assert set(nx.get_edge_attributes(graph, "value_cents").values()) >= {36_000}
    keys = {key for _, _, key in graph.edges(keys=True)}
    assert keys == {r["transaction_id"] for r in payments() if r["case"] == "NET-1"}
    assert graph.nodes["FAC-1"]["role"] == "facilitator"


def test_notebook_view_is_safe_and_draws_the_network(cases):
    html = cases["NET-1"]._repr_html_()
    assert html.startswith('<div class="tfnet">')
    assert "<script" not in html
    assert html.count('class="dot ') == 18
    # Styles must not leak into the notebook around it.
    style = re.search(r"<style>(.*?)</style>", html, re.S)[1]
    selectors = re.findall(r"^([^\s@{}][^{]*)\{", style, re.M)
    assert len(selectors) > 30
    for selector in selectors:
        for one in selector.split(","):
            assert one.strip().startswith((".tfnet", ".net", ".when")), one


def test_red_flags_of_a_payment(cases):
    case = cases["NET-1"]
    evidence = [row for row in case.payments if row["alert_ids"] == ["al-2"]]
    assert len(evidence) == 3
    assert {tuple(case.flags_of(row)) for row in evidence} == {("TF-FLOW-07",)}


@pytest.mark.parametrize(
    ("decision", "stands", "status"),
    [
        (None, None, "alleged; not reviewed"),
        ("escalate", True, "alleged; escalated"),
        ("dismiss", False, "alleged; dismissed; evidence changed since"),
    ],
)
def test_a_case_stays_alleged_whatever_was_decided(cases, decision, stands, status):
    judged = {"decision": decision, "stands": stands}
    assert replace(cases["NET-1"], disposition=judged).status == status
