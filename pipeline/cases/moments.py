"""Days from which a case's accounts could have been frozen."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from pipeline.cases.line import Told, makes_case
from pipeline.cases.settings import Settings
from pipeline.flow_graph import DAY

QUARTERS = (("quarter", 1), ("half", 2), ("three_quarters", 3))


class CaseAlert(NamedTuple):
    alert_id: str
    told: Told
    seconds: int | None  # of its last evidence; None where it has none


class Moment(NamedTuple):
    name: str
    day: int  # frozen from 00:00 UTC of this day since the graph's epoch
    alert_id: str | None = None


def moments(
    alerts: Sequence[CaseAlert], times: Sequence[int], settings: Settings
) -> list[Moment]:
    """
    When the first alert could have fired, when alerts first made a case, and when each
    quarter of the time of the case's payments (``times``, seconds) was over.

    An alert could have fired the morning after its last evidence was booked. Alerts
    without evidence have no time and are passed over.
    """
    dated = sorted(
        (a.seconds, a.alert_id, a.told) for a in alerts if a.seconds is not None
    )
    found = []
    if dated:
        seconds, alert_id, _ = dated[0]
        found.append(Moment("first_alert", seconds // DAY + 1, alert_id))

    def stands(count: int) -> bool:
        return makes_case((told for *_, told in dated[:count]), settings)

    if stands(len(dated)):
        enough = bisect_left(range(len(dated)), True, key=stands)
        seconds, alert_id, _ = dated[enough - 1]
        found.append(Moment("case", seconds // DAY + 1, alert_id))
    if times:
        first, last = min(times), max(times)
        for name, quarters in QUARTERS:
            passed = first + (last - first) * quarters // 4
            found.append(Moment(name, -(-passed // DAY)))
    return found


def alerts_by_case(
    alerts: pl.DataFrame, evidence: pl.DataFrame
) -> dict[int, list[CaseAlert]]:
    """
    Of each case its alerts by id; ``alerts`` has case, alert, alert_id and ``Told``.

    ``evidence`` has alert and seconds, a row for each transaction shown.
    """
    last = evidence.group_by("alert").agg(pl.col("seconds").max())
    rows = (
        alerts.join(last, on="alert", how="left")
        .sort("case", "alert_id")
        .select("case", "alert_id", "seconds", *Told._fields)
    )
    return {
        case: [
            CaseAlert(alert_id, Told(*told), seconds)
            for _, alert_id, seconds, *told in group
        ]
        for case, group in groupby(rows.iter_rows(), key=itemgetter(0))
    }
