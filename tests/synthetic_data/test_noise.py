"""It is true that reports miss schemes, wrong the lawful, and tell nothing else."""

import msgspec
import polars as pl
import pytest

from synthetic_data import Settings, generate
from synthetic_data.noise import CUSTOMERS, reported

SETTINGS = Settings(
    transactions=60_000,
    base_rate=0.02,
    look_alike_rate=0.08,
    schemes=("layered_shells", "charity_diversion"),
    look_alikes=("marketplace", "genuine_appeal"),
    instances={"layered_shells": 10, "charity_diversion": 10},
)


@pytest.fixture(scope="module")
def world():
    return generate(SETTINGS)


def reports(world, **noise) -> pl.DataFrame:
    settings = msgspec.structs.replace(SETTINGS, **noise)
    return reported(settings, 0, world.labels, world.accounts)


def instances(world, label: str) -> list[set[str]]:
    rows = world.labels.filter(label=label)
    return [set(one["subject_id"]) for _, one in rows.group_by("instance")]


def test_without_noise_exactly_the_schemes_are_reported(world):
    told = reports(world, unreported=0.0, wrongly_reported=0.0)
    truth = world.labels.filter(label="scheme")
    columns = ["subject", "subject_id"]
    assert (
        told.select(columns)
        .unique()
        .sort(columns)
        .equals(truth.select(columns).unique().sort(columns))
    )
    assert told["instance"].n_unique() == truth["instance"].n_unique() == 20


def test_a_share_of_schemes_is_missing_as_a_whole(world):
    told = set(reports(world, unreported=0.5)["subject_id"])
    whole = [ids <= told for ids in instances(world, "scheme")]
    assert 4 <= whole.count(False) <= 16
    rows = world.labels.filter(label="scheme", subject="transaction")
    seen = rows.filter(pl.col("subject_id").is_in(list(told)))
    complete = rows.join(seen.select("instance").unique(), on="instance", how="semi")
    assert seen.height == complete.height


def test_a_share_of_the_lawful_is_reported_wrongly(world):
    told = reports(world, unreported=1.0, wrongly_reported=0.1)
    scheme = set(world.labels.filter(label="scheme", subject="account")["subject_id"])
    alone = told.filter(pl.len().over("instance") == 1)
    assert not set(alone["subject_id"]) & scheme
    customers = world.accounts.filter(pl.col("kind").is_in(CUSTOMERS))
    assert alone.height == pytest.approx(0.1 * customers.height, rel=0.35)
    assert set(alone["subject_id"]) <= set(customers["account_id"])


def test_every_look_alike_may_be_reported(world):
    told = set(reports(world, wrongly_reported=1.0)["subject_id"])
    assert all(ids <= told for ids in instances(world, "look_alike"))


def test_nothing_in_a_report_tells_right_from_wrong(world):
    told = reports(world, unreported=0.2, wrongly_reported=0.2)
    assert told["label"].unique().to_list() == ["scheme"]
    assert told["name"].unique().to_list() == ["reported"]
    assert told["stage"].null_count() == told["role"].null_count() == told.height
    numbers = told["instance"].str.extract(r"-(\d+)$").cast(pl.Int64)
    right = told["subject_id"].is_in(
        world.labels.filter(label="scheme")["subject_id"].implode()
    )
    middle = told["instance"].n_unique() / 2
    assert 0.2 < (numbers.filter(right).unique() <= middle).mean() < 0.8


def test_the_true_labels_do_not_depend_on_reports(world):
    noisy = generate(msgspec.structs.replace(SETTINGS, unreported=0.3))
    assert noisy.labels.equals(world.labels)
    assert noisy.transactions.equals(world.transactions)
    assert noisy.reported is not None
    assert world.reported is None
