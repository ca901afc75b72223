import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.pre_travel import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

BEGIN = 15 * 366  # days to 2015
CASH = {"channel": "cash_withdrawal"}
FLIGHT = {"channel": "card", "merchant_category": "4511"}
ACCOUNTS = {
    "A": {"party_id": "ann", "kind": "personal"},
    "bank": {"kind": "loan"},
    "savings": {"party_id": "ann", "kind": "personal"},
}


def paid(sender, receiver, day, cents, **columns):
    return (sender, receiver, int((BEGIN + day) * DAY), cents, columns)


def life(until=200, cash=20_000):
    """Pay, rent, and some cash each month; 100,000 are put by each month."""
    return [
        line
        for day in range(0, until, 30)
        for line in (
            paid("job", "A", day, 200_000),
            paid("A", "rent", day + 2, 80_000),
            paid("A", "till", day + 10, cash, **CASH),
        )
    ]


LOAN = [paid("bank", "A", 180, 500_000)]
SOLD = [paid("buyer", "A", 185, 300_000)]
DRAWN = [paid("A", "till", 186 + 2 * n, 300_000, **CASH) for n in range(5)]
TICKET = [paid("A", "airline", 197, 30_000, **FLIGHT)]
ENDS = [paid("x", "y", 260, 100)]


def ran(*parts, accounts=None, **changes):
    lines = [line for part in (life(), *parts, ENDS) for line in part]
    made = ledger(lines, accounts=ACCOUNTS | (accounts or {}))
    return made, detect(made, Thresholds(**changes))


def count(*parts, **more):
    return ran(*parts, **more)[1].alerts.height


def test_loan_and_savings_drawn_as_cash_before_a_flight_fire():
    made, found = ran(LOAN, DRAWN, TICKET)
    ((account, rows),) = shown(made, found)
    (alert,) = found.alerts.to_dicts()
    assert account == "A"
    assert sorted(set(alert["parts"])) == ["borrowed", "cash drawn", "sign of travel"]
    assert len(rows) == 1 + 5 + 2 + 1  # loan, cash, everyday cash, fare
    assert (alert["cash_cents"], alert["borrowed_cents"]) == (1_540_000, 500_000)
    assert alert["ways"] == 2
    assert alert["left_share"] <= 0.05
    assert alert["usual_cash_cents"] < 1_540_000 / 3
    assert 0.9 < alert["cash_share"] < 1  # beyond the usual there is little but cash


def test_what_was_sold_is_a_way_too():
    (alert,) = ran(LOAN, SOLD, DRAWN, [DRAWN[0]], TICKET)[1].alerts.to_dicts()
    assert (alert["ways"], alert["sold_cents"]) == (3, 300_000)
    regular = [paid("buyer", "A", day, 9_000) for day in (20, 185)]
    (alert,) = ran(LOAN, regular, DRAWN, TICKET)[1].alerts.to_dicts()
    assert alert["sold_cents"] == 0


def test_one_way_alone_is_what_households_do():
    assert count(DRAWN[:3], TICKET) == 0
    assert count(LOAN, DRAWN[:1], TICKET, min_times_usual_cash=1) == 0


def test_without_a_journey_it_is_no_departure():
    assert count(LOAN, DRAWN) == 0
    train = [paid("A", "rail", 197, 30_000, channel="card", merchant_category="4112")]
    assert count(LOAN, DRAWN, train) == 0


def test_card_used_abroad_is_a_sign_and_a_risky_one_is_told():
    dinner = {"channel": "card", "sender_country": "DE", "merchant_category": "5812"}
    use = [paid("A", "inn", 200, 5_000, **dinner, receiver_country="FR")]
    (plain,) = ran(LOAN, DRAWN, use)[1].alerts.to_dicts()
    risky = [paid("A", "inn", 200, 5_000, **dinner, receiver_country="SY")]
    (alert,) = ran(LOAN, DRAWN, risky)[1].alerts.to_dicts()
    assert (plain["uses_at_risk"], alert["uses_at_risk"]) == (0, 1)
    assert alert["strength"] == pytest.approx(plain["strength"] * 2)


