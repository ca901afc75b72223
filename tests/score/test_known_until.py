"""Priorities as known on a day: what comes later moves none of them."""

from datetime import UTC, date, datetime

import msgspec
import numba
import polars as pl
import pytest

from pipeline.evaluate.known_truth import known_labels
from pipeline.evaluate.ranking import rank
from pipeline.evaluate.truth import join_truth
from pipeline.settings import Settings
from pipeline.stages import run_stages

DAY = date(2024, 8, 15)
slow_without_jit = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT), reason="whole runs take minutes without the JIT"
)
PAST = datetime(2024, 8, 16, tzinfo=UTC)


def cut(world, folder):
    """The world as it would have been delivered on the evening of ``DAY``."""
    folder.mkdir()
    begun = {
        "transactions": pl.col("booked_at") < PAST,
        "accounts": pl.col("opened_on").is_null() | (pl.col("opened_on") <= DAY),
        "relations": pl.col("valid_from").is_null() | (pl.col("valid_from") <= DAY),
        "parties": pl.lit(True),
    }
    ends = {"accounts": "closed_on", "relations": "valid_to"}
    for name, condition in begun.items():
        rows = pl.read_parquet(world / f"{name}.parquet").filter(condition)
        if name in ends:
            end = pl.col(ends[name])
            rows = rows.with_columns(pl.when(end <= DAY).then(end).alias(ends[name]))
        rows.write_parquet(folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def known(small_world, tmp_path_factory):
    """(of the whole ledger as known on the day, of the ledger delivered that day)."""
    folder = tmp_path_factory.mktemp("known")
    validate = msgspec.structs.replace(Settings().validate, known_until=DAY)
    looking_back = msgspec.structs.replace(Settings(), validate=validate)
    return tuple(
        run_stages(source, folder / name, settings, until="score").run
        for name, source, settings in (
            ("whole", small_world, looking_back),
            ("then", cut(small_world, folder / "cut"), Settings()),
        )
    )


@slow_without_jit
def test_what_came_later_changes_nothing_known_that_day(known):
    whole, then = known
    for name in ("alerts", "alert_weights", "account_scores", "transaction_scores"):
        assert whole.table(name).equals(then.table(name)), name
    assert then.table("alerts").height > 0
    rows = whole.table("intake").row(0, named=True)
    assert rows["rows_in"] == rows["accepted"] + rows["quarantined"]
    assert rows["quarantined"] > 1_000


@slow_without_jit
def test_ranking_as_known_that_day_can_be_judged(known):
    run = known[0]
    scores = [run.table(f"{kind}_scores") for kind in ("account", "transaction")]
    ids = (scores[1]["transaction_id"], scores[0]["account_id"])
    labels = known_labels(run.table("labels"), run.table("quarantine"), *ids)
    ranking, _ = rank(*scores, join_truth(labels, *ids))
    late = run.table("labels").height - labels.height
    assert late > 0
    assert (ranking["positives"] > 0).all()
    assert ranking["rows"].to_list()[1] == scores[1].height
