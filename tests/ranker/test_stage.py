import numba
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from pipeline.__main__ import cli
from pipeline.priority import GRAIN
from pipeline.ranker import save_ranker
from pipeline.ranker.stage import kept_in_sight, of_accounts, score_and_rank
from pipeline.reference.conflict_areas import load_conflict_areas
from pipeline.runs import load_run
from pipeline.score import Settings
from tests.ranker.conftest import QUICK
from tests.red_flags.ledgers import ledger

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
    told = ranked["ranker_reasons"].filter(
        pl.col("reasons").list.len() > 0, pl.col("subject") == "transaction"
    )
    assert told.height > 100
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


def test_one_payment_does_not_put_an_account_on_top():
    paid = [(0, 1, 0, 5), (0, 1, 1, 5), (0, 1, 2, 5), (0, 2, 3, 5)]
    found = of_accounts(ledger(paid, n_accounts=4), np.array([6, 9, 3, 6]))
    assert found.tolist() == [7, 6, 2, 0]


def test_the_commands_train_and_use_a_ranker(
    small_run, small_world, tmp_path, monkeypatch, ranker
):
    import pipeline.ranker as package  # noqa: PLC0415 # trained once is enough

    monkeypatch.setattr(package, "train", lambda ledger, labels, settings: ranker)
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
