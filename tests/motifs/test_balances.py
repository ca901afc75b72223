from hypothesis import given, settings

from pipeline.motifs.balances import balances
from tests.motifs.graphs import graph_of, payments


def statement(paid, account):
    """(sort key, is credit, row, cents) of one account, in before out at a time."""
    lines = []
    for row, (sender, receiver, time, cents) in enumerate(paid):
        if receiver == account:
            lines.append((time, 0, row, cents))
        if sender == account:
            lines.append((time, 1, row, -cents))
    return sorted(lines)


@settings(deadline=None, max_examples=60)
@given(paid=payments(accounts=4, until=6, most=9, max_size=25))
def test_balances_agree_with_a_statement_read_line_by_line(paid):
    received, sent = graph_of(paid, 4)
    opening, after_in, after_out = balances(received, sent)
    by_row = {0: {}, 1: {}}
    for side, after, out in ((received, after_in, 0), (sent, after_out, 1)):
        by_row[out] = dict(zip(side.row.tolist(), after.tolist(), strict=True))
    for account in range(4):
        lines = statement(paid, account)
        sums = [sum(line[3] for line in lines[:n]) for n in range(len(lines) + 1)]
        begun = -min(sums)
        assert opening[account] == begun
        for line, total in zip(lines, sums[1:], strict=True):
            assert by_row[line[1]][line[2]] == begun + total


def test_lowest_point_is_zero_and_what_was_there_before_is_told():
    received, sent = graph_of([(0, 1, 0, 30), (1, 2, 5, 100), (0, 1, 9, 10)], 3)
    opening, after_in, after_out = balances(received, sent)
    assert opening.tolist() == [40, 70, 0]
    assert after_in.tolist() == [100, 10, 100]
    assert after_out.tolist() == [10, 0, 0]


def test_account_that_only_receives_began_with_nothing():
    received, sent = graph_of([(0, 1, 0, 30), (0, 1, 0, 20)], 2)
    opening, after_in, _ = balances(received, sent)
    assert opening.tolist() == [50, 0]
    assert after_in.tolist() == [30, 50]


def test_equal_times_count_what_comes_in_first():
    received, sent = graph_of([(1, 2, 7, 30), (0, 1, 7, 30)], 3)
    opening, _, after_out = balances(received, sent)
    assert opening[1] == 0
    assert after_out.tolist() == [0, 0]


def test_no_payments_at_all():
    opening, after_in, after_out = balances(*graph_of([], 2))
    assert (opening.tolist(), after_in.size, after_out.size) == ([0, 0], 0, 0)
