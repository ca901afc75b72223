"""It is true that impossible worlds are refused with the change that mends them."""

import re
from datetime import date

import msgspec
import polars as pl
import pytest

from pipeline.errors import ConfigError
from synthetic_data import Settings, generate
from synthetic_data.plan import plan
from synthetic_data.possible import LIVED, check


def refusal(**settings) -> str:
    with pytest.raises(ConfigError) as caught:
        generate(Settings(**settings))
    return str(caught.value)


def test_the_demo_is_possible():
    check(Settings())
    named = {order.planting.name for order in plan(Settings())}
    assert named == {*Settings().schemes, *Settings().look_alikes}


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"base_rate": -0.1}, "base_rate"),
        ({"months": 1}, "months"),
        ({"transactions": 0}, "transactions"),
        ({"seed": -1}, "seed"),
        ({"instances": {"marketplace": 0}}, "instances"),
    ],
)
def test_values_out_of_range_are_named(settings, place):
    assert place in refusal(**settings)


def test_unknown_keys_are_refused():
    with pytest.raises(msgspec.ValidationError, match="bse_rate"):
        msgspec.convert({"bse_rate": 0.1}, Settings)


def test_an_unknown_scheme_is_refused_with_the_known_ones():
    message = refusal(schemes=("ponzi",))
    assert "ponzi" in message
    assert "layered_shells" in message


def test_a_name_twice_is_refused():
    assert "twice" in refusal(schemes=("layered_shells", "layered_shells"))


def test_instances_of_what_is_not_planted_are_refused():
    assert "marketplace" in refusal(look_alikes=(), instances={"marketplace": 2})
    idle = refusal(base_rate=0.0, instances={"layered_shells": 2})
    assert "base_rate is 0" in idle


def test_a_rate_without_anything_to_plant_is_refused():
    assert "set base_rate to 0" in refusal(schemes=())


def test_a_first_day_in_the_middle_of_a_month_is_refused():
    assert "2024-03-01" in refusal(first_day=date(2024, 3, 9))


def test_a_calendar_too_short_for_a_scheme_is_refused():
    assert "raise months from 6 to" in refusal(months=6)


def numbers_after(word: str, message: str) -> list[float]:
    found = re.findall(rf"{word} to ([0-9.]+[0-9])", message)
    return [float(number) for number in found]


def test_a_world_of_too_few_people_says_how_many_rows_it_needs():
    message = refusal(transactions=5_000)
    (needed,) = numbers_after("transactions", message)
    mended = {"base_rate": 0.0, "look_alike_rate": 0.0}
    assert "transactions" in refusal(transactions=int(needed) - 100, **mended)
    assert generate(Settings(transactions=int(needed), **mended))


def test_a_base_rate_below_one_instance_says_what_would_do():
    message = refusal(base_rate=5e-5)
    (rate,) = numbers_after("base_rate", message)
    assert plan(Settings(base_rate=rate))
    with pytest.raises(ConfigError):
        plan(Settings(base_rate=rate * 0.98))
    (rows,) = re.findall(r"or transactions to ([0-9]+)", message)
    assert plan(Settings(base_rate=5e-5, transactions=int(rows)))


def test_a_rare_world_plants_what_fits():
    few = plan(Settings(base_rate=1e-5, transactions=10_000_000, look_alike_rate=0))
    assert 1 <= len(few) <= 5
    assert sum(order.size for order in few) == pytest.approx(100, rel=0.4)


def test_too_few_instances_for_a_rate_say_how_far_to_lower_it():
    one = {"schemes": ("layered_shells",), "instances": {"layered_shells": 1}}
    only = one | {"look_alike_rate": 0.0}
    (rate,) = numbers_after("base_rate", refusal(base_rate=0.01, **only))
    (order,) = plan(Settings(base_rate=rate, **only))
    assert order.size <= order.planting.largest


def test_instances_are_as_many_as_asked_for():
    orders = plan(Settings(base_rate=0.02, instances={"layered_shells": 5}))
    assert sum(order.planting.name == "layered_shells" for order in orders) == 5
    schemes = [order.size for order in orders if order.planting.label == "scheme"]
    assert sum(schemes) == pytest.approx(2_000, rel=0.05)


@pytest.mark.parametrize("base_rate", [0.01, 0.001])
def test_sizes_add_up_to_the_rate(base_rate):
    orders = plan(Settings(base_rate=base_rate, transactions=1_000_000))
    schemes = [order.size for order in orders if order.planting.label == "scheme"]
    assert sum(schemes) == pytest.approx(base_rate * 1_000_000, rel=0.03)


def test_a_world_planted_full_is_refused():
    full = {"base_rate": 0.01, "look_alike_rate": 0.2, "transactions": 30_000}
    message = refusal(payments_per_person_month=9.0, **full)
    (rate,) = numbers_after("look_alike_rate", message)
    check(Settings(payments_per_person_month=9.0, **full | {"look_alike_rate": rate}))
    more = Settings(payments_per_person_month=9.0, base_rate=0.01)
    with pytest.raises(ConfigError):
        check(msgspec.structs.replace(more, look_alike_rate=rate + 0.002))
    (pace,) = numbers_after("payments_per_person_month", message)
    check(Settings(payments_per_person_month=pace, **full))
    with pytest.raises(ConfigError, match="both"):
        check(
            Settings(base_rate=0.2, look_alike_rate=0.2, payments_per_person_month=8.5)
        )


@pytest.mark.parametrize("rows", [20_000, 100_000])
def test_room_is_checked_with_what_people_really_pay(rows):
    settings = Settings(transactions=rows, base_rate=0.0, look_alike_rate=0.0)
    purchases = pl.col("channel") == "card"
    other = generate(settings).transactions.filter(~purchases).height
    a_month = other / settings.persons / settings.months
    assert LIVED * 0.7 < a_month < LIVED


def test_an_unknown_country_is_refused_with_the_known_ones():
    assert "ZZ unknown; known are DE, FR" in refusal(countries={"ZZ": 0.1})


def test_shares_of_countries_that_leave_nobody_elsewhere_say_by_how_much():
    message = refusal(countries={"DE": 0.5, "FR": 0.45})
    (factor,) = re.findall(r"by ([0-9.]+)$", message)
    check(Settings(countries={"DE": 0.5 * float(factor), "FR": 0.45 * float(factor)}))
    more = float(factor) + 0.003
    with pytest.raises(ConfigError):
        check(Settings(countries={"DE": 0.5 * more, "FR": 0.45 * more}))
    assert "Raise ML to 0.01" in refusal(countries={"ML": 0.001})
    (factor,) = re.findall(r"by ([0-9.]+)$", refusal(countries={"DE": 1, "FR": 1}))
    assert float(factor) == 0.5


def test_people_live_where_the_settings_say():
    usual = Settings(transactions=30_000, base_rate=0, look_alike_rate=0)
    border = msgspec.structs.replace(usual, countries={"TR": 0.3, "SO": 0.1})
    assert sum(border.shares) == pytest.approx(1)
    here = generate(border).parties.filter(kind="person")["country"]
    assert (here == "TR").mean() == pytest.approx(0.3, abs=0.04)
    assert (here == "SO").mean() == pytest.approx(0.1, abs=0.04)
    there = generate(usual).parties.filter(kind="person")["country"]
    assert (there == "TR").mean() == pytest.approx(0.07, abs=0.03)


def test_a_district_of_too_few_people_says_how_large_it_must_be():
    settings = {"transactions": 500_000, "district": 20_000, "months": 36}
    (rows,) = numbers_after("district", refusal(**settings))
    check(Settings(**settings | {"district": int(rows)}))
