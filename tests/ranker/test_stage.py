import numba
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from pipeline.__main__ import cli
from pipeline.priority import GRAIN
from pipeline.ranker import save_ranker
from pipeline.ranker.stage import kept_in_sight, score_and_rank
from pipeline.ranker.top import Top
from pipeline.reference.conflict_areas import load_conflict_areas
from pipeline.runs import load_run
from pipeline.score import Settings
from tests.ranker.conftest import QUICK

pytestmark = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT), reason="whole ledgers take minutes without the JIT"
)

ALWAYS = ("TF-INFO-03", "TF-FLOW-05")


def tables(run, ranker, settings):
    found: dict[str, list[pl.DataFrame]] = {}
    for part in score_and_rank(
        run.scan("alerts"),
        run.scan("alert_evidence"),
        run.scan("transactions"),
        run.scan("graph_accounts"),
        run.flow_graph,
        load_conflict_areas().lazy(),
        ranker,
        "USD",
        settings,
    ):
        for name, rows in part.items():
            found.setdefault(name, []).append(rows)
    return {name: pl.concat(parts) for name, parts in found.items()}


@pytest.fixture(scope="module")
def ranked(run, ranker):
    return tables(run, ranker, Settings(always_show=ALWAYS))


def test_without_a_ranker_nothing_changes(run):
    plain = tables(run, None, Settings())
    assert plain["ranker_reasons"].is_empty()
    for name in ("account_scores", "transaction_scores", "alert_weights"):
        assert plain[name].equals(run.table(name))


def test_it_reorders_every_payment_and_loses_none(run, ranked):
    before, after = run.table("transaction_scores"), ranked["transaction_scores"]
    assert after["transaction_id"].equals(before["transaction_id"])
    assert not after["priority"].equals(before["priority"])
    assert sorted(after["rank"]) == list(range(1, after.height + 1))
    by_rank = after.sort("rank")["priority"]
    assert by_rank.is_sorted(descending=True)
    assert after["contributions"].equals(before["contributions"])


@pytest.mark.parametrize("subject", ["account", "transaction"])
def test_contributions_make_up_what_alerts_set_and_reasons_what_a_ranker_did(
    ranked, subject
):
    rows = ranked[f"{subject}_scores"]
    points = pl.col("contributions").list.eval(pl.element().struct.field("points"))
    rows = rows.with_columns(by_alerts=points.list.sum())
    assert set(rows["set_by"].unique()) >= {"ranker"}
    of_alerts = rows.filter(pl.col("set_by") == "alerts")
    assert of_alerts["priority"].equals(of_alerts["by_alerts"].alias("priority"))
    told = rows.join(
        ranked["ranker_reasons"].filter(pl.col("subject") == subject),
        left_on=f"{subject}_id",
        right_on="subject_id",
    ).filter(pl.col("set_by") == "ranker", pl.col("reasons").list.len() > 0)
    sums = told["reasons"].list.eval(pl.element().struct.field("points")).list.sum()
    assert told.height > 50
    assert sums.equals(told["priority"].alias(sums.name))


def test_what_is_always_shown_keeps_its_priority(run, ranked):
    alerts = run.table("alerts").filter(pl.col("red_flag").is_in(ALWAYS))
    assert alerts.height
    shown = {
        "account": alerts["account_id"],
        "transaction": run.table("alert_evidence").join(
            alerts, on="alert_id", how="semi"
        )["transaction_id"],
    }
    for subject, ids in shown.items():
        name, key = f"{subject}_scores", f"{subject}_id"
        both = ranked[name].join(run.table(name), on=key, suffix="_before")
        kept = both.filter(pl.col(key).is_in(ids.implode()))
        assert kept.height
        assert (kept["priority"] >= kept["priority_before"]).all()
        told = ranked["ranker_reasons"].filter(
            pl.col("subject") == subject, pl.col("kept")
        )
        assert set(ids) <= set(told["subject_id"])


def test_reasons_add_up_to_the_priority_exactly(ranked):
    told = ranked["ranker_reasons"].filter(pl.col("reasons").list.len() > 0)
    counts = dict(told["subject"].value_counts().iter_rows())
    assert min(counts["transaction"], counts["account"]) > 50
    for row in told.iter_rows(named=True):
        points = [reason["points"] for reason in row["reasons"]]
        if not row["kept"]:
            assert sum(points) == row["priority"]
        assert points == sorted(points, reverse=True)
        assert all(reason["sentence"] for reason in row["reasons"])


def test_a_kept_priority_is_never_lowered_and_others_are():
    own = pl.Series([50.0, 50.0, 1.0])
    grains = np.array([10, 10, 90]) * round(1 / GRAIN)
    final = kept_in_sight(own, grains, np.array([True, False, True]))
    assert (final * GRAIN).tolist() == [50.0, 10.0, 90.0]


def test_the_highest_are_kept_with_their_latest_values(monkeypatch):
    monkeypatch.setattr("pipeline.ranker.top.EXPLAINED", 2)
    top = Top(lambda *given: [])
    for number, height in (([4, 7], [1.0, 3.0]), ([5, 4], [2.0, 5.0]), ([6], [3.0])):
        values = np.array(height, np.float32)[:, None] * 10
        top.add(np.array(number), np.array(height), values)
    assert top.number.tolist() == [4, 7]  # of equals the first to come
    assert top.values.ravel().tolist() == [50, 30]


def test_the_commands_train_and_use_a_ranker(
    small_run, small_world, tmp_path, monkeypatch, ranker
):
    import pipeline.ranker as package  # noqa: PLC0415 # trained once is enough

    monkeypatch.setattr(package, "train", lambda *given: ranker)
    out = tmp_path / "made" / "ranker.tfnet"
    labels = str(small_world / "labels.parquet")
    command = ["train", str(small_run[0]), labels, "--out", str(out)]
    done = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert "Average precision" in done.output
    assert out.with_suffix(".md").read_text().startswith("# Model card")
    place = str(tmp_path / "out")
    command = ["run", "--input", str(small_world), "--out", place, "--ranker", str(out)]
    done = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    made = load_run(tmp_path / "out")
    assert made.table("ranker_reasons").height
    site = tmp_path / "out" / "reports" / "latest"
    pages = [site / "index.html", next(site.glob("cases/*/index.html"))]
    assert all("A ranker that was trained" in page.read_text() for page in pages)
    highest = made.table("transaction_scores").sort("rank")["transaction_id"][0]
    told = CliRunner().invoke(cli, ["explain", highest, "--out", place])
    assert "A ranker trained on labels set this priority" in told.output
    assert "Points by the ranker" in told.output
    top = made.table("account_scores").sort("rank")["account_id"]
    told = CliRunner().invoke(cli, ["explain", top[0], "--out", place])
    assert "Points by the ranker" in told.output
    told = CliRunner().invoke(cli, ["explain", top[-1], "--out", place])
    assert "reasons are kept of the highest" in told.output


def test_another_ranker_is_another_run(ranker, small_world, tmp_path):
    from pipeline.settings import Settings as All  # noqa: PLC0415 # as above
    from pipeline.stages import plan  # noqa: PLC0415 # as above
    from pipeline.store import Store  # noqa: PLC0415 # as the runner has them

    save_ranker(ranker, tmp_path / "ranker")
    with_ranker = All(ranker_file=str(tmp_path / "ranker"))
    store = Store(tmp_path)
    one = plan(small_world, store, All(), "score")
    two = plan(small_world, store, with_ranker, "score")
    assert one["score"] != two["score"]
    assert one["red_flags"] == two["red_flags"]
    assert QUICK.seed == 1
