from datetime import date

import numpy as np
import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.beyond_profile import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

PAID = 100_000  # a month
OLD = date(1995, 1, 1)
CUSTOMER = {
    "kind": "personal",
    "declared_monthly_income": "1000",
    "currency": "USD",
    "opened_on": OLD,
}


def wages(account, months=12, cents=PAID):
    return [("job", account, 30 * DAY * n, cents) for n in range(months)]


PEERS = [f"p{n}" for n in range(40)]
BACKGROUND = [
    pay
    for n, name in enumerate(PEERS)
    for pay in wages(name, cents=PAID + 1_000 * (n % 9))
]


def gifts(payers=20, cents=15_000, start=150, step=4, account="A"):
    return [(f"g{n}", account, (start + step * n) * DAY, cents) for n in range(payers)]


def ran(payments, accounts=None, background=BACKGROUND, **changes):
    described = dict.fromkeys((*PEERS, "A"), CUSTOMER)
    described |= {
        name: described.get(name, {}) | c for name, c in (accounts or {}).items()
    }
    made = ledger([*background, *payments], accounts=described)
    return made, detect(made, Thresholds(**changes))


def count(payments, *args, **more):
    return ran(payments, *args, **more)[1].alerts.height


COLLECTED = [*wages("A"), *gifts(cents=50_000)]


def test_collected_money_far_beyond_the_income_fires_with_what_came():
    made, found = ran(COLLECTED)
    ((account, rows),) = shown(made, found)
    (alert,) = found.alerts.to_dicts()
    assert account == "A"
    assert len(rows) == 20  # pay is no part of it
    assert (alert["income_cents"], alert["payers"]) == (100_000, 20)
    assert (alert["received_cents"], alert["one_off_cents"]) == (1_000_000, 50_000)
    assert alert["times_income"] == pytest.approx(9.5 / (90 / 30.4375))
    assert alert["span_days"] == 76
    # In the middle peers have four pays of 104,000 in a window.
    assert alert["peer_deviations"] == pytest.approx(np.log(950 / 416) / 0.2)
    assert alert["strength"] == pytest.approx(1 - 0.5 ** (alert["peer_deviations"] / 4))
    # The window holds both days of pay at its ends.
    assert alert["usual_cents"] == pytest.approx(800_000 / 240 * 90)


@pytest.mark.parametrize(("cents", "alerts"), [(46_700, 1), (46_600, 0)])
def test_multiple_of_the_income_is_a_threshold(cents, alerts):
    # 19 gifts against three times 2.957 months of 100,000.
    assert count([*wages("A"), *gifts(cents=cents)]) == alerts


@pytest.mark.parametrize(("deviations", "alerts"), [(3.7, 1), (3.9, 0)])
def test_distance_from_peers_is_a_threshold(deviations, alerts):
    # 3.001 incomes; in the middle peers have four pays of 104,000: ln(2.13) / 0.2.
    made = [*wages("A"), *gifts(cents=46_700)]
    assert count(made, min_peer_deviations=deviations) == alerts


def test_sale_of_a_car_or_house_is_one_payer():
    sold = [("buyer", "A", 150 * DAY, 300_000), ("buyer", "A", 170 * DAY, 2_700_000)]
    assert count([*wages("A"), *sold]) == 0
    thrice = [*sold, ("buyer", "A", 180 * DAY, 900_000)]
    assert count([*wages("A"), *thrice]) == 1


def test_largest_payment_of_who_pays_more_often_is_one_event_too():
    fees = [
        ("aunt", "A", (150 + n) * DAY, c) for n, c in ((0, 90), (40, 2_700), (59, 80))
    ]
    assert count([*wages("A"), *[(p, a, t, 1_000 * c) for p, a, t, c in fees]]) == 0


def test_even_sums_at_an_even_pace_are_pay_for_a_season_too():
    def season(*days):
        return [("farm", "A", day * DAY, 4 * PAID) for day in days]

    assert count([*wages("A"), *season(150, 164, 178, 192, 206, 220)]) == 0
    assert count([*wages("A"), *season(150, 151, 178, 192, 219, 220)]) == 1


def test_joint_household_has_two_pays():
    spouse = [("work", "A", 30 * DAY * n + DAY, 2 * PAID) for n in range(12)]
    assert count([*wages("A"), *spouse]) == 0


def test_account_that_always_has_much_is_its_own_usual():
    guest = np.random.default_rng(3).integers(0, 40, 90)
    takings = [(f"guest{g}", "A", 4 * DAY * n, 50_000) for n, g in enumerate(guest)]
    assert count([*wages("A"), *takings]) == 0
    only_then = [pay for pay in takings if 100 * DAY <= pay[2] <= 190 * DAY]
    assert count([*wages("A"), *only_then]) == 1


def test_small_incomes_are_exceeded_many_times_by_ordinary_help():
    poor = {"declared_monthly_income": "100"}
    paid = [*wages("A", cents=10_000), *gifts(cents=5_000)]
    assert count(paid, {"A": poor}) == 1
    kin = [f"q{n}" for n in range(40)]
    helped = [
        pay
        for n, name in enumerate(kin)
        for pay in (
            *wages(name, cents=10_000),
            *gifts(8, cents=1_000 * (n + 1), step=5 + n % 5, account=name),
        )
    ]
    described = dict.fromkeys(kin, CUSTOMER | poor)
    background = [*BACKGROUND, *helped]
    assert count(paid, {"A": poor, **described}, background=background) == 0


def test_whoever_is_like_his_peers_is_not_beyond_them():
    rng = np.random.default_rng(7)
    gigs = []
    for name in PEERS:
        months = rng.permutation(np.repeat([0, 6], [9, 3]))
        gigs += [
            (f"client{n}", name, (30 * n + 2) * DAY, 100_000 * int(m) + 1_000 * n + 1)
            for n, m in enumerate(months)
        ]
    assert count(COLLECTED) == 1
    spread = [*BACKGROUND, *gigs, *[(p, q, t + 99, c * 3) for p, q, t, c in gigs]]
    assert count(COLLECTED, background=spread) == 0


def test_few_peers_leave_it_to_the_account_itself():
    assert count(COLLECTED, background=BACKGROUND[:60]) == 1
    short = [*wages("A", months=3), *gifts(cents=50_000, start=5, step=4)]
    young = {"A": {"opened_on": date(2000, 1, 1)}}
    assert count(short, young, background=BACKGROUND[:3]) == 0


def test_young_account_without_history_is_told_by_its_peers():
    young = {"A": {"opened_on": date(2000, 9, 1)}}
    assert count(gifts(cents=60_000, start=250), young) == 1


def test_own_money_and_loans_are_no_income():
    mine = {f"g{n}": {"party_id": "ann"} for n in range(20)} | {
        "A": {"party_id": "ann"}
    }
    assert count(COLLECTED, mine) == 0
    lenders = {f"g{n}": {"kind": "loan"} for n in range(20)}
    assert count(COLLECTED, lenders) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"declared_monthly_income": None},
        {"declared_monthly_income": "0"},
        {"currency": "GBP"},
        {"kind": "merchant"},
        {"kind": "msb"},
    ],
)
def test_account_without_a_known_income_or_of_a_trade_is_not_judged(change):
    assert count(COLLECTED, {"A": change}) == 0


def test_unknown_amounts_and_self_payments_do_not_count():
    assert count([*wages("A"), *gifts(cents=None)]) == 0
    own = [("A", "A", (150 + n) * DAY, 90_000) for n in range(30)]
    assert count([*wages("A"), *own]) == 0


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
