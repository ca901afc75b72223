import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from pipeline.runs import Run
from pipeline.store import Store

JIT_OFF = os.environ.get("NUMBA_DISABLE_JIT") == "1"
slow_without_jit = pytest.mark.skipif(
    JIT_OFF, reason="whole runs in processes of their own are tested with the JIT on"
)


def tfnet(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **options,
    )


def started(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_help_takes_less_than_a_third_of_a_second_of_cpu():
    used = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert tfnet("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert min(used) < 0.3


@slow_without_jit
def test_a_run_reports_explains_and_logs_without_naming_anybody(small_world, tmp_path):
    out, log = tmp_path / "out", tmp_path / "log" / "tfnet.log"
    done = tfnet("run", "--input", small_world, "--out", out, "--log", log, "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["rows_in"] == summary["accepted"] + summary["quarantined"]
    for row in summary["tables"]:
        assert row["rows_in"] == row["accepted"] + row["quarantined"]
    assert Path(summary["report"]).is_file()

    again = tfnet("run", "--input", small_world, "--out", out)
    assert again.returncode == 0
    assert "Nothing new" in again.stdout
    assert "Rows in, transactions: 18,000 = 18,000 accepted + 0" in again.stdout
    assert f"{summary['cases']} cases from {summary['alerts']} alerts" in again.stdout

    logged = log.read_text("utf-8")
    assert "table=transactions rows=18000" in logged
    run = Store(out).runs / "latest"
    names = pl.read_parquet(run / "parties.parquet")["names"].explode()
    ids = pl.read_parquet(run / "graph_accounts.parquet")["account_id"]
    assert not [text for text in (*names, *ids) if text and text in logged]

    flags = json.loads(tfnet("flags", "--out", out, "--json").stdout)
    assert {row["testable"] for row in flags} <= {True, False}
    listed = json.loads(tfnet("runs", "list", "--out", out, "--json").stdout)
    assert listed == [{"run_id": summary["run"], "latest": True}]
    assert summary["run"] in tfnet("runs", "show", "--out", out).stdout
    case = summary["highest"][0]["case_id"]
    told = tfnet("explain", case, "--out", out)
    assert "not a finding of guilt" in told.stdout
    first = pl.read_parquet(run / "account_scores.parquet").sort("rank").row(0)
    told = json.loads(tfnet("explain", first[0], "--out", out, "--json").stdout)
    assert sum(part["points"] for part in told["contributions"]) == told["priority"]
    judged = tfnet("evaluate", out, small_world / "labels.parquet", "--json")
    assert json.loads(judged.stdout)["instances"]


@slow_without_jit
def test_a_dry_run_writes_nothing(small_world, tmp_path):
    done = tfnet("run", "--input", small_world, "--out", tmp_path, "--dry-run")
    assert done.stdout.count("run") >= 8
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("run", "--input", "nowhere"), 2, "does not exist"),
        (("run", "--inputs", "x"), 2, "No such option"),
        (("explain", "TF-FLOW-77"), 2, "Nearest: TF-FLOW-0"),
        (("report", "--out", "nowhere"), 2, "There is no run"),
        (("generate", "--out", "w", "--transactions", "10"), 2, "transactions"),
    ],
)
def test_a_usage_mistake_exits_2_and_says_what_to_do(tmp_path, arguments, code, said):
    done = tfnet(*arguments, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_rejected_input_exits_3(tmp_path):
    (tmp_path / "transactions.csv").write_text("")
    done = tfnet("run", "--input", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert "empty" in done.stderr
    assert not (tmp_path / "out" / "reports").exists()


def test_an_output_folder_that_cannot_be_made_exits_5(small_world, tmp_path):
    (tmp_path / "file").write_text("")
    done = tfnet("run", "--input", small_world, "--out", tmp_path / "file" / "out")
    assert done.returncode == 5, done.stderr
    assert "--out" in done.stderr


def test_a_second_run_exits_6_at_once_and_a_dead_holder_frees_the_lock(
    small_world, tmp_path
):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path;"
            "from pipeline.store import Store\n"
            "with Store(Path(sys.argv[1])).locked():\n"
            "    print('held', flush=True); time.sleep(60)",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        done = tfnet("run", "--input", small_world, "--out", tmp_path)
        assert done.returncode == 6
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with Store(tmp_path).locked():
        pass


@slow_without_jit
def test_a_killed_run_leaves_the_last_one_whole_and_is_finished_by_the_next(
    small_world, small_run, tmp_path
):
    _, unfaulted = small_run
    for pause in (1.2, 1.8, 2.4, 3.0):
        running = started("run", "--input", small_world, "--out", tmp_path)
        time.sleep(pause)
        running.kill()
        running.wait()
        latest = Store(tmp_path).latest()
        if latest:
            assert Run(tmp_path / "runs" / latest).table("cases").height >= 0
    assert tfnet("run", "--input", small_world, "--out", tmp_path).returncode == 0
    run = Run((tmp_path / "runs" / "latest").resolve())
    expected = unfaulted.run.manifest["files"]
    assert {name: f["sha256"] for name, f in run.manifest["files"].items()} == {
        name: f["sha256"] for name, f in expected.items()
    }
    assert not list((tmp_path / "runs").rglob(".tmp-*"))


def test_init_writes_settings_once(tmp_path):
    assert tfnet("init", cwd=tmp_path).returncode == 0
    again = tfnet("init", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists" in again.stderr


def test_the_manual_page_has_its_four_headings():
    page = tfnet("explain", "TF-FLOW-07").stdout
    for heading in ("Why:", "Source:", "Innocent:", "Blind to:", "Thresholds"):
        assert heading in page
