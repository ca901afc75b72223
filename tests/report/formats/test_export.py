"""It is true that tfnet export writes one case, and the site what was asked for."""

import json
from typing import get_args, get_type_hints

import pytest
from click.testing import CliRunner

from pipeline.__main__ import cli
from pipeline.commands.export import NAMES
from pipeline.errors import ConfigError
from pipeline.report import Settings
from pipeline.report.formats import ALWAYS, FORMATS
from pipeline.runs import load_run
from tests.report.conftest import site_of
from tests.report.formats.filing import FINCEN, GOAML, code_lines
from tests.report.made_up import made_up_tables


def tfnet(*arguments):
    done = CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)
    return done.output


@pytest.fixture(scope="module")
def run_and_case(small_run):
    out = small_run[0]
    return out, load_run(out).table("cases")["case_id"][0]


def test_command_and_settings_offer_every_format():
    assert set(NAMES) == set(FORMATS)
    offered = get_args(get_args(get_type_hints(Settings)["formats"])[0])
    assert {*ALWAYS, *offered} == set(FORMATS)


def test_options_that_say_nothing_about_a_format_are_refused(tmp_path):
    asked = ("export", "C-1", "--to", "stix", "--date", "2024-05-06")
    assert "goaml and fincen_sar alone" in tfnet(*asked)


@pytest.mark.parametrize("name", [*ALWAYS, "stix", "ftm"])
def test_a_file_is_the_one_of_the_site(run_and_case, tmp_path, name):
    out, case_id = run_and_case
    target = tmp_path / "new" / "file"
    said = tfnet("export", case_id, "--to", name, "--run", out, "--out", target)
    beside = out / "reports/latest/cases" / case_id / FORMATS[name].file
    assert target.read_bytes() == beside.read_bytes()
    assert "lead for human review" in said


def test_a_case_that_is_none_is_refused(run_and_case, tmp_path):
    with pytest.raises(ConfigError, match="no such case"):
        tfnet("export", "C-NONE", "--to", "md", "--run", run_and_case[0])


def test_options_come_over_the_settings(run_and_case, tmp_path):
    out, case_id = run_and_case
    flags = load_run(out).table("cases")["red_flags"].explode().unique()
    codes = tmp_path / "codes.csv"
    lines = [code_lines(), *(f"indicator,{one},I1" for one in flags.sort())]
    codes.write_text("\n".join(dict.fromkeys(lines)))
    settings = tmp_path / "filing.toml"
    settings.write_text(
        "[report.goaml]\nrentity_id = 7\nsubmission_code = 'E'\nreport_code = 'STR'\n"
        "local_currency = 'USD'\n"
    )
    asked = ("export", case_id, "--to", "goaml", "--run", out, "--codes", codes)
    asked += ("--settings", settings, "--out", tmp_path / "x.xml")
    with pytest.raises(ConfigError, match=r"1 fact .*report\.goaml\.submission_date"):
        tfnet(*asked)
    tfnet(*asked, "--date", "2024-05-06")
    assert b"2024-05-06T00:00:00" in (tmp_path / "x.xml").read_bytes()
    with pytest.raises(ConfigError, match="date"):
        tfnet(*asked, "--date", "6 May")


def test_the_site_has_what_the_settings_ask_for():
    formats = ("goaml", "fincen_sar")
    files = {"codes": code_lines().encode()}
    site = site_of(made_up_tables(), files, formats=formats, goaml=GOAML, fincen=FINCEN)
    assert "cases/NET-1/goaml.xml" in site
    assert "cases/NET-2/fincen_sar.xml" in site
    assert "cases/NET-2/stix.json" not in site


def test_missing_codes_are_told_once_for_all_cases():
    few = {"codes": b"list,value,code\ncountry,unknown,-\n"}
    with pytest.raises(ConfigError) as error:
        site_of(made_up_tables(), few, formats=("goaml",), goaml=GOAML)
    for flag in ("TF-NPO-01", "TF-FLOW-05", "TF-FLOW-07"):
        assert f"indicator,{flag}" in str(error.value)


def test_a_run_knows_its_formats(small_run):
    told = small_run[1].run.manifest["report_settings"]["formats"]
    assert json.loads(json.dumps(told)) == ["stix", "ftm"]
