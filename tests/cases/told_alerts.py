"""Alerts of one case as the line reads them, written out or drawn at random."""

from hypothesis import strategies as st

from pipeline.cases.line import UNIT, Told
from pipeline.cases.moments import CaseAlert

FAMILIES = {"F1": "flow", "F2": "flow", "S1": "structuring", "G1": "geo", "G2": "geo"}
MOTIFS = ("F1", "F2")


def alert(name, red_flag, points=3.0, account=0, *, seconds=0, strength=1.0):
    told = Told(
        red_flag=red_flag,
        family=FAMILIES[red_flag],
        motif=red_flag in MOTIFS,
        strength=strength,
        account=account,
        worth=int(points * UNIT),
        material=1.0,
    )
    return CaseAlert(name, told, seconds)


drawn = st.lists(
    st.tuples(
        st.sampled_from(sorted(FAMILIES)),
        st.sampled_from([0.5, 1.0, 2.0]),
        st.integers(0, 4),
        st.none() | st.integers(0, 40),
    ),
    max_size=7,
).map(
    lambda rows: [
        alert(
            f"A{n}", flag, points, account, seconds=None if at is None else at * 40_000
        )
        for n, (flag, points, account, at) in enumerate(rows)
    ]
)
