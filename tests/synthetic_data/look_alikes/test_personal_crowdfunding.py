"""It is true that each appeal has one payee, and pays what it was for near home."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.personal_crowdfunding import PLANTING
from tests.synthetic_data.planted import several, site, table

ALL = [(one, table(one)) for one in several(PLANTING, count=24)]
PEOPLE = site().population.people
FIRMS = site().population.firms


def test_each_appeal_pays_one_person_and_no_two_pay_the_same():
    several_at_once = 0
    for _, paid in ALL:
        boxes = paid.filter(pl.col("channel") == "crowdfunding")["receiver"].unique()
        out = paid.filter(
            pl.col("sender").is_in(boxes.implode()), pl.col("receiver") < FIRMS.first
        )
        payees = out.group_by("sender").agg(pl.col("receiver").n_unique())
        assert (payees["receiver"] == 1).all()
        assert out["receiver"].n_unique() == boxes.len()
        several_at_once += boxes.len() > 1
    assert 3 <= several_at_once <= 16


def test_the_platform_takes_a_twentieth_and_the_appeal_waits_for_days():
    for _, paid in ALL:
        boxes = paid.filter(pl.col("channel") == "crowdfunding")["receiver"].unique()
        out = paid.filter(pl.col("sender").is_in(boxes.implode()))
        fee = out.filter(pl.col("receiver") >= FIRMS.first)["dollars"].sum()
        given = paid.filter(pl.col("channel") == "crowdfunding")
        assert 0.04 <= fee / given["dollars"].sum() <= 0.06
        assert out["dollars"].sum() <= given["dollars"].sum() + 1
        for box in boxes:
            last = given.filter(pl.col("receiver") == box)["time"].min()
            assert out.filter(pl.col("sender") == box)["time"].min() > last


def test_the_first_gifts_are_the_largest_on_average():
    early, late = [], []
    for _, paid in ALL:
        given = paid.filter(pl.col("channel") == "crowdfunding")
        for (_,), mine in given.group_by("receiver"):
            sums = mine.sort("time")["dollars"].to_numpy()
            early += sums[: sums.size // 3].tolist()
            late += sums[sums.size // 3 :].tolist()
    assert np.mean(early) > 1.15 * np.mean(late)
    assert 30 <= np.median(late) <= 80


def test_it_is_spent_near_home_on_firms():
    for one, paid in ALL:
        boxes = paid.filter(pl.col("channel") == "crowdfunding")["receiver"].unique()
        rest = paid.filter(
            pl.col("channel") != "crowdfunding",
            ~pl.col("sender").is_in(boxes.implode()),
        )
        assert (rest["from"] == rest["to"]).all()
        assert (rest["receiver"] >= FIRMS.first).all()
        organisers = {who for who in one.roles if who < FIRMS.first}
        assert set(boxes) == set(PEOPLE.campaign[sorted(organisers)].tolist())


def test_totals_stay_within_the_published_range():
    totals = [
        paid.filter(pl.col("channel") == "crowdfunding")["dollars"].sum()
        for _, paid in ALL
    ]
    assert min(totals) >= 500
    assert max(totals) <= 50_000
