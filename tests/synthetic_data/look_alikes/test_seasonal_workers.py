"""It is true that one employer's workers send home alike and then fall silent."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.seasonal_workers import NZD, PLANTING
from synthetic_data.world.calendar import DAY
from tests.synthetic_data.planted import several, site, table

ALL = [(one, table(one)) for one in several(PLANTING, count=16)]


def wages(paid: pl.DataFrame) -> pl.DataFrame:
    employer = paid["sender"].mode()[0]
    return paid.filter(pl.col("sender") == employer)


def test_one_employer_pays_four_to_sixty_nearly_alike_on_working_days():
    weekday = site().scene.calendar.weekday
    for _, paid in ALL:
        pay = wages(paid)
        assert 4 <= pay["receiver"].n_unique() <= 60
        assert 4 <= pay.group_by("receiver").len()["len"].max() <= 6
        assert pay["dollars"].std() / pay["dollars"].mean() <= 0.1
        assert (weekday[pay["day"].to_numpy()] < 5).all()
        assert pay["day"].n_unique() == pay.height / pay["receiver"].n_unique()


def test_most_send_home_and_what_the_survey_says_they_do():
    shares, sums = [], []
    for _, paid in ALL:
        crew = set(wages(paid)["receiver"])
        sent = paid.filter(
            pl.col("sender").is_in(list(crew)),
            pl.col("channel").is_in(["wire", "money_transfer"]),
        )
        assert sent["dollars"].max() <= 490
        each = sent.group_by("sender").agg(pl.col("dollars").sum())
        shares.append(each.height / len(crew))
        sums += each["dollars"].to_list()
    assert 0.73 <= np.mean(shares) <= 0.94
    assert max(sums) <= 8000 * NZD
    assert 300 <= np.median(sums) <= 4065 * NZD


def test_each_household_has_its_own_worker_mostly():
    for _, paid in ALL:
        crew = set(wages(paid)["receiver"])
        sent = paid.filter(
            pl.col("sender").is_in(list(crew)), pl.col("channel") == "wire"
        )
        if not sent.is_empty():
            assert (sent["from"] != sent["to"]).all()
            assert sent["receiver"].n_unique() >= 0.5 * sent["sender"].n_unique()


def test_the_season_ends_and_the_accounts_sleep():
    for one, paid in ALL:
        crew = set(wages(paid)["receiver"])
        assert crew <= set(one.silent_from)
        for worker in crew:
            mine = paid.filter(
                (pl.col("sender") == worker) | (pl.col("receiver") == worker)
            )
            assert mine["time"].max() <= one.silent_from[worker] + 10 * DAY
        opened = site().population.arrived[sorted(crew)]
        assert paid["day"].min() >= opened.max()
        assert paid["day"].max() - paid["day"].min() <= 200
