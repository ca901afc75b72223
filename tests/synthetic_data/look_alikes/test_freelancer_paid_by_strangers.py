"""It is true that a freelancer's strangers come back, and that tax is paid."""

import numpy as np
import polars as pl
import pytest

from synthetic_data.look_alikes.freelancer_paid_by_strangers import PLANTING
from synthetic_data.world.calendar import DAY
from tests.synthetic_data.planted import cast, several, site, table


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING)]


def income(one, paid):
    (person,) = cast(one, None)
    return person, paid.filter(pl.col("receiver") == person)


def test_strangers_abroad_pay_for_work_and_most_come_back(planted):
    shops = set(site().population.firms.of("online").tolist())
    market = []
    for one, paid in planted:
        _, got = income(one, paid)
        assert (got["from"] != got["to"]).all()
        assert 1 <= got["from"].n_unique() <= 8
        assert got["dollars"].is_between(45, 3_050).all()
        again = got.select((pl.len().over("sender") > 1).mean()).item()
        assert again > 0.8
        market.append(got["sender"].is_in(shops).mean())
    assert 0.4 <= min(market) < max(market) <= 0.95
    assert 0.6 <= np.mean(market) <= 0.82


def test_work_keeps_a_working_week(planted):
    weekend = [
        float(np.mean(site().scene.calendar.weekday[income(*each)[1]["day"]] > 4))
        for each in planted
    ]
    assert np.mean(weekend) < 0.1


def test_taxes_fees_and_tools_are_paid_from_it(planted):
    firms = site().population.firms
    for one, paid in planted:
        person, got = income(one, paid)
        out = paid.filter(pl.col("sender") == person)
        assert set(firms.of("treasury").tolist()) & set(out["receiver"])
        assert set(firms.of("online").tolist()) & set(out["receiver"])
        assert 0.1 <= out["dollars"].sum() / got["dollars"].sum() <= 0.6
        assert out["time"].min() >= 15 * DAY
