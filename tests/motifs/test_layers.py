import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import HOUR
from pipeline.motifs.layers import find_layers, find_stacks
from pipeline.motifs.legs import Fair
from pipeline.motifs.links import Limits
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 5
WIDE = Limits(96 * HOUR, 2, 0.3, 0.25, 4.0, 10_000)
FAIR = Fair(0.1, 0.0, 0)


def layers(paid, limits=WIDE, fair: Fair = FAIR, accounts: int = 20, barred=()):
    found, _ = find_layers(
        graph_of(paid, accounts), limits, fair, np.isin(np.arange(accounts), barred)
    )
    return found


def alike_naively(paid, limits: Limits, share: float):
    """Rows of each pair of sources that pays alike, every start tried in full."""
    for one in range(ACCOUNTS):
        for other in set(range(ACCOUNTS)) - {one}:
            links = []
            for e, (by, payee, came, cents) in enumerate(paid):
                for f, (also, to, at, more) in enumerate(paid):
                    got = sum(p[3] for p in paid if p[1] == to and came <= p[2] <= at)
                    if (
                        (by, also, to) == (one, other, payee)
                        and came <= at <= came + limits.window
                        and limits.low * cents <= more <= limits.high * cents
                        and min(cents, more) >= share * got - 1e-9
                    ):
                        links.append((e, f))
            found = set()
            for start in {paid[e][2] for e, _ in links}:
                until = start + limits.window
                inside = [
                    (e, f)
                    for e, f in links
                    if start <= paid[e][2] and paid[f][2] <= until
                ]
                last = max(paid[f][2] for _, f in links if paid[f][2] <= until)
                since = last - limits.window
                near = {p[1] for p in paid if p[0] == one and start <= p[2] <= until}
                far = {p[1] for p in paid if p[0] == other and since <= p[2] <= last}
                common = len({paid[e][1] for e, _ in inside})
                whole = limits.coverage * max(len(near), len(far))
                if common >= max(limits.least, whole - 1e-6):
                    found |= {row for link in inside for row in link}
            if found:
                yield sorted(found)


def members(paid, group) -> list[int]:
    """All that the sources of some payments paid their payees in that time."""
    sources, payees, times, _ = map(
        set, zip(*(paid[row] for row in group), strict=True)
    )
    return [
        row
        for row, (by, to, at, _) in enumerate(paid)
        if by in sources and to in payees and min(times) <= at <= max(times)
    ]


@settings(deadline=None, max_examples=200)
@given(
    paid=payments(ACCOUNTS, 6, 4, 14),
    window=st.integers(0, 6),
    least=st.integers(1, 3),
    coverage=st.sampled_from([0.0, 0.5, 1.0]),
    share=st.sampled_from([0.0, 0.1, 0.5]),
)
def test_layers_agree_with_naive_reading(paid, window, least, coverage, share):
    limits = Limits(window, least, coverage, 0.5, 2.0, 10_000)
    shared = nx.Graph()
    for rows in alike_naively(paid, limits, share):
        nx.add_path(shared, rows)
    wanted = sorted(members(paid, group) for group in nx.connected_components(shared))
    found = layers(paid, limits, Fair(share, 0.0, 0), ACCOUNTS)
    groups = found.group_by("layer").agg(pl.col("row").sort())["row"].to_list()
    assert sorted(groups) == wanted
    for row, source, payee, time, cents in found.drop("layer").rows():
        assert paid[row] == (source, payee, time, cents)


def crossed(sources: int, payees: int, start: int = 0, first: int = 0):
    """Every one of the sources pays every one of the payees, an hour apart."""
    ends = [(s, p) for s in range(sources) for p in range(payees)]
    return [
        (first + s, first + sources + p, (start + n) * HOUR, 100)
        for n, (s, p) in enumerate(ends)
    ]


@pytest.mark.parametrize(("sources", "payees"), [(2, 2), (3, 3), (2, 6), (4, 2)])
def test_all_who_pay_the_same_are_one_layer_with_every_payment(sources, payees):
    found = layers(crossed(sources, payees))
    assert found["layer"].n_unique() == 1
    assert found["row"].to_list() == list(range(sources * payees))


def test_members_are_all_payments_of_sources_to_payees_meanwhile():
    more = [(0, 2, 1 * HOUR + 5, 7), (1, 3, 99 * HOUR, 100)]
    found = layers(sorted(crossed(2, 2) + more, key=lambda p: p[2]))
    assert sorted(found["time"] / HOUR) == [0, 1, 1 + 5 / HOUR, 2, 3]


def test_two_with_one_common_payee_are_none():
    assert layers([(0, 2, 0, 100), (1, 2, 0, 100)]).is_empty()


def test_a_barred_account_is_no_payee():
    found = layers(crossed(3, 3), barred=[3])
    assert set(found["payee"]) == {4, 5}


def test_customers_of_two_busy_shops_are_none():
    sales = [(2 + n, 0, n * 60, 100) for n in range(400)]
    sales += [(2 + n * 97 % 400, 1, n * 60, 100) for n in range(400)]
    assert layers(sorted(sales, key=lambda p: p[2]), accounts=402).is_empty()


def stack(later: int):
    """Three pay three, who pay three more ``later``; rows 0 to 8, then 9 to 17."""
    return crossed(3, 3) + crossed(3, 3, start=later, first=3)


def test_layers_in_the_order_of_time_are_a_stack():
    found = find_stacks(layers(stack(later=20)), 2)
    assert found["row"].to_list() == list(range(18))
    assert found["step"].to_list() == [1] * 9 + [2] * 9
    assert set(found["middleman"]) == {3, 4, 5}


def test_layers_in_the_other_order_are_no_stack():
    back = crossed(3, 3, first=3) + crossed(3, 3, start=20)
    found = layers(back)
    assert found["layer"].n_unique() == 2
    assert find_stacks(found, 2).is_empty()


def test_what_a_middleman_got_later_is_no_member():
    late = [(0, 3, 60 * HOUR, 100), (1, 3, 61 * HOUR, 100)]
    found = find_stacks(layers(stack(later=20) + late), 2)
    assert found["row"].to_list() == list(range(18))


def test_no_transactions_have_no_layer():
    nothing = layers([])
    assert nothing.is_empty()
    assert find_stacks(nothing, 2).is_empty()
