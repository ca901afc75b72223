"""The evidence matrix: red flag by account."""

from dataclasses import replace

from pipeline.report.sections.matrix import MOST_OPEN, matrix
from tests.report.conftest import cases_of
from tests.report.large_network import large_tables
from tests.report.made_up_payments import FRONT


def test_a_cell_holds_the_evidence_with_the_account_at_an_end(cases):
    case = cases["NET-1"]
    found = matrix(case)
    flags = [flag.id for flag in found.flags]
    assert flags == ["TF-FLOW-07", "TF-NPO-01"]
    for row in found.accounts:
        for flag, cell in zip(flags, row.cells, strict=True):
            assert cell.numbers == [
                payment["number"]
                for payment in case.payments
                if flag in case.flags_of(payment)
                and row.name in (payment["sender_account"], payment["receiver_account"])
            ]


def test_accounts_an_alert_speaks_about_are_marked(cases):
    found = matrix(cases["NET-1"])
    marked = {row.name: [cell.raised for cell in row.cells] for row in found.accounts}
    assert marked["PAYM-1"] == [1, 0]
    assert marked[FRONT] == [0, 1]
    assert sum(map(sum, marked.values())) == 2


def test_a_role_counts_each_of_its_transactions_once(cases):
    found = matrix(cases["NET-1"])
    operatives = next(row for row in found.roles if row.role == "operative")
    assert operatives.accounts == 3
    assert len(operatives.cells[0].numbers) == 3
    assert all(len(set(c.numbers)) == len(c.numbers) for c in operatives.cells)


def test_members_without_evidence_are_counted_not_listed(cases):
    case, found = cases["NET-1"], matrix(cases["NET-1"])
    listed = {row.name for row in found.accounts}
    assert "DONOR-1" not in listed
    assert len(listed) + found.without == case.members.height


def test_a_large_case_is_folded_under_its_roles():
    (case,) = cases_of(large_tables(300, 600)).values()
    found = matrix(case)
    assert len(found.accounts) > MOST_OPEN
    assert found.folded
    assert sum(row.accounts for row in found.roles) == len(found.accounts) + (
        found.left_out
    )


def test_without_alerts_there_is_no_matrix(cases):
    case = cases["NET-1"]
    quiet = replace(case, alerts=case.alerts.clear())
    assert matrix(quiet) is None
