"""It is true of a case in a notebook that …"""

import json

import polars as pl
import pytest
from matplotlib.figure import Figure

from pipeline.errors import ConfigError
from pipeline.report import figures
from tests.report.conftest import cases_of
from tests.report.made_up import made_up_tables


def test_flows_add_up_to_the_case(cases):
    for case in cases.values():
        flows = case.flows
        assert flows["value_cents"].sum() == case.value_cents
        assert flows["unknown"].sum() == case.unknown_values
        assert flows["payments"].sum() == case.transactions.height
        assert flows["sender_role"].null_count() == 0


def test_why_tells_each_point_of_a_priority_with_its_sentence():
    tables = made_up_tables()
    alert = tables["alerts"].collect().filter(pl.col("alert_id") == "al-1")
    part = {
        "alert_id": "al-1",
        "red_flag": alert["red_flag"][0],
        "stage": "move",
        "points": 50.0,
    }
    scores = tables["account_scores"].collect()
    kind = scores.schema["contributions"].inner
    told = {field.name: part.get(field.name) for field in kind.fields}
    tables["account_scores"] = scores.with_columns(
        contributions=pl.when(pl.col("account_id") == "FAC-1")
        .then(pl.lit([told], pl.List(kind)))
        .otherwise(pl.lit([], pl.List(kind)))
    ).lazy()
    case = cases_of(tables)["NET-1"]
    rows = case.why("FAC-1")
    assert rows["points"].sum() == case.member_by_account["FAC-1"]["priority"]
    assert rows["sentence"].to_list() == alert["sentence"].to_list()
    assert case.why("PAYM-1").height == 0
    with pytest.raises(ConfigError, match="no member") as refused:
        case.why("SOMEBODY-1")
    assert "SOMEBODY-1" not in str(refused.value)


def test_disrupt_gives_the_rows_of_one_budget_and_kind(cases):
    rows = cases["NET-1"].disrupt(2)
    assert rows.height > 0
    assert rows["budget"].unique().to_list() == [2]
    assert rows["kind"].unique().to_list() == ["account"]
    assert cases["NET-1"].disrupt(99).height == 0


@pytest.mark.parametrize("name", ["NET-1", "NET-2"])
@pytest.mark.parametrize("draw", ["timeline", "disruption_curve", "network"])
def test_figures_come_out_the_same_each_time(cases, tmp_path, name, draw):
    made = []
    for number in range(2):
        figure = getattr(cases[name], draw)()
        assert isinstance(figure, Figure)
        path = tmp_path / f"{number}.svg"
        figures.save(figure, path)
        made.append(path.read_bytes())
    assert made[0] == made[1] == getattr(cases[name], draw)()._repr_svg_().encode()
    assert b"<script" not in made[0]


@pytest.mark.parametrize("ending", ["html", "md", "json", "csv"])
def test_report_writes_what_the_site_holds(cases, site, tmp_path, ending):
    case = cases["NET-1"]
    path = case.report(tmp_path / "new" / f"case.{ending}")
    names = {"html": "index.html", "md": "report.md", "json": "case.json"}
    beside = names.get(ending, "transactions.csv")
    assert path.read_bytes() == site[f"cases/NET-1/{beside}"]
    if ending == "json":
        assert json.loads(path.read_text())["case_id"] == "NET-1"


def test_another_ending_is_refused_with_the_ones_there_are(cases, tmp_path):
    with pytest.raises(ConfigError, match=r"\.html, \.md"):
        cases["NET-1"].report(tmp_path / "case.docx")
