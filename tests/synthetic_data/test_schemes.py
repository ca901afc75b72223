"""It is true that each scheme has the shape its source tells of."""

import numpy as np
import polars as pl
import pytest

from synthetic_data import Settings, generate
from synthetic_data.plan import plan
from synthetic_data.world.places import COUNTRIES

UNITS = {country.currency: country.units for country in COUNTRIES}
NAMES = (
    *("charity_diversion", "facilitator_network", "layered_shells"),
    "low_value_collection",
)
SEVERAL = Settings(
    base_rate=0.01, seed=11, schemes=NAMES, instances=dict.fromkeys(NAMES, 5)
)


@pytest.fixture(scope="module")
def world():
    return generate(SEVERAL)


def instances(world, name):
    """(accounts by role, transactions in order with stage and dollars) of each."""
    labels = world.labels.filter(pl.col("name") == name)
    dollars = pl.col("amount").cast(pl.Float64) / pl.col("currency").replace_strict(
        UNITS
    )
    for (_,), mine in sorted(labels.group_by("instance"), key=lambda group: group[0]):
        casts = mine.filter(pl.col("subject") == "account")
        roles = {
            role: set(rows["subject_id"]) for (role,), rows in casts.group_by("role")
        }
        stages = mine.filter(pl.col("subject") == "transaction")
        paid = world.transactions.join(
            stages.select("stage", transaction_id="subject_id"), on="transaction_id"
        )
        yield roles, paid.with_columns(dollars=dollars).sort("booked_at")


def ordinary(world):
    planted = world.labels.filter(pl.col("subject") == "transaction")
    return world.transactions.join(
        planted, left_on="transaction_id", right_on="subject_id", how="anti"
    )


def test_five_of_each_scheme_are_there(world):
    for name in SEVERAL.schemes:
        assert len(list(instances(world, name))) == 5


def test_a_plot_is_funded_before_it_lives_and_returns_leftovers_last(world):
    for roles, paid in instances(world, "facilitator_network"):
        (paymaster,) = roles["paymaster"]
        (proxy,) = roles["facilitator"]
        cell = roles["operative"]
        funding = paid.filter(pl.col("sender_account") == paymaster)
        back = paid.filter(pl.col("receiver_account") == proxy)
        living = paid.filter(pl.col("stage") == "use")
        assert len(cell) >= 4
        assert funding["dollars"].sum() >= 30_000
        assert funding["booked_at"].min() < living["booked_at"].min()
        assert back["booked_at"].min() >= living["booked_at"].max()
        assert 0.015 <= back["dollars"].sum() / funding["dollars"].sum() <= 0.1
        assert back.height >= 2
        days = (paid["booked_at"].max() - paid["booked_at"].min()).days
        assert 60 <= days <= 510


def test_operatives_fall_silent_and_others_do_not(world):
    for roles, paid in instances(world, "facilitator_network"):
        end = paid["booked_at"].max()
        touches = pl.col("sender_account").is_in(roles["operative"]) | pl.col(
            "receiver_account"
        ).is_in(roles["operative"])
        lived = ordinary(world).filter(touches)
        assert not lived.is_empty()
        assert lived["booked_at"].max() <= end


def test_operatives_share_an_account_without_being_family(world):
    for roles, _ in instances(world, "facilitator_network"):
        owners = dict(world.accounts.select("account_id", "party_id").iter_rows())
        people = {owners[account] for account in roles["operative"]}
        shared = world.relations.filter(
            pl.col("relation") == "account_holder",
            pl.col("b").is_in(roles["operative"]),
            pl.col("a").is_in(people),
        )
        assert not shared.is_empty()
        (paymaster,) = roles["paymaster"]
        lent = world.relations.filter(
            pl.col("relation") == "delegated_access",
            pl.col("a") == owners[paymaster],
            pl.col("b").is_in(roles["operative"]),
        )
        assert lent.height == 1


