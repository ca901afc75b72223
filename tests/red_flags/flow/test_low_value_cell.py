import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.cells import cells, persons_contacts
from pipeline.red_flags.flow.low_value_cell import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ids, ledger

CELL = ("p0", "p1", "p2")
FLAT = {"addresses": ["1 High Street, Flat 2"], "phones": ["+44 20 7946 0000"]}


def people(number: int, shared=FLAT, sharing: int = 3):
    accounts = {n: {"party_id": f"p{n}", "kind": "personal"} for n in range(number)}
    parties = {
        f"p{n}": {"kind": "person", **(shared if n < sharing else {})}
        for n in range(number)
    }
    return {"accounts": accounts, "parties": parties}


def triangle(cents: int = 10_000, days=(5, 12, 19)):
    return [
        (a, b, (day + shift) * DAY, cents)
        for day in days
        for shift, (a, b) in enumerate([(0, 1), (1, 2), (2, 0)])
    ]


def fed(days=(1, 8, 30), cents: int = 40_000):
    return [
        (3, n, (day + n) * DAY, cents) for n, day in zip(range(3), days, strict=True)
    ]


def alerts(paid, world=None, relations=(), **limits):
    made = ledger(paid, **(world or people(4)), relations=relations)
    return made, detect(made, Thresholds(**limits)).alerts


def test_alert_names_the_payments_inside_and_the_money_from_outside():
    made, found = alerts(triangle() + fed())
    (alert,) = found.to_dicts()
    shown = dict(zip(ids(made, alert["rows"]), alert["parts"], strict=True))
    assert shown == {
        **{f"t{n:05}": "inside" for n in range(9)},
        **{f"t{n:05}": "from outside" for n in range(9, 12)},
    }
    assert alert["members"] == [0, 1, 2, 3]
    assert (alert["persons"], alert["families"], alert["shared"]) == (3, 3, 2)
    assert (alert["payments"], alert["median_cents"]) == (9, 10_000)
    assert alert["outside_cents"] == 120_000
    assert alert["outside_share"] == pytest.approx(120 / 210)
    assert alert["inside_share"] == 1
    assert alert["account"] == 0


@pytest.mark.parametrize(("cents", "fires"), [(49_999, 1), (50_000, 0)])
def test_half_of_the_sums_are_below_the_limit(cents, fires):
    _, found = alerts(triangle(cents) + fed(cents=200_000))
    assert found.height == fires


@pytest.mark.parametrize(("cents", "fires"), [(60_000, 1), (59_999, 0)])
def test_outside_share_is_met_exactly(cents, fires):
    _, found = alerts([*triangle(), (3, 0, DAY, cents)], min_outside_share=0.4)
    assert found.height == fires


def test_flat_share_with_one_sort_of_contact_stays_silent():
    world = people(4, {"addresses": ["1 High Street", "Flat 2, 1 High Street"]})
    assert alerts(triangle() + fed(), world)[1].is_empty()


def test_family_counts_as_one():
    kin = [("p0", "p1", "family")]
    assert alerts(triangle() + fed(), relations=kin)[1].is_empty()
    assert alerts(triangle() + fed(), relations=kin, min_families=2)[1].height == 1


def test_household_that_lives_on_wages_stays_silent():
    wages = [
        (3, n, (day + n) * DAY, 200_000) for n in range(3) for day in (0, 30, 60, 90)
    ]
    assert alerts(triangle() + wages)[1].is_empty()


def test_hall_of_residence_shared_by_many_joins_nobody():
    world = people(12, FLAT, sharing=12)
    assert alerts(triangle() + fed(), world)[1].is_empty()


def test_two_people_or_a_chain_are_no_cell():
    chain = [p for p in triangle() if (p[0], p[1]) != (2, 0)]
    assert alerts(chain + fed())[1].is_empty()


def test_sociable_people_who_pay_many_others_are_no_closed_cell():
    friends = [(n % 3, 4 + n % 6, (5 + n) * DAY, 9_000) for n in range(10)]
    world = people(10)
    assert alerts(triangle() + fed(), world)[1].height == 1
    assert alerts(triangle() + fed() + friends, world)[1].is_empty()


def test_a_shared_device_counts_as_a_contact():
    world = people(4, {"addresses": FLAT["addresses"]})
    same = [(*p, {"device": "d-1"}) for p in triangle()]
    assert alerts(same + fed(), world)[1].height == 1


def test_unknown_amounts_and_self_payments_do_not_count():
    more = [(0, 0, 3 * DAY, 90_000_000), (0, 1, 3 * DAY, None)]
    assert alerts(triangle() + fed() + more)[1].height == 1
    hidden = [(a, b, at, None) for a, b, at, _ in triangle()]
    assert alerts(hidden + fed())[1].is_empty()


def test_equal_times_and_day_precision_do_not_matter():
    day = {"time_precision": "day"}
    paid = [(a, b, 9 * DAY, cents, day) for a, b, _, cents in triangle() + fed()]
    assert alerts(paid)[1].height == 1


def test_a_long_lived_cell_is_one_alert_and_two_apart_are_two():
    months = triangle(days=range(5, 150, 10)) + fed(cents=400_000)
    assert alerts(months)[1].height == 1
    later = [(a, b, at + 400 * DAY, c) for a, b, at, c in triangle() + fed()]
    assert alerts(triangle() + fed() + later)[1].height == 2


def test_no_transactions_and_no_contacts_raise_nothing():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
    assert detect(ledger(triangle() + fed()), Thresholds()).alerts.is_empty()


def test_explanation_uses_what_is_measured():
    _, found = alerts(triangle() + fed())
    known = dict.fromkeys(Thresholds.__struct_fields__, 1) | found.row(0, named=True)
    assert "{" not in RED_FLAG.explanation.format(**known)


def cells_naively(paid, attributes, window: int, persons):
    """Every cell as (start, its payments), by networkx and plain loops."""
    shared = nx.Graph()
    for sort in set(attributes):
        holders = [n for n, own in enumerate(attributes) if own == sort]
        if len(holders) <= persons[1]:
            nx.add_path(shared, holders)
    step = window // 3
    for at in range(-3, 40):
        start = at * step
        inside = [
            (row, a, b)
            for row, (a, b, time) in enumerate(paid)
            if start <= time < start + window and a in shared and b in shared
            if a != b and nx.has_path(shared, a, b)
        ]
        core = nx.k_core(nx.Graph((a, b) for _, a, b in inside), 2)
        for group in nx.connected_components(core):
            if persons[0] <= len(group) <= persons[1]:
                rows = {r for r, a, b in inside if a in group and b in group}
                yield start, frozenset(rows)


@settings(deadline=None, max_examples=60)
@given(
    ends=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 20)),
        max_size=25,
    ),
    attributes=st.lists(st.integers(0, 2), min_size=7, max_size=7),
    most=st.integers(3, 5),
)
def test_cells_agree_with_naive_reading(ends, attributes, most):
    paid = sorted(ends, key=lambda p: p[2])
    world = people(7)
    for n, own in enumerate(attributes):
        world["parties"][f"p{n}"] = {"kind": "person", "addresses": [f"street {own}"]}
    made = ledger([(a, b, at, 100) for a, b, at in paid], **world)
    found = cells(made, persons_contacts(made), 9, 2, (3, most))
    told = {
        (start, frozenset(int(name[1:]) for name in ids(made, rows)))
        for start, rows in found.group_by("cell", "start")
        .agg("row")
        .select("start", "row")
        .rows()
    }
    assert told == set(cells_naively(paid, attributes, 9, (3, most)))
