import pytest

from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags.crowdfunding.instant_payout import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

FUNDED = {"channel": "crowdfunding"}
KINDS = {
    "appeal": {"kind": "personal", "party_id": "promoter"},
    "friend": {"kind": "personal"},
    "hospital": {"kind": "business"},
    "till": {"kind": "cash"},
    "web": {"kind": "merchant"},
}


def fires(payments, accounts=None, limits=None):
    made = ledger(payments, accounts=KINDS | (accounts or {}))
    return shown(made, detect(made, limits or Thresholds()))


def drawn(n=10, wait=6 * HOUR, to="till", kept=0, cents=5_000, appeal="appeal"):
    """A gift every other day, each drawn after ``wait``; the last ``kept`` are not."""
    rows = []
    for turn in range(n):
        at = turn * 2 * DAY
        rows.append((f"d{turn}", appeal, at, cents, FUNDED))
        if turn < n - kept:
            rows.append((appeal, to, at + wait, cents))
    return rows


def test_gifts_drawn_as_they_come_are_named_with_their_payouts():
    made = ledger(drawn(10, kept=5), accounts=KINDS)
    found = detect(made, Thresholds())
    assert [who for who, _ in shown(made, found)] == ["appeal"]
    assert fires(drawn(10, kept=6)) == []
    (alert,) = found.alerts.to_dicts()
    # The window ends with the fifth gift that was drawn; see the next test.
    assert alert["parts"] == ["gift", "payout"] * 5


def test_values_are_those_of_the_worst_window():
    made = ledger(drawn(12), accounts=KINDS)
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert (alert["gifts"], alert["drawn_gifts"], alert["payouts"]) == (12, 12, 12)
    assert (alert["drawn_share"], alert["dwell_hours"], alert["span_days"]) == (
        1,
        6,
        22,
    )


@pytest.mark.parametrize(("n", "alerts"), [(10, 1), (9, 0)])
def test_ten_gifts_are_enough(n, alerts):
    assert len(fires(drawn(n))) == alerts


@pytest.mark.parametrize(("wait", "alerts"), [(DAY, 1), (DAY + 1, 0)])
def test_dwell_includes_its_last_second(wait, alerts):
    assert len(fires(drawn(wait=wait))) == alerts


def test_gifts_further_apart_than_the_window_are_not_together():
    slow = [(a, b, at * 2, *rest) for a, b, at, *rest in drawn()]
    quick = [
        (a, b, at + (at > 9 * DAY) * 12 * DAY, *rest) for a, b, at, *rest in drawn()
    ]
    assert fires(slow) == []
    assert len(fires(quick)) == 1  # the first and the last are 30 days apart
    wide = [
        (a, b, at + (at > 9 * DAY) * 13 * DAY, *rest) for a, b, at, *rest in drawn()
    ]
    assert fires(wide) == []


@pytest.mark.parametrize("to", ["friend", "till"])
def test_persons_and_cash_take_money_away(to):
    assert len(fires(drawn(to=to))) == 1


def test_coins_take_money_away_whoever_gets_them():
    sent = [
        (*r, {"channel": "virtual_asset"}) if r[0] == "appeal" else r
        for r in drawn(to="x")
    ]
    assert len(fires(sent)) == 1
    assert fires(drawn(to="x")) == []


def test_urgent_appeal_that_pays_the_hospital_is_innocent():
    assert fires(drawn(to="hospital")) == []


def test_one_payout_at_the_end_of_a_good_day_is_innocent():
    gifts = [(f"d{n}", "appeal", n * HOUR, 5_000, FUNDED) for n in range(12)]
    assert fires([*gifts, ("appeal", "till", 12 * HOUR, 60_000)]) == []
    thirds = [("appeal", "till", (10 + n) * HOUR + 1, 20_000) for n in range(3)]
    assert len(fires([*gifts, *thirds])) == 1


def test_ordinary_income_on_the_same_account_pays_for_ordinary_life():
    wages = [("firm", "appeal", turn * 2 * DAY - 1, 100_000) for turn in range(10)]
    assert fires([*wages, *drawn()]) == []


def test_platforms_and_shops_are_no_campaigns():
    assert fires(drawn(appeal="web")) == []
    assert fires(drawn(), {"appeal": {"kind": "personal", "service": "platform"}}) == []
    named = {"web": {"kind": "merchant", "service": "campaign"}}
    assert len(fires(drawn(appeal="web"), named)) == 1


def test_account_known_as_a_campaign_needs_no_channel():
    plain = [(*r[:4],) for r in drawn()]
    assert fires(plain) == []
    assert len(fires(plain, {"appeal": {"service": "campaign"}})) == 1
    own = {"appeal": {"service": "campaign", "party_id": "x"}}
    own |= {f"d{n}": {"party_id": "x"} for n in range(10)}
    assert fires(plain, own) == []


@pytest.mark.parametrize(("slow", "alerts"), [(3, 2), (2, 3), (1, 0), (0, 0)])
def test_platform_that_pays_all_out_daily_is_left_alone(slow, alerts):
    """More than half of the four others make it a habit of the platform."""
    rows = []
    for n in range(5):
        wait = 5 * DAY + 12 * HOUR if n < slow else HOUR
        rows += drawn(appeal=f"c{n}", wait=wait, to=f"own{n}")
    kinds = {f"own{n}": {"kind": "personal"} for n in range(5)}
    fired = fires(rows, kinds)
    assert len(fired) == alerts


def test_day_precision_unknown_amounts_and_nothing():
    whole = [
        (
            *r[:2],
            r[2] // DAY * DAY,
            r[3],
            {"time_precision": "day", **(r[4] if len(r) > 4 else {})},
        )
        for r in drawn(wait=DAY)
    ]
    assert len(fires(whole)) == 1
    assert fires(drawn(cents=None)) == []
    assert fires([]) == []
    bare = ledger([("d", "appeal", 0, 100)], accounts=KINDS)
    assert RED_FLAG.untestable(bare) == f"needs {RED_FLAG.needs[0]}"
