from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags import RED_FLAGS
from pipeline.red_flags.trade.opaque_companies import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

FEEDER, FIRST, SECOND, CASHER = 0, 1, 2, 3
FIRM = {"kind": "business"}
ACCOUNTS = {
    FEEDER: {"kind": "personal"},
    FIRST: FIRM | {"party_id": "first"},
    SECOND: FIRM | {"party_id": "second"},
    CASHER: {"kind": "personal"},
}
PARTIES = {
    name: {"kind": "organisation", "dates": [{"type": "founded", "value": born}]}
    for name, born in (("first", date(1999, 6, 1)), ("second", date(1999, 9, 1)))
}


def round_(at, cents):
    """A sum from feeder to first, second and casher within three days."""
    hops = [(FEEDER, FIRST), (FIRST, SECOND), (SECOND, CASHER)]
    return [(*hop, at + n * DAY, cents) for n, hop in enumerate(hops)]


ROUNDS = [*round_(0, 50_000), *round_(9 * DAY, 70_000), *round_(40 * DAY, 90_000)]


def found(payments, accounts=ACCOUNTS, limits=None, parties=PARTIES, relations=()):
    made = ledger(payments, accounts=accounts, parties=parties, relations=relations)
    return made, detect(made, limits or Thresholds())


def fires(*arguments, **tables):
    return shown(*found(*arguments, **tables))


def test_two_young_firms_that_only_hand_on_are_found_with_all_they_did():
    made, told = found(ROUNDS)
    ((account, rows),) = shown(made, told)
    assert account == "a1"
    assert rows == [f"t0000{n}" for n in range(9)]
    (alert,) = told.alerts.to_dicts()
    assert alert["parts"] == ["in", "handed on", "out"] * 3
    assert (alert["companies"], alert["shell_score"], alert["passed_share"]) == (
        2,
        1,
        1,
    )
    assert (alert["handed_cents"], alert["strength"]) == (210_000, 0.5)


@pytest.mark.parametrize(("kept", "alerts"), [(21_000, 1), (21_001, 0)])
def test_firm_that_keeps_its_money_stays_silent(kept, alerts):
    payments = [(FEEDER, FIRST, 0, 10), (FEEDER, FIRST, 0, 20), *round_(0, 209_970)]
    payments[-1] = (SECOND, CASHER, 2 * DAY, 210_000 - kept)
    payments += [(FIRST, SECOND, DAY, 10), (FIRST, SECOND, DAY, 20)]
    assert len(fires(payments)) == alerts


def test_money_that_rests_longer_than_sixty_days_is_kept():
    for rest, alerts in ((60, 1), (61, 0)):
        late = [
            (*p[:2], p[2] + rest * DAY, p[3]) if p[0] == SECOND else p for p in ROUNDS
        ]
        late = [p if p[0] != SECOND else (*p[:2], p[2] - DAY, p[3]) for p in late]
        assert len(fires(late)) == alerts


def test_old_firm_without_staff_is_no_shell_but_one_of_unknown_age_is():
    old = {
        n: p | {"dates": [{"type": "registered", "value": date(1990, 1, 1)}]}
        for n, p in PARTIES.items()
    }
    assert fires(ROUNDS, parties=old) == []
    assert len(fires(ROUNDS, parties={})) == 1
    opened = {n: a | {"opened_on": date(1990, 1, 1)} for n, a in ACCOUNTS.items()}
    assert fires(ROUNDS, opened, parties={}) == []


def alive(score, **more):
    """Whether a limit of just ``score`` is met: what one sign of life takes away."""
    more = {"payments": ROUNDS} | more
    met = Thresholds(min_shell_score=score - 0.01)
    missed = Thresholds(min_shell_score=score + 0.01)
    return bool(fires(limits=met, **more)) and not fires(limits=missed, **more)


