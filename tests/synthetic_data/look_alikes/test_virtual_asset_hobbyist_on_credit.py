"""It is true that coins are bought on credit, and that the credit is paid back."""

import numpy as np
import polars as pl

from synthetic_data.look_alikes.virtual_asset_hobbyist_on_credit import PLANTING
from synthetic_data.world.population import KIND
from tests.synthetic_data.planted import instances_seen, several, site, table, world_of

CASES = [(one, table(one)) for one in several(PLANTING, count=30)]
POPULATION = site().population


def test_one_card_buys_at_one_exchange():
    for one, paid in CASES:
        (person,) = one.roles
        bought = paid.filter(pl.col("channel") == "card")
        assert bought["sender"].n_unique() == 1
        assert set(bought["receiver"]) == {int(POPULATION.people.coins[person])}
        assert POPULATION.accounts.kind[bought["sender"][0]] == KIND["loan"]
        assert 100 <= bought["dollars"].sum() <= 40_500


def test_bills_are_paid_the_month_after_but_for_a_few():
    missed = months = 0
    for one, paid in CASES:
        (person,) = one.roles
        card = paid.filter(pl.col("channel") == "card")["sender"][0]
        bought = paid.filter(pl.col("channel") == "card")
        back = paid.filter(pl.col("receiver") == card)
        assert set(back["sender"]) <= {person}
        assert back["dollars"].sum() <= bought["dollars"].sum() * 1.01
        billed = (bought["day"] // 31).n_unique()
        months += billed
        missed += max(0, billed - back.height)
    assert missed / months <= 0.3


def test_buying_and_selling_go_on_and_nothing_reaches_others():
    for one, paid in CASES:
        (person,) = one.roles
        own = {person, *POPULATION.cards_of(person).tolist()}
        own.add(int(POPULATION.people.coins[person]))
        assert set(paid["sender"]) | set(paid["receiver"]) <= own
        sold = paid.filter(pl.col("sender") == int(POPULATION.people.coins[person]))
        assert sold.height >= 2
    lasts = [paid["day"].max() - paid["day"].min() for _, paid in CASES]
    assert np.median(lasts) >= 120


def test_bust_out_stays_mostly_silent():
    world = world_of(
        PLANTING.name,
        kind="look_alikes",
        count=20,
        transactions=120_000,
        look_alike_rate=0.006,
    )
    assert len(instances_seen(world, "TF-ACCT-07")) <= 3
