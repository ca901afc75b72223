"""It is true that goods are paid for again and again and hardly a parcel leaves."""

import polars as pl
import pytest

from synthetic_data.schemes.ecommerce_cover import PLANTING
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING, size=26, count=20)]


def inbound(planted):
    return [(one, paid) for one, paid in planted if cast(one, "front")]


def test_few_related_firms_pay_one_person(planted):
    for one, paid in inbound(planted):
        fronts = cast(one, "front")
        sales = paid.filter(pl.col("sender").is_in(fronts))
        assert 2 <= sales.height <= 7
        assert 1 <= len(fronts) <= 5
        assert sales["receiver"].n_unique() == 1
        assert (sales["from"] != sales["to"]).all()
        assert sales["dollars"].sum() <= 9_200
        assert sales["day"].max() - sales["day"].min() <= 120
        related = {b for _, relation, b, _ in one.relations if relation == "officer_of"}
        assert related == set(fronts) - {fronts[0]} or len(fronts) == 1


def test_fewer_parcels_leave_than_were_paid_for(planted):
    shippers = set(site().population.firms.of("shipping").tolist())
    sent = []
    for one, paid in inbound(planted):
        parcels = paid.filter(pl.col("receiver").is_in(shippers)).height
        sales = paid.filter(pl.col("sender").is_in(cast(one, "front"))).height
        assert parcels <= max(1, 0.5 * sales)
        sent.append(parcels)
    assert 0 < sum(count > 0 for count in sent) < len(sent)


def test_money_is_used_after_it_came(planted):
    for one, paid in inbound(planted):
        sales = paid.filter(pl.col("sender").is_in(cast(one, "front")))
        used = paid.filter(pl.col("stage") == "use")
        assert used["time"].min() > sales["time"].min()


def test_some_pay_dozens_of_strangers_abroad_instead(planted):
    outbound = [(one, paid) for one, paid in planted if not cast(one, "front")]
    assert 0 < len(outbound) < len(planted)
    for one, paid in outbound:
        (person,) = cast(one, "facilitator")
        orders = paid.filter(pl.col("sender") == person)
        assert 16 <= orders.height <= 60
        assert orders["dollars"].is_between(45, 520).all()
        assert orders["receiver"].n_unique() >= 8


def test_one_who_posts_nothing_is_seen():
    world = world_of(PLANTING.name, base_rate=0.0013, count=6)
    assert instances_seen(world, "TF-PAY-01")
