"""It is true that the same settings give the same bytes, whatever runs beside them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from synthetic_data import Settings, generate

SCRIPT = """
import json, sys
from pathlib import Path
from synthetic_data import Settings, generate_world
settings = Settings(transactions=20_000, base_rate=0.012, look_alike_rate=0.06)
print(json.dumps(generate_world(settings, Path(sys.argv[1]))["digests"]))
"""


def digests(folder: Path, threads: str, hash_seed: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)],
        env=os.environ | {"POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_processes_and_thread_counts_agree(tmp_path):
    one = digests(tmp_path / "one", "1", "1")
    four = digests(tmp_path / "four", "4", "2")
    assert one == four
    assert set(one) == {
        f"{table}.parquet"
        for table in ("transactions", "accounts", "parties", "relations", "labels")
    }


def test_another_seed_is_another_world():
    small = {"transactions": 20_000, "base_rate": 0.0, "look_alike_rate": 0.0}
    worlds = [generate(Settings(seed=seed, **small)) for seed in (1, 2)]
    shared = set(worlds[0].transactions["transaction_id"]) & set(
        worlds[1].transactions["transaction_id"]
    )
    assert not shared


@pytest.mark.parametrize(
    "more",
    [
        {"schemes": ("layered_shells", "charity_diversion")},
        {"base_rate": 0.012},
        {"look_alikes": ("marketplace", "payroll_bureau")},
    ],
)
def test_planting_more_removes_purchases_but_alters_no_row(more):
    little = {
        "transactions": 40_000,
        "base_rate": 0.006,
        "look_alike_rate": 0.04,
        "schemes": ("layered_shells",),
        "look_alikes": ("marketplace",),
    }
    before, after = generate(Settings(**little)), generate(Settings(**little | more))
    rows = [
        world.transactions.join(
            world.labels.filter(pl.col("subject") == "transaction"),
            left_on="transaction_id",
            right_on="subject_id",
            how="anti",
        )
        for world in (before, after)
    ]
    ids = [frame.select("transaction_id") for frame in rows]
    same = rows[0].join(ids[1], on="transaction_id", how="semi")
    assert same.equals(rows[1].join(ids[0], on="transaction_id", how="semi"))
    gone = rows[0].join(ids[1], on="transaction_id", how="anti")
    come = rows[1].join(ids[0], on="transaction_id", how="anti")
    assert same.height > 36_000
    assert set(gone["channel"]) | set(come["channel"]) <= {"card"}
    # What is planted may keep an account in use, so that it is not closed.
    kept = [world.accounts.drop("closed_on") for world in (before, after)]
    assert kept[0].equals(kept[1])
    assert before.parties.equals(after.parties)
