from datetime import date

import pytest

from pipeline.red_flags.information.identity_variants import Thresholds, detect
from tests.red_flags.information.listed import by_name, day, hits
from tests.red_flags.ledgers import ledger, shown

PAID = [(0, 2, 0), (1, 2, 1)]


def paper(value, kind="passport"):
    return [{"type": kind, "value": value}]


def born(text="1980-01-02"):
    return [{"type": "birth", "value": date.fromisoformat(text)}]


def person(name, **columns):
    known = {"kind": "person", "names": [name], "dates": [], "identifiers": []}
    lists = {key: [] for key in ("addresses", "phones", "devices")}
    return known | lists | columns


def fires(one, two, payments=PAID, banks=("Bank 1", "Bank 1"), lists=None, **tables):
    accounts = {
        number: {"party_id": party, "institution": bank}
        for number, (party, bank) in enumerate(zip(("p1", "p2"), banks, strict=True))
    }
    made = ledger(
        payments,
        accounts=accounts,
        parties={"p1": one, "p2": two},
        **(lists or {}),
        **tables,
    )
    return shown(made, detect(made, Thresholds()))


BOTH = [("a0", ["t00000", "t00001"])]


@pytest.mark.parametrize(
    ("name", "alerts"),
    [
        ("Jan Novak", BOTH),
        ("Mary Smith Jones", []),  # married
        ("Maria Smith", []),  # spelt otherwise: a word stays
        ("Smith, Mary", []),
    ],
)
def test_one_paper_under_names_without_a_common_word_is_told(name, alerts):
    told = fires(
        person("Mary Smith", identifiers=paper("X1")),
        person(name, identifiers=paper("X1")),
    )
    assert told == alerts


def test_a_placeholder_that_many_share_joins_nobody():
    crowd = {f"q{n}": person(f"Some{n} One{n}", identifiers=paper("0")) for n in "abc"}
    one = person("Mary Smith", identifiers=paper("0"))
    two = person("Jan Novak", identifiers=paper("0"))
    accounts = {0: {"party_id": "p1"}, 1: {"party_id": "p2"}}
    made = ledger(PAID, accounts=accounts, parties={"p1": one, "p2": two, **crowd})
    assert shown(made, detect(made, Thresholds())) == []


@pytest.mark.parametrize(
    ("change", "alerts"),
    [
        ({}, BOTH),
        ({"identifiers": paper("X1")}, []),  # the same paper: the same customer
        ({"identifiers": paper("X2", "tax")}, []),  # another type is no contradiction
        ({"dates": born("1980-01-03")}, []),
        ({"names": ["Mary Snow"]}, []),
    ],
)
def test_one_name_and_birth_date_with_two_papers_at_one_bank_is_told(change, alerts):
    one = person("Mary Jane Smith", identifiers=paper("X1"), dates=born())
    two = one | {"names": ["Mary Jane Smyth"], "identifiers": paper("X2")} | change
    assert fires(one, two) == alerts
    assert fires(one, two, banks=("Bank 1", "Bank 2")) == []


def test_two_parties_that_resemble_one_listed_entity_are_told():
    one, two = person("Mary Smith"), person("Mari Smith")
    listed = hits(by_name("p1"), by_name("p2"))
    assert fires(one, two, lists=listed) == BOTH
    apart = hits(by_name("p1"), by_name("p2", listed_from=day("2020-01-01")))
    assert fires(one, two, lists=apart) == []


def test_a_joint_account_of_both_is_known_and_a_party_without_account_moves_nothing():
    one = person("Mary Smith", identifiers=paper("X1"))
    two = person("Jan Novak", identifiers=paper("X1"))
    made = ledger(
        PAID,
        accounts={0: {"party_id": "p1"}},
        parties={"p1": one, "p2": two},
        relations=[("p2", "a0", "account_holder")],
    )
    assert shown(made, detect(made, Thresholds())) == []


def test_payment_between_the_two_accounts_stands_once():
    one = person("Mary Smith", identifiers=paper("X1"))
    two = person("Jan Novak", identifiers=paper("X1"))
    assert fires(one, two, payments=[(0, 1, 0)]) == [("a0", ["t00000"])]


def test_a_birth_date_that_a_whole_bank_shares_joins_nobody():
    people = {
        f"q{n:03}": person(
            f"Mary Sue Ann {n:03}", identifiers=paper(f"X{n}"), dates=born()
        )
        for n in range(201)
    }
    accounts = {
        n: {"party_id": p, "institution": "Bank 1"} for n, p in enumerate(people)
    }
    made = ledger([(0, 1, 0)], accounts=accounts, parties=people)
    assert shown(made, detect(made, Thresholds())) == []
    few = dict(list(people.items())[:20])
    made = ledger([(0, 1, 0)], accounts=dict(list(accounts.items())[:20]), parties=few)
    assert len(shown(made, detect(made, Thresholds()))) == 1
