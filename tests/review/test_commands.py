"""It is true that …"""

import json

import pytest
from click.testing import CliRunner

from pipeline.__main__ import cli
from pipeline.errors import InputError, IntegrityError
from pipeline.review.log import LOG_FILE, append
from tests.review.decided import decision, exported


def tfnet(*arguments):
    done = CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)
    return done.output


def test_an_import_says_what_it_added_and_which_head_to_keep(tmp_path):
    file = exported(tmp_path / "d.json", decision(), decision(case_id="C-2"))
    first = json.loads(tfnet("review", "import", file, "--out", tmp_path, "--json"))
    assert (first["read"], first["added"], first["lines"]) == (2, 2, 2)
    again = json.loads(tfnet("review", "import", file, "--out", tmp_path, "--json"))
    assert (again["added"], again["hash"]) == (0, first["hash"])
    told = tfnet("audit", "verify", "--out", tmp_path, "--head", first["hash"])
    assert "2 lines" in told


def test_one_wrong_file_of_two_stops_the_import(tmp_path):
    good = exported(tmp_path / "a.json", decision())
    bad = exported(tmp_path / "b.json", decision(), reason="")
    with pytest.raises(InputError):
        tfnet("review", "import", good, bad, "--out", tmp_path)
    assert not (tmp_path / LOG_FILE).exists()


def test_verify_stops_at_a_broken_log(tmp_path):
    append(tmp_path, [decision()])
    log = tmp_path / LOG_FILE
    log.write_text(log.read_text().replace("dismiss", "report"))
    with pytest.raises(IntegrityError, match="line 1"):
        tfnet("audit", "verify", "--out", tmp_path)


def test_no_command_names_a_reviewer(tmp_path):
    file = exported(tmp_path / "d.json", decision())
    said = [
        tfnet("review", "import", file, "--out", tmp_path),
        tfnet("audit", "verify", "--out", tmp_path),
        tfnet("runs", "purge", "--before", "2030-01-01", "--out", tmp_path),
    ]
    assert all("Reviewer" not in text for text in said)
    assert "words of 1 decisions" in said[-1]
