import numpy as np
import polars as pl
import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags import red_flag
from pipeline.red_flags.per_row import APPROXIMATE_SECONDS
from tests.red_flags.ledgers import ledger


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_ids_of_rows_come_in_their_order_however_they_are_read(monkeypatch, at_once):
    monkeypatch.setattr(red_flag, "IDS_AT_ONCE", at_once)
    made = ledger([(n, n + 1, n) for n in range(7)])
    asked = pl.Series([6, 0, 3, 3, 5], dtype=pl.UInt32)
    assert made.transaction_ids(asked).to_list() == [
        *("t00006", "t00000", "t00003", "t00003", "t00005")
    ]
    assert made.transaction_ids(asked.clear()).to_list() == []


def test_times_known_to_the_second_are_not_copied():
    made = ledger([(0, 1, 5), (1, 2, 9)])
    assert made.times.earliest is made.times.latest is made.rows.time


def test_times_known_less_well_reach_as_far_as_they_may():
    names = ("second", "minute", "day", "approximate")
    at = 100 * DAY
    made = ledger([(0, 1, at, 1, {"time_precision": name}) for name in names])
    wide = APPROXIMATE_SECONDS
    assert (made.times.earliest - at).tolist() == [0, 0, 0, -wide]
    assert (made.times.latest - at).tolist() == [0, 59, DAY - 1, wide]
    assert made.times.latest.dtype == np.int32
