"""Maximum flow against networkx on random networks."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases.max_flow import Arcs

NODES = 6
arcs = st.lists(
    st.tuples(*[st.integers(0, NODES - 1)] * 2, st.integers(0, 9)), max_size=25
)


def network(listed):
    tail, head, capacity = (np.array(c, np.int64) for c in zip(*listed, strict=True))
    return Arcs.build(tail, head, capacity, 0, 1)


@settings(deadline=None, max_examples=150)
@given(listed=arcs.filter(len))
def test_flow_agrees_with_networkx_and_is_a_flow(listed):
    known = nx.DiGraph()
    known.add_nodes_from(range(NODES))
    for tail, head, capacity in listed:
        before = known.get_edge_data(tail, head, {"capacity": 0})["capacity"]
        known.add_edge(tail, head, capacity=before + capacity)
    built = network(listed)
    flow, carried, level = built.flow()
    assert flow == nx.maximum_flow_value(known, 0, 1)
    assert (carried >= 0).all()
    assert (carried <= built.capacity).all()
    kept = np.zeros(NODES, np.int64)
    np.add.at(kept, built.head, carried)
    np.subtract.at(kept, built.tail, carried)
    assert kept.tolist() == [-flow, flow, 0, 0, 0, 0]
    reached = level >= 0
    cut = reached[built.tail] & ~reached[built.head]
    assert built.capacity[cut].sum() == flow


def test_capacity_can_be_replaced_without_harm_to_the_network():
    built = network([(0, 2, 5), (2, 1, 3)])
    assert built.flow(np.array([1, 3]))[0] == 1
    assert built.flow()[0] == 3


def test_without_a_path_nothing_flows():
    assert network([(1, 0, 5), (2, 1, 4)]).flow()[0] == 0
