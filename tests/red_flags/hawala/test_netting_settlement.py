import numpy as np
import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.hawala.netting_settlement import Thresholds, detect
from tests.motifs.test_netting import wandering_naively
from tests.red_flags.ledgers import ledger, shown

CENTS = [600_000, -500_000, 400_000, -300_000, -200_000]  # a month, from a to b


def month(number, open_cents=0, a=0, b=1, scale=1, days=30):
    """Two payments each way and a small one that settles all but ``open_cents``."""
    start = number * days * DAY
    return [
        (a, b, start, scale * 600_000),
        (b, a, start + 3 * DAY, scale * 500_000),
        (a, b, start + 5 * DAY, scale * 400_000),
        (b, a, start + 9 * DAY, scale * 300_000),
        (b, a, start + (days - 2) * DAY, scale * 200_000 - open_cents),
    ]


def customers(days=120, cents=10_000):
    """What both hubs do with others."""
    return [
        (10 + day % 4, hub, day * DAY, cents) for hub in (0, 1) for day in range(days)
    ]


def three_months(**columns):
    return [p for number in range(3) for p in month(number, **columns)]


def fires(payments, limits=None, **tables):
    made = ledger(payments, **tables)
    return shown(made, detect(made, limits or Thresholds()))


def test_two_hubs_are_even_every_month():
    made = ledger([*three_months(), *customers(), (1, 10, 5 * DAY, 9_000_000)])
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert shown(made, detect(made, Thresholds()))[0][1] == [
        f"t{number:05}" for number in range(15)
    ]
    assert (alert["account"], alert["members"]) == (0, [0, 1])  # the smaller one
    assert (alert["periods"], alert["gross_cents"]) == (3, 6_000_000)
    assert alert["net_share"] == 0
    assert alert["drift_share"] == pytest.approx(wandering_naively(CENTS * 3))
    assert alert["strength"] == pytest.approx(0.5 * (1 - alert["drift_share"]))
    assert alert["turnover_share"] == pytest.approx(600 / (600 + 89))
    assert (alert["others"], alert["span_days"]) == (4, 88)
    assert set(alert["parts"]) == {"one way", "back"}


def test_two_months_may_be_chance():
    assert fires(three_months()[:10] + customers()) == []


@pytest.mark.parametrize(("cents", "alerts"), [(190_476, 1), (190_477, 0)])
def test_a_tenth_may_stay_open(cents, alerts):
    paid = three_months(open_cents=cents)
    assert 190_476 <= 0.1 * (2_000_000 - 190_476) + 9_524  # what is left of the last
    limits = Thresholds(
        min_gross_cents=5_400_000, max_net_share=190_476 / 1_809_524, max_drift_share=9
    )
    assert len(fires(paid + customers(), limits)) == alerts


@pytest.mark.parametrize(("least", "alerts"), [(6_000_000, 1), (6_000_001, 0)])
def test_each_period_holds_its_part_of_the_value(least, alerts):
    limits = Thresholds(min_gross_cents=least)
    assert len(fires(three_months() + customers(), limits)) == alerts


@pytest.mark.parametrize(("days", "alerts"), [(28, 1), (27, 0)])
def test_period_lasts_as_long_as_it_may(days, alerts):
    limits = Thresholds(period_days=days)
    assert len(fires(three_months() + customers(), limits)) == alerts


def test_settling_by_the_week_or_the_quarter_is_seen_as_well():
    for days in (14, 80):
        paid = [p for number in range(3) for p in month(number, days=days)]
        assert len(fires(paid + customers(3 * days))) == 1


def test_loans_that_are_returned_have_one_payment_each_way():
    loans = [
        each
        for number in range(6)
        for each in (
            (0, 1, number * 40 * DAY, 1_000_000),
            (1, 0, (number * 40 + 20) * DAY, 1_000_000),
        )
    ]
    assert len(fires(loans + customers(240))) == 1  # two loans are a period
    assert fires(loans + customers(240), Thresholds(period_days=30)) == []


