"""Shared control: a delegate who lives elsewhere."""

from pipeline.red_flags.account.shared_control import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

CARD = [("ann", "X", "account_holder"), ("bob", "X", "delegated_access")]
ELSEWHERE = ("zoe", "yan", "family")  # the data do record ties
USED = [("job", "X", 0), ("X", "shop", 5), ("job", "Y", 6)]


def alerts(relations, payments=USED, **tables):
    made = ledger(payments, relations=[*relations, ELSEWHERE], **tables)
    return detect(made, Thresholds()).alerts.to_dicts()


ABROAD = [
    ("job", "X", 0, 100, {"receiver_country": "AE"}),
    ("job", "B", 0, 100, {"receiver_country": "PK"}),
]
OWN = {"B": {"party_id": "bob"}}
AGENT = [*CARD, ("bob", "ann", "acts_for")]


def test_delegate_who_lives_elsewhere_fires_though_he_is_an_agent():
    assert alerts(AGENT) == []
    (alert,) = alerts(AGENT, ABROAD, accounts=OWN)
    assert (alert["unrelated"], alert["foreign_delegates"]) == (0, 1)
    assert alert["strength"] == 0.4


WAGES = [("job", "X", f"2001-{month:02}-15") for month in range(1, 13)]


def test_delegate_far_away_whom_the_account_pays_openly_is_innocent():
    lives_there = {"B": {"party_id": "bob", "country": "PK"}}
    at_home = [("job", "X", "2001-01-15", 100, {"receiver_country": "AE"})]
    paid = [*at_home, *WAGES[1:]]
    card = ("X", "B", "2001-03-01", 100, {"channel": "card"})
    cash = (*card[:4], {"channel": "cash_withdrawal"})
    for by_hand in (card, cash):
        (alert,) = alerts(AGENT, [*paid, by_hand], accounts=lives_there)
        assert alert["strength"] == 0.4
    openly = [*paid, card, ("X", "B", "2001-03-02")]
    assert alerts(AGENT, openly, accounts=lives_there) == []


def test_family_staff_and_a_common_address_excuse_distance():
    for tie in ("family", "employee_of"):
        assert alerts([*CARD, ("bob", "ann", tie)], ABROAD, accounts=OWN) == []
    home = {"ann": {"addresses": ["elm 1"]}, "bob": {"addresses": ["elm 1"]}}
    assert alerts(CARD, ABROAD, accounts=OWN, parties=home) == []


def test_account_nothing_fills_shows_all_but_what_was_spent_at_shops():
    spent = ("X", "shop", 1, 100, {"sender_country": "AE"})
    given = ("X", "eve", 2, None)
    made = ledger(
        [spent, given, ABROAD[1]],
        relations=[*AGENT, ELSEWHERE],
        accounts={"shop": {"kind": "merchant"}, **OWN},
    )
    found = detect(made, Thresholds())
    assert shown(made, found) == [("X", ["t00001"])]
    assert found.alerts["transactions"].to_list() == [2]


def test_one_country_in_common_is_near():
    also = ("B", "shop", 1, 100, {"sender_country": "AE"})
    assert alerts(AGENT, [*ABROAD, also], accounts=OWN) == []
    of_account = {"B": {"party_id": "bob", "country": "AE"}}
    assert alerts(AGENT, ABROAD, accounts=of_account) == []


def test_countries_withheld_or_unknown_are_no_distance():
    for country in ("withheld", None):
        paid = [ABROAD[0], (*ABROAD[1][:4], {"receiver_country": country})]
        assert alerts(AGENT, paid, accounts=OWN) == []


def test_card_used_abroad_by_its_delegate_is_distance():
    use = {"sender_country": "AE", "receiver_country": "PK", "conductor": "bob"}
    (alert,) = alerts(AGENT, [("X", "till", 0, 100, use)])
    assert alert["foreign_delegates"] == 1
    assert alerts(AGENT, [("X", "till", 0, 100, use | {"conductor": "ann"})]) == []
    assert (
        alerts(AGENT, [("X", "till", 0, 100, use | {"receiver_country": "AE"})]) == []
    )
