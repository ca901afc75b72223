"""It is true that ``tfnet generate`` makes what presets, files and options say."""

import json

import click
import pytest
from click.testing import CliRunner

from pipeline.commands.make import generate, view
from pipeline.errors import ConfigError
from synthetic_data.presets import text_of

TINY = ("--transactions", "20000", "--base-rate", "0")


def run(*arguments: object, command: click.Command = generate) -> str:
    done = CliRunner().invoke(command, list(map(str, arguments)))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_a_shown_preset_is_the_file_to_copy():
    assert run("--preset", "border", "--show") == text_of("border")


def test_without_a_folder_it_says_what_is_missing():
    assert "Missing option '--out'" in run("--preset", "demo")


def test_options_come_over_the_file(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text("seed = 5\nmonths = 3\nlook_alike_rate = 0\n")
    told = run(
        "--out", tmp_path / "w", "--settings", mine, "--seed", 6, "--json", *TINY
    )
    settings = json.loads(told)["settings"]
    assert (settings["seed"], settings["months"]) == (6, 3)
    assert (tmp_path / "w/transactions.parquet").is_file()
    assert not (tmp_path / "w/reported.parquet").exists()


def test_noisy_labels_are_written_beside_the_true_ones(tmp_path):
    noise = ("--unreported", 0.5, "--wrongly-reported", 0.1)
    told = json.loads(run("--out", tmp_path / "w", *TINY, *noise, "--json"))
    assert told["rows"]["reported"] > 0
    assert {"labels.parquet", "reported.parquet"} <= set(told["digests"])


def test_a_wrong_option_is_named(tmp_path):
    with pytest.raises(ConfigError, match="base_rate"):
        run("--out", tmp_path / "w", "--base-rate", "0.9")
    assert not (tmp_path / "w").exists()


def test_a_world_is_shown_as_a_bank_sees_it(tmp_path):
    run("--out", tmp_path / "w", *TINY)
    place = ("--world", tmp_path / "w", "--out", tmp_path / "v")
    told = run(*place, "--as", "bank:GB2", "--json", command=view)
    assert 0 < json.loads(told)["rows"]["transactions"] < 10_000
    assert "20,000 transactions seen" in run(*place, command=view)
