import hashlib
import json
from pathlib import Path

import msgspec
import polars as pl
import pytest

from pipeline.cases import Settings as CasesSettings
from pipeline.errors import ConfigError, InputError, IntegrityError
from pipeline.runs import Run, load_run
from pipeline.schemas import TABLES
from pipeline.settings import Settings
from pipeline.stages import STAGES, plan, run_stages
from pipeline.store import Store

PAYMENT = {
    "transaction_id": "t1",
    "booked_at": "2024-03-01T10:00:00+00:00",
    "sender_account": "a",
    "receiver_account": "b",
    "amount": "10.00",
    "currency": "EUR",
    "channel": "wire",
}


def digests(out: Path) -> dict[str, str]:
    folder = (out / "runs" / "latest").resolve()
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def reran(stages):
    return {name for name, seconds in stages.items() if seconds is not None}


def payments_at(folder: Path, *changes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [PAYMENT | {"transaction_id": f"t{n}"} | c for n, c in enumerate(changes)]
    pl.DataFrame(rows).write_csv(folder / "transactions.csv")
    return folder


def test_a_run_writes_every_table_under_its_contract_and_the_site(small_run):
    out, outcome = small_run
    assert outcome.published
    for name, schema in TABLES.items():
        table = pl.read_parquet(out / "runs" / "latest" / f"{name}.parquet")
        assert schema.is_valid(table), name
    page = (out / "reports" / "latest" / "index.html").read_text("utf-8")
    assert "not findings of guilt" in page


def test_every_account_and_transaction_has_a_score(small_run):
    run = load_run(small_run[0])
    for subject, scores in (
        ("graph_accounts", "account_scores"),
        ("transactions", "transaction_scores"),
    ):
        key = "account_id" if subject == "graph_accounts" else "transaction_id"
        assert run.table(subject)[key].sort().equals(run.table(scores)[key].sort())


def test_no_stage_can_ask_for_truth_labels():
    assert not [name for name, stage in STAGES.items() if "labels" in stage.asks]


def test_every_input_of_a_stage_is_written_before_it():
    written = {"source", "rates", "watchlist", "conflict_areas", "lexicon"}
    written |= {"report_files", "dispositions", "previous", "ranker"}
    for stage in STAGES.values():
        assert set(stage.reads) - {"graph"} <= written
        written |= set(stage.writes)


def test_the_same_inputs_give_the_same_bytes(small_world, small_run, tmp_path):
    run_stages(small_world, tmp_path, Settings())
    assert digests(tmp_path) == digests(small_run[0])


def test_the_order_of_rows_does_not_change_what_is_found(
    small_world, small_run, tmp_path
):
    shuffled = tmp_path / "world"
    shuffled.mkdir()
    for file in small_world.glob("*.parquet"):
        rows = pl.read_parquet(file)
        rows.sample(fraction=1, shuffle=True, seed=5).write_parquet(
            shuffled / file.name
        )
    run_stages(shuffled, tmp_path / "out", Settings())
    before, after = load_run(small_run[0]), load_run(tmp_path / "out")
    # source_line names the row's place in the file, so it alone may differ.
    for name in TABLES:
        if name.startswith("raw_") or name in ("labels", "quarantine"):
            continue
        tables = [
            run.table(name).drop("source_file", "source_line", strict=False)
            for run in (before, after)
        ]
        assert tables[0].equals(tables[1]), name


def test_a_second_run_of_the_same_has_nothing_to_do(small_world, small_run):
    out, first = small_run
    again = run_stages(small_world, out, Settings())
    assert (again.new, again.run.run_id) == (False, first.run.run_id)


def test_other_settings_run_only_the_stages_that_read_them(
    small_world, small_run, tmp_path
):
    run_stages(small_world, tmp_path, Settings())
    changed = msgspec.convert({"score": {"member_credit": 0.25}}, Settings)
    outcome = run_stages(small_world, tmp_path, changed)
    assert reran(outcome.stages) == {"score", "cases", "review", "report"}


def test_a_stage_runs_again_when_asked_and_a_part_is_not_published(
    small_world, tmp_path
):
    part = run_stages(small_world, tmp_path, Settings(), until="graph")
    assert not part.published
    assert Store(tmp_path).latest() is None
    assert part.run.table("graph_accounts").height > 0
    with pytest.raises(ConfigError, match=r"lacks the tables .*case_members"):
        part.run.cases  # noqa: B018 # a property that raises
    whole = run_stages(small_world, tmp_path, Settings())
    assert "graph" not in reran(whole.stages)
    again = run_stages(small_world, tmp_path, Settings(), since="cases")
    assert reran(again.stages) == {"cases", "review", "report"}


def test_one_changed_byte_of_the_input_changes_every_key(tmp_path):
    source = payments_at(tmp_path / "in", {})
    before = plan(source, Store(tmp_path), Settings())
    payments_at(tmp_path / "in", {"amount": "10.01"})
    after = plan(source, Store(tmp_path), Settings())
    assert not set(before.values()) & set(after.values())


def test_rejected_input_leaves_the_published_run_alone(tmp_path):
    good = payments_at(tmp_path / "good", {}, {})
    run_stages(good, tmp_path / "out", Settings())
    before = digests(tmp_path / "out")
    bad = payments_at(tmp_path / "bad", {}, {"amount": "NaN"})
    with pytest.raises(InputError, match="amount_not_finite"):
        run_stages(bad, tmp_path / "out", Settings())
    assert digests(tmp_path / "out") == before
    assert not list((tmp_path / "out" / "runs").rglob(".tmp-*"))


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_a_changed_file_is_never_read(small_world, tmp_path, damage):
    run = run_stages(small_world, tmp_path, Settings()).run
    victim = run.folder / "alerts.parquet"
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "flip":
        victim.write_bytes(content)
    elif damage == "truncate":
        victim.write_bytes(content[:-8])
    else:
        victim.unlink()
    with pytest.raises(IntegrityError, match=r"alerts\.parquet"):
        run.table("alerts")
    with pytest.raises(IntegrityError, match=r"alerts\.parquet"):
        run_stages(small_world, tmp_path, Settings())


def test_an_unknown_stage_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(ConfigError, match="ingest, validate"):
        run_stages(payments_at(tmp_path / "in", {}), tmp_path, Settings(), until="x")


def test_header_only_input_gives_an_empty_run(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "transactions.csv").write_text(",".join(PAYMENT) + "\n")
    run = run_stages(source, tmp_path / "out", Settings()).run
    assert run.table("intake")["accepted"].sum() == 0
    assert run.flow_graph.n_transactions == 0
    assert "0" in (run.folder / "site" / "index.html").read_text("utf-8")


def test_the_manifest_lists_every_file_with_its_sum(small_run):
    run = Run((small_run[0] / "runs" / "latest").resolve())
    listed = json.loads((run.folder / "manifest.json").read_text())["files"]
    found = {
        path.relative_to(run.folder).as_posix()
        for path in run.folder.rglob("*")
        if path.is_file()
    }
    assert found == {*listed, "manifest.json"}


def test_case_files_of_a_run_come_in_the_order_of_the_cases(small_run):
    run = load_run(small_run[0])
    assert [case.case_id for case in run.cases] == run.table("cases")[
        "case_id"
    ].to_list()


def test_a_run_is_compared_with_the_one_before_and_again_with_the_same(
    small_world, tmp_path
):
    first = run_stages(small_world, tmp_path, Settings())
    assert first.run.table("case_changes").is_empty()
    strict = Settings(cases=CasesSettings(max_context=0))
    second = run_stages(small_world, tmp_path, strict)
    changes = second.run.table("case_changes")
    assert changes.height >= first.run.table("cases").height
    assert second.run.manifest["run_before"] == first.run.run_id
    again = run_stages(small_world, tmp_path, strict)
    assert not again.new
    assert again.run.run_id == second.run.run_id
