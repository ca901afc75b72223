import json
from pathlib import Path
from zipfile import ZipFile

import msgspec
import numba
import numpy as np
import pytest

from pipeline.errors import ConfigError
from pipeline.features import NAMES
from pipeline.ranker import as_markdown, load_ranker, save_ranker, train
from pipeline.ranker.account_look import ACCOUNT_LOOK_NAMES
from pipeline.ranker.boosters import as_text
from pipeline.ranker.second_look import SECOND_NAMES, SecondLook, all_meanings
from pipeline.ranker.split import split_by_time
from pipeline.ranker.train import sampled
from tests.ranker.conftest import QUICK

pytestmark = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT), reason="whole ledgers take minutes without the JIT"
)


def certainties(ranker, known):
    return np.concatenate([block.certainty for block in ranker.rank(known)])


def test_it_ranks_later_payments_better_than_chance(ranker):
    test = ranker.card["metrics"]["test"]
    assert test["average_precision"] > 3 * test["base_rate"]
    low, high = test["average_precision_interval"]
    assert low <= test["average_precision"] <= high


def test_more_threads_write_the_same_bytes(known, labelled, alerts, tmp_path):
    few = msgspec.structs.replace(QUICK, first_rounds=4, most_rounds=4)
    for threads in (1, 2):
        settings = msgspec.structs.replace(few, threads=threads)
        made = train(known, labelled, alerts, settings)
        save_ranker(made, tmp_path / f"{threads}")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_another_seed_makes_another_ranker(ranker, known, labelled, alerts):
    other = train(known, labelled, alerts, msgspec.structs.replace(QUICK, seed=2))
    assert other.second != ranker.second
    assert other.accounts != ranker.accounts


def test_a_stored_ranker_ranks_alike(ranker, known, tmp_path):
    save_ranker(ranker, tmp_path / "ranker")
    stored = load_ranker(tmp_path / "ranker")
    assert stored == ranker
    assert np.array_equal(certainties(stored, known), certainties(ranker, known))
    with ZipFile(tmp_path / "ranker") as file:
        assert all(text.isprintable() or "\n" in text for text in file.namelist())
        json.loads(file.read("ranker.json"))
        assert file.read("second.txt").startswith(b"tree")


def test_labels_of_the_test_change_no_tree(ranker, known, labelled, alerts):
    split = split_by_time(known.rows.time, labelled)
    positive = labelled.positive.copy()
    hits = np.flatnonzero(positive[split.validation :]) + split.validation
    positive[hits[::2]] = False
    occurrence = np.where(positive, labelled.occurrence, -1)
    fewer = labelled._replace(positive=positive, occurrence=occurrence)
    other = train(known, fewer, alerts, QUICK)
    for trees in ("first", "second", "accounts"):
        assert getattr(other, trees) == getattr(ranker, trees)
    assert other.account_calibration == ranker.account_calibration
    assert other.calibration == ranker.calibration
    assert other.card["metrics"]["test"] != ranker.card["metrics"]["test"]


def test_sampling_keeps_all_positives_and_some_of_the_rest(known, labelled):
    split = split_by_time(known.rows.time, labelled)
    rows = sampled(split, labelled.positive, QUICK)
    assert set(np.flatnonzero(labelled.positive)) <= set(rows.tolist())
    for part in split.parts:
        negatives = ~labelled.positive[rows[(rows >= part.start) & (rows < part.stop)]]
        wanted = max(2_000, 20 * int(labelled.positive[part].sum()))
        there = int((~labelled.positive[part]).sum())
        assert abs(negatives.sum() - min(wanted, there)) < 0.1 * wanted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"features": [*NAMES]}, "features are new"),
        ({"features": [*reversed([*NAMES, *SECOND_NAMES])]}, "another order"),
        ({"features": [*NAMES, *SECOND_NAMES, "x"]}, "1 features are not here"),
        ({"account_features": ["x"]}, "account features are new"),
        ({"base_currency": "EUR"}, "base_currency was EUR, here USD"),
        ({"window_days": [1, 2]}, "window_days was"),
        ({"account_days": [7, 365]}, "account_days was"),
    ],
)
def test_a_ranker_of_other_features_is_refused(ranker, known, change, said):
    other = msgspec.structs.replace(ranker, made_with=ranker.made_with | change)
    with pytest.raises(ConfigError, match=said):
        next(other.rank(known))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_ranker_is_refused(tmp_path, content):
    (tmp_path / "ranker").write_bytes(content)
    with pytest.raises(ConfigError, match="is no ranker"):
        load_ranker(tmp_path / "ranker")


def test_a_ranker_of_another_format_is_refused(ranker, tmp_path):
    save_ranker(ranker, tmp_path / "ranker")
    with ZipFile(tmp_path / "ranker") as old, ZipFile(tmp_path / "new", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"tfnet-ranker-2", b"other"))
    with pytest.raises(ConfigError, match="format other"):
        load_ranker(tmp_path / "new")


def test_no_path_and_no_thread_is_in_the_text(ranker):
    for text in (ranker.first, ranker.second, ranker.accounts):
        assert "num_threads" not in text
        assert str(Path.home()) not in text
    assert as_text(ranker.trees[1]) == ranker.second


def test_the_card_tells_data_metrics_drift_and_what_it_is_not_for(ranker):
    text = as_markdown(ranker.card)
    for said in ("## Data", "base rate", "95 %", "## Drift", "## Not for", "1e-06"):
        assert said in text
    assert ranker.card["periods"]["train"]["to"] <= ranker.card["periods"]["test"]["to"]
    assert set(ranker.card["gain"]) <= {*NAMES, *SECOND_NAMES}
    assert set(ranker.card["account_gain"]) <= {*ACCOUNT_LOOK_NAMES}
    for part in ("validation", "test"):
        accounts = ranker.card["account_metrics"][part]
        assert accounts["rows"] < ranker.card["metrics"][part]["rows"]
        assert f"{accounts['rows']:,}" in text


def test_the_second_look_reads_no_later_payment(known):
    odds = np.linspace(-9, 3, known.graph.n_transactions).astype(np.float32)
    half = known.graph.n_transactions // 2
    whole = SecondLook(known.graph, known.rows.sender, known.rows.receiver)
    parts = SecondLook(known.graph, known.rows.sender, known.rows.receiver)
    before = whole.look(0, odds)
    changed = odds.copy()
    changed[half:] = 1
    cut = int(np.searchsorted(known.rows.time, known.rows.time[half]))
    begin = parts.look(0, changed[:cut])
    rest = parts.look(cut, odds[cut:])
    assert np.array_equal(np.vstack([begin, rest]), before, equal_nan=True)


def test_the_second_look_averages_what_each_end_received(known):
    odds = np.full(known.graph.n_transactions, -1.5, np.float32)
    look = SecondLook(known.graph, known.rows.sender, known.rows.receiver)
    found = look.look(0, odds)
    received = found[:, SECOND_NAMES.index("receiver_received_log_odds_30d")]
    assert np.allclose(received, -1.5 + 12, atol=0.01)
    assert np.isnan(found[:, SECOND_NAMES.index("sender_received_log_odds_30d")]).any()


def test_each_column_of_both_looks_has_a_meaning():
    assert all_meanings()["name"].to_list() == [*NAMES, *SECOND_NAMES]
