"""Fault table A15 and C8: order of arrival, batches and limits change nothing."""

import msgspec
import polars as pl
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.validate import Settings
from tests.validate.deliveries import ANYTHING, deliver, pay, raw

# Few ids and times, so that rows share them; some rows are broken or unreadable.
rows = st.lists(
    st.fixed_dictionaries(
        {
            "transaction_id": st.sampled_from(["", "t1", "t2", "t3", "t10", "é"]),
            "booked_at": st.sampled_from(
                ["2024-03-01", "2024-03-01T00:00:00Z", "2024-02-29T23:00Z", "never"]
            ),
            "amount": st.sampled_from(["5", "5.0", "7", "NaN"]),
            "ingest_error": st.sampled_from([None, None, None, "short_row"]),
            "source_file": st.sampled_from(["a.csv", "b.csv"]),
        }
    ),
    max_size=25,
)


def parts_of(outcome):
    return [
        (name, rows.rows()) for part in outcome.parts for name, rows in part.items()
    ]


@hypothesis_settings(deadline=None, max_examples=60)
@given(delivered=rows, random=st.randoms(use_true_random=False), data=st.data())
def test_order_of_arrival_and_batches_change_nothing(delivered, random, data):
    table = raw("transactions", delivered)
    order = list(range(table.height))
    random.shuffle(order)
    small = Settings(
        max_quarantined_share=1,
        rows_at_once=data.draw(st.integers(1, 30)),
        batch_rows=data.draw(st.integers(1, 30)),
    )
    expected = deliver("transactions", table)
    found = deliver("transactions", table[order], small)
    assert found.accepted.equals(expected.accepted)
    assert found.quarantine.equals(expected.quarantine)
    assert found.intake.equals(expected.intake)
    assert parts_of(found) == parts_of(deliver("transactions", table, small))


@hypothesis_settings(deadline=None, max_examples=30)
@given(delivered=rows)
def test_rows_in_are_accepted_or_quarantined(delivered):
    outcome = pay(*delivered)
    row = outcome.intake.row(by_predicate=pl.col("table") == "transactions", named=True)
    assert row["rows_in"] == len(delivered)
    assert row["accepted"] == outcome.accepted.height
    assert row["quarantined"] == outcome.quarantine.height
    lines = pl.concat(
        [outcome.accepted["source_line"], outcome.quarantine["source_line"]]
    )
    assert sorted(lines) == list(range(2, len(delivered) + 2))


def test_result_is_by_time_then_id():
    times = ["2024-03-02", "2024-03-01", "2024-03-02", "2024-03-02"]
    ids = ["t2", "t9", "t10", "T1"]
    rows = [
        {"booked_at": time, "transaction_id": name}
        for time, name in zip(times, ids, strict=True)
    ]
    accepted = pay(*rows).accepted
    assert accepted["transaction_id"].to_list() == ["t9", "T1", "t10", "t2"]


def test_parts_hold_no_more_rows_than_asked_for():
    few = msgspec.structs.replace(ANYTHING, rows_at_once=4, batch_rows=3)
    rows = [{"booked_at": f"2024-03-{30 - n}"} for n in range(10)]
    parts = [
        part["transactions"].height
        for part in pay(*rows, settings=few).parts
        if "transactions" in part
    ]
    assert parts == [4, 4, 2]


def test_the_unsorted_is_read_from_parquet_as_from_memory(tmp_path):
    table = raw("transactions", [{"transaction_id": f"t{n}"} for n in range(500)])
    shuffled = table.sample(fraction=1, shuffle=True, seed=7)
    shuffled.write_parquet(tmp_path / "raw.parquet", row_group_size=70)
    few = msgspec.structs.replace(ANYTHING, rows_at_once=90, batch_rows=40)
    scanned = deliver("transactions", pl.scan_parquet(tmp_path / "raw.parquet"), few)
    assert scanned.accepted.equals(deliver("transactions", table).accepted)
