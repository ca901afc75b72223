import threading
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, IntegrityError
from pipeline.manifest import describe_file, verify, write_manifest
from pipeline.runs import load_run
from pipeline.store import Store


def a_stage(store: Store, name: str, text: str) -> Path:
    folder = store.stage(name, text.ljust(16, "0"))
    with store.drafted(folder) as draft:
        (draft / "site").mkdir()
        (draft / "site" / "index.html").write_text(text)
        files = {"site/index.html": describe_file(draft / "site" / "index.html")}
        write_manifest(draft, {"files": files})
    return folder


def test_a_draft_that_fails_leaves_nothing_behind(tmp_path):
    store = Store(tmp_path)
    with store.locked(), pytest.raises(ValueError, match="half"):  # noqa: PT012,SIM117 # both contexts matter
        with store.drafted(store.stage("x", "0" * 16)) as draft:
            (draft / "table.parquet").write_text("half a table")
            raise ValueError("half way")
    assert [path.name for path in store.stages.iterdir()] == []


def test_drafts_of_a_killed_run_are_swept(tmp_path):
    store = Store(tmp_path)
    with store.locked():
        (store.stages / ".tmp-left").mkdir()
        (store.runs / ".tmp-file").write_text("")
    with store.locked():
        assert not list(store.runs.rglob(".tmp-*"))


def test_a_reader_never_sees_a_report_that_is_not_whole(tmp_path):
    store = Store(tmp_path)
    with store.locked():
        runs = [
            store.assemble(f"run{n}", [a_stage(store, "report", f"{n}")], {})
            for n in range(2)
        ]
        store.publish(runs[0])
        seen: set[str] = set()
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                seen.add((tmp_path / "reports/latest/index.html").read_text())

        reader = threading.Thread(target=read)
        reader.start()
        for n in range(200):
            store.publish(runs[n % 2])
        stop.set()
        reader.join()
    assert seen <= {"0", "1"}
    assert store.latest() == "run1"


def test_runs_are_listed_newest_first_without_the_pointer(tmp_path):
    store = Store(tmp_path)
    with store.locked():
        for n in range(2):
            run = store.assemble(f"run{n}", [a_stage(store, "report", f"{n}")], {})
            store.publish(run)
    assert sorted(store.run_ids()) == ["run0", "run1"]


def test_a_file_is_verified_by_its_sum(tmp_path):
    (tmp_path / "a").write_text("text")
    listed = describe_file(tmp_path / "a")
    verify(tmp_path, "a", listed)
    (tmp_path / "a").write_text("test")
    with pytest.raises(IntegrityError, match=r"Delete .* and run again"):
        verify(tmp_path, "a", listed)


def test_no_run_is_said_with_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="tfnet run"):
        load_run(tmp_path)
