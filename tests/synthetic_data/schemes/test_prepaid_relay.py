"""It is true that many buy vouchers here, and that a few spend them abroad."""

import numpy as np
import polars as pl

from synthetic_data.schemes.prepaid_relay import LIMIT, PLANTING
from synthetic_data.world.population import KIND
from tests.synthetic_data.planted import (
    cast,
    instances_seen,
    several,
    site,
    table,
    world_of,
)

FORMS = [(one, table(one)) for one in several(PLANTING, count=30)]
RELAYS = [(one, paid) for one, paid in FORMS if cast(one, "donor")]
SHARED = [(one, paid) for one, paid in FORMS if cast(one, "operative")]


def test_both_forms_occur():
    assert len(RELAYS) >= 8
    assert len(SHARED) >= 4
    assert len(RELAYS) + len(SHARED) == len(FORMS)


def test_no_payment_joins_buyer_and_redeemer():
    for one, paid in RELAYS:
        buyers, sinks = set(cast(one, "donor")), set(cast(one, "cash-out"))
        bought = paid.filter(pl.col("stage") == "raise")
        redeemed = paid.filter(pl.col("stage") == "move")
        assert set(bought["sender"]) == buyers
        assert set(redeemed["receiver"]) <= sinks
        assert set(bought["receiver"]).isdisjoint(sinks)
        assert set(redeemed["sender"]).isdisjoint(buyers)
        assert set(bought["from"]).isdisjoint(redeemed["to"])
        assert 1 <= len(sinks) <= 10


def test_each_voucher_is_redeemed_within_two_days_at_its_worth():
    for one, _ in RELAYS:
        bought, redeemed = one.payments[:2]
        wait = redeemed.time - bought.time
        assert (wait > 0).all()
        assert wait.max() <= 48 * 3600 + 60
        assert bought.size == redeemed.size
    sums = pl.concat(paid.filter(pl.col("stage") == "raise") for _, paid in RELAYS)
    assert sums["dollars"].min() >= 8
    assert sums["dollars"].max() <= 170


def test_cards_are_spent_only_after_they_were_loaded():
    prepaid = set(
        np.flatnonzero(site().population.accounts.kind == KIND["prepaid_card"]).tolist()
    )
    for _, paid in FORMS:
        used = paid.filter(pl.col("stage") == "use")
        assert set(used["sender"]) <= prepaid
        loads = paid.filter(pl.col("channel") == "prepaid_load")
        first = loads.group_by(sender="receiver").agg(pl.col("day").min().alias("got"))
        both = used.join(first, on="sender")
        assert both.height == used.height
        assert (both["day"] > both["got"] - 1).all()


def test_shared_cards_stay_below_the_limit_and_pay_abroad():
    for one, paid in SHARED:
        assert 3 <= len(cast(one, "operative")) <= 8
        loads = paid.filter(pl.col("channel") == "prepaid_load")
        assert loads["dollars"].max() <= LIMIT
        (lead,) = cast(one, "facilitator")
        assert (loads["sender"] == lead).mean() >= 0.4
        used = paid.filter(pl.col("stage") == "use", pl.col("channel") == "card")
        assert (used["from"] != used["to"]).all()
        assert paid["day"].max() - paid["day"].min() >= 90


def test_shared_cards_loaded_before_a_journey_are_seen():
    world = world_of(
        "prepaid_relay", count=12, base_rate=0.015, transactions=120_000, seed=5
    )
    assert instances_seen(world, "TF-PREP-01")
