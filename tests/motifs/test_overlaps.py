import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.overlaps import joined_findings

findings = st.lists(st.lists(st.integers(0, 12), max_size=4, unique=True), max_size=9)


@settings(deadline=None)
@given(held=findings)
def test_findings_that_share_an_item_are_one(held):
    ptr = np.cumsum([0, *map(len, held)])
    items = np.array([item for finding in held for item in finding], np.int64)
    shared = nx.Graph()
    for finding, holds in enumerate(held):
        shared.add_node(("finding", finding))
        shared.add_edges_from((("finding", finding), ("item", item)) for item in holds)
    wanted = {
        finding: min(n for kind, n in group if kind == "finding")
        for group in nx.connected_components(shared)
        for kind, finding in group
        if kind == "finding"
    }
    assert dict(enumerate(joined_findings(ptr, items))) == wanted
