"""It is true that a club's members pay one fee in the same weeks."""

import polars as pl
import pytest

from synthetic_data.look_alikes.club_dues import PLANTING
from tests.synthetic_data.planted import cast, several, site, table


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING)]


def dues(one, paid):
    (club,) = cast(one, None)
    return club, paid.filter(pl.col("receiver") == club)


def test_each_pays_one_of_two_fees_once_within_weeks(planted):
    for one, paid in planted:
        _, got = dues(one, paid)
        transfers = got.filter(pl.col("channel") != "cash_deposit")
        assert transfers["sender"].is_unique().all()
        assert transfers.height >= 30
        assert transfers["dollars"].round(2).n_unique() <= 4
        assert got["day"].max() - got["day"].min() <= 91
        assert got["dollars"].max() <= 1.27 * 180


def test_it_goes_on_a_hall_kit_and_insurance_and_some_is_left(planted):
    usual = set(
        site().population.firms.of("property", "outdoor", "services", "lender").tolist()
    )
    for one, paid in planted:
        club, got = dues(one, paid)
        out = paid.filter(pl.col("sender") == club)
        assert set(out["receiver"]) <= usual
        assert 0.5 <= out["dollars"].sum() / got["dollars"].sum() <= 1.1
        assert out["receiver"].n_unique() <= 4


def test_some_clubs_use_the_treasurers_own_account(planted):
    persons = site().population.persons
    own = [cast(one, None)[0] < persons for one, _ in planted]
    assert 0 < sum(own) < len(own)
