import numpy as np
from hypothesis import given, settings

from pipeline.motifs.budget import BLOCK, USUAL_WORK
from pipeline.motifs.cycles import Limits, find_cycles
from pipeline.motifs.legs import CURSOR, Fair, begin_legs, flows_of
from pipeline.motifs.onward import go_on, onward_of, owner_of
from tests.motifs.graphs import graph_of, payments

ACCOUNTS = 4


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 4, 6, 12).filter(bool))
def test_going_on_is_beginning_at_the_receiver(paid):
    flows = flows_of(graph_of(paid, ACCOUNTS))
    onward = onward_of(flows)
    for row in flows.sent.row:
        _, receiver, time, cents = paid[row]
        searched, kept = np.zeros((2, 1, CURSOR), np.int64)
        begin_legs(flows, searched[0], receiver, time, cents)
        go_on(flows, onward, kept, 0, (row, receiver, time, cents))
        assert kept.tolist() == searched.tolist()


def test_rows_that_were_left_out_do_no_harm():
    graph = graph_of([(0, 1, 0, 9), (1, 2, 1, 9), (2, 3, 2, 9)], ACCOUNTS)
    kept = type(graph)(*(side.keep(side.row != 1) for side in graph))
    flows = flows_of(kept)
    onward = onward_of(flows)
    assert (onward.sent[0], onward.received[0]) == (1, 0)
    assert onward.sent[2] == flows.sent.ptr[3]
    assert [owner_of(flows.sent, place) for place in (0, 1)] == [0, 2]


def test_no_payments_go_nowhere():
    assert all(part.size <= 1 for part in onward_of(flows_of(graph_of([], 1))))


def test_two_who_pay_each_other_all_day_are_told_once_a_payment_on_average():
    count = 2 * BLOCK
    paid = [(minute % 2, 1 - minute % 2, minute, 100) for minute in range(count)]
    limits = Limits(count, 10, 0.7, 10 * USUAL_WORK)
    flows, owner = flows_of(graph_of(paid, 2)), np.arange(2)
    ptr, _, cut = find_cycles(flows, owner, limits, Fair(0.1, 0.0, 0))
    assert 0 < ptr.size - 1 < 2.1 * count  # of some ten times as many
    assert cut > 0
