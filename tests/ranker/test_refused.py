from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.flow_graph import DAY, as_datetime
from pipeline.ranker import join_labels, read_labels
from pipeline.ranker.account_labels import AccountLabels
from pipeline.ranker.join import Labelled
from pipeline.ranker.split import area, refuse_leaks, split_by_time
from pipeline.review.dispositions import evidence_digest

TIME = (np.arange(1_000) * DAY // 10).astype(np.int32)


def labelled(hits, **more) -> Labelled:
    positive = np.zeros(TIME.size, np.bool_)
    positive[hits] = True
    nobody = AccountLabels(np.empty(0, np.int64), 1, np.zeros(0, np.bool_))
    told = {"known_on": None, "parts": None, "accounts": nobody, "counts": {}} | more
    return Labelled(positive, np.zeros(TIME.size, np.int64), **told)


EVERY_20TH = range(0, 1_000, 20)


def test_the_split_is_by_time_and_divides_no_moment():
    time = TIME.copy()
    time[590:610] = time[600]
    split = split_by_time(time, labelled(EVERY_20TH))
    assert split.train == 590
    assert split.validation == 800


def test_a_random_split_is_refused():
    with pytest.raises(ConfigError, match="'random' is refused"):
        split_by_time(TIME, labelled(EVERY_20TH), "random")


def test_parts_that_are_not_by_time_are_refused():
    parts = pl.Series(["train", "test"] * 500)
    with pytest.raises(InputError, match="of 1000 labels are in another part"):
        split_by_time(TIME, labelled(EVERY_20TH, parts=parts))


@pytest.mark.parametrize(
    ("hits", "said"),
    [
        ([], "one class only: 0 of 1000"),
        (range(1_000), "one class only: 1000 of 1000"),
        (range(0, 1_000, 40), "25 positive transactions; a ranker needs 30"),
        (range(40), "40 in train, 0 in validation, 0 in test"),
    ],
)
def test_labels_that_teach_nothing_are_refused(hits, said):
    with pytest.raises(InputError, match=said):
        split_by_time(TIME, labelled(list(hits)))


def test_30_positives_are_enough():
    assert split_by_time(TIME, labelled(range(0, 1_000, 34))).rows == 1_000


def known_on(day: date, rows=EVERY_20TH) -> pl.Series:
    days = [day if row in rows else None for row in range(TIME.size)]
    return pl.Series(days, dtype=pl.Date)


def test_labels_from_the_future_of_the_split_are_refused():
    inside = as_datetime(int(TIME[700])).date()
    labels = labelled(EVERY_20TH, known_on=known_on(inside))
    with pytest.raises(InputError, match="30 of 30 to train on"):
        split_by_time(TIME, labels)


def test_a_review_in_hindsight_is_the_same_for_every_part():
    after = as_datetime(int(TIME[-1])).date() + timedelta(days=1)
    labels = labelled(EVERY_20TH, known_on=known_on(after))
    assert split_by_time(TIME, labels).train == 600


def test_labels_before_there_was_anything_are_refused():
    labels = labelled(EVERY_20TH, known_on=known_on(date(1999, 12, 31)))
    with pytest.raises(InputError, match="50 before"):
        split_by_time(TIME, labels)


def test_a_column_that_tells_the_label_is_refused():
    positive = np.arange(1_000) % 20 == 0
    values = np.random.default_rng(1).normal(size=(1_000, 2)).astype(np.float32)
    assert refuse_leaks(values, positive, ("a", "b"))["a"] < 0.98
    values[:, 1] = -5.0 * positive + 0.1 * values[:, 1]
    with pytest.raises(InputError, match=r"1 columns tell .* b \(1\.000\)"):
        refuse_leaks(values, positive, ("a", "b"))


def test_an_unknown_value_can_tell_the_label_too():
    positive = np.arange(100) % 10 == 0
    values = np.where(positive, np.nan, 1.0).astype(np.float32)[:, None]
    with pytest.raises(InputError, match="1 columns"):
        refuse_leaks(values, positive, ("a",))


def test_the_area_is_that_of_all_pairs():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 6, 60).astype(np.float32)
    positive = rng.random(60) < 0.3
    wins = [
        (one > other) + 0.5 * (one == other)
        for one in values[positive]
        for other in values[~positive]
    ]
    mean = float(np.mean(wins))
    assert area(values, positive) == pytest.approx(max(mean, 1 - mean))


def write(tmp_path, rows):
    path = tmp_path / "labels.parquet"
    pl.DataFrame(rows).write_parquet(path)
    return read_labels(path, date.max)


def test_labels_that_do_not_join_are_refused_with_counts(run, tmp_path):
    ids = run.table("transactions")["transaction_id"].head(2).to_list()
    table = write(tmp_path, {"transaction_id": [*ids, "x"], "label": ["report"] * 3})
    with pytest.raises(InputError, match="1 of 3 labelled transactions"):
        join_labels(table, run)


def test_words_that_we_do_not_know_are_refused(run, tmp_path):
    table = write(tmp_path, {"account_id": ["a", "b"], "label": ["maybe", "report"]})
    with pytest.raises(InputError, match="1 of 2 labels are none of"):
        join_labels(table, run)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"name": ["a"], "label": ["report"]}, "have no subject"),
        ({"account_id": ["a"], "verdict": ["report"]}, "column label or decision"),
    ],
)
def test_tables_that_are_no_labels_are_refused(tmp_path, rows, said):
    with pytest.raises(InputError, match=said):
        write(tmp_path, rows)


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "labels.xlsx"
    path.write_bytes(b"x")
    with pytest.raises(InputError, match="none of"):
        read_labels(path, date.max)


def test_an_account_speaks_for_its_payments(run, tmp_path):
    paid = run.table("transactions").select("sender_account", "receiver_account")
    account = paid["sender_account"][0]
    table = write(tmp_path, {"account_id": [account], "label": ["report"]})
    found = join_labels(table, run)
    touched = (paid["sender_account"] == account) | (
        paid["receiver_account"] == account
    )
    assert np.array_equal(found.positive, touched.to_numpy())


def test_dispositions_speak_for_the_evidence_of_their_cases(run, tmp_path):
    import json  # noqa: PLC0415 # one test writes the file of a page

    rows = run.table("case_transactions").filter(
        pl.col("part").cast(pl.String) == "evidence"
    )
    cases = run.table("cases")["case_id"].to_list()[:3]
    decided = [
        {
            "case_id": case,
            "evidence": evidence_digest(
                rows.filter(pl.col("case_id") == case)["transaction_id"]
            ),
            "decision": decision,
            "decided_on": "2025-01-02",
            "reviewer": "somebody",
            "reason": "because",
        }
        for case, decision in zip(cases, ("report", "dismiss", "open"), strict=False)
    ]
    path = tmp_path / "decided.json"
    facts = {"format": "tfnet-dispositions-1", "dispositions": decided}
    path.write_text(json.dumps(facts))
    found = join_labels(read_labels(path, date(2026, 1, 1)), run)
    wanted = rows.filter(pl.col("case_id") == cases[0])["transaction_id"].n_unique()
    assert found.positive.sum() == wanted
    assert found.known_on is not None
    assert found.known_on.drop_nulls().unique().to_list() == [date(2025, 1, 2)]
    decided[0]["evidence"] = "0" * 64  # the reviewer saw other payments
    path.write_text(json.dumps(facts))
    with pytest.raises(InputError, match=r"1 of \d labelled cases of this evidence"):
        join_labels(read_labels(path, date(2026, 1, 1)), run)
