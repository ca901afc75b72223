"""It is true that ledgers offset and that what stays open is settled in lumps."""

import numpy as np
import polars as pl

from synthetic_data.schemes.hawala_netting import PLANTING
from synthetic_data.schemes.hawala_settlement import TF_PART
from synthetic_data.world.places import CODES, UNITS_OF_CURRENCY
from synthetic_data.world.population import KIND
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

COUNTRY = np.array(CODES)[site().population.accounts.country]


def settlements(paid: pl.DataFrame, shops: list[int]) -> str:
    """The form in which an instance settles."""
    wires = paid.filter(pl.col("channel") == "wire", pl.col("from") != pl.col("to"))
    back = wires.filter(pl.col("receiver").is_in(shops + cast_keepers(shops)))
    if not back.is_empty():
        return "wires both ways"
    drawn = paid.filter(
        pl.col("channel") == "cash_withdrawal", pl.col("conductor") >= 0
    )
    return "goods and bills" if drawn.is_empty() else "cash"


def cast_keepers(shops: list[int]) -> list[int]:
    firms = site().population.firms
    return firms.officer[np.array(shops) - firms.first].tolist()


def near(instance) -> list[int]:
    """Shops that take in: the collectors which are firms."""
    first = site().population.firms.first
    return [who for who in cast(instance, "collector") if who >= first]


def test_shops_of_one_country_take_in_and_partners_in_another_pay_out():
    for one in several(PLANTING):
        paid = table(one)
        shops = near(one)
        partners = cast(one, "pass-through")
        raised = paid.filter(pl.col("stage") == "raise")
        assert set(raised["channel"]) <= {"card", "instant", "cash_withdrawal"}
        home = set(COUNTRY[shops])
        assert len(home) == 1
        assert any(COUNTRY[who] not in home for who in partners)
        out = paid.filter(
            pl.col("sender").is_in(partners), pl.col("channel") == "instant"
        )
        assert set(out["receiver"]) <= set(cast(one, "cash-out"))
        assert (out["from"] == out["to"]).all()  # no payment crosses the border
        assert out["dollars"].max() <= 2_000


def test_small_sums_come_in_and_the_whole_stays_one_fundraisers_part():
    for one in several(PLANTING):
        raised = table(one).filter(pl.col("stage") == "raise")
        assert raised["dollars"].min() >= 40
        assert raised["dollars"].max() <= 2_010
        assert 1_500 <= raised["dollars"].sum() <= TF_PART
        assert len(set(raised["sender"])) >= 4


def test_most_is_offset_and_the_rest_is_settled():
    for one in several(PLANTING, 120):
        paid = table(one)
        partners = cast(one, "pass-through")
        taken = paid.filter(pl.col("stage") == "raise")["dollars"].sum()
        banked = paid.filter(
            pl.col("channel") == "cash_deposit", pl.col("receiver").is_in(partners)
        )
        if settlements(paid, near(one)) == "goods and bills":
            lumps = paid.filter(
                pl.col("channel").is_in(["wire", "internal"]),
                pl.col("sender").is_in(near(one)),
            )
            assert not lumps.is_empty()
            assert lumps["dollars"].sum() < banked["dollars"].sum()
            assert lumps["dollars"].sum() <= 0.6 * (taken + banked["dollars"].sum())


def test_it_settles_in_goods_bills_cash_and_wires():
    ways = {settlements(table(one), near(one)) for one in several(PLANTING, count=40)}
    assert ways == {"goods and bills", "cash", "wires both ways"}


def test_what_a_courier_carries_arrives_later_and_less_a_percent_or_two():
    carried = [
        one.payments[-2:]
        for one in several(PLANTING, count=40)
        if settlements(table(one), near(one)) == "cash"
    ]
    assert carried
    for drawn, brought in carried:
        assert (brought.time > drawn.time).all()
        units = UNITS_OF_CURRENCY
        share = (brought.minor / units[brought.currency]) / (
            drawn.minor / units[drawn.currency]
        )
        assert 0.85 <= share.mean() <= 1.1  # rounded to notes at both ends
        assert set(drawn.conductor.tolist()) <= set(range(site().population.persons))


def test_shops_are_ordinary_shops_and_no_office():
    kinds = site().population.accounts.kind
    for one in several(PLANTING):
        assert (kinds[near(one)] == KIND["merchant"]).all()


def test_netting_by_large_wires_is_seen_where_it_occurs():
    """The other forms leave nothing that TF-HAW-02 could read."""
    world = world_of(
        "hawala_netting", count=8, base_rate=0.02, transactions=120_000, seed=3
    )
    assert instances_seen(world, "TF-HAW-02")
