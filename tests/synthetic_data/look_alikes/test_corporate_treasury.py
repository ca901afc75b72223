"""It is true that a group's money goes up in the evening and comes back."""

import polars as pl
import pytest

from synthetic_data.look_alikes.corporate_treasury import PLANTING
from synthetic_data.world.calendar import HOUR
from tests.synthetic_data.planted import cast, several, site, table


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING)]


def test_every_sweep_comes_back_by_next_morning_and_not_more(planted):
    for one, paid in planted:
        head, *members = cast(one, None)
        up = paid.filter(pl.col("receiver") == head)
        down = paid.filter(pl.col("sender") == head)
        assert len(members) >= 3
        assert up.height == down.height
        assert set(up["sender"]) == set(down["receiver"]) == set(members)
        for member in members:
            went = up.filter(pl.col("sender") == member)
            came = down.filter(pl.col("receiver") == member)
            rested = (came["time"] - went["time"]).to_numpy() / HOUR
            assert (rested > 0.1).all()
            assert (rested <= 24.1).all()
        assert 0.4 <= down["dollars"].sum() / up["dollars"].sum() <= 1


def test_the_group_is_on_record_and_has_customers(planted):
    firms = site().population.firms
    for one, _ in planted:
        head, *members = cast(one, None)
        officer = int(firms.officer[head - firms.first])
        assert {(officer, "officer_of", member, False) for member in members} == set(
            one.relations
        )
        assert (site().turnover[members] > 0).mean() > 0.5


def test_members_bank_together_where_they_can(planted):
    accounts = site().population.accounts
    same = [len(set(accounts.bank[cast(one, None)].tolist())) for one, _ in planted]
    assert max(same) <= 5
    assert min(same) <= 2
