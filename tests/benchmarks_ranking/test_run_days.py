from benchmarks.ranking.ours import run_days


def test_runs_end_before_the_test_and_with_each_third_of_it():
    assert run_days(100, 108) == [99, 102, 105, 108]


def test_the_last_run_ends_with_the_ledger_however_the_days_divide():
    for days in range(1, 12):
        found = run_days(100, 99 + days)
        assert found[0] == 99
        assert found[-1] == 99 + days
        assert found == sorted(found)
