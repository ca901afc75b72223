"""Labels of a run that looked at the ledger as known on a day."""

import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.evaluate.known_truth import known_labels, rank_in_hindsight
from pipeline.evaluate.truth import join_truth
from tests.evaluate.small_run import ACCOUNTS, TRANSACTIONS, labels, scores

LATER = ("t5", "t6", "u2")  # all of instance s-2, a part of m-1


def quarantine(*tables, reason="not_yet_known"):
    rows = {"table": list(tables), "reasons": [[reason]] * len(tables)}
    return pl.DataFrame(rows, {"table": pl.String, "reasons": pl.List(pl.String)})


def known(aside, later=LATER):
    ids = pl.Series([one for one in TRANSACTIONS if one not in later])
    accounts = pl.Series(ACCOUNTS)
    found = known_labels(labels(), aside, ids, accounts)
    return found, ids, accounts


def test_labels_of_what_came_later_are_left_out():
    found, ids, accounts = known(quarantine(*["transactions"] * 3))
    truth = join_truth(found, ids, accounts)
    assert set(truth.transactions["subject_id"]) == {"t1", "t2", "t3", "t4", "u1", "u3"}
    assert set(truth.scheme_ids("accounts")) == {"A1", "A2", "A3"}
    assert {"B1", "B2", "B3"} <= set(truth.accounts["subject_id"])


def test_nothing_is_left_out_of_a_run_with_hindsight():
    for aside in (quarantine(), quarantine("transactions", reason="amount_negative")):
        found, _, _ = known(aside, later=())
        assert found.equals(labels())


def test_labels_of_another_input_are_still_refused():
    found, ids, accounts = known(quarantine(*["transactions"] * 2))
    with pytest.raises(InputError, match="3 of 9 labelled transactions"):
        join_truth(found, ids, accounts)


def both_scores(accounts, transactions, best):
    return (
        scores("account_id", accounts, best),
        scores("transaction_id", transactions, best),
    )


def test_hindsight_ranks_the_same_accounts_and_transactions():
    truth = join_truth(labels(), pl.Series(TRANSACTIONS), pl.Series(ACCOUNTS))
    then = both_scores(ACCOUNTS[:9], TRANSACTIONS[:9], {"O1": 9, "u1": 9})
    best = {"A1": 9, "A2": 8, "A3": 8, "A5": 7, "A6": 7, "O1": 99}
    best |= {f"t{n}": n for n in range(1, 7)}
    later = both_scores(ACCOUNTS, TRANSACTIONS, best)
    found = rank_in_hindsight(later, then, truth)
    assert found["average_precision"].to_list() == [1.0, 1.0]
    assert found["rows"].to_list() == [8, 9]  # without the unwitting one


def test_hindsight_of_another_ledger_is_refused():
    truth = join_truth(labels(), pl.Series(TRANSACTIONS), pl.Series(ACCOUNTS))
    then = both_scores(ACCOUNTS, TRANSACTIONS, {})
    other = both_scores(ACCOUNTS[:5], TRANSACTIONS, {})
    with pytest.raises(InputError, match="lacks 14 of 19 account_ids"):
        rank_in_hindsight(other, then, truth)
