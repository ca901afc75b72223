from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY, EPOCH
from pipeline.red_flags.charities import (
    UNBORN,
    begun_at,
    beside_peers,
    is_charity,
    is_person,
    one_a_charity,
)
from tests.red_flags.ledgers import ledger


def test_charity_and_person_are_known_by_account_or_owner():
    made = ledger(
        [],
        accounts={
            "npo": {"kind": "npo"},
            "card": {"kind": "prepaid_card"},
            "own": {"kind": "external", "party_id": "p"},
            "dark": {},
        },
        parties={"p": {"kind": "person"}},
    )
    assert is_charity(made).tolist() == [True, False, False, False]
    assert is_person(made).tolist() == [False, True, True, False]


def test_age_runs_from_the_earliest_founding_else_from_the_opening():
    founded = {"type": "founded", "value": date(2000, 1, 11)}
    later = {"type": "registered", "value": date(2001, 1, 1)}
    birth = {"type": "birth", "value": date(1970, 1, 1)}
    made = ledger(
        [],
        accounts={
            "a": {"party_id": "p", "opened_on": date(2002, 1, 1)},
            "b": {"party_id": "q", "opened_on": date(2000, 1, 3)},
            "c": {"party_id": "q"},
        },
        parties={"p": {"dates": [later, founded]}, "q": {"dates": [birth]}},
    )
    assert begun_at(made).tolist() == [10 * DAY, 2 * DAY, UNBORN]
    assert EPOCH.date() == date(2000, 1, 1)


def test_accounts_of_one_charity_count_as_one_and_others_as_themselves():
    npo = {"kind": "npo", "party_id": "x"}
    made = ledger([], accounts={0: {}, 1: npo, 2: {"kind": "npo"}, 3: npo})
    assert one_a_charity(made).tolist() == [0, 1, 2, 1]


def fences(values, sizes, opened):
    n = len(values)
    accounts = {
        i: {"kind": "npo", "opened_on": None if days is None else date(1999, 1, 1)}
        for i, days in enumerate(opened)
    }
    for number, days in enumerate(opened):
        if days is not None:
            day = date.fromordinal(EPOCH.date().toordinal() + 5000 - days)
            accounts[number]["opened_on"] = day
    table = pl.DataFrame(
        {
            "account": np.arange(n),
            "at": np.full(n, 5000 * DAY),
            "size_cents": sizes,
            "value": [float(v) for v in values],
        }
    )
    return beside_peers(ledger([], accounts=accounts), table)


def fence_naively(chosen):
    ordered = sorted(chosen)

    def quartile(q):
        place = q * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    return quartile(0.75) + 1.5 * (quartile(0.75) - quartile(0.25))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.sampled_from([0, 1, 3, 5, 20, 100, 5000]),
            st.sampled_from([None, 100, 729, 730, 4000]),
        ),
        min_size=1,
        max_size=16,
    )
)
def test_fence_agrees_with_naive_reading(charities):
    def level(size):
        power = 0
        while 4 ** (power + 1) <= size:
            power += 1
        return power

    def age(days):
        return 2 if days is None else days >= 730

    found = fences(*zip(*charities, strict=True)).to_dicts()
    for (_, size, days), row in zip(charities, found, strict=True):
        near = [c for c in charities if abs(level(c[1]) - level(size)) <= 1]
        same = [c for c in near if age(c[2]) == age(days)]
        chosen = same if len(same) > 5 else near
        if len(chosen) > 5:
            assert row["peers"] == len(chosen) - 1
            assert row["fence"] == pytest.approx(fence_naively([c[0] for c in chosen]))
        else:
            assert (row["peers"], row["fence"]) == (0, None)
