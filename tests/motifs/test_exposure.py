import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.motifs.exposure import PATH, Seeds, exposure
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 5
EVER = (0, 99)


def seeds_of(seeds) -> Seeds:
    table = np.array(seeds, np.int64).reshape(-1, 3)
    return Seeds(
        table[:, 0].astype(np.uint32),
        table[:, 1].astype(np.int32),
        table[:, 2].astype(np.int32),
    )


def found(paid, seeds, blur=(), **limits):
    """By account and direction: seed, hops, share, score and the path's payments."""
    time = np.array([p[2] for p in paid], np.int32)
    wide = np.array([*blur, *[0] * len(paid)], np.int32)[: len(paid)]
    table = exposure(
        graph_of(paid, ACCOUNTS), seeds_of(seeds), (time - wide, time + wide), **limits
    )
    return {(row[0], row[1]): row[2:] for row in table.iter_rows()}


def chains_naively(paid, seeds, blur, max_hops):
    """Every chain of payments between an account and a seed, with its share."""

    def near_seed(payment, account):
        time, wide = paid[payment][2], blur[payment]
        return any(
            seed == account and time + wide >= since and time - wide <= until
            for seed, since, until in seeds
        )

    def share(payment, end):
        own = [p for p in paid if p[end] == paid[payment][end]]
        pair = sum(p[3] for p in own if p[1 - end] == paid[payment][1 - end])
        return pair / sum(p[3] for p in own)

    def follows(one, other):
        after = paid[other][2] + blur[other] >= paid[one][2] - blur[one]
        return paid[one][1] == paid[other][0] and after

    chains = [[row] for row in range(len(paid))]
    for hops in range(1, max_hops + 1):
        for chain in chains:
            for direction, account, last, end in (
                ("to", paid[chain[0]][0], chain[-1], 0),
                ("from", paid[chain[-1]][1], chain[0], 1),
            ):
                seed = paid[last][1 - end]
                if near_seed(last, seed) and account not in {s[0] for s in seeds}:
                    share_of = min(share(row, end) for row in chain)
                    yield (account, direction), hops, share_of, seed, chain
        chains = [
            [*chain, row]
            for chain in chains
            for row in range(len(paid))
            if follows(chain[-1], row)
        ]


@settings(deadline=None, max_examples=60)
@given(
    paid=payments(ACCOUNTS, 6, 4, 9),
    seeds=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 6)), max_size=3
    ),
    blur=st.lists(st.integers(0, 2), min_size=9, max_size=9),
    max_hops=st.integers(1, 4),
    decay=st.sampled_from([0.4, 1.0]),
)
def test_scores_agree_with_every_chain_tried(paid, seeds, blur, max_hops, decay):
    heaviest: dict = {}
    chains: dict = {}
    for who, hops, share, seed, chain in chains_naively(paid, seeds, blur, max_hops):
        score = decay ** (hops - 1) * share
        heaviest[who] = max(heaviest.get(who, 0), score)
        chains.setdefault(who, []).append((seed, hops, share, score, chain))
    told = found(paid, seeds, blur, max_hops=max_hops, decay=decay)
    assert {who: row[3] for who, row in told.items()} == pytest.approx(heaviest)
    for who, (seed, hops, share, score, rows) in told.items():
        fewest = min(c[1] for c in chains[who] if c[3] >= heaviest[who] - 1e-12)
        assert hops == fewest == len(rows)
        assert [seed, hops, share, score, rows] in [
            [c[0], c[1], pytest.approx(c[2]), pytest.approx(c[3]), c[4]]
            for c in chains[who]
        ]


def test_share_is_of_all_that_one_end_moved_and_falls_with_each_payment():
    paid = [(0, 1, 0, 30), (0, 2, 0, 70), (1, 3, 5, 80), (1, 2, 6, 20)]
    told = found(paid, [(3, *EVER)])
    assert told[1, "to"] == (3, 1, 0.8, 0.8, [2])
    assert told[0, "to"] == (3, 2, 0.3, pytest.approx(0.12), [0, 2])
    assert set(told) == {(0, "to"), (1, "to")}


def test_money_from_a_seed_is_weighed_by_what_else_its_receiver_got():
    paid = [(3, 1, 0, 80), (2, 1, 1, 20), (1, 0, 5, 30), (2, 0, 6, 70)]
    told = found(paid, [(3, *EVER)])
    assert told[1, "from"] == (3, 1, 0.8, 0.8, [0])
    assert told[0, "from"] == (3, 2, 0.3, pytest.approx(0.12), [0, 2])
    assert set(told) == {(0, "from"), (1, "from")}


@pytest.mark.parametrize(("first", "exposed"), [(5, True), (6, False)])
def test_a_payment_may_follow_at_the_same_moment_but_not_go_back(first, exposed):
    paid = sorted([(0, 1, first, 9), (1, 2, 5, 9)], key=lambda payment: payment[2])
    told = found(paid, [(2, *EVER)])
    assert ((0, "to") in told) == exposed


@pytest.mark.parametrize(("wide", "exposed"), [(2, True), (1, False)])
def test_an_order_that_may_have_been_counts(wide, exposed):
    paid = [(1, 2, 4, 9), (0, 1, 6, 9)]
    assert ((0, "to") in found(paid, [(2, *EVER)], blur=(wide, 0))) == exposed


@pytest.mark.parametrize(("period", "exposed"), [((5, 9), True), ((6, 9), False)])
def test_a_seed_counts_from_its_first_second(period, exposed):
    assert bool(found([(0, 1, 5, 9)], [(1, *period)])) == exposed


@pytest.mark.parametrize(("period", "exposed"), [((0, 5), True), ((0, 4), False)])
def test_a_seed_counts_until_its_last_second(period, exposed):
    assert bool(found([(0, 1, 5, 9)], [(1, *period)])) == exposed


def test_customers_of_a_utility_that_a_seed_pays_too_are_hardly_exposed():
    bills = [(0, 1, day * DAY, 100) for day in range(50)]
    told = found(
        [*bills, (3, 1, 50 * DAY, 100), (1, 2, 51 * DAY, 5_000)], [(3, 0, 2**30)]
    )
    assert told[1, "from"][3] == pytest.approx(1 / 51)
    assert told[2, "from"][3] == pytest.approx(0.4 / 51)
    assert (0, "from") not in told


def test_scores_below_the_least_are_not_told():
    paid = [(0, 1, 0, 30), (0, 2, 0, 70)]
    assert found(paid, [(1, *EVER)], min_score=0.3)
    assert not found(paid, [(1, *EVER)], min_score=0.31)


def test_nobody_and_nothing_expose_nobody():
    for paid, seeds in (([], [(0, *EVER)]), ([(0, 1, 0, 9)], []), ([], [])):
        time = np.zeros(len(paid), np.int32)
        table = exposure(graph_of(paid, ACCOUNTS), seeds_of(seeds), (time, time))
        assert table.is_empty()
        assert dict(table.schema) == PATH
