"""The rate table: what is embedded, and what is refused in a file."""

from datetime import date

import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.reference.exchange_rates import load_rates

HEADER = "currency,valid_from,valid_to,usd_per_unit,source,confidence"
LAWFUL = {"DEM": 1.95583, "FRF": 6.55957, "ITL": 1936.27, "XOF": 655.957}


def on(currency, day):
    rates = load_rates().filter(
        (pl.col("currency") == currency)
        & (pl.col("valid_from") <= day)
        & (pl.col("valid_to").is_null() | (pl.col("valid_to") > day))
    )
    return rates["usd_per_unit"].item()


@pytest.mark.parametrize(
    ("currency", "per_dollar"), [("AED", 3.6725), ("SAR", 3.75), ("USD", 1)]
)
def test_pegs_are_exact(currency, per_dollar):
    assert on(currency, date(2024, 5, 5)) * per_dollar == pytest.approx(1, rel=1e-14)


@pytest.mark.parametrize(("currency", "per_euro"), LAWFUL.items())
def test_currencies_fixed_to_the_euro_keep_their_rate(currency, per_euro):
    day = date(2000, 5, 5)
    assert on(currency, day) * per_euro == pytest.approx(on("EUR", day), rel=1e-5)


def test_whatever_comes_from_memory_says_so():
    remembered = load_rates().filter(pl.col("confidence") == "M")
    assert remembered["source"].str.contains("from memory; replace before use").all()
    assert set(load_rates()["confidence"]) == {"M", "exact", "nominal"}


def test_no_currency_moves_wildly_between_years():
    """Guards against a slipped digit; the worst real years stay within these bounds."""
    money = load_rates().filter(~pl.col("currency").is_in(["BTC", "ETH"]))
    change = (
        pl.col("usd_per_unit") / pl.col("usd_per_unit").shift().over("currency")
    ).drop_nulls()
    assert money.select(change.min()).item() > 0.48
    assert money.select(change.max()).item() < 1.35


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["currency,rate", "EUR,1"], "no column confidence, source"),
        ([HEADER], "no rates in it"),
        ([HEADER, "EURO,2020-01-01,,1.1,s,M"], ":2: no such currency"),
        ([HEADER, "EUR,2020-01-01,,0,s,M"], ":2: no rate above zero"),
        ([HEADER, "EUR,2020-01-01,,NaN,s,M"], ":2: no rate above zero"),
        ([HEADER, "EUR,2020-01-01,,inf,s,M"], ":2: no rate above zero"),
        ([HEADER, 'EUR,2020-01-01,,"1,1",s,M'], ":2: no rate above zero"),
        ([HEADER, "EUR,,,1.1,s,M"], ":2: valid_from is no day"),
        ([HEADER, "EUR,2020-01-01,soon,1.1,s,M"], ":2: valid_to is no day"),
        ([HEADER, "EUR,2020-01-02,2020-01-02,1.1,s,M"], ":2: ends before it starts"),
        (
            [HEADER, "EUR,2020-01-02,,1.1,s,M", "EUR,2020-01-01,2020-01-03,1.1,s,M"],
            ":3: overlaps the next period of its currency",
        ),
        (
            [HEADER, "EUR,2020-01-01,,1.1,s,M", "EUR,2020-01-01,,1.2,s,M"],
            ":2: overlaps the next period of its currency",
        ),
    ],
)
def test_file_that_is_no_rate_table(tmp_path, lines, message):
    path = tmp_path / "rates.csv"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError) as error:
        load_rates(path)
    assert f"rates.csv{message}" in str(error.value).replace("rates.csv: ", "rates.csv")


def test_absent_or_empty_file_is_an_error_and_no_default(tmp_path):
    with pytest.raises(InputError, match="not found"):
        load_rates(tmp_path / "none.csv")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(InputError, match="not readable"):
        load_rates(tmp_path / "empty.csv")


def test_own_file_replaces_the_embedded_one(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text(f"{HEADER}\nEUR,2020-01-01,2021-01-01,1.5,me,high\n")
    assert load_rates(path).rows() == [
        ("EUR", date(2020, 1, 1), date(2021, 1, 1), 1.5, "me", "high")
    ]
