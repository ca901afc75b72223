import pytest

from pipeline.red_flags.information.designated_exposure import (
    RED_FLAG,
    Thresholds,
    detect,
)
from tests.red_flags.information.listed import by_name, day, hits
from tests.red_flags.ledgers import ledger, shown

OWNERS = {0: {"party_id": "bad"}, 1: {"party_id": "ann"}, 2: {"party_id": "bob"}}
CHAIN = [(2, 1, "2020-05-01", 1_000), (1, 0, "2020-05-02", 1_000)]


def made(payments, *rows, **tables):
    return ledger(payments, accounts=OWNERS, **hits(*rows), **tables)


def found(payments, *rows, **tables):
    some = made(payments, *rows, **tables)
    return detect(some, Thresholds()).alerts, shown(some, detect(some, Thresholds()))


def test_the_listed_account_and_those_up_to_three_steps_away_are_told():
    alerts, told = found(CHAIN, {"party_id": "bad"})
    assert told == [
        ("a0", ["t00001"]),
        ("a1", ["t00001"]),
        ("a2", ["t00000", "t00001"]),
    ]
    assert alerts["hops"].to_list() == [0, 1, 2]
    assert alerts["strength"].to_list() == pytest.approx([1, 1, 0.4])
    assert alerts["parts"].to_list() == [["in"], ["hop 1"], ["hop 1", "hop 2"]]


def test_money_that_came_before_it_could_go_on_is_no_path():
    backwards = [(2, 1, "2020-05-03", 1_000), (1, 0, "2020-05-02", 1_000)]
    assert [account for account, _ in found(backwards, {"party_id": "bad"})[1]] == [
        *("a0", "a1")
    ]


@pytest.mark.parametrize(
    ("listed", "accounts"),
    [
        ({"listed_from": day("2020-05-02")}, ["a0", "a1", "a2"]),
        ({"listed_from": day("2020-05-03")}, []),
        ({"listed_to": day("2020-05-02")}, []),
        ({"listed_to": day("2020-05-03")}, ["a0", "a1", "a2"]),
    ],
)
def test_a_party_counts_only_while_it_was_listed(listed, accounts):
    told = found(CHAIN, {"party_id": "bad", **listed})[1]
    assert [account for account, _ in told] == accounts


def test_a_name_alone_weighs_less_and_an_identifier_prevails():
    alerts, _ = found(CHAIN, by_name("bad"))
    assert alerts["strength"].to_list() == pytest.approx(
        [0.3 * 0.95, 0.3 * 0.95, 0.4 * 0.3 * 0.95]
    )
    both, _ = found(CHAIN, by_name("bad"), {"party_id": "bad"})
    assert both["strength"].to_list() == pytest.approx([1, 1, 0.4])


def test_a_shop_that_sells_to_many_is_not_exposed_by_one_customer():
    many = [(n, 1, "2020-05-01", 1_000) for n in range(3, 23)]
    spent = [(0, 1, "2020-05-02", 1_000), (0, 9, "2020-05-02", 99_000)]
    told = found([*many, *spent], {"party_id": "bad"})[1]
    assert "a1" not in [account for account, _ in told]


def test_a_delegate_of_a_listed_party_commands_its_account():
    relation = [("bad", "a2", "delegated_access")]
    told = found([(2, 1, "2020-05-01")], {"party_id": "bad"}, relations=relation)[1]
    assert [account for account, _ in told] == ["a1", "a2"]


def test_unknown_amounts_of_the_listed_account_are_told_but_make_no_path():
    told = found([(1, 0, "2020-05-01", None)], {"party_id": "bad"})[1]
    assert told == [("a0", ["t00000"])]


def test_day_precision_widens_the_day_of_listing():
    late = (1, 0, "2020-05-01", 1_000, {"time_precision": "approximate"})
    told = found([late], {"party_id": "bad", "listed_from": day("2020-05-10")})[1]
    assert [account for account, _ in told] == ["a0", "a1"]


def test_without_a_list_it_is_not_testable_and_with_one_silence_is_silence():
    assert RED_FLAG.untestable(ledger(CHAIN)) == "needs screening_lists.list_name"
    assert RED_FLAG.untestable(made(CHAIN, {"party_id": "bad"})) is None
    assert found([], {"party_id": "bad"})[1] == []
