import re
from string import Formatter

import msgspec
import polars as pl
import pytest

from pipeline.errors import ConfigError
from pipeline.red_flags import RED_FLAGS
from pipeline.red_flags.manual import HEADINGS, catalogue_table, manual_page
from pipeline.red_flags.red_flag import FOUND
from pipeline.reference.catalogue import catalogue
from tests.red_flags.ledgers import ledger

every = pytest.mark.parametrize("red_flag", RED_FLAGS.values(), ids=RED_FLAGS)


@every
def test_manual_page_has_every_heading_and_tells_how_the_source_was_read(red_flag):
    page = manual_page(red_flag.id)
    assert tuple(page.sections) == HEADINGS
    assert all(len(text) > 20 for text in (page.summary, *page.sections.values()))
    assert re.search(rf"provenance {red_flag.provenance}\b", page.sections["Source"])


@every
def test_every_threshold_has_a_reason(red_flag):
    page = manual_page(red_flag.id)
    assert [note.name for note in page.thresholds] == [
        *red_flag.thresholds.__struct_fields__
    ]
    assert all(len(note.reason) > 10 for note in page.thresholds)


@every
def test_registry_agrees_with_the_catalogue(red_flag):
    (row,) = catalogue().filter(id=red_flag.id).to_dicts()
    assert red_flag.family == row["family"]
    assert sorted(red_flag.stages) == sorted(row["tf_stage"])
    assert red_flag.provenance == row["provenance"]
    assert red_flag.weight == row["weight"] / 10
    assert red_flag.graph == (row["needs_graph"] == "Y")


@every
def test_explanation_names_only_what_is_measured_or_asked(red_flag):
    found = red_flag.detect(ledger([]), red_flag.thresholds()).alerts
    assert found.is_empty()
    known = set(found.columns) - set(FOUND) | set(red_flag.thresholds.__struct_fields__)
    used = {name for _, name, _, _ in Formatter().parse(red_flag.explanation) if name}
    assert used <= known
    assert used


@every
def test_needs_can_be_asked_of_any_ledger_and_an_empty_one_lacks_them(red_flag):
    assert red_flag.untestable(ledger([])).startswith("needs ")


def test_every_indicator_of_the_catalogue_is_built_and_in_its_order():
    assert list(RED_FLAGS) == catalogue()["id"].to_list()


def test_page_of_an_unknown_red_flag_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match="Nearest: TF-FLOW-07"):
        manual_page("TF-FLOW-7")


def test_catalogue_says_what_a_run_could_not_test():
    status = pl.DataFrame(
        {
            "red_flag": ["TF-NPO-01", "TF-FLOW-07"],
            "testable": [False, True],
            "reason": ["needs accounts.kind=npo", None],
            "alerts": [0, 2],
        }
    )
    rows = {row["red_flag"]: row for row in catalogue_table(status).to_dicts()}
    assert rows.keys() == RED_FLAGS.keys()
    assert rows["TF-NPO-01"]["reason"] == "needs accounts.kind=npo"
    assert rows["TF-FLOW-07"]["testable"]
    assert rows["TF-FLOW-07"]["alerts"] == 2
    assert "service" in rows["TF-VA-02"]["needs"]


def test_catalogue_without_a_run_leaves_open_what_is_testable():
    assert catalogue_table()["testable"].null_count() == len(RED_FLAGS)


def test_thresholds_are_frozen_and_refuse_unknown_names():
    for red_flag in RED_FLAGS.values():
        config = red_flag.thresholds.__struct_config__
        assert config.frozen
        assert config.forbid_unknown_fields
        assert isinstance(red_flag.thresholds(), msgspec.Struct)