def test_where_risk_is_a_loan_or_what_was_sold_is_enough():
    there = {"channel": "cash_withdrawal", "sender_country": "DE"}
    arrives = [paid("A", "till", 200, 30_000, **there, receiver_country="SY")]
    home = [paid("A", "till", 200, 30_000, **there, receiver_country="FR")]
    saved = [paid("A", "till", 190, 150_000, **CASH)]
    for raised in (
        [paid("bank", "A", 180, 60_000)],  # whatever its share
        [paid("buyer", "A", 180, 110_000)],  # more than half of 220,000
    ):
        (alert,) = ran(raised, saved, arrives)[1].alerts.to_dicts()
        assert (alert["ways"], alert["cash_cents"]) == (1, 220_000)
        assert count(raised, saved, home) == 0
    assert count([paid("buyer", "A", 180, 109_000)], saved, arrives) == 0
    assert count(saved, arrives) == 0


def test_firm_that_calls_its_payments_loans_lends():
    firm = {f"C{n}": {"kind": "personal"} for n in range(3)}
    firm["lender"] = {"kind": "business"}
    said = [paid("lender", f"C{n}", n, 10_000, purpose="Loan payout") for n in range(3)]
    unsaid = [paid("lender", "A", 180, 500_000)]
    (alert,) = ran(said, unsaid, DRAWN, TICKET, accounts=firm)[1].alerts.to_dicts()
    assert (alert["borrowed_cents"], alert["sold_cents"]) == (500_000, 0)
    few = ran(said[:2], unsaid, LOAN, DRAWN, TICKET, accounts=firm)[1]
    (alert,) = few.alerts.to_dicts()
    assert (alert["borrowed_cents"], alert["sold_cents"]) == (500_000, 500_000)


def test_order_from_a_shop_abroad_is_no_journey():
    shop = {"channel": "card", "sender_country": "DE", "receiver_country": "FR"}
    assert count(LOAN, DRAWN, [paid("A", "shop", 200, 5_000, **shop)]) == 0


def test_who_travels_every_month_does_not_depart():
    often = [paid("A", "airline", day, 10_000, **FLIGHT) for day in range(20, 197, 30)]
    assert count(LOAN, DRAWN, often, TICKET) == 0


def test_emigrant_wires_savings_to_himself():
    own = {"abroad": {"party_id": "ann", "kind": "personal", "country": "AU"}}
    moved = [paid("A", "abroad", 190, 1_200_000)]
    assert count(LOAN, moved, DRAWN[:1], TICKET, accounts=own, min_cash_share=0.8) == 0
    other = [paid("A", "friend", 190, 1_200_000)]
    assert count(LOAN, other, DRAWN[:1], TICKET) == 0


def test_holiday_is_paid_by_card():
    spent = [paid("A", f"shop{n}", 186 + n, 150_000, channel="card") for n in range(10)]
    assert count(LOAN, spent, TICKET) == 0


def test_who_lives_on_cash_fires_not():
    cash = [paid("A", "till", day + 12, 80_000, **CASH) for day in range(0, 170, 5)]
    given = [paid("job2", "A", day + 12, 80_000) for day in range(0, 170, 5)]
    assert count(LOAN, cash, given, DRAWN, TICKET) == 0


def test_divorce_without_journey_and_late_cash_are_nothing():
    late = [paid("A", "till", 210 + n, 300_000, **CASH) for n in range(5)]
    assert count(LOAN, late, TICKET) == 0


def test_credit_limit_drawn_counts_as_borrowed():
    limit = {"A": ACCOUNTS["A"] | {"credit_limit": "10000", "currency": "USD"}}
    assert count(DRAWN[:3], TICKET) == 0
    assert count(DRAWN, TICKET, accounts=limit) == 1


def test_accounts_of_a_holder_count_together():
    put_by = [paid("A", "savings", 20, 50_000), paid("savings", "A", 184, 50_000)]
    assert count(put_by, LOAN, DRAWN, TICKET) == 1


def test_people_never_seen_before_and_firms_are_not_judged():
    lines = [*LOAN, *DRAWN, *TICKET, *ENDS]
    assert detect(ledger(lines, accounts=ACCOUNTS), Thresholds()).alerts.is_empty()
    assert count(LOAN, DRAWN, TICKET, accounts={"A": {"kind": "business"}}) == 0


def test_unknown_amounts_are_no_cash():
    unknown = [(*line[:3], None, line[4]) for line in DRAWN]
    assert count(LOAN, unknown, TICKET) == 0


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
