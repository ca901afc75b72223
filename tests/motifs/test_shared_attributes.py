import networkx as nx
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.shared_attributes import joined_holders, shared_attributes

HELD = {"holder": pl.Int64, "attribute": pl.String}
rows_made = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from("abcdefgh")), max_size=25
)


def table(rows) -> pl.DataFrame:
    return pl.DataFrame(rows, HELD, orient="row")


def groups(rows, most: int) -> set[frozenset[int]]:
    joined = joined_holders(table(rows), most)
    assert joined["holder"].to_list() == sorted({holder for holder, _ in rows})
    held = joined.group_by("group").agg("holder").rows()
    assert all(group == min(holders) for group, holders in held)
    return {frozenset(holders) for _, holders in held}


def groups_naively(rows, most: int) -> set[frozenset[int]]:
    graph = nx.Graph()
    graph.add_nodes_from(holder for holder, _ in rows)
    for attribute in {attribute for _, attribute in rows}:
        holders = sorted({h for h, other in rows if other == attribute})
        if len(holders) <= most:
            graph.add_edges_from((holders[0], other) for other in holders[1:])
    return {frozenset(part) for part in nx.connected_components(graph)}


@settings(deadline=None)
@given(rows=rows_made, most=st.integers(1, 5))
def test_groups_agree_with_networkx(rows, most):
    assert groups(rows, most) == groups_naively(rows, most)


def test_a_dormitory_joins_nobody_but_does_not_part_those_who_share_more():
    crowd = [(holder, "hall") for holder in range(2_000)]
    shared = groups([*crowd, (3, "phone"), (4, "phone")], 8)
    assert frozenset({3, 4}) in shared
    assert len(shared) == 1_999


def test_most_holders_is_closed_and_counts_each_holder_once():
    rows = [(0, "a"), (0, "a"), (1, "a"), (2, "a")]
    assert groups(rows, 3) == {frozenset({0, 1, 2})}
    assert len(groups(rows, 2)) == 3


def test_what_one_holds_alone_is_not_shared():
    rows = [(0, "a"), (1, "a"), (1, "b"), (1, "b")]
    kept = shared_attributes(table(rows), 8)
    assert set(kept.rows()) == {(0, "a"), (1, "a")}


def test_nobody_is_no_group():
    assert groups([], 8) == set()
