"""It is true that one day brings a couple gifts, which a feast and a journey take."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.wedding_gifts import GBP, PLANTING
from synthetic_data.world.places import WAGES
from tests.synthetic_data.planted import several, site, table

ALL = [(one, table(one)) for one in several(PLANTING, count=20)]
CAME = ["instant", "wire", "internal"]


def gifts(one, paid: pl.DataFrame) -> pl.DataFrame:
    return paid.filter(
        pl.col("receiver").is_in(list(one.roles)), pl.col("channel").is_in(CAME)
    )


def test_dozens_of_guests_give_once_within_weeks_of_one_day():
    for one, paid in ALL:
        given = gifts(one, paid)
        assert given["receiver"].n_unique() == 1
        assert given["sender"].n_unique() >= 15
        assert given["day"].max() - given["day"].min() <= 45
        assert np.percentile(given["day"], 90) - np.percentile(given["day"], 10) <= 14
    guests = [gifts(one, paid)["sender"].n_unique() for one, paid in ALL]
    assert 40 <= np.median(guests) <= 200


def test_a_gift_is_what_guides_say():
    for one, paid in ALL:
        given = gifts(one, paid)
        country = site().population.accounts.country[next(iter(one.roles))]
        level = GBP * WAGES[country] / WAGES[0]
        assert 40 <= given["dollars"].median() / level <= 90
        assert given["dollars"].max() / level <= 145 + 5 / level


def test_a_third_to_three_quarters_as_much_again_is_cash():
    for one, paid in ALL:
        cash = paid.filter(pl.col("channel") == "cash_deposit")["dollars"].sum()
        share = cash / gifts(one, paid)["dollars"].sum()
        assert 0.15 <= share <= 1.1


def test_hall_caterer_fare_and_beds_take_much_of_it():
    for one, paid in ALL:
        out = paid.filter(pl.col("sender").is_in(list(one.roles)))
        bills = out.filter(pl.col("channel") != "card")
        came = paid.filter(pl.col("receiver").is_in(list(one.roles)))["dollars"].sum()
        assert bills["receiver"].n_unique() == 2
        assert 0.4 <= bills["dollars"].sum() / came <= 0.9
        cards = out.filter(pl.col("channel") == "card")
        assert cards.height == 2
        assert (cards["from"] != cards["to"]).sum() == 1  # beds abroad
