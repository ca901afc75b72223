"""Lawful explanations weighed on small cases, each fact by name."""

import pytest

from pipeline.cases.alternatives.hypotheses import TESTS, Check, hypotheses
from pipeline.cases.alternatives.lives import first_dealing
from pipeline.flow_graph import DAY
from pipeline.schemas import HYPOTHESES
from tests.cases.made_facts import facts, monthly, told
from tests.cases.test_groups import CONTROL, FLOW, STRUCT, cases
from tests.red_flags.ledgers import ledger


def test_every_hypothesis_of_the_contract_is_tested():
    assert tuple(TESTS) == HYPOTHESES
    for tests in TESTS.values():
        names = [test.name for test in tests]
        assert len(set(names)) == len(names) >= 2


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (None, "untold"),
        (0.1, "against"),
        (0.11, "untold"),
        (0.49, "untold"),
        (0.5, "for"),
    ],
)
def test_between_two_limits_a_test_tells_nothing(value, verdict):
    check = Check("x", lambda _: None, 0.1, 0.5)
    assert check.verdict(value) == verdict


def test_steady_monthly_sums_speak_for_support_and_against_nothing_else_known():
    found = facts(
        monthly(0, 1, 8),
        related={"family": frozenset({(0, 1)})},
        known_since={(0, 1): 0},
    )
    assert told(found, "family_support") == {
        "relatives": "for",
        "rhythm": "for",
        "few_payers": "for",
        "few_payees": "untold",
        "long_ties": "against",
    }


def test_uneven_sums_or_gaps_are_not_steady():
    uneven = [(0, 1, 30 * n, 10_000 * (1 + n % 4)) for n in range(8)]
    assert told(facts(uneven), "rent")["steady_sums"] == "against"
    bunched = [(0, 1, day, 50_000) for day in (0, 1, 2, 60, 61)]
    assert told(facts(bunched), "rent")["steady_sums"] == "against"
    twice = [(0, 1, 0, 50_000), (0, 1, 30, 50_000)]
    assert told(facts(twice), "rent")["steady_sums"] == "untold"


def test_ties_are_long_only_where_the_data_reach_back_far_enough():
    paid = [(0, 1, 200, 100)]
    old = {(0, 1): 10 * DAY}
    assert told(facts(paid, known_since=old), "trade")["long_ties"] == "for"
    assert told(facts(paid), "trade")["long_ties"] == "against"
    short = facts(paid, known_since=old, data_from=21 * DAY)
    assert told(short, "trade")["long_ties"] == "untold"


def test_without_any_recorded_relation_kinship_is_not_told():
    assert told(facts(monthly(0, 1, 4)), "family_support")["relatives"] == "untold"
    elsewhere = {"family": frozenset({(7, 8)})}
    found = facts(monthly(0, 1, 4), related=elsewhere)
    assert told(found, "family_support")["relatives"] == "against"


def test_an_appeal_has_a_wide_base_a_register_and_suppliers():
    givers = [
        (n, 60, n / 4, 2_000 + 500 * (n % 3), {"purpose": "Relief"}) for n in range(60)
    ]
    spent = [(60, 61, 90, 100_000)]
    found = facts(
        givers + spent,
        kinds={60: "npo", 61: "business"},
        registered={60: True},
        dealt={60: 400},
    )
    verdicts = told(found, "charity_appeal")
    assert verdicts.pop("equal_sums") == "untold"
    assert set(verdicts.values()) == {"for"}
    fees = facts([(n, 60, n, 2_000) for n in range(60)], kinds={60: "npo"})
    assert told(fees, "charity_appeal")["equal_sums"] == "against"
    private = facts([*givers[:5], (60, 61, 90, 9_000)], registered={60: False})
    verdicts = told(private, "charity_appeal")
    assert {verdicts[name] for name in ("charities", "registered", "wide_base")} == {
        "against"
    }


def test_wages_go_from_a_firm_to_its_employees():
    paid = [row for n in range(1, 12) for row in monthly(0, n, 3, purpose="Salary May")]
    hired = frozenset((n, 0) for n in range(1, 12))
    found = facts(paid, kinds={0: "business"}, related={"employee_of": hired})
    assert set(told(found, "payroll").values()) == {"for"}
    backwards = facts(paid, related={"employee_of": frozenset({(0, 1)})})
    assert told(backwards, "payroll")["employees"] == "against"
    assert told(facts(paid), "payroll")["employees"] == "untold"  # nothing recorded
    of_client = frozenset((n, 12) for n in range(1, 12))
    bureau = facts([*paid, (12, 0, 1, 9_000)], related={"employee_of": of_client})
    assert told(bureau, "payroll")["employees"] == "for"


