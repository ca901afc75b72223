"""It is true that a collector of levies is shown, and that those who pay are not."""

import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.extortion.collector import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

TEN = {"min_payers": 10, "min_cash_share": 0.0}  # all but two tests are of transfers
FIRST, HELPER = 1, 90  # number of the first firm; who gets the tranches
COLLECTOR = {0: {"kind": "personal", "party_id": "P"}}


def firms(count, kind="merchant", country="SO"):
    return COLLECTOR | {
        FIRST + n: {"kind": kind, "party_id": f"F{n}", "country": country}
        for n in range(count)
    }


def levies(count=12, gap=9, cents=lambda n: 20_000 + 700 * n):
    return [(FIRST + n, 0, n * gap * DAY, cents(n)) for n in range(count)]


TRANCHE = (0, HELPER, 120 * DAY, 150_000)
RENT = [(0, 70, n * 20 * DAY + 5, 30_000) for n in range(6)]


def fires(payments, accounts=None, relations=(), **limits):
    known = firms(40) if accounts is None else accounts
    made = ledger(payments, accounts=known, relations=relations)
    return shown(made, detect(made, Thresholds(**(TEN | limits))))


def test_twelve_firms_that_pay_one_person_who_passes_it_on_are_shown():
    made = ledger([*levies(), TRANCHE], accounts=firms(12))
    found = detect(made, Thresholds(**TEN))
    ((account, evidence),) = shown(made, found)
    assert (account, len(evidence)) == ("a0", 13)
    (alert,) = found.alerts.to_dicts()
    assert alert["payers"] == alert["payments"] == 12
    assert (alert["levy_share"], alert["lump_share"], alert["cash_share"]) == (1, 1, 0)
    assert alert["parts"].count("levy") == 12
    assert alert["parts"][-1] == "lump"


def test_who_pays_is_a_victim_and_no_member():
    made = ledger([*levies(), TRANCHE], accounts=firms(12))
    (alert,) = detect(made, Thresholds(**TEN)).alerts.to_dicts()
    assert alert["members"] == [0]


def test_money_that_rests_fires_too():
    ((account, evidence),) = fires(levies())
    assert (account, len(evidence)) == ("a0", 12)


@pytest.mark.parametrize(("count", "alerts"), [(10, 1), (9, 0)])
def test_ten_firms_are_needed(count, alerts):
    assert len(fires(levies(count))) == alerts


@pytest.mark.parametrize(("gap", "alerts"), [(15, 1), (15.1, 0)])
def test_ten_firms_must_pay_within_the_window(gap, alerts):
    payments = [(*p[:2], int(n * gap * DAY), p[3]) for n, p in enumerate(levies(10))]
    assert len(fires(payments)) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(240_000, 1), (240_001, 0)])
def test_half_of_what_comes_must_be_levies(cents, alerts):
    even = levies(12, cents=lambda n: 20_000)
    assert len(fires([*even, (60, 0, 40 * DAY, cents)])) == alerts


def test_who_lives_on_it_does_not_fire():
    assert fires([*levies(), *RENT]) == []
    assert len(fires([*levies(), *RENT, (0, HELPER, 100 * DAY, 180_000)])) == 1


def test_lumps_paid_to_firms_are_supplies():
    supplies = (0, FIRST + 30, 120 * DAY, 150_000)
    assert fires([*levies(), supplies]) == []


def test_a_debit_is_no_tranche_and_cash_is():
    debit, drawn = {"channel": "other"}, {"channel": "cash_withdrawal"}
    assert fires([*levies(), (*TRANCHE, debit)]) == []
    assert len(fires([*levies(), (*TRANCHE, drawn)])) == 1


def test_a_lump_is_three_times_the_typical_levy():
    even = levies(12, cents=lambda n: 20_000)
    assert len(fires([*even, (0, HELPER, 120 * DAY, 60_000)])) == 1
    assert fires([*even, (0, HELPER, 120 * DAY, 59_999)]) == []


def test_what_leaves_after_the_rest_is_another_matter():
    late = [(0, 70, (99 + 61) * DAY + n, 100) for n in range(5)]
    assert len(fires([*levies(), *late])) == 1
    soon = [(0, 70, (99 + 60) * DAY - n, 100) for n in range(5)]
    assert fires([*levies(), *soon]) == []


