"""What is added to a core: whom its money came from and went to, and when."""

import pytest

from pipeline.cases import Settings
from pipeline.flow_graph import DAY
from tests.cases.test_groups import FLOW, STRUCT, cases

CORE = [("a", "b", 100 * DAY), ("b", "c", 110 * DAY)]
ALERTS = [(FLOW, "b", "ac"), (STRUCT, "b", "")]
EVIDENCE = [(0, 0), (0, 1)]


def context(beside, limits=None, **tables):
    """Context accounts, and context transactions by their place in ``beside``."""
    found = cases([*CORE, *beside], ALERTS, EVIDENCE, limits, **tables)
    members, rows = found["case_members"], found["case_transactions"]
    ids = rows.filter(rows["part"] == "context")["transaction_id"].to_list()
    accounts = members.filter(members["part"] == "context")["account_id"].to_list()
    return sorted(accounts), sorted(int(i[1:]) - 2 for i in ids)


@pytest.mark.parametrize(
    ("payment", "added"),
    [
        (("x", "b", 110 * DAY), True),  # up to b's last evidence
        (("x", "b", 110 * DAY + 1), False),  # too late to have fed it
        (("b", "x", 100 * DAY), True),  # from b's first evidence
        (("b", "x", 100 * DAY - 1), False),  # too early to have come from it
        (("x", "b", 70 * DAY), True),  # 30 days before the case
        (("x", "b", 70 * DAY - 1), False),
        (("c", "x", 140 * DAY), True),  # 30 days after it
        (("c", "x", 140 * DAY + 1), False),
        (("x", "y", 105 * DAY), False),  # beside the case
    ],
)
def test_only_money_that_may_belong_to_the_evidence_is_followed(payment, added):
    assert context([payment]) == ((["x"], [0]) if added else ([], []))


def test_the_largest_partners_are_followed_by_known_value():
    limits = Settings(context_per_account=1)
    beside = [("x", "b", 105 * DAY, 5_000), ("y", "b", 105 * DAY, None)]
    beside += [("z", "b", 105 * DAY, 3_000), ("z", "b", 106 * DAY, 3_000)]
    assert context(beside, limits) == (["z"], [2, 3])
    assert context(beside[1:2], limits) == (["y"], [0])
    assert context(beside, Settings(max_context=2)) == (["x", "z"], [0, 2, 3])
    assert context(beside, Settings(max_accounts=4)) == (["z"], [2, 3])
    assert context(beside, Settings(max_context=0)) == ([], [])


@pytest.mark.parametrize(("cents", "added"), [(2_000, True), (1_999, False)])
def test_small_partners_explain_little(cents, added):
    """b moved 200.00 as evidence; a tenth of it counts."""
    assert context([("x", "b", 105 * DAY, cents)])[0] == (["x"] if added else [])


def test_accounts_at_the_edge_are_not_grown_from():
    beside = [("c", "x", 120 * DAY)]
    assert context(beside) == (["x"], [0])
    assert context(beside, Settings(central_share=1)) == ([], [])
    kin = [("b", "c", "same_party")]
    assert context(beside, Settings(central_share=1), relations=kin) == (["x"], [0])


def test_hubs_are_not_grown_into():
    crowd = [("x", f"m{n}", DAY) for n in range(9)]
    beside = [("x", "b", 105 * DAY), ("y", "b", 105 * DAY), *crowd]
    assert context(beside, Settings(hub_counterparties=9)) == (["y"], [1])
    assert context(beside, Settings(hub_counterparties=10)) == (["x", "y"], [0, 1])


def test_hubs_are_not_grown_from_unless_an_alert_speaks_about_them():
    crowd = [("c", f"m{n}", DAY) for n in range(9)]
    beside = [("c", "x", 120 * DAY), ("b", "y", 120 * DAY), *crowd]
    assert context(beside, Settings(hub_counterparties=9)) == (["c", "y"], [1])
    crowd = [("b", f"m{n}", DAY) for n in range(9)]
    beside = [("c", "x", 120 * DAY), ("b", "y", 120 * DAY), *crowd]
    assert context(beside, Settings(hub_counterparties=9)) == (["x", "y"], [0, 1])


def test_other_accounts_of_a_central_principal_come_first():
    beside = [("x", "b", 105 * DAY, 10**6), ("k", "elsewhere", DAY)]
    kin = [("b", "k", "same_party")]
    limits = Settings(max_context=1)
    assert context(beside, limits, relations=kin) == (["k"], [])
    limits = Settings(max_context=1, central_share=1)  # a stands at the edge
    edge = [("a", "k", "same_party")]
    assert context(beside, limits, relations=edge) == (["x"], [0])


def test_payments_between_core_accounts_are_context_where_no_evidence():
    beside = [("a", "c", 105 * DAY), ("c", "a", 130 * DAY), ("a", "c", 200 * DAY)]
    assert context(beside) == ([], [0, 1])


def test_context_transactions_are_bounded_largest_first_and_noted():
    beside = [
        ("x", "b", 105 * DAY, 5_000),
        ("x", "b", 106 * DAY, 9_000),
        ("x", "b", 107 * DAY, 7_000),
    ]
    limits = Settings(max_context_transactions=2)
    assert context(beside, limits) == (["x"], [1, 2])
    found = cases([*CORE, *beside], ALERTS, EVIDENCE, limits)
    (notes,) = found["cases"]["notes"].to_list()
    assert [n for n in notes if n.startswith("Context: 1 smaller transactions")]


def test_without_evidence_all_times_are_looked_at():
    paid = [("x", "b", 0), ("b", "y", 9_000 * DAY)]
    found = cases(paid, [(FLOW, "b", ""), (STRUCT, "b", "")])
    assert found["case_transactions"]["part"].to_list() == ["context"] * 2


@pytest.mark.parametrize(("months", "added"), [(4, True), (5, False)])
def test_wages_and_rent_are_not_followed(months, added):
    """b is in the case for months; the payer x comes back in each of ``months``."""
    long = [("b", "c", 100 * DAY + month * 30 * DAY) for month in range(6)]
    wages = [("x", "b", 100 * DAY + month * 30 * DAY) for month in range(months)]
    shown = [*EVIDENCE, *((0, 2 + n) for n in range(6))]
    found = cases([*CORE, *long, *wages], ALERTS, shown, Settings())["case_members"]
    assert ("x" in found["account_id"].to_list()) is added


def test_many_payments_in_one_month_are_followed():
    beside = [("x", "b", 101 * DAY + n) for n in range(20)]
    assert context(beside)[0] == ["x"]