def test_a_collection_stays_small_and_leaves_the_country(world):
    for roles, paid in instances(world, "low_value_collection"):
        gifts = paid.filter(
            pl.col("sender_account").is_in(roles["donor"]),
            pl.col("receiver_account").is_in(roles["collector"]),
        )
        assert gifts["dollars"].max() <= 401
        out = paid.filter(
            pl.col("stage") == "move",
            pl.col("sender_account").is_in(roles["collector"]),
        )
        assert 1_500 <= out["dollars"].sum() <= 12_000
        assert out["dollars"].median() <= 700
        home, abroad = (
            out["sender_country"].unique(),
            paid.filter(pl.col("receiver_account").is_in(roles["cash-out"]))[
                "receiver_country"
            ].unique(),
        )
        assert set(home).isdisjoint(abroad)
        assert len(roles["cash-out"]) in {2, 3}
        span = paid["booked_at"].max() - paid["booked_at"].min()
        assert span.days >= 150  # a trickle


def test_a_collection_never_sends_what_it_has_not_received(world):
    for roles, paid in instances(world, "low_value_collection"):
        in_ = pl.col("receiver_account").is_in(roles["collector"])
        out = pl.col("sender_account").is_in(roles["collector"])
        balance = paid.select(
            pl.when(in_)
            .then(pl.col("dollars"))
            .when(out)
            .then(-pl.col("dollars"))
            .otherwise(0.0)
            .cum_sum()
        ).to_series()
        # Forwarded sums are rounded to whole tens.
        assert balance.min() > -60


def test_donors_of_a_diverting_charity_carry_no_label(world):
    labelled = set(world.labels["subject_id"])
    planted = set(world.labels.filter(pl.col("label") == "scheme")["subject_id"])
    for roles, paid in instances(world, "charity_diversion"):
        (charity,) = roles["front"]
        gifts = ordinary(world).filter(
            pl.col("receiver_account") == charity,
            pl.col("channel").is_in(["card", "instant"]),
        )
        assert not gifts.is_empty()
        assert not set(gifts["transaction_id"]) & labelled
        donors = set(gifts["sender_account"])
        assert len(donors & planted) <= len(donors) / 3
        sent = paid.filter(
            pl.col("sender_account") == charity,
            pl.col("receiver_account").is_in(roles["pass-through"]),
        )
        assert set(sent["channel"]) == {"wire"}
        assert (sent["sender_country"] != sent["receiver_country"]).all()
        end = paid.filter(pl.col("stage") == "use")
        assert set(end["channel"]) == {"cash_withdrawal"}
        assert end["booked_at"].min() > sent["booked_at"].min()


def test_shells_pass_money_on_in_time_order_and_less_of_it(world):
    for roles, paid in instances(world, "layered_shells"):
        shells = roles["front"]
        assert 2 <= len(shells) <= 7
        fed = paid.filter(
            pl.col("stage") == "raise", pl.col("receiver_account").is_in(shells)
        )
        assert 15_000 <= fed["dollars"].sum() <= 500_000
        first = fed["receiver_account"].unique().item()
        passed = paid.filter(pl.col("sender_account") == first)
        assert passed["booked_at"].min() > fed["booked_at"].min()
        assert 0.6 <= passed["dollars"].sum() / fed["dollars"].sum() <= 1.0
        lands = world.accounts.filter(pl.col("account_id").is_in(shells))["country"]
        assert lands.n_unique() >= 2
        own = ordinary(world).filter(pl.col("receiver_account").is_in(shells))
        assert own.height >= 5 * len(shells)  # real customers


@pytest.mark.parametrize("name", [*Settings().schemes, *Settings().look_alikes])
def test_instances_are_about_as_big_as_ordered(name):

    world = generate(Settings())
    planted = world.labels.filter(
        pl.col("subject") == "transaction", pl.col("name") == name
    )
    made = dict(planted.group_by("instance").len().iter_rows())
    ordered = {
        f"{name}-{order.number}": order.size
        for order in plan(Settings())
        if order.planting.name == name
    }
    assert set(made) == set(ordered)
    shares = np.array([made[key] / ordered[key] for key in ordered])
    assert (shares > 0.6).all()
    assert (shares < 1.4).all()
