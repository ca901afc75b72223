"""It is true that …"""

import json
from datetime import date

import pytest
from filelock import FileLock

from pipeline.errors import IntegrityError, LockedError
from pipeline.review.chain import verified
from pipeline.review.log import LOG_FILE, append, erase, read_log
from tests.review.decided import decision

THREE = [decision(case_id=f"C-{n}", decided_on=date(2026, n, 1)) for n in (1, 2, 3)]


@pytest.fixture
def log(tmp_path):
    append(tmp_path, THREE)
    return tmp_path / LOG_FILE


def lines_of(log):
    return log.read_text().splitlines(keepends=True)


def test_what_was_decided_is_read_back_in_order(log):
    assert read_log(log)["case_id"].to_list() == ["C-1", "C-2", "C-3"]
    assert read_log(log)["reviewer"].unique().to_list() == ["A. Reviewer"]


def test_no_log_holds_no_decisions(tmp_path):
    assert read_log(None).height == 0
    assert read_log(tmp_path / LOG_FILE).height == 0


def test_the_same_file_imported_twice_adds_nothing(log, tmp_path):
    before = log.read_bytes()
    added, head = append(tmp_path, THREE)
    assert (added, head.lines) == (0, 3)
    assert log.read_bytes() == before or len(lines_of(log)) == 3


def test_an_earlier_line_is_never_written_differently(log, tmp_path):
    before = lines_of(log)
    append(tmp_path, [decision(decision="report")])
    assert lines_of(log)[:3] == before


def spoiled(text, name):
    line = json.loads(text)
    if name == "reason":
        line["private"]["reason"] = "another"
    elif name == "private":
        line["private"] = None
    else:
        line["entry"][name] = "report"
    return json.dumps(line, sort_keys=True) + "\n"


@pytest.mark.parametrize(
    ("spoil", "first_bad"),
    [
        (lambda ls: [spoiled(ls[0], "decision"), *ls[1:]], 1),
        (lambda ls: [ls[0], spoiled(ls[1], "reason"), ls[2]], 2),
        (lambda ls: [*ls[:2], spoiled(ls[2], "private")], 3),
        (lambda ls: [ls[0], ls[2]], 2),  # deleted
        (lambda ls: [ls[1], ls[0], ls[2]], 1),  # moved
        (lambda ls: [*ls, ls[2]], 4),  # added
        (lambda ls: [*ls[:2], "{\n"], 3),
        (lambda ls: [*ls[:2], "[]\n"], 3),
    ],
)
def test_the_first_line_that_is_not_what_was_written_is_named(log, spoil, first_bad):
    log.write_text("".join(spoil(lines_of(log))))
    with pytest.raises(IntegrityError, match=f"line {first_bad}:"):
        verified(log)


def test_lines_cut_off_the_end_are_missed_by_the_head(log):
    log.write_text("".join(lines_of(log)[:2]))
    with pytest.raises(IntegrityError, match="cut off"):
        verified(log)


def test_a_log_that_is_gone_is_missed(log):
    log.unlink()
    with pytest.raises(IntegrityError, match="gone"):
        verified(log)


def test_a_head_kept_elsewhere_finds_history_that_was_rewritten(tmp_path):
    _, kept = append(tmp_path / "a", THREE)
    append(tmp_path / "b", THREE[:2])
    assert len(verified(tmp_path / "a" / LOG_FILE, kept.hash)) == 3
    with pytest.raises(IntegrityError, match="head that you kept"):
        verified(tmp_path / "b" / LOG_FILE, kept.hash)


def test_an_import_cut_short_between_log_and_head_is_mended_by_the_next(log, tmp_path):
    head = log.with_name("head.json")
    before = head.read_bytes()
    append(tmp_path, [decision(case_id="C-4")])
    head.write_bytes(before)  # as after a kill
    assert len(verified(log)) == 4
    assert append(tmp_path, [decision(case_id="C-5")])[1].lines == 5


def test_a_broken_log_takes_no_more(log, tmp_path):
    log.write_text("".join(lines_of(log)[1:]))
    before = log.read_bytes()
    with pytest.raises(IntegrityError):
        append(tmp_path, [decision(case_id="C-9")])
    assert log.read_bytes() == before


def test_one_writer_at_a_time(tmp_path):
    append(tmp_path, THREE)
    with FileLock(tmp_path / "review" / ".lock"), pytest.raises(LockedError):
        append(tmp_path, [decision(case_id="C-4")])


def test_words_are_erased_by_date_and_the_chain_holds(log, tmp_path):
    count, head = erase(tmp_path, date(2026, 3, 1))
    assert (count, head.lines) == (2, 4)  # 1 March itself is kept
    told = read_log(log)
    assert told["reviewer"].to_list() == [None, None, "A. Reviewer"]
    assert told["decision"].to_list() == ["dismiss"] * 3
    assert log.read_text().count("A. Reviewer") == 1
    assert erase(tmp_path, date(2026, 3, 1))[0] == 0


def test_what_was_erased_does_not_come_back_by_another_import(log, tmp_path):
    erase(tmp_path, date(2026, 3, 1))
    assert append(tmp_path, THREE)[0] == 0
    assert log.read_text().count("A. Reviewer") == 1
