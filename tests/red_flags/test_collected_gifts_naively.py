from fractions import Fraction
from itertools import pairwise
from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.collected_gifts import collections
from tests.motifs.test_pass_on import pairs_naively
from tests.red_flags.ledgers import ledger

HOME = range(4)  # persons; 4 is a machine, 5 and 6 are persons abroad
LIMIT = 40

# (sender, receiver, ten days, cents)
random_payments = st.lists(
    st.tuples(
        *(st.integers(0, 4), st.integers(0, 6), st.integers(0, 9), st.integers(1, 60))
    ).filter(lambda paid: paid[0] != paid[1] and paid[1] != 4),
    max_size=14,
).map(lambda made: sorted(made, key=lambda paid: paid[2]))


def is_even(sums: list[tuple[int, int]]) -> bool:
    """Whether these (ten days, cents) are paid like a rent."""
    if len(sums) < 3 or sums[0][0] == sums[-1][0]:
        return False
    gaps = [later[0] - one[0] for one, later in pairwise(sums)]
    cents = [each[1] for each in sums]
    return stdev(cents) <= 0.15 * mean(cents) and stdev(gaps) <= 0.25 * mean(gaps)


def collections_naively(paid):
    ever = {(by, to) for by, to, *_ in paid}
    for subject in HOME:
        gifts = [
            row
            for row, (by, to, _, cents) in enumerate(paid)
            if to == subject
            and cents < LIMIT
            and (by == 4 or (subject, by) not in ever)
        ]
        gifts = [
            row
            for row in gifts
            if paid[row][0] == 4
            or not is_even([paid[r][2:] for r in gifts if paid[r][0] == paid[row][0]])
        ]
        exports = [row for row, p in enumerate(paid) if p[0] == subject and p[1] >= 5]
        counted = [
            (paid[row][0], subject, *paid[row][2:])
            if row in gifts
            else (subject, paid[row][1], *paid[row][2:])
            if row in exports
            else (-1, -1, *paid[row][2:])
            for row in range(len(paid))
        ]
        pairs = pairs_naively(counted, subject, 3)
        fed = {
            row
            for row in exports
            if 2 * sum(c for (_, out), c in pairs.items() if out == row) >= paid[row][3]
        }
        pairs = {pair: cents for pair, cents in pairs.items() if pair[1] in fed}
        if not pairs:
            continue
        days = sorted(paid[row][2] for row in fed)
        first, last = days[0], days[-1]
        given = sum(paid[r][3] for r in gifts if first - 3 <= paid[r][2] <= last)
        gone = sum(paid[r][3] for r in exports if first <= paid[r][2] <= last)
        used = {came for came, _ in pairs}
        yield (
            subject,
            len({paid[row][0] for row in used} - {4}),
            len(fed),
            sum(paid[row][3] for row in used),
            sum(paid[row][3] for row in used if paid[row][0] == 4),
            Fraction(sum(pairs.values()), given),
            Fraction(sum(pairs.values()), gone),
            sorted(used | fed),
        )


@settings(deadline=None)
@given(paid=random_payments)
def test_collections_agree_with_naive_reading(paid):
    kinds = {n: {"kind": "personal", "country": "DE"} for n in HOME}
    kinds |= {4: {"kind": "cash", "country": "DE"}}
    kinds |= {n: {"kind": "personal", "country": "TR"} for n in (5, 6)}
    made = ledger(
        [
            (
                *(by, to, ten * 10 * DAY, cents),
                {"channel": "cash_deposit" if by == 4 else "instant"},
            )
            for by, to, ten, cents in paid
        ],
        accounts=kinds,
    )
    told = collections(made, LIMIT)
    number = {int(h): a for a, h in enumerate(made.principals.holder)}
    seen = {}
    for row in told.found.iter_rows(named=True):
        mine = told.rows.filter(subject=row["subject"])["row"].to_list()
        seen[number[row["subject"]]] = (row, sorted(mine))
    wanted = list(collections_naively(paid))
    assert sorted(seen) == [each[0] for each in wanted]
    for subject, givers, exports, swept, cash, forwarded, fed, rows in wanted:
        row, mine = seen[subject]
        assert (row["givers"], row["exports"]) == (givers, exports)
        assert (row["swept_cents"], row["cash_cents"]) == (swept, cash)
        assert row["forwarded_share"] == pytest.approx(float(forwarded))
        assert row["fed_share"] == pytest.approx(float(fed))
        assert mine == rows
