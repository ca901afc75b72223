"""It is true that many districts make one world, whoever builds them."""

import json
from pathlib import Path

import polars as pl
import pytest

from pipeline.ingest import Settings as IngestSettings
from pipeline.ingest.native import read
from synthetic_data import Settings, generate, generate_world
from synthetic_data.district import districts
from synthetic_data.plan import plan
from synthetic_data.world.ledger import in_order

LARGE = Settings(
    transactions=90_001,
    district=31_000,
    months=7,
    base_rate=0.004,
    schemes=("layered_shells",),
    look_alikes=("marketplace", "genuine_appeal"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "world"
    generate_world(LARGE, folder, workers=1)
    return folder


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")


def test_worker_processes_write_the_same_bytes(folder, tmp_path):
    summary = generate_world(LARGE, tmp_path / "world", workers=2)
    assert summary == json.loads((folder / "world.json").read_text())
    names = {path.relative_to(folder) for path in folder.rglob("*.parquet")}
    assert {str(name) for name in names} == set(summary["digests"])
    for name in names:
        assert (tmp_path / "world" / name).read_bytes() == (folder / name).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_files_hold_a_month_of_a_district_each(folder):
    files = sorted(path.name for path in (folder / "transactions").iterdir())
    assert files[0] == "2024-01-d0000.parquet"
    assert len(files) == 3 * LARGE.months
    for path in (folder / "transactions").iterdir():
        rows = pl.read_parquet(path)
        assert rows["booked_at"].dt.strftime("%Y-%m").unique().to_list() == [
            path.name[:7]
        ]
        assert rows.select("booked_at", "transaction_id").equals(
            rows.select("booked_at", "transaction_id").sort(pl.all())
        )


def test_the_built_world_is_the_generated_one(folder):
    world = generate(LARGE)
    rows = pl.read_parquet(folder / "transactions/*.parquet")
    assert rows.sort("booked_at", "transaction_id").equals(world.transactions)
    for name in ("accounts", "parties", "relations", "labels"):
        assert table(folder, name).equals(getattr(world, name)), name


def test_ids_are_unique_and_known_in_the_whole_world(folder):
    rows = pl.read_parquet(folder / "transactions/*.parquet")
    assert rows.height == 90_001
    assert rows["transaction_id"].is_unique().all()
    accounts, parties = table(folder, "accounts"), table(folder, "parties")
    assert accounts["account_id"].is_unique().all()
    assert parties["party_id"].is_unique().all()
    known = set(accounts["account_id"])
    assert set(rows["sender_account"]) | set(rows["receiver_account"]) <= known
    people = set(parties["party_id"])
    assert set(accounts["party_id"].drop_nulls()) <= people
    relations = table(folder, "relations")
    assert set(relations["a"]) | set(relations["b"]) <= people | known


def test_facts_of_a_shared_account_agree_with_its_payments(folder):
    """A transfer is internal exactly within a bank, in whichever district."""
    rows = pl.read_parquet(folder / "transactions/*.parquet").filter(
        pl.col("channel").is_in(["wire", "internal"])
    )
    accounts = table(folder, "accounts").filter(
        pl.col("kind").is_in(["personal", "business"]),
        pl.col("institution").str.contains(" Bank "),
    )
    bank = dict(accounts.select("account_id", "institution").iter_rows())
    for sender, receiver, channel in rows.select(
        "sender_account", "receiver_account", "channel"
    ).iter_rows():
        if sender in bank and receiver in bank:
            assert (bank[sender] == bank[receiver]) == (channel == "internal")


def test_rates_and_instances_hold_over_the_whole_world(folder):
    orders = plan(LARGE)
    parts = districts(LARGE, orders)
    spread = [order for part in parts for order in part.orders]
    assert sorted((o.planting.name, o.number) for o in spread) == sorted(
        (o.planting.name, o.number) for o in orders
    )
    labels = table(folder, "labels")
    scheme = labels.filter(label="scheme", subject="transaction")
    assert scheme.height == pytest.approx(0.004 * 90_001, rel=0.4)
    wanted = sum(order.planting.label == "scheme" for order in orders)
    assert scheme["instance"].n_unique() == wanted
    loads = [sum(order.size for order in part.orders) for part in parts]
    largest = max(order.size for order in orders)
    assert max(loads) - min(loads) <= largest
    assert sum(part.settings.transactions for part in parts) == 90_001


def test_the_adapter_reads_it(folder):
    rows = labels = 0
    for part in read(folder, IngestSettings()):
        rows += part["raw_transactions"].height if "raw_transactions" in part else 0
        labels += part["labels"].height if "labels" in part else 0
    assert rows == 90_001
    assert labels == table(folder, "labels").height


def test_rows_stand_in_order_of_time_then_name():
    time = pl.Series([5, 3, 5, 5, 3]).to_numpy()
    names = pl.Series([9, 4, 1 << 55, 8, (1 << 30) + 1], dtype=pl.UInt64).to_numpy()
    assert in_order(time, names).tolist() == [1, 4, 3, 0, 2]
