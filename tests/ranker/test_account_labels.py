from datetime import date

import numpy as np
import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.ranker import join_labels, read_labels
from pipeline.ranker.account_labels import FOR_ALL, INNOCENT, SPARED, AccountLabels
from pipeline.ranker.accounts import refuse_few_accounts
from pipeline.ranker.split import split_by_time


def labels_of(members, spared, n_occurrences=3):
    pairs = np.array([a * n_occurrences + o for a, o in members], np.int64)
    flags = np.isin(np.arange(6), spared)
    return AccountLabels(pairs, n_occurrences, flags)


def test_who_takes_part_now_is_found_and_others_of_a_scheme_are_spared():
    labels = labels_of([(0, 1), (1, 1), (2, 0), (1, 0)], [0, 1, 2, 3])
    sender = np.array([0, 3, 4, 1], np.uint32)
    receiver = np.array([3, 1, 5, 2], np.uint32)
    during = labels.during((sender, receiver), np.array([1, 1, -1, 0]))
    assert during.tolist() == [1, 0, 0, SPARED, INNOCENT, INNOCENT]


def test_a_part_without_accounts_to_find_is_refused(known, labelled):
    split = split_by_time(known.rows.time, labelled)
    refuse_few_accounts(known, labelled, split)
    nobody = labelled.accounts._replace(members=np.empty(0, np.int64))
    with pytest.raises(InputError, match="0 in train, 0 in validation, 0 in test"):
        refuse_few_accounts(known, labelled._replace(accounts=nobody), split)


def guilty(found, run):
    """Ids of the accounts that took part, and of those that are spared."""
    ids = run.table("graph_accounts")["account_id"]
    accounts = found.accounts
    took_part = np.unique(accounts.members // accounts.n_occurrences)
    return set(ids.gather(took_part)), set(ids.filter(accounts.spared))


def joined(run, tmp_path, rows):
    path = tmp_path / "labels.parquet"
    pl.DataFrame(rows).write_parquet(path)
    return join_labels(read_labels(path, date.max), run)


@pytest.fixture
def paid(run):
    """Payments of different accounts that not everybody uses."""
    kinds = run.table("graph_accounts").select("account_id", "kind")
    rows = run.table("transactions").select(
        "transaction_id", "sender_account", "receiver_account"
    )
    for end in ("sender_account", "receiver_account"):
        kind = kinds.rename({"account_id": end, "kind": f"{end}_kind"})
        rows = rows.join(kind, on=end, maintain_order="left")
    return rows.with_columns(pl.col("^.*_kind$").cast(pl.String))


def test_ends_of_labelled_payments_took_part_but_for_those_that_all_use(
    run, tmp_path, paid
):
    till = ~pl.col("sender_account_kind").is_in(FOR_ALL)
    till &= pl.col("receiver_account_kind").is_in(FOR_ALL)
    chosen = paid.filter(till).row(0, named=True)
    rows = {"transaction_id": [chosen["transaction_id"]], "label": ["report"]}
    took_part, spared = guilty(joined(run, tmp_path, rows), run)
    assert took_part == {chosen["sender_account"]}
    assert spared == {chosen["sender_account"], chosen["receiver_account"]}


def test_a_named_account_takes_part_where_its_occurrence_is(run, tmp_path, paid):
    private = paid.filter(
        ~pl.col("sender_account_kind").is_in(FOR_ALL),
        ~pl.col("receiver_account_kind").is_in(FOR_ALL),
        pl.col("sender_account") != pl.col("receiver_account"),
    )
    one, other = private.row(0, named=True), private.row(-1, named=True)
    subjects = [
        (one["transaction_id"], "transaction", "scheme", "x", None),
        (other["transaction_id"], "transaction", "scheme", "y", None),
        (one["sender_account"], "account", "scheme", "x", "donor"),
        (one["receiver_account"], "account", "scheme", "x", "unwitting"),
        (other["receiver_account"], "account", "look_alike", "z", None),
    ]
    names = ("subject_id", "subject", "label", "instance", "role")
    rows = dict(zip(names, map(list, zip(*subjects, strict=True)), strict=True))
    found = joined(run, tmp_path, rows)
    took_part, spared = guilty(found, run)
    assert took_part == {one["sender_account"]}
    assert spared == {one["sender_account"], one["receiver_account"]}
    assert found.counts["accounts_that_took_part"] == 1


def test_accounts_that_are_labelled_alone_take_part_in_all_they_did(
    run, tmp_path, paid
):
    account = paid["sender_account"][0]
    rows = {"account_id": [account, paid["sender_account"][-1]]}
    found = joined(run, tmp_path, rows | {"label": ["report", "dismiss"]})
    took_part, _ = guilty(found, run)
    assert took_part == {account}
    touched = (pl.col("sender_account") == account) | (
        pl.col("receiver_account") == account
    )
    assert found.positive.sum() == paid.select(touched.sum()).item()


def test_the_core_of_a_reported_case_took_part_and_its_context_did_not(run, tmp_path):
    members = run.table("case_members").with_columns(
        pl.col("part", "role").cast(pl.String)
    )
    case = run.table("cases")["case_id"][0]
    core = members.filter(
        pl.col("case_id") == case,
        pl.col("part") == "core",
        pl.col("role") != "unwitting",
    )
    found = joined(run, tmp_path, {"case_id": [case], "label": ["report"]})
    took_part, spared = guilty(found, run)
    assert took_part == set(core["account_id"])
    assert spared >= took_part