def test_cash_counts_where_somebody_of_a_firm_brings_it():
    runs = [(f"O{n}", f"F{n}", "officer_of") for n in range(12)]
    brought = [
        (80, 0, n * 9 * DAY, 20_000, {"channel": "cash_deposit", "conductor": f"O{n}"})
        for n in range(12)
    ]
    made = ledger(brought, accounts=firms(12), relations=runs)
    (alert,) = detect(made, Thresholds(**TEN)).alerts.to_dicts()
    assert (alert["payers"], alert["cash_share"]) == (12, 1)
    assert set(alert["parts"]) == {"levy in cash"}
    assert fires(brought, accounts=firms(12)) == []
    kin = [*runs, *((f"O{n}", "P", "family") for n in range(3))]
    assert fires(brought, accounts=firms(12), relations=kin) == []


def test_a_firm_that_pays_by_transfer_and_in_cash_is_one():
    runs = [(f"O{n}", f"F{n}", "officer_of") for n in range(9)]
    brought = [
        (80, 0, n * DAY, 20_000, {"channel": "cash_deposit", "conductor": f"O{n}"})
        for n in range(9)
    ]
    assert fires([*brought, *levies(9)], firms(9), runs) == []
    assert len(fires([*brought, *levies(9)], firms(9), runs, min_payers=9)) == 1


def brought_by_six():
    """Six firms: of ten payments three in cash that their owners bring."""
    runs = [(f"O{n}", f"F{n}", "officer_of") for n in range(3)]
    cash = [
        (80, 0, n * DAY, 20_000, {"channel": "cash_deposit", "conductor": f"O{n}"})
        for n in range(3)
    ]
    rest = [(FIRST + n % 6, 0, (9 + 7 * n) * DAY, 9_000 + n) for n in range(7)]
    return [*cash, *rest], runs


@pytest.mark.parametrize(("more", "alerts"), [(0, 1), (1, 0)])
def test_three_payments_in_ten_are_cash_of_six_firms(more, alerts):
    paid, runs = brought_by_six()
    paid += [(FIRST, 0, 70 * DAY, 9_000)] * more
    by_default = {"min_payers": 6, "min_cash_share": 0.3}
    assert len(fires(paid, firms(6), runs, **by_default)) == alerts
    made = ledger(paid, accounts=firms(6), relations=runs)
    assert detect(made, Thresholds()).alerts.height == alerts


@pytest.mark.parametrize("kind", ["personal", "npo", "msb", "vasp", "loan", None])
def test_only_firms_are_traders(kind):
    assert fires(levies(), firms(12, kind)) == []


@pytest.mark.parametrize("kind", ["business", "npo", "merchant", "external", "cash"])
def test_firms_charities_and_committees_with_an_account_of_their_own(kind):
    assert fires(levies(), firms(12) | {0: {"kind": kind}}) == []


def test_clients_abroad_are_a_freelancers():
    abroad = firms(12, country="GB") | {
        0: {"kind": "personal", "country": "SO", "party_id": "P"}
    }
    assert fires(levies(), abroad) == []


def test_wages_staff_and_relatives_do_not_count():
    wages = [
        (FIRST + n, 0, (n + month * 30) * DAY, 20_000)
        for n in range(12)
        for month in range(4)
    ]
    assert fires(wages) == []
    staff = [("P", f"F{n}", "employee_of") for n in range(3)]
    assert fires(levies(), firms(12), staff) == []


@pytest.mark.parametrize("channel", ["card", "crowdfunding", "virtual_asset", "other"])
def test_refunds_gifts_and_debits_are_no_levies(channel):
    assert fires([(*p, {"channel": channel}) for p in levies()]) == []


def test_unknown_sums_and_own_payments_do_not_count():
    assert fires([(*p[:3], None) for p in levies()]) == []
    own = [(0, 0, 50 * DAY, 900_000)]
    assert len(fires([*levies(), *own])) == 1


def test_equal_times_and_days_make_no_difference():
    at_once = [(FIRST + n, 0, 5 * DAY, 20_000) for n in range(10)]
    assert len(fires(at_once)) == 1
    by_day = [
        (FIRST + n, 0, int(n * 15.1 * DAY), 20_000, {"time_precision": "day"})
        for n in range(10)
    ]
    assert len(fires(by_day)) == 1  # a day may be earlier than it says


def test_no_transactions_no_alerts():
    assert fires([]) == []
