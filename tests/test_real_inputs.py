"""It is true that every input format runs from its files to a report, nothing lost."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.evaluate import Evaluation, evaluate
from pipeline.runs import Run
from pipeline.settings import Settings
from pipeline.stages import run_stages
from tests.ingest.cases import put_case
from tests.ingest.cases import row as case_row
from tests.ingest.pacs008_messages import UETR, declared, document, transfer
from tests.ingest.sources import NATIVE, ROW, put
from tests.ingest.test_amlworld import EURO, FIRST, LONE, PATTERNS, SECOND
from tests.ingest.test_amlworld import HEADER as AMLWORLD
from tests.ingest.test_mapped_ledger import CZECH_HEADER, CZECH_ROWS

SHARED = Path(__file__).parents[1] / "../shared"
CZECH = Path(__file__).parent / "ingest/fixtures/czech_ledger.toml"
JIT_OFF = os.environ.get("NUMBA_DISABLE_JIT") == "1"
LENIENT = 0.5  # of the rows may break, where a table is as small as these


def reported(source: Path, out: Path, mapping: Path | None = None) -> Run:
    """A run up to its report, with what every run owes."""
    settings = Settings()
    settings = msgspec.structs.replace(
        settings,
        ingest=msgspec.structs.replace(
            settings.ingest, mapping=None if mapping is None else str(mapping)
        ),
        validate=msgspec.structs.replace(
            settings.validate, max_quarantined_share=LENIENT
        ),
    )
    outcome = run_stages(source, out, settings)
    assert outcome.published
    run = outcome.run
    quarantine = run.table("quarantine")
    for row in run.table("intake").to_dicts():
        assert row["rows_in"] == row["accepted"] + row["quarantined"]
        assert row["rows_in"] == run.table(f"raw_{row['table']}").height
        assert row["accepted"] == run.table(row["table"]).height
        assert row["quarantined"] == quarantine.filter(table=row["table"]).height
    site = out / "reports" / "latest"
    assert "not findings of guilt" in (site / "index.html").read_text("utf-8")
    for case in run.table("cases")["case_id"]:
        assert (site / "cases" / case / "index.html").is_file()
    return run


def payments_in(run: Run) -> tuple[int, int]:
    """Transactions read, and those of them kept out."""
    (row,) = run.table("intake").filter(table="transactions").to_dicts()
    return row["rows_in"], row["quarantined"]


def judged(run: Run) -> Evaluation:
    names = (
        *("alerts", "alert_evidence", "account_scores", "transaction_scores", "cases"),
        *("case_members", "case_transactions", "labels", "graph_accounts"),
        *("red_flag_status", "transactions"),
    )
    return evaluate(**{name: run.table(name) for name in names})


def native(folder: Path) -> Path:
    broken = ROW.replace("t1", "t3").replace("10.50", "NaN")
    return put(
        folder,
        transactions_csv=f"{NATIVE}\n{ROW}\n{ROW.replace('t1', 't2')}\n{broken}\n",
        accounts_csv="account_id,party_id\nA,P1\n",
        parties_csv="party_id,kind,names\nP1,person,Ann A.\n",
    )


def czech(folder: Path) -> Path:
    return put(folder, trans_csv=CZECH_HEADER + CZECH_ROWS)


def amlworld(folder: Path) -> Path:
    put(folder, HI_csv="\n".join([AMLWORLD, EURO, FIRST, SECOND, LONE, FIRST, ""]))
    (folder / "HI.csv").rename(folder / "HI-Tiny_Trans.csv")
    (folder / "HI-Tiny_Patterns.txt").write_text(PATTERNS, "utf-8")
    return folder


def pacs008(folder: Path) -> Path:
    folder.mkdir()
    for number, version in ((1, "08"), (2, "10")):
        named = f"<EndToEndId>E</EndToEndId><UETR>{UETR.format(number)}</UETR>"
        text = declared(document(transfer(PmtId=named), version=version))
        (folder / f"{number}.xml").write_text(text, "utf-8")
    return folder


def documented(folder: Path) -> Path:
    return put_case(folder, case_row())


def amlsim(folder: Path) -> Path:
    return put(
        folder,
        transactions_csv="sourceNodeId,targetNodeId,value,time\n7,8,147.8,1\n8,9,20,x\n",
        nodes_csv="nodeid,isFraud,init_balance,fraudStep\n7,0,1,-1\n8,1,2,3\n9,0,1,-1\n",
    )


@pytest.mark.parametrize(
    ("made", "mapping", "delivered", "kept_out"),
    [
        (native, None, 3, 1),
        (czech, CZECH, 8, 0),
        (amlworld, None, 5, 0),
        (pacs008, None, 2, 0),
        (documented, None, 1, 0),
        (amlsim, None, 2, 1),
    ],
)
def test_each_format_runs_to_a_report(
    made: Callable[[Path], Path],
    mapping: Path | None,
    delivered: int,
    kept_out: int,
    tmp_path: Path,
):
    run = reported(made(tmp_path / "in"), tmp_path / "out", mapping)
    assert payments_in(run) == (delivered, kept_out)
    if made in (amlworld, amlsim):
        assert judged(run).recall.height > 0


def test_a_mapping_left_without_currency_says_where_to_state_it(tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        CZECH.read_text("utf-8").replace('currency = "CZK"', 'currency = "XXX"')
    )
    with pytest.raises(
        InputError, match=r"8 of 8 .*under \[constants\] of the mapping"
    ):
        reported(czech(tmp_path / "in"), tmp_path / "out", mapping)
    assert not (tmp_path / "out" / "reports").exists()


def test_the_plot_of_2001_makes_the_case_the_ground_truth_asks_for(tmp_path):
    cases = SHARED / "cases"
    if not cases.exists():
        pytest.skip("the documented cases are not on this machine")
    truth = json.loads((cases / "ground_truth.json").read_text("utf-8"))
    truth = truth["case_911_plot"]
    run = reported(cases / "case_911_plot.csv", tmp_path)
    assert payments_in(run) == (37, 0)
    case = run.table("cases").sort("priority", descending=True).row(0, named=True)
    assert set(truth["must"]) <= set(case["red_flags"])
    raised = set(run.table("alerts")["red_flag"].cast(pl.String))
    assert not raised & set(truth["must_not"])
    channels = run.table("key_channels").filter(case_id=case["case_id"])["channel"]
    assert set(truth["key_channels"]) <= set(channels)


def test_every_documented_case_runs_in_one_folder(tmp_path):
    cases = SHARED / "cases"
    if not cases.exists():
        pytest.skip("the documented cases are not on this machine")
    run = reported(cases, tmp_path)
    # Two rows are what the authorities seized or claimed: no payment of a case.
    assert payments_in(run) == (65, 2)
    assert run.table("cases").height >= 1


@pytest.mark.skipif(JIT_OFF, reason="slow without JIT: more than 100,000 transactions")
@pytest.mark.parametrize(
    ("folder", "transactions", "accounts"),
    [
        ("amlsim_2019/20K_cycle200", 117_805, 20_000),
        ("amlsim_2019/20K_fanin200", 118_250, 20_000),
        ("amlsim_small", 200_483, 12_043),
    ],
)
def test_published_amlsim_worlds_run_to_a_report(
    folder, transactions, accounts, tmp_path
):
    world = SHARED / "data" / folder
    if not world.exists():
        pytest.skip("the published AMLSim samples are not on this machine")
    run = reported(world, tmp_path)
    assert payments_in(run) == (transactions, 0)
    assert run.table("account_scores").height == accounts
    found = judged(run)
    (any_flag,) = found.alert_counts.filter(red_flag="any red flag").to_dicts()
    assert any_flag["alerts"] >= any_flag["true_alerts"] > 0
