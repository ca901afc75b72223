from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.bodies import interlocked
from pipeline.red_flags.npo.interlocking import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

KINDS = {
    "a": {"kind": "npo", "party_id": "A"},
    "b": {"kind": "business", "party_id": "B"},
    "c": {"kind": "npo", "party_id": "C"},
    "d": {"kind": "npo", "party_id": "D"},
    "second": {"kind": "npo", "party_id": "A"},
    "out": {"kind": "business", "party_id": "out"},
}
SHARED = [("man", body, "officer_of") for body in "ABC"]


def made(payments, relations=SHARED, accounts=None, parties=None):
    return ledger(
        payments,
        accounts=KINDS | (accounts or {}),
        relations=relations,
        parties=parties or {},
    )


def fires(payments, limits=None, **tables):
    told = made(payments, **tables)
    return shown(told, detect(told, limits or Thresholds()))


def round_trip(cents=300_000, members="abc", gap=10):
    """Each pays the next, the last the first."""
    ring = [*members, members[0]]
    return [
        (payer, payee, turn * gap * DAY, cents)
        for turn, (payer, payee) in enumerate(pairwise(ring))
    ]


def test_money_that_goes_round_between_bodies_of_one_officer():
    told = made([*round_trip(), ("b", "out", DAY, 300_000)])
    found = detect(told, Thresholds())
    (alert,) = found.alerts.to_dicts()
    assert shown(told, found) == [("a", ["t00000", "t00001", "t00002"])]
    assert (alert["bodies"], alert["charities"], alert["linked_share"]) == (3, 2, 1)
    assert (alert["internal_cents"], alert["payments"]) == (900_000, 3)
    assert (alert["internal_share"], alert["circulated_share"]) == (0.75, 1)
    assert (alert["kinds_of_link"], alert["span_days"]) == (1, 20)


def test_half_of_what_they_pay_is_enough():
    assert len(fires([*round_trip(), ("b", "out", DAY, 900_000)])) == 1
    assert fires([*round_trip(), ("b", "out", DAY, 900_001)]) == []


@pytest.mark.parametrize(("cents", "alerts"), [(166_667, 1), (166_666, 0)])
def test_shared_rent_is_left_alone(cents, alerts):
    assert len(fires(round_trip(cents))) == alerts


def test_two_bodies_are_a_body_and_its_arm():
    two = [("a", "b", 0, 900_000), ("b", "a", DAY, 900_000)]
    assert fires(two) == []
    assert fires(two, relations=SHARED[:2]) == []


def test_federation_that_passes_money_down_is_innocent():
    """Its centre pays branches, they pay their own; levies go up."""
    federal = [("man", body, "officer_of") for body in "ABCD"]
    down = [("a", to, DAY * n, 900_000) for n, to in enumerate("bcd")]
    up = [(of, "a", DAY * n, 90_000) for n, of in enumerate("bcd")]
    assert fires([*down, *up], relations=federal) == []
    tiers = [("a", "b", 0, 900_000), ("b", "c", DAY, 900_000)]
    assert fires(tiers, relations=federal) == []


def test_parishes_that_live_off_their_own_members_are_innocent():
    giving = [(f"p{n}", "a", n * DAY, 400_000) for n in range(9)]
    works = [(who, "out", 40 * DAY, 2_000_000) for who in "abc"]
    assert fires([*giving, *works, *round_trip(200_000)]) == []


def test_firms_without_a_charity_are_another_matter():
    firms = {name: {"kind": "business", "party_id": name.upper()} for name in "ac"}
    firms["second"] = firms["a"]
    assert fires(round_trip(), accounts=firms) == []


def test_bodies_that_share_nothing_or_a_service_are_apart():
    assert fires(round_trip(), relations=[]) == []
    service = [("agent", f"X{n}", "officer_of") for n in range(6)]
    served = {f"x{n}": {"kind": "business", "party_id": f"X{n}"} for n in range(6)}
    many = [("agent", body, "officer_of") for body in "ABC"]
    assert fires(round_trip(), relations=[*service, *many], accounts=served) == []
    fewer = service[:5]
    assert len(fires(round_trip(), relations=[*fewer, *many], accounts=served)) == 1