def test_staff_bills_and_takings_are_signs_of_life():
    assert alive(5 / 6, relations=[("bob", "first", "employee_of")])
    wages = [(FIRST, 7, n * 30 * DAY, 1_000) for n in range(3)]
    staffed = ACCOUNTS | {7: {"kind": "personal"}}
    assert alive(5 / 6, payments=ROUNDS + wages, accounts=staffed)
    rent = [(FIRST, 7, n * 15 * DAY, 1_000, {"purpose": "rent"}) for n in range(3)]
    assert alive(5 / 6, payments=ROUNDS + rent)
    shop = ACCOUNTS | {7: {"kind": "merchant"}}
    bought = [(FIRST, 7, n * 15 * DAY, 900 + n * n) for n in range(3)]
    assert alive(5 / 6, payments=ROUNDS + bought, accounts=shop)
    sales = [(7, FIRST, n * 15 * DAY, 900, {"channel": "card"}) for n in range(3)]
    assert alive(5 / 6, payments=ROUNDS + sales)


def test_many_counterparties_are_trade():
    many = [(FEEDER + 10 + n, FIRST, n, 10) for n in range(18)]
    assert len(fires(ROUNDS + many)) == 1
    assert fires([*ROUNDS, *many, (40, FIRST, 0, 10)]) == []


def test_too_few_payments_say_nothing():
    assert fires(ROUNDS[:6]) == []


@pytest.mark.parametrize("relation", ["contains", "same_party"])
def test_registered_group_sweeps(relation):
    assert fires(ROUNDS, relations=[("first", "second", relation)]) == []


def test_nominee_behind_both_is_no_excuse():
    nominee = [("bob", "first", "officer_of"), ("bob", "second", "officer_of")]
    assert len(fires(ROUNDS, relations=nominee)) == 1


@pytest.mark.parametrize(("back", "alerts"), [(42_000, 1), (42_001, 0)])
def test_sums_swept_to_and_fro_are_a_treasury(back, alerts):
    returned = [(SECOND, FIRST, 41 * DAY, back), (FIRST, 8, 42 * DAY, back)]
    extra = [(FEEDER, SECOND, 40 * DAY, back)]
    assert len(fires(ROUNDS + returned + extra)) == alerts


def test_firms_that_hardly_deal_with_each_other_are_no_chain():
    own = [(5, SECOND, 0, 640_000), (SECOND, 6, DAY, 640_000)]
    assert fires(ROUNDS + own) == []
    assert (
        len(fires([*ROUNDS, (5, SECOND, 0, 630_000), (SECOND, 6, DAY, 630_000)])) == 1
    )


@pytest.mark.parametrize("kind", ["personal", "merchant", "npo", "msb", "loan"])
def test_only_companies_are_shells(kind):
    other = ACCOUNTS | {SECOND: {"kind": kind, "party_id": "second"}}
    assert fires(ROUNDS, other) == []


def test_unknown_values_self_payments_and_nothing_raise_nothing():
    assert fires([(*p[:3], None) for p in ROUNDS]) == []
    assert fires([(FIRST, FIRST, n, 5) for n in range(4)]) == []
    assert fires([], {}) == []


def test_data_without_kinds_are_not_testable():
    assert RED_FLAGS["TF-CORP-01"].untestable(ledger(ROUNDS)).startswith("needs")


pay = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 5))


@settings(deadline=None, max_examples=100)
@given(st.lists(pay.filter(lambda p: p[0] != p[1]), max_size=14))
def test_alerts_agree_with_naive_reading(payments):
    """All at one moment: all that comes passes, up to what was paid out."""
    firms = {n: FIRM | {"party_id": f"p{n}"} for n in (1, 2)}

    def total(payer, payee):
        return sum(
            c for s, r, c in payments if payer in (s, None) and payee in (r, None)
        )

    def passes(firm):
        count = sum(r == firm for _, r, _ in payments)
        return count >= 3 and 10 * total(firm, None) >= 9 * total(None, firm)

    def main(one, other):
        handed = total(one, other)
        enough = 4 * handed >= max(total(one, None), total(None, other))
        return handed > 0 and enough and 5 * total(other, one) <= handed

    chain = passes(1) and passes(2) and (main(1, 2) or main(2, 1))
    paid = [(s, r, 0, cents) for s, r, cents in payments]
    limits = Thresholds(min_shell_score=0)
    assert len(fires(paid, firms, limits, parties={})) == chain
