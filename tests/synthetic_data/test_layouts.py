"""It is true that our adapters read back what is written in others' layouts."""

import csv
import io
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from pipeline.errors import ConfigError
from pipeline.ingest import Settings as IngestSettings
from pipeline.ingest import amlsim, amlworld
from synthetic_data import Settings, generate_world
from synthetic_data.layouts.amlworld import FORMATS, PATTERNS, TABLE
from synthetic_data.show import show_world
from synthetic_data.stored import registers_of, transaction_files
from synthetic_data.world.places import CURRENCIES, UNITS_OF_CURRENCY
from tests.ingest.sources import whole

SCHEMAS = Path(__file__).parents[2] / "../shared/schemas"
SETTINGS = Settings(
    transactions=30_000,
    months=12,
    base_rate=0.01,
    look_alike_rate=0.05,
    schemes=("layered_shells", "low_value_collection"),
    look_alikes=("genuine_appeal",),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds") / "world"
    generate_world(SETTINGS, folder)
    return folder


@pytest.fixture(scope="module")
def truth(world):
    """Rows with the scheme that each belongs to, if any."""
    rows = pl.concat(pl.read_parquet(file) for file in transaction_files(world))
    schemes = registers_of(world).labels.filter(label="scheme", subject="transaction")
    return rows.join(
        schemes.select("name", "instance", transaction_id="subject_id"),
        on="transaction_id",
        how="left",
    )


@pytest.fixture(scope="module", params=["amlsim", "amlworld", "pacs008"])
def shown(request, world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("layouts") / request.param
    show_world(world, folder, layout=request.param)
    return folder


def layout(world, tmp_path, name):
    show_world(world, tmp_path / name, layout=name)
    return tmp_path / name / name


def test_the_truth_lies_beside_the_layout(world, shown):
    known = pl.read_parquet(shown / "labels.parquet")
    assert known.equals(registers_of(world).labels)
    assert {path.name for path in shown.iterdir()} == {
        *(shown.name, "labels.parquet", "world.json")
    }


def test_amlsim_is_read_back(world, truth, tmp_path):
    folder = layout(world, tmp_path, "amlsim")
    assert amlsim.recognises(folder)
    options = IngestSettings(amlsim_base_date=SETTINGS.first_day)
    tables = whole(amlsim.ADAPTER.read(folder, options))
    rows = tables["raw_transactions"]
    units = dict(zip(CURRENCIES, UNITS_OF_CURRENCY.tolist(), strict=True))

    def keys(frame: pl.DataFrame, day: pl.Expr, cents: pl.Expr) -> Counter:
        return Counter(
            frame.select(
                "sender_account", "receiver_account", "channel", day=day, cents=cents
            ).iter_rows()
        )

    unit = pl.col("currency").replace_strict(units, return_dtype=pl.Float64)
    dollars = pl.max_horizontal(
        (pl.col("amount").cast(pl.Float64) / unit).round(2), 0.01
    )
    assert keys(
        rows,
        pl.col("booked_at").str.head(10),
        (pl.col("amount").cast(pl.Float64) * 100).round().cast(pl.Int64),
    ) == keys(
        truth,
        pl.col("booked_at").dt.date().cast(pl.String),
        (dollars * 100).round().cast(pl.Int64),
    )
    assert rows["ingest_error"].null_count() == rows.height
    labels = tables["labels"]
    of_rows = labels.filter(subject="transaction")
    assert Counter(of_rows.select("name", "instance").iter_rows()) == Counter(
        truth.drop_nulls("instance").select("name", "instance").iter_rows()
    )
    known = registers_of(world)
    members = known.labels.filter(label="scheme", subject="account")
    told = labels.filter(subject="account")
    assert set(told.select("subject_id", "name", "instance").iter_rows()) == set(
        members.select("subject_id", "name", "instance").iter_rows()
    )
    accounts = tables["raw_accounts"].select("account_id", "party_id", "country")
    assert set(accounts.iter_rows()) == set(
        known.accounts.select("account_id", "party_id", "country").iter_rows()
    )


def test_amlworld_is_read_back(world, truth, tmp_path):
    folder = layout(world, tmp_path, "amlworld")
    assert amlworld.recognises(folder)
    tables = whole(amlworld.ADAPTER.read(folder, IngestSettings()))
    back = amlworld.CHANNELS
    expected = truth.select(
        pl.col("booked_at").dt.truncate("1m").dt.to_string("%Y-%m-%dT%H:%M:%S+00:00"),
        "sender_account",
        "receiver_account",
        pl.col("amount").cast(pl.String),
        "currency",
        pl.col("channel").replace_strict(FORMATS, default="ACH").replace(back),
    )
    rows = tables["raw_transactions"]
    number = r"^\d{5}:"
    found = rows.select(
        "booked_at",
        pl.col("sender_account").str.replace(number, ""),
        pl.col("receiver_account").str.replace(number, ""),
        *("amount", "currency", "channel"),
    )
    assert Counter(found.iter_rows()) == Counter(expected.iter_rows())
    labels = tables["labels"].filter(subject="transaction")
    sizes = Counter(Counter(labels.select("name", "instance").iter_rows()).values())
    schemes = truth.drop_nulls("instance")
    assert sizes == Counter(Counter(schemes["instance"]).values())
    assert set(labels["name"]) == {
        name.replace("_", "-") for name in schemes["name"].unique()
    }
    head = next(csv.reader(io.StringIO((folder / TABLE).read_text())))
    assert head.count("Account") == 2
    assert (folder / PATTERNS).read_text().count("BEGIN") == sum(sizes.values())


def test_a_bank_may_be_shown_in_another_layout(world, tmp_path):
    show_world(world, tmp_path / "v", "bank:DE1", "amlsim")
    tables = whole(amlsim.ADAPTER.read(tmp_path / "v" / "amlsim", IngestSettings()))
    ours = set(
        registers_of(world).accounts.filter(institution="DE Bank 1")["account_id"]
    )
    rows = tables["raw_transactions"].select("sender_account", "receiver_account")
    assert rows.height > 0
    assert all(ours & set(pair) for pair in rows.iter_rows())


def test_an_unknown_layout_is_refused(world, tmp_path):
    with pytest.raises(ConfigError, match="native, amlsim"):
        show_world(world, tmp_path / "v", layout="paysim")
