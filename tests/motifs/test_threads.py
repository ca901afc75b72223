"""One thread and two give the same bits, and nothing compiles twice."""

import numba
import numpy as np
import polars as pl
import pytest

from pipeline.flow_graph import DAY, FlowGraph, Side, build_flow_graph
from pipeline.motifs import (
    brokers,
    chains,
    cycles,
    exposure,
    fans,
    gathered,
    heaviest_paths,
    layers,
    legs,
    links,
    meetings,
    others,
    pass_on,
    scatter_gather,
    windows,
)
from tests.motifs.graphs import power_law

FAIR = legs.Fair(0.1, 0.01, 5 * DAY)


def gathers(graph: FlowGraph):
    limits = fans.Limits(4 * DAY, 9 * DAY, 0, 40 * DAY)
    counts = tuple(fans.count_visits(s, limits.near, limits.far) for s in graph)
    every = np.ones(graph.n_accounts, np.bool_)
    frame = pl.concat(gathered.gathered_windows(graph, counts, every, limits, (2, 2)))
    return [frame[name].to_numpy() for name in frame.columns]


def nobody(graph: FlowGraph):
    return np.zeros(graph.n_accounts, np.bool_)


def scattered(graph: FlowGraph):
    limits = links.Limits(4 * DAY, 2, 0.0, 0.2, 5.0, 1_000)
    *found, cut = scatter_gather.find_scatter_gathers(
        graph, limits, FAIR, nobody(graph)
    )
    return *found, np.array(cut)


def layered(graph: FlowGraph):
    limits = links.Limits(4 * DAY, 2, 0.0, 0.2, 5.0, 1_000)
    frame, cut = layers.find_layers(graph, limits, FAIR, nobody(graph))
    return [*(frame[name].to_numpy() for name in frame.columns), np.array(cut)]


def different(graph: FlowGraph):
    side = graph.received
    account, end = windows.owners(side), side.time.astype(np.int64)
    first, past = windows.between(side, account, end - 9 * DAY, end)
    return first, past, others.distinct_others(side, account, first, past)


def round_trips(graph: FlowGraph):
    limits = cycles.Limits(30 * DAY, 6, 0.3, 1_000)
    owner = np.arange(graph.n_accounts)
    *found, cut = cycles.find_cycles(legs.flows_of(graph), owner, limits, FAIR)
    return *found, np.array(cut)


def rows_of_legs(graph: FlowGraph):
    limits = chains.Limits(5 * DAY, 6, 0.5, 0.3, 1_000)
    *found, cut = chains.find_chains(
        legs.flows_of(graph), np.zeros(graph.n_accounts, np.bool_), 3, limits, FAIR
    )
    return *found, np.array(cut)


def apart(graph: FlowGraph):
    near = brokers.neighbours_of(graph)
    chosen = np.diff(near.ptr) < 20
    return near.other, *brokers.groups_without(*near, chosen)


def exposed(graph: FlowGraph):
    time = np.empty(graph.n_transactions, np.int32)
    time[graph.sent.row] = graph.sent.time
    ever = np.array([2**31 - 1], np.int32)
    seeds = exposure.Seeds(np.array([5], np.uint32), ~ever, ever)
    table = exposure.exposure(graph, seeds, (time, time))
    return [table[name].to_numpy() for name in ("account", "hops", "score")]


SEARCHES = {
    "brokers": apart,
    "exposure": exposed,
    "pass on": lambda graph: pass_on.passed_on(*graph, 3 * DAY),
    "gathered windows": gathers,
    "different others": different,
    "cycles": round_trips,
    "chains": rows_of_legs,
    "scatter-gather": scattered,
    "layers": layered,
}


@pytest.mark.skipif(
    numba.config.DISABLE_JIT or numba.config.NUMBA_NUM_THREADS < 2,
    reason="threads need compiled kernels and two processors",
)
@pytest.mark.parametrize("search", SEARCHES)
def test_one_thread_and_two_give_the_same_bits(search):
    graph = power_law(8_000, 300, 40, seed=3)
    found = {}
    for threads in (1, 2):
        before = numba.get_num_threads()
        numba.set_num_threads(threads)
        try:
            found[threads] = [part.tobytes() for part in SEARCHES[search](graph)]
        finally:
            numba.set_num_threads(before)
    assert found[1] == found[2]
    assert any(found[1])


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
@pytest.mark.parametrize("search", SEARCHES)
def test_memory_mapped_graph_compiles_nothing_again(search, tmp_path):
    graph = power_law(50, 9, 40, seed=3)
    opened = FlowGraph(
        *(
            Side(
                *(
                    opened_array(tmp_path / f"{s}-{n}.npy", a)
                    for n, a in enumerate(side)
                )
            )
            for s, side in enumerate(graph)
        )
    )
    SEARCHES[search](graph)
    modules = (pass_on, windows, others, cycles, chains, legs, fans, meetings)
    kernels = [
        kernel
        for module in (*modules, scatter_gather, brokers, heaviest_paths)
        for kernel in vars(module).values()
        if hasattr(kernel, "signatures")
    ]
    compiled = [len(kernel.signatures) for kernel in kernels]
    SEARCHES[search](opened)
    assert [len(kernel.signatures) for kernel in kernels] == compiled


def opened_array(path, array):
    np.save(path, array)
    return np.load(path, mmap_mode="c")


def test_a_hub_of_equal_times_needs_little_work_for_each_payment():
    crowd = 4_000
    far = np.arange(2 * crowd) % 500 + 1
    comes = np.arange(2 * crowd) < crowd
    graph = build_flow_graph(
        np.where(comes, far, 0).astype(np.uint32),
        np.where(comes, 0, far).astype(np.uint32),
        np.zeros(2 * crowd, np.int32),
        np.full(2 * crowd, 100),
        501,
    )
    flows, owner = legs.flows_of(graph), np.arange(501)
    *_, cut = chains.find_chains(
        flows, owner < 0, 3, chains.Limits(DAY, 6, 0.5, 0.3, 200), FAIR
    )
    *_, lost = cycles.find_cycles(flows, owner, cycles.Limits(DAY, 6, 0.3, 200), FAIR)
    assert (cut, lost) == (0, 0)
