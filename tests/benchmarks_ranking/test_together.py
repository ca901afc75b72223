import polars as pl

from benchmarks.ranking.labelled import TABLES, together


def bank(folder, transaction):
    folder.mkdir()
    for table in TABLES:
        rows = pl.DataFrame({"id": [f"{transaction} {table}"]})
        if table == "labels":
            rows = rows.with_columns(instance=pl.lit("sham_charity-1"))
        rows.write_parquet(folder / f"{table}.parquet")
    return folder


def test_instances_of_two_banks_stay_apart(tmp_path):
    sources = {name: bank(tmp_path / name, name) for name in ("one", "other")}
    made = together(sources, tmp_path / "together")
    labels = pl.read_parquet(made / "labels.parquet")
    told = ["one sham_charity-1", "other sham_charity-1"]
    assert labels["instance"].to_list() == told
    transactions = pl.read_parquet(made / "transactions.parquet")
    assert transactions["id"].to_list() == ["one transactions", "other transactions"]


def test_one_source_is_left_as_it_is(tmp_path):
    assert together({"amlsim": tmp_path / "amlsim"}, tmp_path) == tmp_path / "amlsim"
