import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.deposit_here_draw_there import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

BEGIN = 15 * 366  # days to 2015: Syria is of conflict, Türkiye a relay
HOME = {"channel": "cash_deposit", "sender_country": "DE", "receiver_country": "DE"}
AWAY = {"channel": "cash_withdrawal", "sender_country": "DE", "receiver_country": "SY"}


def deposit(day, cents=100_000, **columns):
    return ("till", "A", int((BEGIN + day) * DAY), cents, HOME | columns)


def draw(day, cents=90_000, **columns):
    return ("A", "machine", int((BEGIN + day) * DAY), cents, AWAY | columns)


def pairs(days=(0, 10, 20), lag=2, **columns):
    return [deposit(d) for d in days] + [draw(d + lag, **columns) for d in days]


def ran(payments, **more):
    made = ledger(payments, **more)
    return made, detect(made, Thresholds())


def count(payments, **more):
    return ran(payments, **more)[1].alerts.height


def test_three_deposits_drawn_in_a_conflict_country_fire_with_both_ends():
    made, found = ran(pairs())
    (alert,) = found.alerts.to_dicts()
    assert sorted(shown(made, found)[0][1]) == [f"t0000{n}" for n in range(6)]
    assert alert["parts"] == ["deposit here", "drawn there"] * 3
    assert (alert["pairs"], alert["deposited_cents"]) == (3, 300_000)
    assert (alert["drawn_cents"], alert["drawn_share"]) == (270_000, 0.9)
    assert (alert["covered_share"], alert["span_days"]) == (1, 22)
    assert alert["strength"] == 0.5


def test_two_pairs_may_be_one_journey():
    assert count(pairs(days=(0, 10))) == 0


@pytest.mark.parametrize(("lag", "alerts"), [(0, 1), (3, 1), (4, 0)])
def test_lag_is_counted_in_days(lag, alerts):
    assert count(pairs(lag=lag)) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(70_000, 1), (69_999, 0)])
def test_most_of_a_deposit_is_drawn(cents, alerts):
    drawn = [draw(d + 1, cents) for d in (0, 10, 20)]
    assert count([*pairs()[:3], *drawn]) == alerts


def test_machines_that_pay_little_at_a_time_are_used_more_often():
    drawn = [draw(d + n, 30_000) for d in (0, 10, 20) for n in (1, 2, 3)]
    _, found = ran([*pairs()[:3], *drawn])
    (alert,) = found.alerts.to_dicts()
    assert (alert["pairs"], alert["drawn_cents"], len(alert["rows"])) == (
        3,
        270_000,
        12,
    )


def test_withdrawal_before_its_deposit_is_no_pair():
    assert count(pairs(lag=-1)) == 0


@pytest.mark.parametrize(
    ("country", "alerts"),
    [("FR", 0), ("DE", 0), ("withheld", 0), (None, 0), ("TR", 1), ("IQ", 1)],
)
def test_only_where_risk_is_and_abroad(country, alerts):
    assert count(pairs(receiver_country=country)) == alerts


def test_machine_beside_a_conflict_counts_by_its_place():
    gaziantep = {"latitude": 37.06, "longitude": 37.38, "receiver_country": "TR"}
    assert count(pairs(**gaziantep)) == 1


def test_who_lives_there_draws_at_home():
    home = {"sender_country": "SY"}
    assert count(pairs(**home)) == 0


def test_wages_spent_on_a_journey_are_not_deposits():
    wages = ("job", "A", (BEGIN + 1) * DAY, 5_000_000)
    spent = [draw(d + 0.5, 400_000) for d in (4, 14, 24)]
    assert count([*pairs(), wages]) == 1
    assert count([*pairs(), wages, *spent]) == 0


def test_pairs_far_apart_do_not_add_up():
    assert count(pairs(days=(0, 60, 90))) == 1
    assert count(pairs(days=(0, 60, 91))) == 0


def test_day_precision_pairs_what_may_have_been_in_order():
    dated = [draw(d, time_precision="day") for d in (0, 10, 20)]
    put_in = [deposit(d + 0.4) for d in (0, 10, 20)]
    assert count([*put_in, *dated]) == 1
    exact = [draw(d) for d in (0, 10, 20)]
    assert count([*put_in, *exact]) == 0


def test_tills_of_offices_unknown_amounts_and_other_accounts():
    assert count(pairs(), accounts={"A": {"kind": "msb"}}) == 0
    assert count([*pairs()[:3], *[draw(d + 1, None) for d in (0, 10, 20)]]) == 0
    other = [("B", *draw(d + 1)[1:]) for d in (0, 10, 20)]
    assert count([*pairs()[:3], *other]) == 0


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()


@settings(deadline=None, max_examples=80)
@given(
    paid=st.lists(
        st.tuples(st.booleans(), st.integers(0, 30), st.integers(1, 9)), max_size=14
    )
)
def test_pairs_agree_with_money_handed_on_coin_by_coin(paid):
    """Each withdrawal takes coins from the oldest deposit that still has some."""
    paid = sorted(set(paid), key=lambda p: (p[1], not p[0]))
    purse = []  # (day, which deposit) of each coin
    size, used, drawn = {}, {}, []
    for number, (is_deposit, day, coins) in enumerate(paid):
        if is_deposit:
            size[number] = (day, coins)
            purse += [(day, number)] * coins
            continue
        drawn.append((day, coins))
        fresh = [coin for coin in purse if day - coin[0] <= 3][:coins]
        for coin in fresh:
            used[coin[1]] = used.get(coin[1], 0) + 1
            purse.remove(coin)
    made = [
        deposit(day, coins) if is_deposit else draw(day, coins)
        for is_deposit, day, coins in paid
    ]
    good = [n for n in used if used[n] >= 0.7 * size[n][1]]
    since = min((size[n][0] for n in good), default=0)  # the window begins with a pair
    there = sum(coins for day, coins in drawn if day >= since)
    expected = len(good) >= 3 and sum(used[n] for n in good) >= 0.5 * there
    found = ran(made)[1].alerts.to_dicts()
    assert [alert["pairs"] for alert in found] == ([len(good)] if expected else [])
