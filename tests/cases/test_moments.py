"""Days from which a case could have been frozen."""

from itertools import accumulate

from hypothesis import given, settings

from pipeline.cases import Settings
from pipeline.cases.line import makes_case
from pipeline.cases.moments import moments
from pipeline.flow_graph import DAY
from tests.cases.told_alerts import alert, drawn

LIMITS = Settings(min_families=2, min_priority=40)


def days(alerts, times=()):
    return {m.name: (m.day, m.alert_id) for m in moments(alerts, times, LIMITS)}


def test_an_alert_can_fire_the_morning_after_its_last_evidence():
    late, early = (
        alert("A0", "F1", seconds=5 * DAY),
        alert("A1", "F2", seconds=4 * DAY - 1),
    )
    assert days([late, early])["first_alert"] == (4, "A1")


def test_of_equal_times_the_first_alert_by_id_counts():
    pair = [alert("A1", "F1", seconds=9), alert("A0", "F2", seconds=9)]
    assert days(pair)["first_alert"] == (1, "A0")


def test_alerts_without_evidence_have_no_day():
    undated = [alert("A0", "F1", seconds=None), alert("A1", "S1", seconds=None)]
    assert days(undated) == {}
    assert days([*undated, alert("A2", "G1", seconds=0)]) == {"first_alert": (1, "A2")}


@settings(deadline=None, max_examples=150)
@given(alerts=drawn)
def test_a_case_stands_once_the_alerts_so_far_make_one(alerts):
    dated = sorted((a.seconds, a.alert_id, a) for a in alerts if a.seconds is not None)
    begun = accumulate(([a] for *_, a in dated), lambda before, now: before + now)
    first = next(
        (
            (so_far[-1].seconds // DAY + 1, so_far[-1].alert_id)
            for so_far in begun
            if makes_case((a.told for a in so_far), LIMITS)
        ),
        None,
    )
    assert days(alerts).get("case") == first


def test_quarters_end_with_their_day():
    found = days([], [0, 4 * DAY, 2 * DAY])
    assert found == {
        "quarter": (1, None),
        "half": (2, None),
        "three_quarters": (3, None),
    }
    assert days([], [0, 4 * DAY + 4])["quarter"] == (2, None)  # one second after day 1
    assert days([], [100, 100])["half"] == (1, None)
