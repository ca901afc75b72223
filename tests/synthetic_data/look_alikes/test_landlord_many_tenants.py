"""It is true that a landlord is paid by the same people, alike, each month."""

import polars as pl
import pytest

from synthetic_data.look_alikes.landlord_many_tenants import PLANTING
from tests.synthetic_data.planted import cast, several, site, table


@pytest.fixture(scope="module")
def planted():
    return [(one, table(one)) for one in several(PLANTING)]


def rents(one, paid):
    (landlord,) = cast(one, None)
    return paid.filter(pl.col("receiver") == landlord).with_columns(
        tenant=pl.when(pl.col("channel") == "cash_deposit")
        .then("conductor")
        .otherwise("sender")
    )


def test_each_tenant_pays_the_same_month_after_month(planted):
    for one, paid in planted:
        each = (
            rents(one, paid)
            .group_by("tenant")
            .agg(
                pl.len().alias("times"),
                pl.col("day").sort().diff().mean().alias("gap"),
                (pl.col("dollars").std() / pl.col("dollars").mean()).alias("spread"),
            )
        )
        assert each.height >= 4
        assert each["times"].max() == 12
        assert each["gap"].drop_nulls().is_between(26, 34).all()
        assert each["spread"].drop_nulls().max() <= 0.25  # whole notes, where cash


def test_a_loan_a_council_and_repairs_are_paid_and_deposits_go_back(planted):
    firms = site().population.firms
    lenders = set(firms.of("lender").tolist())
    councils = set(firms.of("treasury").tolist())
    returned = 0
    for one, paid in planted:
        (landlord,) = cast(one, None)
        out = paid.filter(pl.col("sender") == landlord)
        assert lenders & set(out["receiver"])
        assert councils & set(out["receiver"])
        assert out["dollars"].sum() < rents(one, paid)["dollars"].sum()
        tenants = set(rents(one, paid)["tenant"])
        back = out.filter(pl.col("receiver").is_in(tenants))
        returned += back.height
        for row in back.iter_rows(named=True):
            paid_before = rents(one, paid).filter(pl.col("tenant") == row["receiver"])
            assert paid_before["time"].max() < row["time"]
    assert returned >= 5


def test_some_is_paid_in_cash(planted):
    cash = [
        (rents(one, paid)["channel"] == "cash_deposit").mean() for one, paid in planted
    ]
    assert min(cash) == 0
    assert 0 < max(cash) < 0.6
