"""It is true that a profile measures what its references say, and reports it whole."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data import Settings, generate
from synthetic_data.realism.page import lines, write_profile
from synthetic_data.realism.profile import (
    held_out,
    profile,
    references,
    verdicts,
)
from synthetic_data.realism.seen import Seen, Tables


@pytest.fixture(scope="module")
def seen():
    world = generate(
        Settings(transactions=30_000, base_rate=0.02, look_alike_rate=0.05)
    )
    tables = Tables(
        world.transactions, world.accounts, world.labels, world.settings.months
    )
    return Seen(tables)


@pytest.fixture(scope="module")
def table(seen):
    return profile(seen)


def test_every_gate_and_joint_check_has_a_reference_with_a_source():
    rows = references()
    gates = rows.drop_nulls("gate")["gate"].unique().to_list()
    named = {*map(str, range(1, 26)), *(f"J{number}" for number in range(1, 9))}
    assert set(gates) == named
    assert rows["id"].is_unique().all()
    assert rows["source"].null_count() == 0
    assert set(rows["provenance"]) <= {"VP", "VS", "M", "J", "C"}


def test_a_third_of_the_gates_is_held_out():
    out = [gate for gate in map(str, range(1, 26)) if held_out(gate)]
    assert out == ["3", "6", "9", "12", "15", "18", "21", "24"]
    assert [number for number in range(1, 9) if held_out(f"J{number}")] == [3, 6]
    assert not held_out(None)


def test_there_is_a_row_for_each_reference_in_order(table):
    assert table["id"].to_list() == references()["id"].to_list()


def test_what_a_ledger_cannot_show_is_said_and_is_no_pass(table):
    for name in ("cash_number", "late"):
        row = table.row(by_predicate=pl.col("id") == name, named=True)
        assert row["value"] is None
        assert row["inside"] is None
        assert row["note"].startswith("not testable: no row")


def test_a_gate_holds_only_if_all_its_figures_lie_inside():
    rows = pl.DataFrame(
        {
            "gate": ["1", "1", "2", "4", "5", None, "J1", "3"],
            "held_out": [False] * 5 + [None, False, True],
            "inside": [True, False, True, None, True, False, True, False],
        }
    )
    assert verdicts(rows, unseen=False, joint=False) == (2, 1, 1)
    assert verdicts(rows, unseen=True, joint=False) == (0, 1, 0)
    assert verdicts(rows, unseen=False, joint=True) == (1, 0, 0)


def test_payments_of_schemes_are_left_out(seen):
    world = generate(
        Settings(transactions=30_000, base_rate=0.02, look_alike_rate=0.05)
    )
    planted = world.labels.filter(subject="transaction", label="scheme").height
    assert planted > 100
    assert seen.rows.height == 30_000 - planted


def test_the_clock_is_that_of_the_sender(seen):
    night = seen.cards.filter(pl.col("hour").is_between(3, 5)).height
    assert night < 0.05 * seen.cards.height
    assert seen.rows["date"].min() >= date(2023, 12, 31)


def test_intervals_hold_the_value(table):
    known = table.drop_nulls(["value", "from", "to"])
    assert known.height > 10
    assert known.select((pl.col("from") <= pl.col("value")).all()).item()
    assert known.select((pl.col("to") >= pl.col("value")).all()).item()


def test_the_page_loads_nothing_and_is_the_same_twice(table, seen, tmp_path):
    page, _ = write_profile(table, seen, tmp_path / "a", 7)
    again, _ = write_profile(table, seen, tmp_path / "b", 7)
    text = page.read_text("utf-8")
    assert text == again.read_text("utf-8")
    assert "://" not in text
    assert "<script" not in text
    assert text.count("data:image/svg+xml") == 6
    assert "UK Finance" in text


def test_every_figure_has_a_line(table):
    said = list(lines(table))
    assert len(said) == table.height + 4
    assert any(line.startswith("3*") for line in said)


def test_no_power_law_package_is_no_crash(monkeypatch):
    monkeypatch.setattr("synthetic_data.realism.graph.find_spec", lambda _name: None)
    from synthetic_data.realism.graph import tail  # noqa: PLC0415

    found = list(tail(np.array([1.0, 2.0, 3.0])))
    assert [one.value for one in found] == [None, None]
    assert "extra" in found[0].note
