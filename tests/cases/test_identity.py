"""Cases keep their ids as data is added, and say what they share with others."""

from pipeline.cases import Settings
from tests.cases.test_groups import CONTROL, FLOW, STRUCT, cases, crowd

PAID = [("a", "b", 10), ("b", "c", 20), ("c", "d", 30)]
ALERTS = [(FLOW, "b", "ac"), (CONTROL, "c", "d")]
SHOWN = [(0, 0), (0, 1), (1, 2)]


def the_id(paid=PAID, alerts=ALERTS, shown=SHOWN):
    (case_id,) = cases(paid, alerts, shown, Settings(min_priority=40))["cases"][
        "case_id"
    ]
    return case_id


def test_an_id_survives_what_is_added_later():
    later = [*PAID, ("c", "e", 40), ("e", "f", 50)]
    more = [*ALERTS, ("TF-FLOW-07", "c", "e")]
    assert the_id(later, more, [*SHOWN, (2, 3)]) == the_id()
    assert the_id(later, more[1:], [(0, 2), (1, 3)]) != the_id()


def test_the_first_motif_names_the_case_not_an_older_alert_of_another_kind():
    older = [("c", "x", 1), *PAID]
    about = [*ALERTS, (STRUCT, "c", "")]
    assert the_id(older, about, [(0, 1), (0, 2), (1, 3), (2, 0)]) == the_id()


def test_without_evidence_the_smallest_account_names_it():
    first = the_id(PAID, [(FLOW, "b", ""), (CONTROL, "b", "")], [])
    assert first == the_id()


def test_overlaps_name_the_other_case_and_how_much_is_shared():
    """b and y keep apart: their motifs share one edge, x0; the hub counts for none."""
    paid = [
        ("x0", "b", 1),
        ("x0", "y", 2),
        ("h", "b", 3),
        ("h", "y", 4),
        *crowd("h", 9),
    ]
    alerts = [(FLOW, "b", ["x0", "h"]), (FLOW, "y", ["x0", "h"])]
    limits = Settings(
        min_priority=40, hub_counterparties=8, max_context=0, central_share=1
    )
    found = cases(paid, alerts, [(0, 0), (0, 2), (1, 1), (1, 3)], limits)["cases"]
    ids = found["case_id"].to_list()
    assert len(set(ids)) == 2
    shared = dict(found.select("case_id", "overlaps").iter_rows())
    for mine, other in (ids, ids[::-1]):
        assert shared[mine] == [{"case_id": other, "shared_accounts": 1}]


def test_cases_apart_share_nothing():
    paid = [("a", "b", 1), ("c", "d", 2)]
    found = cases(
        paid,
        [(FLOW, "b", "a"), (FLOW, "d", "c")],
        [(0, 0), (1, 1)],
        Settings(min_priority=40),
    )
    assert found["cases"]["overlaps"].to_list() == [[], []]
