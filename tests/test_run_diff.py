"""It is true that …"""

import polars as pl

from pipeline.run_diff import compare
from tests.report.made_up import made_up_tables, many_cases


def without(tables, case_id):
    return {
        name: table.filter(pl.col("case_id") != case_id)
        if name in ("cases", "case_members", "case_transactions")
        else table
        for name, table in tables.items()
    }


def named(tables, old, new):
    return {
        name: table.with_columns(pl.col("case_id").replace(old, new))
        if name in ("cases", "case_members", "case_transactions")
        else table
        for name, table in tables.items()
    }


def test_a_run_is_the_same_as_itself():
    tables = made_up_tables()
    assert compare(tables, tables).counts == {
        **dict.fromkeys(("new", "changed", "gone"), 0),
        "same": 2,
    }


def test_a_case_that_was_not_there_is_new_and_one_that_is_not_there_is_gone():
    both, one = made_up_tables(), without(made_up_tables(), "NET-2")
    grown, shrunk = compare(one, both), compare(both, one)
    assert grown.counts["new"] == shrunk.counts["gone"] == 1
    (row,) = grown.cases.filter(pl.col("change") == "new").to_dicts()
    assert (row["case_id"], row["before_id"]) == ("NET-2", None)
    assert row["transactions_added"] > 0 == row["transactions_removed"]


def test_a_case_under_another_id_is_known_by_its_core():
    before, after = made_up_tables(), named(made_up_tables(), "NET-1", "NEW-1")
    found = compare(before, after)
    assert found.counts == {"new": 0, "changed": 0, "same": 2, "gone": 0}
    assert ("NEW-1", "NET-1") in found.cases.select("case_id", "before_id").rows()


def test_a_case_that_shares_less_than_half_of_its_core_is_another():
    tables = made_up_tables()
    after = named(tables, "NET-1", "NEW-1")
    core = tables["case_members"].filter(pl.col("case_id") == "NET-1").collect()
    kept = core["account_id"].head(core.height // 3)
    few = (pl.col("case_id") != "NEW-1") | pl.col("account_id").is_in(kept.implode())
    after["case_members"] = after["case_members"].filter(few)
    counts = compare(tables, after).counts
    assert (counts["new"], counts["gone"]) == (1, 1)


def test_what_a_changed_case_gained_and_lost_is_counted():
    tables = made_up_tables()
    rows = tables["case_transactions"].filter(
        pl.col("case_id") == "NET-1", pl.col("part").cast(pl.String) == "evidence"
    )
    lost = rows.collect()["transaction_id"].head(2)
    after = dict(tables)
    after["case_transactions"] = tables["case_transactions"].filter(
        ~pl.col("transaction_id").is_in(lost.implode())
    )
    (row,) = (
        compare(tables, after).cases.filter(pl.col("change") == "changed").to_dicts()
    )
    assert (row["transactions_added"], row["transactions_removed"]) == (0, 2)


def test_alerts_are_counted_by_red_flag_on_both_sides():
    tables = made_up_tables()
    after = dict(tables)
    flag = tables["alerts"].collect()["red_flag"][0]
    after["alerts"] = tables["alerts"].filter(pl.col("red_flag") != flag)
    rows = compare(tables, after).red_flags
    assert rows["red_flag"][0] == flag
    assert rows["after"][0] == 0 < rows["before"][0]


def test_cases_with_one_core_are_paired_once_each():
    before, after = many_cases(3), named(many_cases(3), "NET-1-0", "NEW")
    found = compare(before, after)
    assert found.cases.height == 6
    assert found.cases["before_id"].n_unique() == found.cases["case_id"].n_unique() == 6
