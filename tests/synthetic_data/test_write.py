"""It is true that a world on disk is whole or absent."""

import json
from dataclasses import replace
from hashlib import sha256

import polars as pl
import pytest

from pipeline.errors import ConfigError, ResourceError
from synthetic_data import Settings, generate, generate_world, write_world

SMALL = Settings(transactions=20_000, base_rate=0.014, look_alike_rate=0.06)


@pytest.fixture(scope="module")
def world():
    return generate(SMALL)


def test_files_are_those_of_the_native_layout(world, tmp_path):
    summary = write_world(world, tmp_path / "world")
    assert sorted(path.name for path in (tmp_path / "world").iterdir()) == [
        *("accounts.parquet", "labels.parquet", "parties.parquet"),
        *("relations.parquet", "transactions.parquet", "world.json"),
    ]
    stored = json.loads((tmp_path / "world/world.json").read_text())
    assert stored == summary
    for name, digest in stored["digests"].items():
        content = (tmp_path / "world" / name).read_bytes()
        assert sha256(content).hexdigest() == digest
    rows = pl.read_parquet(tmp_path / "world/transactions.parquet")
    assert rows.equals(world.transactions)


def test_summary_counts_what_was_planted(world, tmp_path):
    summary = write_world(world, tmp_path / "world")
    assert summary["rows"]["transactions"] == 20_000
    assert summary["settings"]["base_rate"] == 0.014
    planted = world.labels.filter(pl.col("subject") == "transaction").height
    assert sum(one["transactions"] for one in summary["planted"]) == planted


def test_an_earlier_world_is_replaced(world, tmp_path):
    target = tmp_path / "world"
    write_world(world, target)
    (target / "stray.txt").write_text("left over")
    write_world(world, target)
    assert not (target / "stray.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_other_files_are_never_overwritten(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/one.txt").write_text("dear")
    with pytest.raises(ConfigError, match="no world"):
        generate_world(SMALL, tmp_path / "letters")
    assert (tmp_path / "letters/one.txt").read_text() == "dear"
    with pytest.raises(ConfigError, match="is a file"):
        generate_world(SMALL, tmp_path / "letters/one.txt")


def test_a_failure_halfway_leaves_the_earlier_world_and_no_draft(world, tmp_path):
    target = tmp_path / "world"
    write_world(world, target)
    before = (target / "world.json").read_bytes()
    # An object column cannot be stored, so the last of the tables fails.
    broken = replace(world, labels=pl.DataFrame({"bad": [object()]}))
    with pytest.raises(Exception, match=r"(?i)object|unsupported"):
        write_world(broken, target)
    assert (target / "world.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_a_place_that_cannot_be_written_is_a_resource_error(world, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResourceError, match="another folder"):
        write_world(world, tmp_path / "file/world")
