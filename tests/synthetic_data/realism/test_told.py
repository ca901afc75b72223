"""It is true that ``--profile`` and ``--check`` tell of the world just made."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from pipeline.commands.make import generate as command
from pipeline.errors import ConfigError
from synthetic_data import Settings, generate
from synthetic_data.realism.difficulty import difficulty
from synthetic_data.realism.seen import Tables

SMALL = ("--transactions", "20000", "--base-rate", "0.02")


@pytest.fixture(scope="module")
def world():
    return generate(Settings(transactions=30_000, base_rate=0.02))


def tables(world, transactions=None):
    rows = world.transactions if transactions is None else transactions
    return Tables(rows, world.accounts, world.labels, world.settings.months)


def test_a_world_is_hard_to_cheat_on(world):
    gates = difficulty(tables(world))
    assert len(gates) == 3
    assert gates[2].holds


def test_a_column_that_gives_schemes_away_fails(world):
    planted = world.labels.filter(subject="transaction", label="scheme")["subject_id"]
    leaky = world.transactions.with_columns(
        purpose=pl.when(pl.col("transaction_id").is_in(planted.implode()))
        .then(pl.lit("secret"))
        .otherwise("purpose")
    )
    separates, tree, _ = difficulty(tables(world, leaky))
    assert not separates.holds
    assert "purpose" in separates.what
    assert not tree.holds


def test_a_planted_transaction_that_is_missing_fails(world):
    planted = world.labels.filter(subject="transaction")["subject_id"][0]
    short = world.transactions.filter(pl.col("transaction_id") != planted)
    assert [gate.holds for gate in difficulty(tables(world, short))][2] is False


def test_a_world_without_schemes_has_no_gates():
    lawful = generate(Settings(transactions=20_000, base_rate=0.0))
    assert difficulty(tables(lawful)) == []


def test_the_command_prints_figures_and_gates_and_writes_a_page(tmp_path):
    pytest.importorskip("powerlaw")
    asked = ["--out", str(tmp_path / "w"), "--profile", "--check", *SMALL]
    done = CliRunner().invoke(command, asked, catch_exceptions=False)
    assert "mean card purchase, EUR [39: ECB" in done.output
    assert "held out *" in done.output
    assert "raw column or count that separates best" in done.output
    assert (tmp_path / "w-profile/profile.html").is_file()
    assert (tmp_path / "w-profile/corridors.svg").is_file()


def test_json_keeps_the_output_for_itself(tmp_path):
    asked = ["--out", str(tmp_path / "w"), "--check", "--json", *SMALL]
    done = CliRunner().invoke(command, asked, catch_exceptions=False)
    assert json.loads(done.stdout)["rows"]["transactions"] == 20_000
    assert "average precision" in done.stderr


def test_a_world_too_large_to_look_at_is_refused_before_it_is_made(tmp_path):
    asked = ["--out", str(tmp_path / "w"), "--check", "--transactions", "5000000"]
    with pytest.raises(ConfigError, match="at most 2,000,000"):
        CliRunner().invoke(command, asked, catch_exceptions=False)
    assert not (tmp_path / "w").exists()
