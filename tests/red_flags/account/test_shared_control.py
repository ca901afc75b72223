from datetime import date

import pytest

from pipeline.red_flags.account.shared_control import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown

USED = [("job", "X", 0), ("X", "shop", 5), ("job", "Y", 6)]
JOINT = [("ann", "X", "account_holder"), ("bob", "X", "account_holder")]
CARD = [("ann", "X", "account_holder"), ("bob", "X", "delegated_access")]
ELSEWHERE = ("zoe", "yan", "family")  # the data do record ties


def alerts(relations, payments=USED, **tables):
    made = ledger(payments, relations=[*relations, ELSEWHERE], **tables)
    return detect(made, Thresholds()).alerts.to_dicts()


def test_joint_account_of_strangers_shows_what_filled_it():
    made = ledger(USED, relations=[*JOINT, ELSEWHERE])
    found = detect(made, Thresholds())
    assert shown(made, found) == [("X", ["t00000"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["in"]
    assert alert["members"] == [alert["account"]]
    assert (alert["start"], alert["end"]) == (0, 0)
    assert (alert["controllers"], alert["delegates"]) == (2, 0)
    assert (alert["unrelated"], alert["foreign_delegates"]) == (2, 0)
    assert alert["transactions"] == 2
    assert alert["strength"] == pytest.approx(0.2, rel=1e-4)


ACROSS = {"sender_country": "AE", "receiver_country": "US"}


def test_payments_that_show_who_commands_come_alone_where_there_are_any():
    far = ("far", "X", "2000-06-01", 100, ACROSS)
    paid = [*USED, far, ("X", "Y", 8), ("X", "shop", 9)]
    ordered = ("X", "cafe", 10, 100, {"conductor": "bob"})
    made = ledger(
        [*paid, ordered],
        relations=[*JOINT, ELSEWHERE],
        accounts={"Y": {"party_id": "bob"}},
    )
    found = detect(made, Thresholds())
    assert shown(made, found) == [("X", ["t00000", "t00004", "t00006", "t00003"])]
    assert found.alerts["transactions"].to_list() == [6]


def test_account_of_one_holder_is_silent():
    assert alerts(JOINT[:1]) == []
    assert (
        alerts([("ann", "X", "delegated_access")], accounts={"X": {"party_id": "ann"}})
        == []
    )


def test_delegate_without_a_tie_is_stronger_than_a_holder():
    (alert,) = alerts(CARD)
    assert (alert["delegates"], alert["unrelated"]) == (1, 2)
    assert alert["strength"] == pytest.approx(0.3, rel=1e-4)


@pytest.mark.parametrize(
    "tie", ["family", "same_party", "officer_of", "employee_of", "acts_for", "other"]
)
def test_couple_carer_or_colleague_is_innocent_in_either_direction(tie):
    assert alerts([*JOINT, ("ann", "bob", tie)]) == []
    assert alerts([*CARD, ("bob", "ann", tie)]) == []


@pytest.mark.parametrize("tie", ["same_market", "contains"])
def test_what_is_no_tie_between_people_excuses_nobody(tie):
    assert len(alerts([*JOINT, ("ann", "bob", tie)])) == 1


@pytest.mark.parametrize("contact", ["addresses", "phones", "devices"])
def test_flatmates_share_a_contact(contact):
    same = {"ann": {contact: ["Elm 1 "]}, "bob": {contact: ["oak 2", "elm 1"]}}
    assert alerts(JOINT, parties=same) == []
    empty = {"ann": {contact: [""]}, "bob": {contact: [""]}}
    assert len(alerts(JOINT, parties=empty)) == 1


def test_phone_that_reads_like_an_address_is_no_common_contact():
    people = {"ann": {"phones": ["7"]}, "bob": {"addresses": ["7"]}}
    assert len(alerts(JOINT, parties=people)) == 1


def test_third_who_knows_neither_of_a_couple_is_the_one_unrelated():
    (alert,) = alerts(
        [*JOINT, ("ann", "bob", "family"), ("cy", "X", "delegated_access")]
    )
    assert (alert["controllers"], alert["unrelated"]) == (3, 1)


def test_tie_between_accounts_means_their_holders():
    tie = ("Y", "X2", "family")
    accounts = {"Y": {"party_id": "ann"}, "X2": {"party_id": "bob"}}
    assert alerts([*JOINT, tie], accounts=accounts) == []


def test_company_cards_are_innocent():
    cards = [("ann", "X", "delegated_access"), ("bob", "X", "delegated_access")]
    firm = {"X": {"party_id": "firm"}}
    organisation = {"firm": {"kind": "organisation"}}
    assert len(alerts(cards, accounts=firm)) == 1
    assert alerts(cards, accounts=firm, parties=organisation) == []
    assert alerts(cards, accounts={"X": {"party_id": "firm", "kind": "business"}}) == []


def test_data_without_any_tie_or_contact_cannot_tell_strangers():
    made = ledger(USED, relations=JOINT)
    assert detect(made, Thresholds()).alerts.is_empty()


@pytest.mark.parametrize(
    ("day", "count"), [(date(2000, 2, 1), 0), (date(2000, 2, 2), 1)]
)
def test_holders_one_after_the_other_share_nothing(day, count):
    after = date(2000, 2, 1)
    relations = [(*JOINT[0], None, day), (*JOINT[1], after, None)]
    paid = [*USED, ("job", "X", "2000-03-01", 100_000)]
    assert len(alerts(relations, paid)) == count


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()


def test_documented_case_names_the_four_accounts():
    made = documented_case("case_911_plot")
    found = detect(made, Thresholds()).alerts
    accounts = made.accounts["account_id"].gather(found["account"]).to_list()
    assert sorted(accounts) == [
        *("JOINT_ACCT_US_BANK1", "MUSCLE_1_ACCT_AE", "PAYMASTER_CARD", "SD_ACCT_US")
    ]
