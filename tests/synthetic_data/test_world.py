"""It is true that a world is whole, sane, and what the settings asked for."""

from datetime import UTC, datetime

import polars as pl
import pytest

from pipeline.schemas import Labels, Transactions, conform
from synthetic_data import Settings, generate


@pytest.fixture(scope="module")
def world():
    return generate(Settings())


def labelled(world, subject, label):
    chosen = (pl.col("subject") == subject) & (pl.col("label") == label)
    return world.labels.filter(chosen)


def test_a_world_has_exactly_the_rows_asked_for(world):
    assert world.transactions.height == 100_000
    assert world.transactions["transaction_id"].n_unique() == 100_000


@pytest.mark.parametrize("transactions", [20_001, 40_000])
def test_other_sizes_are_exact_too(transactions):
    world = generate(
        Settings(transactions=transactions, base_rate=0.014, look_alike_rate=0.06)
    )
    assert world.transactions.height == transactions


def test_transactions_meet_the_contract(world):
    delivered = world.transactions.with_columns(
        value_cents=pl.lit(1),
        source_file=pl.lit("transactions.parquet"),
        source_line=pl.int_range(1, pl.len() + 1),
    )
    accepted, failed = Transactions.filter(conform("transactions", delivered))
    assert accepted.height == 100_000
    assert failed.counts() == {}
    assert Labels.is_valid(world.labels)


def test_transactions_are_sorted_and_inside_the_calendar(world):
    keys = world.transactions.select("booked_at", "transaction_id")
    assert keys.equals(keys.sort("booked_at", "transaction_id"))
    assert keys["booked_at"].min() >= datetime(2024, 1, 1, tzinfo=UTC)
    assert keys["booked_at"].max() < datetime(2025, 1, 1, tzinfo=UTC)


def test_nobody_pays_themselves(world):
    same = pl.col("sender_account") == pl.col("receiver_account")
    assert world.transactions.filter(same).is_empty()


def test_every_reference_leads_somewhere(world):
    accounts = set(world.accounts["account_id"])
    parties = set(world.parties["party_id"])
    paid = world.transactions
    assert set(paid["sender_account"]) | set(paid["receiver_account"]) <= accounts
    assert set(world.accounts["party_id"].drop_nulls()) <= parties
    assert set(paid["conductor"].drop_nulls()) <= parties
    assert set(paid["on_behalf_of"].drop_nulls()) <= parties
    assert set(world.relations["a"]) <= parties
    assert set(world.relations["b"]) <= parties | accounts
    devices = set(world.parties["devices"].drop_nulls())
    assert set(paid["device"].drop_nulls()) <= devices


def test_every_planted_transaction_is_emitted(world):
    planted = world.labels.filter(pl.col("subject") == "transaction")
    assert set(planted["subject_id"]) <= set(world.transactions["transaction_id"])
    assert planted["subject_id"].n_unique() == planted.height


def test_rates_are_met(world):
    assert labelled(world, "transaction", "scheme").height == pytest.approx(
        500, rel=0.1
    )
    twins = labelled(world, "transaction", "look_alike")
    assert twins.height == pytest.approx(4000, rel=0.1)


def test_the_demo_holds_one_of_everything_and_several_look_alikes(world):
    counts = world.labels.group_by("name", "label").agg(pl.col("instance").n_unique())
    assert set(counts["name"]) == {*Settings().schemes, *Settings().look_alikes}
    assert counts.filter(label="look_alike")["instance"].mean() >= 2


def test_look_alikes_have_no_role_and_schemes_have_all_they_plant(world):
    """Of those who are only paid, and do nothing planted with it, none is known."""
    accounts = labelled(world, "account", "scheme")
    without = accounts.filter(pl.col("role").is_null())
    assert set(without["name"]) <= {"cash_couriers", "credit_bust_out"}
    assert without.height < 0.1 * accounts.height
    assert accounts["stage"].null_count() == 0
    assert labelled(world, "account", "look_alike")["role"].is_null().all()
    assert labelled(world, "transaction", "scheme")["stage"].null_count() == 0


def test_cash_has_a_place_and_counts_in_notes(world):
    drawn = world.transactions.filter(pl.col("channel") == "cash_withdrawal")
    assert (
        drawn.select("branch", "latitude", "longitude").null_count().sum_horizontal()[0]
        == 0
    )
    euros = drawn.filter(pl.col("currency") == "EUR")["amount"].cast(pl.Float64)
    assert (euros % 10 == 0).mean() > 0.9


def test_most_people_earn_what_they_spend(world):
    cents = pl.col("amount").cast(pl.Float64)
    out = world.transactions.group_by(account_id="sender_account").agg(out=cents.sum())
    into = world.transactions.group_by(account_id="receiver_account").agg(
        into=cents.sum()
    )
    flows = (
        world.accounts.filter(kind="personal")
        .join(into, on="account_id")
        .join(out, on="account_id")
    )
    assert (flows["into"] >= 0.9 * flows["out"]).mean() > 0.85


def test_salaries_come_on_working_days(world):
    """Those of employers; households and day labour pay when the work is done."""
    employers = world.accounts.filter(
        pl.col("kind").is_in(["business", "merchant", "npo"])
    )
    paid = world.transactions.filter(
        pl.col("purpose").is_in(["Salary", "Wages"]),
        pl.col("sender_account").is_in(employers["account_id"].implode()),
        pl.col("channel") != "money_transfer",
    )
    assert paid.height > 1000
    assert paid["booked_at"].dt.weekday().max() <= 5


def test_shops_are_busier_on_saturday_than_on_sunday(world):
    cards = world.transactions.filter(pl.col("channel") == "card")
    days = cards.group_by(pl.col("booked_at").dt.weekday().alias("day")).len()
    count = dict(days.iter_rows())
    assert 1.2 < max(count.values()) / min(count.values()) < 1.7


def test_giving_peaks_in_december():
    world = generate(Settings(look_alike_rate=0.0))
    gifts = world.transactions.filter(pl.col("purpose") == "Donation")
    months = gifts.group_by(pl.col("booked_at").dt.month().alias("month")).len()
    december = months.filter(month=12)["len"][0]
    assert december > 1.4 * months["len"].median()


def test_nothing_about_planting_shows_in_a_world_without_it():
    world = generate(Settings(base_rate=0.0, look_alike_rate=0.0))
    assert world.labels.is_empty()
    assert world.transactions.height == 100_000