def test_signatories_addresses_and_telephones_link_too():
    signs = [("man", account, "delegated_access") for account in "abc"]
    assert len(fires(round_trip(), relations=signs)) == 1
    mixed = [("man", "A", "officer_of"), ("man", "b", "delegated_access")]
    parties = {
        "A": {"kind": "organisation", "addresses": ["1, High St."]},
        "B": {"kind": "organisation", "phones": ["+49 30 1"]},
        "C": {"kind": "organisation", "addresses": ["1 high st"], "phones": ["49301"]},
    }
    told = made(round_trip(), relations=mixed, parties=parties)
    (alert,) = detect(told, Thresholds()).alerts.to_dicts()
    assert alert["kinds_of_link"] == 3
    del parties["C"]["phones"]  # a chain is no clique
    assert fires(round_trip(), relations=mixed, parties=parties) == []


def test_gap_of_one_link_in_six_is_allowed():
    links = [p for p in combinations("ABCD", 2) if p != ("A", "D")]
    people = [
        (f"m{n}", body, "officer_of") for n, pair in enumerate(links) for body in pair
    ]
    ring = round_trip(members="abcd")
    (found,) = fires(ring, relations=people)
    assert found[1] == [f"t{n:05}" for n in range(4)]
    fewer = [row for row in people if row[0] != "m1"]
    assert fires(ring, relations=fewer) == []


def test_one_party_is_one_body_however_many_accounts():
    inner = [("a", "second", 0, 900_000), ("second", "a", DAY, 900_000)]
    assert fires([*inner, *round_trip(100_000)]) == []
    same = [*SHARED, ("A", "B", "same_party")]
    assert fires(round_trip(), relations=same) == []


def test_years_are_blocks_of_their_own():
    later = [(a, b, at + 400 * DAY, cents) for a, b, at, cents in round_trip()]
    assert len(fires([*round_trip(), *later])) == 2
    slow = round_trip(gap=200)
    assert fires(slow) == []


def test_unknown_amounts_and_nothing():
    assert fires(round_trip(None)) == []
    assert fires([]) == []
    bare = ledger(round_trip(), accounts=KINDS)
    assert RED_FLAG.untestable(bare) == f"needs {RED_FLAG.needs[1]}"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=16))
def test_groups_agree_with_naive_reading(shares):
    bodies = [f"b{n}" for n in range(6)]
    accounts = {name: {"kind": "npo"} for name in bodies}
    relations = [(f"m{m}", bodies[b], "officer_of") for m, b in shares]
    holds = {m: {b for k, b in shares if k == m} for m, _ in shares}
    linked = {
        pair
        for group in holds.values()
        if 2 <= len(group) <= 4
        for pair in combinations(sorted(group), 2)
    }
    left = set(range(6))
    while True:
        weak = {b for b in left if sum(b in p and set(p) <= left for p in linked) < 2}
        if not weak:
            break
        left -= weak
    linked = {p for p in linked if set(p) <= left}
    groups = [{b} for b in left]
    for one, other in linked:
        joined = [g for g in groups if one in g or other in g]
        groups = [g for g in groups if g not in joined] + [set().union(*joined)]
    made_of = ledger([], accounts=accounts, relations=relations)
    found = interlocked(made_of, 4, 2)
    names = made_of.principals.names
    told = {
        frozenset(names[h] for h in part["holder"]): part["linked_share"][0]
        for part in found.partition_by("group")
    }
    expected = {}
    for group in groups:
        pairs = len(group) * (len(group) - 1) / 2
        links = sum(set(p) <= group for p in linked)
        expected[frozenset(f"account b{n}" for n in group)] = links / pairs
    assert told == pytest.approx(expected)
