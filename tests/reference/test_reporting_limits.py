from datetime import date

import polars as pl

from pipeline.reference.codes import country_codes, currency_codes
from pipeline.reference.reporting_limits import (
    identification_limits,
    reporting_limits,
)


def limits(country: str, kind: str, day: date) -> list[tuple[float, str, bool]]:
    rows = reporting_limits().filter(
        pl.col("country") == country,
        pl.col("kind") == kind,
        (pl.col("valid_from") <= day).fill_null(True),
        (pl.col("valid_to") > day).fill_null(True),
    )
    return rows.select("limit", "currency", "inclusive").rows()


def test_table_names_countries_currencies_and_positive_limits():
    table = reporting_limits()
    assert set(table["country"]) <= set(country_codes())
    assert set(table["currency"]) <= set(currency_codes())
    assert (table["limit"] > 0).all()


def test_operator_tells_whether_the_limit_itself_is_reported():
    assert limits("US", "cash", date(2000, 7, 19)) == [(10_000.0, "USD", False)]
    assert limits("CA", "cash", date(2020, 1, 1)) == [(10_000.0, "CAD", True)]


def test_earlier_limit_holds_up_to_the_day_of_change():
    assert limits("ZA", "cash", date(2022, 11, 13)) == [(24_999.99, "ZAR", False)]
    assert limits("ZA", "cash", date(2022, 11, 14)) == [(49_999.99, "ZAR", False)]
    assert limits("KE", "cash", date(2012, 10, 9)) == []


def test_limit_of_unknown_start_after_one_of_unknown_end_is_not_guessed():
    assert limits("PK", "cash", date(2015, 1, 1)) == []


def test_limits_on_a_months_sum_on_goods_and_of_zero_are_left_out():
    assert limits("FR", "cash", date(2020, 1, 1)) == []
    assert limits("GB", "cash", date(2020, 1, 1)) == []
    assert limits("AU", "cross_border", date(2020, 1, 1)) == []


def test_limit_may_differ_for_persons_and_organisations():
    nigeria = reporting_limits().filter(country="NG", kind="cash")
    found = dict(nigeria.select("holder", "limit").rows())
    assert found == {"person": 5_000_000.0, "organisation": 10_000_000.0}


def test_parties_are_identified_from_an_amount_on():
    table = identification_limits()
    assert set(table["currency"]) == {"USD", "EUR"}
    wires = table.filter(channel="wire").select("country", "limit", "currency")
    assert sorted(wires.rows(), key=str) == [
        ("US", 3_000.0, "USD"),
        (None, 1_000.0, "EUR"),
        (None, 1_000.0, "USD"),
    ]
    assert table["inclusive"].all()
