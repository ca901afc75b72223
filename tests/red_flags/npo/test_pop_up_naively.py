from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.pop_up import Thresholds
from tests.red_flags.npo.test_pop_up import BORN, KINDS, fires

GIVERS = ["d0", "d1", "d2", "supplier", "till"]
PAYEES = ["friend", "till", "vasp", "supplier", "known", "stranger"]
PRIVATE, PROGRAMME = {"friend", "till", "vasp"}, {"supplier", "known"}


@settings(deadline=None, max_examples=80)
@given(
    gifts=st.lists(
        st.tuples(st.sampled_from(GIVERS), st.integers(-2, 12), st.integers(1, 9)),
        max_size=8,
    ),
    spent=st.lists(
        st.tuples(st.sampled_from(PAYEES), st.integers(-2, 16), st.integers(1, 9)),
        max_size=6,
    ),
)
def test_alerts_agree_with_naive_reading(gifts, spent):
    """Days from the founding; the few payments to ``friend`` make no payroll."""
    spent = [
        (to, day, cents)
        for n, (to, day, cents) in enumerate(spent)
        if to != "friend" or sum(s[0] == "friend" for s in spent[:n]) < 2
    ]
    limits = Thresholds(
        max_age_days=10,
        window_days=4,
        min_donors=3,
        max_programme_share=0.3,
        min_private_share=0.5,
        min_spent_share=0.5,
    )
    early = [n for n, g in enumerate(gifts) if 0 <= g[1] < 10]
    late = [n for n, s in enumerate(spent) if 0 <= s[1] < 14]
    persons = {gifts[n][0] for n in early} & {"d0", "d1", "d2"}
    lumps = [n for n in early if gifts[n][0] == "till"]
    out = sum(spent[n][2] for n in late)
    private = [n for n in late if spent[n][0] in PRIVATE]
    programme = sum(spent[n][2] for n in late if spent[n][0] in PROGRAMME)
    fired = (
        len(persons) + len(lumps) >= 3
        and out > 0
        and programme / out <= 0.3
        and sum(spent[n][2] for n in private) / out >= 0.5
        and out >= 0.5 * sum(gifts[n][2] for n in early)
    )
    shown = [n for n in early if gifts[n][0] != "supplier"]
    shown += [len(gifts) + n for n in private]
    expected = {frozenset(f"t{n:05}" for n in shown)} if fired else set()
    rows = [(who, "npo", (BORN + day) * DAY, cents) for who, day, cents in gifts]
    rows += [("npo", to, (BORN + day) * DAY, cents) for to, day, cents in spent]
    assert "stranger" not in KINDS
    assert {frozenset(ids) for _, ids in fires(rows, limits=limits)} == expected
