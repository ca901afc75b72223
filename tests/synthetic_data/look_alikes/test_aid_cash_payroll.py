"""It is true that aid is paid alike by size of household, and ends."""

import polars as pl
import pytest

from synthetic_data.look_alikes.aid_cash_payroll import PLANTING
from tests.synthetic_data.planted import cast, several, site, table


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING)]


def aid(one, paid):
    agency = cast(one, None)[0]
    persons = site().population.persons
    return agency, paid.filter(
        pl.col("receiver") < persons, pl.col("channel") != "card"
    )


def test_households_get_three_equal_steps_each_month_for_some_months(planted):
    for one, paid in planted:
        _, got = aid(one, paid)
        assert got["dollars"].is_between(55, 90).all()
        assert got["receiver"].n_unique() >= 8
        each = got.group_by("receiver").agg(pl.col("day").sort().diff().mean())
        assert each["day"].drop_nulls().is_between(25, 35).all()
        times = got.group_by("receiver").len()["len"]
        assert 3 <= times.median() <= 9
        assert paid["day"].max() < 364


def test_a_donor_pays_a_charity_before_it_pays_anybody(planted):
    causes = set(site().population.firms.of("charity").tolist())
    for one, paid in planted:
        agency, got = aid(one, paid)
        grants = paid.filter(pl.col("receiver") == agency)
        assert {agency, *grants["sender"]} <= causes
        assert (grants["from"] != grants["to"]).all()
        assert grants["time"].min() < got["time"].min()
        assert grants["dollars"].sum() >= got["dollars"].sum()


def test_the_last_mile_is_an_office_for_some(planted):
    office = [
        (aid(one, paid)[1]["channel"] == "money_transfer").any()
        for one, paid in planted
    ]
    assert 0 < sum(office) < len(office)
