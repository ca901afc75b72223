import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.absent_holder import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

BEGIN = 15 * 366  # days to 2015: Syria is of conflict, Türkiye a relay
CASH = {"channel": "cash_withdrawal", "sender_country": "DE"}
CARD = {"channel": "card", "sender_country": "DE"}
ANN = {"A": {"party_id": "ann", "kind": "personal"}}


def paid(sender, receiver, day, cents, **columns):
    return (sender, receiver, int((BEGIN + day) * DAY), cents, columns)


def home(days=range(0, 100, 5), account="A", **columns):
    use = CARD | {"receiver_country": "DE"} | columns
    return [paid(account, f"shop{d}", d, 1_000 + d, **use) for d in days]


def away(days=(110, 120, 130), country="SY", account="A", **columns):
    use = CASH | {"receiver_country": country} | columns
    return [paid(account, "atm", d, 20_000, **use) for d in days]


def wages(days=(10, 40, 70, 100, 130), payer="job", **columns):
    return [paid(payer, "A", d, 200_000, **columns) for d in days]


ENDS = [paid("x", "y", 150, 100)]


def ran(*parts, accounts=None, relations=(), **changes):
    lines = [line for part in parts for line in part]
    made = ledger([*lines, *ENDS], accounts=ANN | (accounts or {}), relations=relations)
    return made, detect(made, Thresholds(**changes))


def count(*parts, **more):
    return ran(*parts, **more)[1].alerts.height


def test_pay_goes_on_while_only_machines_in_a_conflict_are_used():
    made, found = ran(home(), away(), wages())
    (alert,) = found.alerts.to_dicts()
    ((account, _),) = shown(made, found)
    assert account == "A"
    assert sorted(alert["parts"]) == ["income at home"] * 2 + ["used abroad"] * 3
    assert alert["absent_days"] == pytest.approx(55, abs=0.01)
    assert alert["usual_gap_days"] == 5
    assert (alert["foreign_uses"], alert["foreign_cents"]) == (3, 60_000)
    assert alert["foreign_days"] == 20
    assert (alert["income_credits"], alert["income_cents"]) == (2, 400_000)
    assert alert["strength"] == pytest.approx(1 - 0.5 ** (55 / 30), abs=0.001)


@pytest.mark.parametrize(("back", "alerts"), [(125, 1), (124, 0)])
def test_absence_lasts_thirty_days(back, alerts):
    made = (home(), away((105, 120)), wages(), home((back, 140)))
    assert count(*made) == alerts


def test_holder_who_is_seen_at_home_is_not_absent():
    assert count(home(range(0, 150, 5)), away(), wages()) == 0
    till = {"channel": "cash_deposit", "sender_country": "DE", "receiver_country": "DE"}
    brought = [paid("till", "A", d, 5_000, **till) for d in (110, 130)]
    assert count(home(), away(), wages(), brought) == 0


def test_partner_who_stays_uses_the_other_account():
    other = {"B": {"party_id": "ann", "kind": "personal"}}
    stays = home(range(102, 150, 5), account="B")
    assert count(home(), away(), wages(), stays, accounts=other) == 0
    assert count(home(), away(), wages(), stays) == 1


def test_subscription_is_no_footprint():
    use = CARD | {"receiver_country": "DE"}
    drawn = [paid("A", "film", d, 999, **use) for d in (108, 125, 140)]
    assert count(home(), away(), wages(), drawn) == 1
    bought = [paid("A", "film", d, 999 + d, **use) for d in (108, 125, 140)]
    assert count(home(), away(), wages(), bought) == 0


def test_who_pays_seldom_is_not_absent():
    assert count(home(range(0, 100, 11)), away(), wages()) == 0
    assert count(home(range(0, 100, 10)), away(), wages()) == 1


def test_footprint_must_have_been_there():
    assert count(home((80, 85, 90, 95)), away(), wages()) == 0
    assert count(home((75, 80, 85, 90, 95)), away(), wages()) == 1
    assert count(away(), wages()) == 0


def test_income_that_stopped_tells_of_a_move():
    assert count(home(), away(), wages((10, 40, 70))) == 0


def test_income_comes_from_a_payer_known_before():
    assert count(home(), away(), wages((10, 130))) == 0
    assert count(home(), away(), wages((10, 40, 130))) == 1


def test_help_of_relatives_and_own_money_are_no_income():
    assert count(home(), away(), wages(), accounts={"job": {"kind": "personal"}}) == 0
    assert count(home(), away(), wages(), accounts={"job": {"party_id": "ann"}}) == 0


@pytest.mark.parametrize(
    ("country", "alerts"), [("FR", 0), ("withheld", 0), (None, 0), ("IQ", 1), ("TR", 0)]
)
def test_risk_is_a_place_of_that_time(country, alerts):
    assert count(home(), away(country=country), wages()) == alerts


def test_relay_needs_twice_the_days():
    early = home(range(0, 90, 5))
    assert count(early, away((100, 120), country="TR"), wages()) == 1
    assert count(early, away((100,), country="TR"), wages()) == 0


@pytest.mark.parametrize(("last", "alerts"), [(124, 1), (123, 0)])
def test_two_weeks_of_use_abroad_are_no_short_journey(last, alerts):
    assert count(home(), away((110, 112, last)), wages()) == alerts


def test_one_use_may_be_a_stopover():
    assert count(home(), away((110,)), wages()) == 0


def test_day_precision_shortens_the_absence():
    made = (away((105, 120)), wages((10, 40, 110)), home((130, 140)))
    assert count(home(), home((100,)), *made) == 1
    assert count(home(), home((100,), time_precision="day"), *made) == 0


def test_absence_before_the_data_is_unknown_and_firms_are_nobody():
    later = home(range(60, 150, 5))
    assert count(away((5, 15, 25)), wages((1, 2, 30)), later) == 0
    firm = {"A": {"kind": "business", "party_id": "ann"}}
    assert count(home(), away(), wages(), accounts=firm) == 0


def test_unknown_amounts_are_used_but_are_no_income():
    unknown = [(*line[:3], None, line[4]) for line in away()]
    assert count(home(), unknown, wages()) == 1
    assert count(home(), away(), [(*w[:3], None, w[4]) for w in wages()]) == 0


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
