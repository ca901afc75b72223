"""Whose the accounts of a documented case are."""

from functools import partial

import pytest

from tests.ingest.cases import put_case, row
from tests.ingest.sources import ingested


@pytest.fixture
def case(tmp_path):
    return partial(put_case, tmp_path)


def test_relations_say_whose_an_account_is(case):
    tables = ingested(case(row(), row(tx_id="x-2", to="JOINT")))
    owners = dict(tables["raw_accounts"].select("account_id", "party_id").iter_rows())
    assert owners == {"ANN": "ANN", "POT": "BOSS", "JOINT": None}
    assert set(tables["raw_parties"]["party_id"]) == {
        *("ANN", "BOB", "BOSS", "CLERK", "CHIEF")
    }


def test_relations_of_other_cases_are_left_out(case):
    assert ingested(case(row()))["raw_relations"]["a"].to_list() == [
        *("BOSS", "CLERK", "ANN", "BOB", "ANN")
    ]


def test_case_without_relations_owns_itself(case):
    tables = ingested(case(row(), relations=""))
    owners = tables["raw_accounts"].select("account_id", "party_id").rows()
    assert owners == [("ANN", "ANN"), ("POT", "POT")]
    assert tables["raw_relations"].height == 0


def test_labels_of_several_cases_are_kept_apart(case):
    folder = case(row()).parent
    case(row(tx_id="y-1"), name="case_y")
    tables = ingested(folder)
    assert tables["raw_transactions"]["sender_account"].to_list() == [
        *("case_x:ANN", "case_y:ANN")
    ]
    owners = dict(tables["raw_accounts"].select("account_id", "party_id").iter_rows())
    assert owners["case_x:POT"] == "case_x:BOSS"
    assert owners["case_y:POT"] == "case_y:POT"
    assert "case_y:ELSE" in tables["raw_relations"]["a"].to_list()


def test_what_a_bank_knows_of_an_account_is_kept(case):
    hire = row(tx_id="x-2", to="HIRE", role_to="merchant_vehicle_hire")
    desk = row(tx_id="x-3", to="DESK", role_to="unlicensed_exchanger_hub")
    card = row(**{"tx_id": "x-4", "from": "CARD", "channel": "prepaid cards"})
    tables = ingested(case(row(), hire, desk, card))
    known = tables["raw_accounts"].select("account_id", "kind", "service", "registered")
    assert set(known.rows()) == {
        ("ANN", None, None, None),
        ("POT", None, None, None),  # a paymaster is what the case says, not the bank
        ("HIRE", "merchant", None, None),
        ("DESK", None, "otc_desk", "false"),
        ("CARD", "prepaid_card", None, None),
    } | {("JOINT", None, None, None)}
    categories = tables["raw_transactions"]["merchant_category"].to_list()
    assert categories == [None, "7512", None, None]
