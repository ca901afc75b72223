import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.instrument.cash_carriage import Thresholds, detect
from tests.red_flags.instrument.journeys import KNOWN, deposit, draws, shops
from tests.red_flags.ledgers import ledger, shown

OWN = {"kind": "personal", "country": "DE", "party_id": "h"}
GUEST = {"kind": "personal", "country": "AE", "party_id": "v"}
PLACES = KNOWN | {"own": OWN, "guest": GUEST}
PAID_IN = deposit(207, 150_000, conductor="v")
QUIET = [shops(0), shops(190)]


def found(payments, accounts=PLACES, relations=(), **limits):
    made = ledger([*QUIET, *payments], accounts=accounts, relations=relations)
    return made, detect(made, Thresholds(**limits))


def fires(*arguments, **tables):
    return shown(*found(*arguments, **tables))


def test_cash_that_somebody_from_elsewhere_pays_in_is_found_with_where_he_was_seen():
    there = ("guest", "till", 206 * DAY, 5_000, {"channel": "cash_withdrawal"})
    made, told = found([there, PAID_IN])
    assert shown(made, told) == [("own", ["t00002", "t00003"])]
    (alert,) = told.alerts.to_dicts()
    assert alert["parts"] == ["visitor seen", "deposit"]
    assert (alert["deposits"], alert["carried_cents"]) == (1, 150_000)
    assert alert["strength"] == 0.5
    assert fires([PAID_IN]) == [("own", ["t00002"])]


@pytest.mark.parametrize(("cents", "alerts"), [(150_000, 1), (149_999, 0)])
def test_half_of_the_smallest_trip_counts(cents, alerts):
    assert len(fires([deposit(207, cents, conductor="v")])) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(214, 1), (214 + 1 / DAY, 0)])
def test_what_nobody_named_pays_in_within_days_of_it_is_his(day, alerts):
    parts = [deposit(207, 75_000, conductor="v"), deposit(day, 75_000)]
    assert len(fires(parts)) == alerts
    named = [parts[0], deposit(day, 75_000, conductor="h")]
    assert fires(named) == []


@pytest.mark.parametrize(
    "guest",
    [
        {"country": "DE"},
        {"country": None},
        {"country": "withheld"},
        {"party_id": "somebody else"},
    ],
)
def test_who_banks_here_nobody_knows_where_or_nowhere_has_not_come(guest):
    assert fires([PAID_IN], PLACES | {"guest": GUEST | guest}) == []


def test_who_banks_here_too_has_not_come():
    both = PLACES | {"second": GUEST | {"country": "DE"}}
    assert fires([PAID_IN], both) == []


@pytest.mark.parametrize("relation", ["family", "delegated_access", "employee_of"])
def test_known_ties_to_the_account_are_no_visit(relation):
    assert fires([PAID_IN], relations=[("v", "h", relation)]) == []


@pytest.mark.parametrize("kind", ["business", "merchant", None])
def test_firms_and_unknown_accounts_have_foreign_customers(kind):
    assert fires([PAID_IN], PLACES | {"own": OWN | {"kind": kind}}) == []


def test_with_a_habit_it_must_be_ten_times_the_usual():
    usual = [deposit(day, 15_000) for day in (20, 50, 80)]
    assert len(fires([*usual, PAID_IN])) == 1
    more = [deposit(day, 15_001) for day in (20, 50, 80)]
    assert fires([*more, PAID_IN]) == []


def test_what_the_holder_drew_is_not_what_a_visitor_pays_in():
    assert len(fires([draws(200, "till", 150_000), PAID_IN])) == 1


def test_two_deposits_of_one_visit_are_one_alert_and_two_visits_are_two():
    parts = [deposit(207, 150_000, conductor="v"), deposit(208, 1_000, conductor="v")]
    ((_, rows),) = fires(parts)
    assert len(rows) == 2
    assert len(fires([*parts, deposit(240, 150_000, conductor="v")])) == 2
