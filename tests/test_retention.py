"""It is true that …"""

import os
from datetime import UTC, date, datetime

import pytest

from pipeline.errors import LockedError
from pipeline.manifest import write_manifest
from pipeline.retention import Purged, purge
from pipeline.review.log import LOG_FILE, append, read_log
from pipeline.runs import load_run
from pipeline.store import Store
from tests.review.decided import decision

OLD, NEW, LIMIT = date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 1)


def aged(folder, day):
    seconds = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    os.utime(folder, (seconds, seconds))


def a_run(store, name, stages, day):
    """A run of stages, all made on ``day`` unless they are there already."""
    folders = []
    for stage in stages:
        folder = store.stage(stage, stage.ljust(16, "0"))
        if not folder.is_dir():
            with store.drafted(folder) as draft:
                (draft / f"{stage}.txt").write_text("somebody's data")
                write_manifest(draft, {"files": {f"{stage}.txt": {}}})
            aged(folder, day)
        folders.append(folder)
    facts = {"stages": {s: {"key": s.ljust(16, "0")} for s in stages}}
    run = store.assemble(name, folders, facts)
    aged(run, day)
    return run


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path)
    with made.locked():
        a_run(made, "old", ["both", "before"], OLD)
        made.publish(a_run(made, "new", ["both", "after"], NEW))
    return made


def names(folder):
    return sorted(path.name.split("-")[0] for path in folder.iterdir() if path.is_dir())


def test_old_runs_go_with_what_only_they_used(store):
    assert purge(store.out, LIMIT) == Purged(1, 1, 0, latest=False)
    assert store.run_ids() == ["new"]
    assert names(store.stages) == ["after", "both"]
    assert load_run(store.out).run_id == "new"


def test_a_dry_run_counts_and_removes_nothing(store):
    append(store.out, [decision(decided_on=OLD)])
    assert purge(store.out, LIMIT, dry_run=True) == Purged(1, 1, 1, latest=False)
    assert len(store.run_ids()) == 2
    assert read_log(store.out / LOG_FILE)["reviewer"].to_list() == ["A. Reviewer"]


def test_the_latest_run_goes_too_when_it_is_that_old(store):
    assert purge(store.out, date(2025, 2, 2)) == Purged(2, 3, 0, latest=True)
    assert store.latest() is None
    assert not (store.out / "reports" / "latest").is_symlink()
    left = [path for path in store.out.rglob("*") if path.is_file()]
    assert [path.read_text() for path in left if "somebody" in path.read_text()] == []


def test_reviewers_words_go_by_the_day_of_their_decision(store):
    append(store.out, [decision(decided_on=OLD), decision(decided_on=NEW)])
    assert purge(store.out, LIMIT).decisions == 1
    told = read_log(store.out / LOG_FILE)
    assert told["reviewer"].to_list() == [None, "A. Reviewer"]


def test_a_second_purge_finds_nothing(store):
    purge(store.out, LIMIT)
    assert purge(store.out, LIMIT) == Purged(0, 0, 0, latest=False)


def test_nothing_is_purged_while_a_run_is_going_on(store):
    with store.locked(), pytest.raises(LockedError):
        purge(store.out, LIMIT)
    assert len(store.run_ids()) == 2
