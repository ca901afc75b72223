from hypothesis import given, settings
from hypothesis import strategies as st

from tests.red_flags.use.departures import (
    DATA_END,
    FARE,
    GEAR,
    at_home,
    buys,
    draws,
    fires,
)

MADE = {
    "gear": lambda day: buys(day, GEAR),
    "fare": lambda day: buys(day, FARE),
    "stay": draws,
    "home": lambda day: draws(day, "till"),
}


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.integers(95, 175), st.sampled_from(("gear", "fare", "stay", "home"))
        ),
        max_size=8,
        unique_by=lambda event: event[0],
    )
)
def test_agrees_with_walking_through_the_days(happened):
    paid = [MADE[what](day) for day, what in happened]
    told = fires([*paid, *at_home(0, 95), DATA_END])
    assert len(told) == alerts_naively(happened)


def alerts_naively(happened):
    new, last, first = [], {}, {}
    for day, what in sorted(happened):
        if day - last.get(what, -999) > 60:  # quiet for so long: new again
            first[what] = day
        last[what] = day
        if what != "home" and day - first[what] <= 30:
            new.append((day, what))
    runs = []
    for first, _ in new:
        month = {event for event in new if first <= event[0] <= first + 30}
        if len({what for _, what in month}) == 3:
            if runs and runs[-1] & month:
                runs[-1] |= month
            else:
                runs.append(month)
    seen = sorted([90, *(day for day, what in happened if what != "stay"), 301])
    return sum(
        any(
            what == "stay"
            and min(d for d in seen if d > day) - max(d for d in seen if d < day) >= 21
            for day, what in run
        )
        for run in runs
    )