def test_a_savings_circle_pays_its_members_back():
    rounds = [
        row
        for turn in range(4)
        for row in (
            *((n, 4, 30 * turn + n / 9, 10_000) for n in range(4)),
            (4, turn, 30 * turn + 2, 40_000),
        )
    ]
    verdicts = told(facts(rounds), "savings_circle")
    assert (verdicts["paid_back"], verdicts["equal_sums"]) == ("for", "for")
    kept = [row for row in rounds if row[0] != 4]
    assert told(facts(kept), "savings_circle")["paid_back"] == "against"


def test_payers_of_unknown_sums_are_not_counted_as_paid_back():
    found = facts([(0, 1, 1, 0), (2, 1, 1, 0)])
    assert told(found, "savings_circle")["paid_back"] == "untold"


def test_a_card_in_two_countries_on_one_day_is_seen():
    use = [
        (0, 1, day, 5_000, {"channel": "card", "reached": country})
        for day in range(5)
        for country in ("DE", "FR")
    ]
    assert told(facts(use), "shared_card")["two_countries"] == "for"
    at_home = [(0, 1, day, 5_000, {"channel": "card"}) for day in range(5)]
    assert told(facts(at_home), "shared_card")["two_countries"] == "against"
    assert told(facts(use[:8]), "shared_card")["two_countries"] == "untold"


def test_own_money_stays_with_one_principal():
    paid = [(0, 1, 1, 100), (1, 2, 2, 100)]
    one = {n: {9} for n in range(3)}
    assert told(facts(paid, principals=one), "own_accounts")["one_principal"] == "for"
    assert told(facts(paid), "own_accounts")["one_principal"] == "against"


def test_a_fee_is_told_from_all_and_nothing():
    verdicts = [
        told(facts([(0, 1, 1, 10_000), (1, 2, 2, paid)]), "remittance")["fee"]
        for paid in (9_700, 10_000, 5_000, 20_000)
    ]
    assert verdicts == ["for", "untold", "untold", "untold"]


def test_words_count_only_where_enough_payments_have_a_purpose():
    spoken = [(0, 1, n, 100, {"purpose": "Miete Mai"}) for n in range(2)]
    silent = [(0, 1, n, 100) for n in range(9)]
    assert told(facts(spoken), "rent")["purpose"] == "for"
    assert told(facts(spoken + silent), "rent")["purpose"] == "untold"
    within = [(0, 1, 1, 100, {"purpose": "parental current"})]
    assert told(facts(within), "rent")["purpose"] == "untold"  # no word begins so


def test_withheld_and_unknown_countries_cross_no_border():
    paid = [(0, 1, 1, 100, {"left": None}), (0, 1, 1, 100, {"reached": None})]
    assert told(facts(paid), "rent")["crossed_borders"] == "untold"


def test_a_case_without_payments_is_told_nothing_for_it():
    assert {row["verdict"] for row in hypotheses(facts([]))} <= {"untold", "against"}


def test_the_first_dealing_is_found_in_either_direction():
    graph = ledger([(0, 1, 50), (1, 0, 20), (1, 2, 5), (1, 3, 6), (0, 1, 60)]).graph
    assert first_dealing(graph, 0, 1) == first_dealing(graph, 1, 0) == 20
    assert first_dealing(graph, 1, 3) == 6


def test_cases_have_every_test_once_with_a_sentence():
    paid = [("a", "b", 1), ("b", "c", 2), ("b", "b", 3), ("c", "d", 4, None)]
    alerts = [(FLOW, "b", "ac"), (CONTROL, "b", ""), (STRUCT, "b", "")]
    related = [("a", "b", "family"), ("Q", "a", "employee_of")]
    found = cases(
        paid,
        alerts,
        [(0, 0), (0, 1)],
        relations=related,
        accounts={"b": {"party_id": "Q"}},
    )["hypotheses"]
    assert found.height == sum(map(len, TESTS.values()))
    kin = found.filter(test="relatives", hypothesis="family_support")
    assert kin["fact"].item() == "50% of the value was paid between recorded relatives."
    assert all(fact.endswith(".") for fact in found["fact"])
