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
