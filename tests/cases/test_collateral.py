"""Whom a freeze would harm, counted by hand."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases.collateral import Ledger, Outside
from tests.cases.test_groups import FLOW, STRUCT, cases
from tests.red_flags.ledgers import ledger

PAID = [("a", "b", 1), ("b", "c", 2)]
ALERTS = [(FLOW, "b", "ac"), (STRUCT, "b", "")]
SHOWN = [(0, 0), (0, 1)]
LATER = 10**8


def harm(lawful, **known):
    found = cases(PAID + lawful, ALERTS, SHOWN, **known)["disruption"]
    assert found["flow_cents"].unique().to_list() == [10_000]
    return {
        (row["kind"], row["strategy"], row["budget"]): (
            row["collateral_transactions"],
            row["collateral_cents"],
            row["collateral_principals"],
        )
        for row in found.iter_rows(named=True)
    }


def test_each_lawful_transaction_counts_once():
    lawful = [("b", f"shop{n}", LATER + n) for n in range(4)] + [("c", "b", LATER)]
    harmed = harm(lawful)
    assert harmed["account", "greedy", 1] == (0, 0, 0)  # a of the three: nothing lawful
    assert harmed["account", "biggest", 1] == (5, 50_000, 5)  # b: four shops and c
    assert harmed["account", "biggest", 3] == (5, 50_000, 4)  # c is frozen itself


def test_what_an_account_pays_itself_and_unknown_sums_are_counted_without_value():
    harmed = harm([("b", "b", LATER, 700), ("b", "x", LATER, None)])
    assert harmed["account", "biggest", 1] == (2, 700, 1)


def test_several_accounts_of_one_holder_are_one_principal():
    lawful = [("b", "x", LATER), ("b", "y", LATER)]
    held = {name: {"party_id": "P"} for name in "xy"}
    assert harm(lawful, accounts=held)["account", "biggest", 1] == (2, 20_000, 1)
    own = {name: {"party_id": "P"} for name in "bxy"}
    assert harm(lawful, accounts=own)["account", "biggest", 1] == (2, 20_000, 0)


def test_a_closed_corridor_harms_the_accounts_of_the_case_only():
    """a, b and c paid abroad beside the case; what strangers paid there goes on."""
    lawful = [("b", "x", LATER), ("y", "b", LATER), ("y", "x", LATER)]
    harmed = harm(lawful)
    assert harmed["corridor", "exact", 1] == (2, 20_000, 2)


def test_hubs_keep_their_corridors():
    lawful = [(f"x{n}", "b", LATER + n) for n in range(150)]
    assert harm(lawful)["corridor", "exact", 1] == (0, 0, 0)


NUMBERS = st.integers(0, 5)
PAYMENTS = st.lists(
    st.tuples(NUMBERS, NUMBERS, st.integers(0, 3), st.none() | st.integers(1, 9)),
    min_size=1,
    max_size=15,
)
HOLDERS = np.array([0, 0, 1, 2, 3, 3], np.uint32)
PLACES = ("DE", "FR", None)


@settings(deadline=None, max_examples=80)
@given(
    paid=PAYMENTS,
    own=st.sets(st.integers(0, 14)),
    members=st.sets(NUMBERS, min_size=1),
    hubs=st.sets(NUMBERS),
    places=st.lists(
        st.tuples(*[st.sampled_from(PLACES)] * 2), min_size=15, max_size=15
    ),
    data=st.data(),
)
def test_harm_agrees_with_a_naive_count(paid, own, members, hubs, places, data):
    ends = ("sender_country", "receiver_country")
    rows = [
        (*p, dict(zip(ends, where, strict=True)))
        for p, where in zip(paid, places, strict=False)
    ]
    made = ledger(rows, n_accounts=6)
    table = made.transactions.collect().with_row_index("row").to_dicts()
    case_rows = np.array(sorted(own & set(range(len(table)))), np.int64)
    members = sorted(members)
    hub = np.isin(np.arange(6), sorted(hubs))
    known = Ledger.build(
        made.graph, HOLDERS, hub, made.transactions, np.array(members, np.int64)
    )
    outside = Outside(known, members, case_rows)

    def naive(touching, frozen, corridors=None):
        found = [
            (row, {int(row[end][1:]) for end in ("sender_account", "receiver_account")})
            for row in table
            if row["row"] not in case_rows
            and (corridors is None or name(row) in corridors)
        ]
        found = [(row, both) for row, both in found if both & set(touching)]
        people = {int(HOLDERS[a]) for _, both in found for a in both}
        return (
            len(found),
            sum(row["value_cents"] or 0 for row, _ in found),
            len(people - {int(HOLDERS[a]) for a in frozen}),
        )

    def name(row):
        return " → ".join(row[end] or "unknown" for end in ends)

    places_of = st.sets(st.integers(0, len(members) - 1), max_size=3)
    for chosen in (data.draw(places_of), data.draw(places_of)):
        frozen = [members[place] for place in chosen]
        assert outside.of_accounts(chosen) == naive(frozen, frozen)
    closed = data.draw(st.sets(st.sampled_from(["DE → DE", "DE → FR", "FR → unknown"])))
    ordinary = [a for a in members if a not in hubs]
    told = outside.of_corridors(closed)
    assert told == naive(ordinary, members, closed)
    assert outside.of_corridors(closed) == told
