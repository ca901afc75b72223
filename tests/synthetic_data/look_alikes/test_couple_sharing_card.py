"""It is true that a couple's card lives in two countries all year."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.couple_sharing_card import PLANTING
from tests.synthetic_data.planted import several, site, table

ALL = [(one, table(one)) for one in several(PLANTING, count=20)]


def abroad(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.filter(
        pl.col("from") != pl.col("to"),
        pl.col("channel").is_in(["card", "cash_withdrawal"]),
    )


def test_one_account_pays_and_the_partner_uses_it_abroad():
    for one, paid in ALL:
        (holder,) = set(paid["sender"])
        (partner,) = set(one.roles) - {holder}
        used = paid.filter(pl.col("conductor") >= 0)
        assert set(used["conductor"]) == {partner}
        assert set(used["to"]) == set(abroad(used)["to"])
        assert used.height >= 0.4 * paid.height
        assert (partner, "delegated_access", holder, True) in one.relations
        assert set(one.roles.values()) == {(None, None)}


def test_cash_abroad_is_drawn_one_to_twelve_times_a_month_in_small_sums():
    for _, paid in ALL:
        cash = paid.filter(pl.col("channel") == "cash_withdrawal")
        assert 1 <= cash.height / 12 <= 12
        assert cash["dollars"].max() <= 460
        gaps = np.diff(np.sort(cash["day"].to_numpy()))
        assert gaps.max() <= 45  # never for long without


def test_both_countries_alternate_the_whole_time():
    for _, paid in ALL:
        for half in (
            paid.filter(pl.col("day") < 180),
            paid.filter(pl.col("day") >= 180),
        ):
            assert not abroad(half).is_empty()
            assert not half.filter(pl.col("from") == pl.col("to")).is_empty()
        assert paid["day"].max() - paid["day"].min() >= 0.9 * site().days
        rent = paid.filter(pl.col("channel") == "wire")
        assert rent["dollars"].n_unique() == 1
        assert rent.height >= 8


def test_some_days_see_the_card_in_both_countries():
    shares = []
    for _, paid in ALL:
        cards = paid.filter(pl.col("channel") != "wire")
        away = set(abroad(cards)["day"])
        home = set(cards.filter(pl.col("from") == pl.col("to"))["day"])
        shares.append(len(away & home) / len(home))
    assert 0.05 <= np.mean(shares) <= 0.6
