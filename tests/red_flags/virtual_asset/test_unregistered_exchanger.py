import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags import RED_FLAGS
from pipeline.red_flags.virtual_asset.unregistered_exchanger import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.virtual_asset.trails import CAMPAIGN, DESK, coin

HUB = 9
ACCOUNTS = {0: CAMPAIGN, 1: CAMPAIGN, 2: CAMPAIGN, HUB: DESK}


def served(count=3, gap=DAY, **columns):
    return [coin(campaign, HUB, campaign * gap, **columns) for campaign in range(count)]


def fires(payments, accounts=ACCOUNTS, limits=None, **tables):
    made = ledger(payments, accounts=accounts, **tables)
    return shown(made, detect(made, limits or Thresholds()))


def test_three_campaigns_at_one_unregistered_desk_are_found_and_two_are_not():
    made = ledger(served(), accounts=ACCOUNTS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a9", ["t00000", "t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["campaigns"], alert["arrived_cents"]) == (3, 30_000)
    assert alert["strength"] == 0.5
    assert fires(served(2)) == []


@pytest.mark.parametrize(("days", "alerts"), [(365, 1), (366, 0)])
def test_window_is_closed_at_its_last_day(days, alerts):
    payments = [coin(0, HUB, 0), coin(1, HUB, 5), coin(2, HUB, days * DAY)]
    assert len(fires(payments)) == alerts


def test_times_known_to_the_month_widen_the_window():
    rough = {"time_precision": "approximate"}
    payments = [coin(c, HUB, c * 190 * DAY, **rough) for c in range(3)]
    assert len(fires(payments)) == 1
    assert fires([coin(c, HUB, c * 190 * DAY) for c in range(3)]) == []


@pytest.mark.parametrize(
    "desk",
    [
        {"service": "otc_desk", "registered": True},
        {"service": "otc_desk"},
        {"registered": False},
        {"service": "campaign", "registered": False},
    ],
)
def test_registered_unknown_and_no_exchanger_stay_silent(desk):
    assert fires(served(), ACCOUNTS | {HUB: desk}) == []


@pytest.mark.parametrize("kind", ["vasp", "msb"])
def test_kind_of_account_or_a_leg_in_money_make_an_exchanger(kind):
    assert len(fires(served(), ACCOUNTS | {HUB: {"kind": kind, "registered": False}}))
    nameless = ACCOUNTS | {HUB: {"registered": False}}
    paid_out = [*served(), (HUB, 7, 4 * DAY)]
    assert fires(paid_out, nameless) == [("a9", ["t00000", "t00001", "t00002"])]


def test_campaigns_of_one_holder_are_one():
    owned = {c: CAMPAIGN | {"party_id": "p"} for c in range(3)}
    assert fires(served(), owned | {HUB: DESK}) == []


def test_unknown_values_count_and_payments_in_money_do_not():
    assert len(fires(served(cents=None))) == 1
    assert fires(served(channel="wire")) == []


def test_money_is_followed_over_two_more_addresses_and_no_further():
    far = [coin(2, 3, 0), coin(3, 4, DAY), coin(4, HUB, 2 * DAY)]
    near = [coin(0, HUB, 0), coin(1, HUB, 0)]
    rows = ["t00000", "t00001", "t00002", "t00003", "t00004"]
    assert fires(near + far) == [("a9", rows)]
    longer = [coin(2, 3, 0), coin(3, 4, 1), coin(4, 5, 2), coin(5, HUB, 3)]
    assert fires(near + longer) == []


@pytest.mark.parametrize(
    ("dwell", "theirs", "alerts"),
    [(14 * DAY, 10_000, 1), (14 * DAY + 1, 10_000, 0), (1, 1_000, 1), (1, 999, 0)],
)
def test_money_that_rests_too_long_or_is_mostly_others_is_lost(dwell, theirs, alerts):
    others = [coin(5, 3, 0, 10_000 - theirs)] if theirs < 10_000 else []
    onward = [coin(2, 3, 0, theirs), *others, coin(3, HUB, dwell, 10_000)]
    assert len(fires([coin(0, HUB, 0), coin(1, HUB, 0), *onward])) == alerts


def test_trail_ends_at_an_exchange():
    through = [coin(2, 3, 0), coin(3, HUB, 1)]
    payments = [coin(0, HUB, 0), coin(1, HUB, 0), *through]
    assert fires(payments, ACCOUNTS | {3: {"service": "exchange"}}) == []
    assert len(fires(payments)) == 1


def test_self_payments_and_an_empty_ledger_raise_nothing():
    assert fires([coin(HUB, HUB, 0)]) == []
    assert fires([], {}) == []


def test_without_a_register_it_is_not_testable():
    made = ledger(served(), accounts={HUB: {"service": "otc_desk"}})
    assert "accounts.registered" in RED_FLAGS["TF-VA-04"].untestable(made)


def test_documented_hub_of_six_campaigns_is_found():
    made = documented_case("case_aq_crypto_2020")
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert made.accounts["account_id"][alert["account"]] == "CENTRAL_EXCHANGER_HUB"
    assert (alert["campaigns"], alert["arrived_cents"]) == (6, None)


def origin_naively(payments, place, hops, dwell):
    """Whose campaign's money payment ``place`` is: sums are equal, so one for one."""
    sender, _, at = payments[place]
    if sender <= 2:
        return sender
    if sender == HUB or hops == 1:
        return None
    ordered = sorted(range(len(payments)), key=lambda p: (payments[p][2], p))
    waiting = [p for p in ordered if payments[p][1] == sender]
    for out in (p for p in ordered if payments[p][0] == sender):
        now = payments[out][2]
        waiting = [p for p in waiting if payments[p][2] >= now - dwell]
        ready = [p for p in waiting if payments[p][2] <= now]
        if out == place:
            return (
                origin_naively(payments, ready[0], hops - 1, dwell) if ready else None
            )
        if ready:
            waiting.remove(ready[0])
    raise AssertionError(at)


ends = st.tuples(st.sampled_from([0, 1, 2, 3, 4, HUB]), st.sampled_from([0, 3, 4, HUB]))
paid = st.tuples(ends, st.integers(0, 6)).map(lambda p: (*p[0], p[1]))


@settings(deadline=None, max_examples=150)
@given(st.lists(paid.filter(lambda p: p[0] != p[1]), max_size=14))
def test_alerts_agree_with_naive_reading(payments):
    came = {
        origin_naively(payments, place, 3, 2)
        for place, payment in enumerate(payments)
        if payment[1] == HUB
    }
    limits = Thresholds(max_dwell_days=2, min_campaigns=2)
    told = fires([coin(s, r, at * DAY) for s, r, at in payments], limits=limits)
    assert len(told) == (len(came - {None}) >= 2)
