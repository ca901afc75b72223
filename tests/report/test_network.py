from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.network import network_picture
from pipeline.report.network.columns import MOST_COLUMNS, columns
from pipeline.report.network.flows import Dot, Flow, dots_and_flows
from pipeline.report.network.geometry import geometry
from pipeline.report.network.scales import MOST_DATED, by_logarithm, dated_sums
from pipeline.report.roles import ROLES
from tests.report.conftest import cases_of
from tests.report.made_up import made_up_tables
from tests.report.made_up_payments import FRONT

DAY = datetime(2021, 1, 1, tzinfo=UTC)
role_lists = st.lists(st.sampled_from(sorted(ROLES)), min_size=2, max_size=12)


def flow(sender: int, receiver: int, cents: int | None = 100) -> Flow:
    return Flow(sender, receiver, [(DAY, cents)], Counter(wire=1))


@st.composite
def networks(draw):
    """Dots of any roles and at least one flow between two of them."""
    roles = draw(role_lists)
    ends = st.tuples(
        st.integers(0, len(roles) - 1), st.integers(0, len(roles) - 1)
    ).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.sets(ends, min_size=1, max_size=24))
    dots = [Dot(f"A{i}", role, [f"A{i}"]) for i, role in enumerate(roles)]
    return dots, [flow(*pair) for pair in sorted(pairs)]


@given(drawn=networks())
def test_columns_are_few_and_none_is_empty(drawn):
    column = columns(*drawn)
    assert set(column) == set(range(max(column) + 1))
    roles = len({dot.role for dot in drawn[0]})
    assert len(set(column)) <= max(MOST_COLUMNS, roles + 2)  # unwitting: three places


def test_roles_stand_from_source_to_end():
    names = [name for name in ROLES if name not in ("unwitting", "outside")]
    dots = [Dot(name, name, [name]) for name in names]
    flows = [flow(i, i + 1) for i in range(len(dots) - 1)]
    assert columns(dots, flows) == list(range(len(dots)))


def test_a_chain_of_one_role_gets_a_column_a_step():
    dots = [Dot(f"S{i}", "pass-through", [f"S{i}"]) for i in range(4)]
    assert columns(dots, [flow(2, 3), flow(0, 1), flow(1, 2)]) == [0, 1, 2, 3]


@pytest.mark.parametrize(("back", "column"), [(99, [0, 1, 0]), (101, [1, 0, 0])])
def test_roles_share_columns_where_most_money_goes_against_their_order(back, column):
    roles = ("facilitator", "paymaster", "facilitator")
    dots = [Dot(f"A{i}", role, [f"A{i}"]) for i, role in enumerate(roles)]
    found = columns(dots, [flow(2, 1, 100), flow(1, 0, back)])
    assert (found[1] < found[0]) == (column[1] < column[0])


def test_leftovers_from_operatives_always_go_back():
    dots = [Dot("PAYM", "paymaster", ["PAYM"]), Dot("OPER", "operative", ["OPER"])]
    assert columns(dots, [flow(1, 0, 10_000), flow(0, 1, 1)]) == [0, 1]


def test_a_circle_of_one_role_begins_with_its_biggest_payer():
    dots = [Dot(f"S{i}", "pass-through", [f"S{i}"]) for i in range(3)]
    circle = [flow(0, 1, 100), flow(1, 2, 900), flow(2, 0, 100)]
    assert columns(dots, circle) == [2, 0, 1]


def test_an_unwitting_account_stands_where_its_flows_put_it():
    dots = [
        Dot(name, role, [name])
        for name, role in [
            ("A", "facilitator"),
            ("SHOP", "unwitting"),
            ("BOSS", "unwitting"),
        ]
    ]
    column = columns(dots, [flow(0, 1), flow(2, 0)])
    assert column[2] < column[0] < column[1]


@settings(max_examples=40)
@given(drawn=networks())
def test_every_flow_is_drawn_by_its_direction(drawn):
    dots, flows = drawn
    drawing = geometry(dots, flows)
    for one, kind, line in zip(flows, drawing.kinds, drawing.lines, strict=True):
        step = drawing.column[one.receiver] - drawing.column[one.sender]
        assert kind == ("forward" if step > 0 else "return" if step else "beside")
        assert line.path.startswith("M")
        assert line.tip.startswith("M")


def test_returns_run_below_every_account(cases):
    picture = network_picture(cases["NET-1"])
    lowest = max(dot.y for dot in picture.dots)
    back = [one for one in picture.flows if one.kind == "return"]
    assert {one.flow.receiver for one in back} == {
        next(i for i, dot in enumerate(picture.dots) if dot.dot.name == "PAYM-1")
    }
    for one in back:
        turn = float(one.line.path.split("V")[1].split("q")[0])
        assert lowest < turn < picture.height


def test_width_grows_with_value_and_unknown_is_thinnest():
    width = by_logarithm([10, 100, 1000, 0], 1.0, 7.0)
    assert [width(v) for v in (0, 10, 100, 1000)] == pytest.approx([1, 1, 4, 7])


def test_dated_sums_keep_unknown_apart_and_add_up():
    one = Flow(0, 1, [(DAY, 5), (DAY, 6), (DAY, None), (DAY + timedelta(days=1), 7)])
    assert dated_sums([one]) == ["18628:11 18629:7 18628:"]


def test_dated_sums_become_coarser_before_they_fill_a_page():
    payments = [(DAY + timedelta(days=n), 1) for n in range(MOST_DATED + 1)]
    months = dated_sums([Flow(0, 1, payments)])[0].split(" ")
    assert len(months) <= MOST_DATED / 7 + 1
    assert sum(int(one.split(":")[1]) for one in months) == len(payments)


def test_flows_add_up_to_the_case(cases):
    for case in cases.values():
        _, flows = dots_and_flows(case, 120)
        own = sum(
            row["value_cents"] or 0
            for row in case.payments
            if row["sender_account"] == row["receiver_account"]
        )
        assert sum(one.cents for one in flows) + own == case.value_cents


def test_many_accounts_collapse_but_key_channels_stay():
    case = cases_of(made_up_tables(), accounts_in_picture=12)["NET-1"]
    dots, flows = dots_and_flows(case, 12)
    names = [dot.name for dot in dots]
    assert len(dots) <= 12
    assert {"DONOR-6", "5 other donors"} <= set(names)
    assert {"FAC-1", FRONT} <= set(names)
    assert sorted(a for dot in dots for a in dot.accounts) == sorted(
        case.member_by_account
    )
    assert sum(one.cents for one in flows) == case.value_cents


def test_an_account_that_is_no_member_is_drawn_outside():
    tables = made_up_tables()
    members = tables["case_members"].collect()
    tables["case_members"] = members.filter(members["account_id"] != "SHOP-9").lazy()
    case = cases_of(tables)["NET-1"]
    roles = {dot.name: dot.role for dot in dots_and_flows(case, 120)[0]}
    assert roles["SHOP-9"] == "outside"


def test_no_picture_where_no_payment_joins_two_accounts():
    tables = made_up_tables()
    shares = tables["case_transactions"].collect()
    own = tables["transactions"].collect()
    alone = own.filter(own["sender_account"] == own["receiver_account"])
    tables["case_transactions"] = shares.filter(
        shares["transaction_id"].is_in(alone["transaction_id"].implode())
    ).lazy()
    tables["cases"] = (
        tables["cases"]
        .collect()
        .filter(case_id="NET-2")
        .with_columns(value_cents=alone["value_cents"].sum(), unknown_values=0)
        .lazy()
    )
    assert network_picture(cases_of(tables)["NET-2"]) is None
