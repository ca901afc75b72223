from datetime import UTC, date, datetime

import polars as pl

from benchmarks.ranking.cut import as_it_was, cut

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)


def test_a_payment_at_the_very_moment_is_not_known_yet():
    times = [datetime(2024, 3, 10, hour, tzinfo=UTC) for hour in (11, 12, 13)]
    table = pl.DataFrame({"booked_at": times, "id": [1, 2, 3]})
    assert as_it_was(table, NOW)["id"].to_list() == [1]


def test_a_payment_known_by_its_day_counts_from_when_the_day_began():
    days = [date(2024, 3, 9), date(2024, 3, 10), date(2024, 3, 11)]
    table = pl.DataFrame({"date": days, "id": [1, 2, 3]})
    assert as_it_was(table, NOW)["id"].to_list() == [1, 2]


def test_what_begins_later_is_not_there_and_what_ends_later_has_not_ended():
    table = pl.DataFrame(
        {
            "account_id": ["old", "new", "undated", "closed"],
            "opened_on": [date(2020, 1, 1), date(2024, 3, 11), None, date(2020, 1, 1)],
            "closed_on": [date(2024, 6, 1), None, None, date(2024, 3, 1)],
        }
    )
    then = as_it_was(table, NOW)
    assert then["account_id"].to_list() == ["old", "undated", "closed"]
    assert then["closed_on"].to_list() == [None, None, date(2024, 3, 1)]


def test_truth_is_not_copied(tmp_path):
    source = tmp_path / "world"
    source.mkdir()
    payments = pl.DataFrame({"booked_at": [NOW], "transaction_id": ["t"]})
    payments.write_parquet(source / "transactions.parquet")
    pl.DataFrame({"subject_id": ["t"]}).write_parquet(source / "labels.parquet")
    made = cut(source, int(NOW.timestamp()) + 1, tmp_path / "known")
    assert [file.name for file in made.iterdir()] == ["transactions.parquet"]
    assert pl.read_parquet(made / "transactions.parquet").height == 1
