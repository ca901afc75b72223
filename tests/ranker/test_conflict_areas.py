import dataclasses

import msgspec
import numba
import polars as pl
import pytest

from pipeline.errors import ConfigError
from pipeline.manifest import describe_file
from pipeline.ranker.fit import areas_told
from pipeline.ranker.ledgers import ledger_of
from pipeline.reference.conflict_areas import CONFLICT_AREAS, load_conflict_areas

pytestmark = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT), reason="whole ledgers take minutes without the JIT"
)


def test_other_conflict_areas_are_refused_either_way(ranker, known):
    fewer = load_conflict_areas().head(3)
    other = dataclasses.replace(known, conflict_areas=fewer)
    with pytest.raises(ConfigError, match=r"conflict_areas_file was .*, here 3 areas"):
        next(ranker.rank(other))
    trained = ranker.made_with | {"conflict_areas_file": areas_told(fewer)}
    with_them = msgspec.structs.replace(ranker, made_with=trained)
    next(with_them.rank(other))
    with pytest.raises(ConfigError, match="conflict_areas_file was 3 areas"):
        next(with_them.rank(known))


def test_sources_of_areas_are_no_features_and_the_order_does_not_matter():
    areas = load_conflict_areas()
    other = areas.with_columns(source=pl.lit("elsewhere")).reverse()
    assert areas_told(other) == areas_told(areas)
    moved = areas.with_columns(pl.col("listed_from").dt.offset_by("1d"))
    assert areas_told(moved) != areas_told(areas)


def test_training_wants_the_areas_that_the_run_was_made_with(run, tmp_path):
    file = tmp_path / "areas.csv"
    file.write_bytes(CONFLICT_AREAS.read_bytes())
    with pytest.raises(ConfigError, match="made with the embedded conflict areas"):
        ledger_of(run, file)
    made_with = {"conflict_areas_file": describe_file(file)["sha256"]}
    run = dataclasses.replace(run)
    run.__dict__["manifest"] = run.manifest | made_with
    with pytest.raises(ConfigError, match=r"a file's .* and the embedded ones are"):
        ledger_of(run)
    assert ledger_of(run, file).conflict_areas.equals(load_conflict_areas())
