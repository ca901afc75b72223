import polars as pl
import pytest

from pipeline.errors import InputError
from pipeline.reference.conflict_areas import CONFLICT_AREAS, load_conflict_areas


def test_each_embedded_area_has_a_source_and_a_confidence():
    areas = load_conflict_areas()
    assert areas["source"].str.len_chars().min() > 10
    assert set(areas["confidence"]) == {"H", "M", "L"}
    assert areas["listed_from"].null_count() == 0
    assert (areas["listed_to"] > areas["listed_from"]).fill_null(True).all()


@pytest.mark.parametrize(
    "wrong",
    [
        *({"iso": "XQ"}, {"kind": "war"}, {"from": "lately"}, {"to": "soon"}),
        *({"latitude": None}, {"latitude": "91"}, {"radius_km": "wide"}),
    ],
)
def test_rows_of_an_operator_that_say_nothing_are_refused_with_their_line(
    tmp_path, wrong
):
    rows = pl.read_csv(CONFLICT_AREAS, infer_schema=False)
    bad = rows[1].with_columns(pl.lit(v, pl.String).alias(k) for k, v in wrong.items())
    file = tmp_path / "areas.csv"
    pl.concat([rows[:3], bad, rows[3:]]).write_csv(file)
    with pytest.raises(InputError, match=r"1 rows of conflict_areas_file.*line 5"):
        load_conflict_areas(file)


def test_file_without_a_column_is_refused_by_its_name(tmp_path):
    file = tmp_path / "areas.csv"
    pl.read_csv(CONFLICT_AREAS, infer_schema=False).drop("kind").write_csv(file)
    with pytest.raises(InputError, match="lacks the columns kind"):
        load_conflict_areas(file)


def test_operator_replaces_the_embedded_areas(tmp_path):
    file = tmp_path / "areas.csv"
    pl.read_csv(CONFLICT_AREAS, infer_schema=False)[:1].write_csv(file)
    assert load_conflict_areas(file).height == 1
