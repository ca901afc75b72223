"""It is true of the index that, where there was a run before, …"""

import polars as pl

from tests.report.conftest import site_of
from tests.report.made_up import made_up_tables, many_cases, reviewed

OF_CASES = ("cases", "case_members", "case_transactions")


def index_of(before, after):
    tables = reviewed(after, previous=before)
    return site_of(tables)["index.html"].decode()


def only(tables, *case_ids):
    wanted = pl.col("case_id").is_in(case_ids)
    return {n: t.filter(wanted) if n in OF_CASES else t for n, t in tables.items()}


def test_it_counts_what_is_new_and_names_what_is_gone():
    both = made_up_tables()
    page = index_of(only(both, "NET-2"), only(both, "NET-1"))
    assert "1 new, 0 changed, 0 the same, 1 gone" in page
    assert '<span class="id">NET-2</span>' in page
    assert 'data-change="new"' in page


def test_it_says_what_changed_in_a_case():
    tables = made_up_tables()
    raised = tables["cases"].with_columns(pl.col("priority") - 10)
    page = index_of(tables | {"cases": raised}, tables)
    assert "0 new, 2 changed" in page
    assert "priority was" in page


def test_it_names_a_few_of_many_that_are_gone():
    page = index_of(many_cases(30), only(made_up_tables(), "NET-1"))
    assert "and 39 more" in page  # of 59: one of the 60 shares the core of NET-1


def test_without_a_run_before_it_says_so_and_has_no_column():
    page = site_of(made_up_tables())["index.html"].decode()
    assert "No run before this one" in page
    assert "data-change" not in page
