from datetime import date

import polars as pl

from pipeline.reference.codes import country_codes
from pipeline.reference.fatf_lists import fatf_listings


def weight(country: str, day: date) -> int | None:
    listed = fatf_listings().filter(
        pl.col("country") == country,
        pl.col("listed_from") <= day,
        (pl.col("listed_to") > day).fill_null(True),
    )
    return listed["list_weight"].max()


def test_every_interval_is_a_country_and_runs_forward():
    listings = fatf_listings()
    assert set(listings["country"]) <= set(country_codes())
    assert listings["listed_from"].null_count() == 0
    backwards = listings.filter(pl.col("listed_to") <= pl.col("listed_from"))
    assert backwards.height == 0


def test_listing_is_read_at_the_time_of_the_payment():
    assert weight("AE", date(2022, 3, 3)) is None
    assert weight("AE", date(2022, 3, 4)) == 1
    assert weight("AE", date(2024, 2, 22)) == 1
    assert weight("AE", date(2024, 2, 23)) is None


def test_month_that_is_only_known_counts_for_its_certain_days():
    assert weight("AF", date(2012, 6, 30)) is None  # listed some day in June 2012
    assert weight("AF", date(2012, 7, 1)) == 1
    assert weight("AF", date(2017, 5, 31)) == 1
    assert weight("AF", date(2017, 6, 1)) is None  # left some day in June 2017


def test_call_for_action_weighs_three_times_increased_monitoring():
    assert weight("KP", date(2024, 1, 1)) == 3
    assert weight("IR", date(2018, 1, 1)) == 3
    assert weight("NG", date(2024, 1, 1)) == 1