@pytest.mark.parametrize(("slack", "alerts"), [(1e-9, 1), (-1e-6, 0)])
def test_balance_wanders_less_than_by_chance(slack, alerts):
    bill = (0, 1, 57 * DAY // 2, 300_000)  # too old for the period that follows
    drift = wandering_naively([*CENTS, 300_000, *CENTS, *CENTS])
    limits = Thresholds(period_days=29, max_drift_share=drift + slack)
    assert len(fires([*three_months(), bill, *customers()], limits)) == alerts


def test_bill_that_is_never_offset_weighs_against_it():
    bill = (0, 1, 57 * DAY // 2, 1_000_000)
    limits = Thresholds(period_days=29)
    assert fires([*three_months(), bill, *customers()], limits) == []


@pytest.mark.parametrize(("cents", "alerts"), [(54_000_000, 1), (54_000_001, 0)])
def test_offset_is_a_tenth_of_what_the_smaller_turns_over(cents, alerts):
    paid = [*three_months(), *[(20 + n, 1, DAY, 90_000_000) for n in range(4)]]
    aside = [(n, 0, DAY, 1) for n in (20, 21, 22)] + [(23, 0, DAY, cents - 3)]
    assert len(fires(paid + aside)) == alerts


@pytest.mark.parametrize(("known", "alerts"), [(3, 1), (2, 0)])
def test_savings_account_that_knows_nobody_else_is_innocent(known, alerts):
    others = [(10 + n, 0, DAY, 100) for n in range(9)]
    others += [(1, 10 + n, DAY, 100) for n in range(known)]
    assert len(fires(three_months() + others)) == alerts


@pytest.mark.parametrize("kind", ["msb", "vasp", "loan", "cash", "external"])
def test_correspondents_and_dealers_are_innocent(kind):
    paid = three_months() + customers()
    assert fires(paid, accounts={1: {"kind": kind}}) == []
    assert len(fires(paid, accounts={1: {"kind": "merchant"}})) == 1


def test_accounts_of_one_group_are_innocent():
    paid = three_months() + customers()
    owners = {0: {"party_id": "p"}, 1: {"party_id": "q"}}
    assert len(fires(paid, accounts=owners)) == 1
    assert fires(paid, accounts=owners, relations=[("p", "q", "officer_of")]) == []


def test_trade_partners_are_even_by_chance_now_and_then_and_innocent():
    draw = np.random.default_rng(2)
    alerts = 0
    for _ in range(20):
        size = draw.lognormal(np.log(500_000), 0.8, 96).astype(int)
        ways = draw.random(96) < 0.6
        paid = [
            (*((0, 1) if way else (1, 0)), n * 5 * DAY // 2, int(cents))
            for n, (way, cents) in enumerate(zip(ways, size, strict=True))
        ]
        paid += customers(240)
        assert len(fires(paid, Thresholds(max_drift_share=99))) <= 1
        alerts += len(fires(paid))
    assert alerts <= 2


def test_trade_partners_who_buy_unevenly_are_innocent():
    bought = [(0, 1, day * DAY, 300_000) for day in range(0, 120, 5)]
    bought += [(1, 0, day * DAY, 200_000) for day in range(0, 120, 5)]
    assert fires(bought + customers()) == []


def test_day_that_is_known_without_its_hour_shortens_the_period():
    limits = Thresholds(period_days=27)
    early = [
        (*p[:2], p[2] - DAY // 2, p[3]) if p[3] == 200_000 else p
        for p in three_months()
    ]
    assert fires(early + customers(), limits) == []
    days = [(*p, {"time_precision": "day"}) if p[3] == 600_000 else p for p in early]
    assert len(fires(days + customers(), limits)) == 1


def test_unknown_amounts_self_payments_and_no_payments_raise_nothing():
    paid = three_months() + customers()
    noise = [(0, 0, DAY, 10**9), (0, 1, DAY, None)]
    assert fires(paid + noise) == fires(paid)
    assert fires([(*p[:3], None) for p in paid]) == []
    assert fires([]) == []
