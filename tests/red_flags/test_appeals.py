import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.red_flags.appeals import (
    gifts,
    is_campaign,
    is_platform,
    serves_public,
    where_usual,
)
from tests.red_flags.ledgers import ids, ledger

FUNDED = {"channel": "crowdfunding"}
ACCOUNTS = {
    "appeal": {"kind": "personal", "party_id": "p"},
    "named": {"service": "campaign"},
    "web": {"kind": "merchant"},
    "site": {"service": "platform"},
    "own": {"party_id": "p"},
}
PAID = [
    ("d", "appeal", 0, 100, FUNDED),
    ("d", "appeal", 1, 100),
    ("own", "appeal", 2, 100, FUNDED),
    ("d", "named", 3, 100),
    ("site", "named", 4, None, FUNDED),
    ("d", "web", 5, 100, FUNDED),
    ("d", "site", 6, 100, FUNDED),
]


def known(mask, made):
    names = made.accounts["account_id"]
    return {names[i] for i, yes in enumerate(mask) if yes}


def test_campaigns_are_named_or_funded_and_neither_platforms_nor_shops():
    made = ledger(PAID, accounts=ACCOUNTS)
    assert known(is_campaign(made), made) == {"appeal", "named"}
    assert known(is_platform(made), made) == {"site"}


def test_gifts_are_what_others_give_by_crowdfunding_or_to_a_campaigns_own_account():
    made = ledger(PAID, accounts=ACCOUNTS)
    assert ids(made, gifts(made)["row"]) == ["t00000", "t00003"]
    assert ids(made, gifts(made, valued=False)["row"]) == ["t00000", "t00003", "t00004"]
    assert gifts(ledger([])).is_empty()


@pytest.mark.parametrize(
    ("columns", "public"),
    [
        ({}, False),
        ({"kind": "personal"}, False),
        ({"service": "campaign"}, False),
        ({"kind": "business"}, True),
        ({"kind": "vasp"}, True),
        ({"service": "otc_desk"}, True),
        ({"service": "otc_desk", "registered": False}, False),
        ({"kind": "npo", "registered": True}, True),
    ],
)
def test_who_serves_the_public_unless_known_to_lack_registration(columns, public):
    assert serves_public(ledger([], accounts={"x": columns})).tolist() == [public]


@given(st.lists(st.booleans(), max_size=12))
def test_usual_is_what_more_than_half_of_four_or_more_others_do(habits):
    table = pl.DataFrame(
        {"campaign": range(len(habits)), "does": habits},
        {"campaign": pl.UInt32, "does": pl.Boolean},
    )
    expected = []
    for number in range(len(habits)):
        others = habits[:number] + habits[number + 1 :]
        if len(others) >= 4 and sum(others) / len(others) > 0.5:
            expected.append(number)
    assert where_usual(table)["campaign"].to_list() == expected
