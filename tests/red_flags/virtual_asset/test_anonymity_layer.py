import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags import RED_FLAGS
from pipeline.red_flags.virtual_asset.anonymity_layer import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.virtual_asset.trails import CAMPAIGN, coin, onward_naively

MIXER = 9
ACCOUNTS = {MIXER: {"service": "mixer"}}
PAID = [coin(1, 0, 0), coin(2, 0, DAY)]
TWO = Thresholds(min_receipts=2)


def found(payments, accounts=ACCOUNTS, limits=None, **tables):
    made = ledger(payments, accounts=accounts, **tables)
    return made, detect(made, limits or TWO)


def fires(*arguments, **tables):
    return shown(*found(*arguments, **tables))


def hidden(cents=20_000, at=2 * DAY, to=MIXER, **columns):
    return [*PAID, coin(0, to, at, cents, **columns)]


def test_what_two_others_paid_and_a_mixer_got_is_found():
    made, told = found(hidden())
    assert shown(made, told) == [("a0", ["t00000", "t00001", "t00002"])]
    (alert,) = told.alerts.to_dicts()
    assert alert["parts"] == ["in", "in", "out"]
    assert (alert["receipts"], alert["received_cents"]) == (2, 20_000)
    assert (alert["hidden_cents"], alert["hidden_share"]) == (20_000, 1)
    assert alert["strength"] == 0.5


def test_half_of_the_value_is_enough_and_less_is_not():
    third = coin(3, 0, DAY + 1, 10_000)
    assert len(fires([*PAID, third, coin(0, MIXER, 2 * DAY, 15_000)])) == 1
    assert fires([*PAID, third, coin(0, MIXER, 2 * DAY, 14_999)]) == []


def test_two_payments_may_be_chance():
    assert fires(hidden(), limits=Thresholds()) == []
    third = [*hidden(cents=30_000), coin(3, 0, DAY)]
    assert len(fires(third, limits=Thresholds())) == 1


@pytest.mark.parametrize(
    ("service", "alerts"),
    [
        ({"service": "bridge"}, 1),
        ({"service": "swap"}, 1),
        ({"service": "otc_desk", "registered": False}, 1),
        ({"service": "otc_desk"}, 0),
        ({"service": "exchange"}, 0),
    ],
)
def test_what_is_a_layer(service, alerts):
    assert len(fires(hidden(), {MIXER: service})) == alerts


@pytest.mark.parametrize(("rest", "alerts"), [(30 * DAY, 1), (30 * DAY + 1, 0)])
def test_money_rests_no_longer_than_the_window(rest, alerts):
    payments = [coin(1, 0, 0), coin(2, 0, 0), coin(0, MIXER, rest, 20_000)]
    assert len(fires(payments)) == alerts


def test_layer_is_reached_in_three_payments_and_their_rows_are_evidence():
    way = [coin(0, 3, 2 * DAY, 20_000), coin(3, 4, 3 * DAY, 20_000)]
    way = [*PAID, *way, coin(4, MIXER, 4 * DAY, 20_000)]
    (alert,) = (a for a in fires(way) if a[0] == "a0")
    assert alert[1] == [f"t0000{n}" for n in range(5)]
    far = [*way[:4], coin(4, 5, 3 * DAY, 20_000), coin(5, MIXER, 4 * DAY, 20_000)]
    assert fires(far) == []


def test_privacy_users_hide_what_they_bought_or_own():
    assert fires(hidden(), ACCOUNTS | {1: {"kind": "vasp"}}) == []
    assert fires(hidden(), ACCOUNTS | {2: {"service": "exchange"}}) == []
    own = {n: {"party_id": "p"} for n in (0, 1, 2)}
    assert fires(hidden(), ACCOUNTS | own) == []
    assert fires(hidden(), ACCOUNTS | {0: {"service": "exchange"}}) == []


def test_campaigns_gifts_through_an_exchange_count():
    through = {0: CAMPAIGN, 1: {"kind": "vasp"}, 2: {"service": "exchange"}}
    assert len(fires(hidden(), ACCOUNTS | through)) == 1


def test_trail_ends_at_an_exchange():
    through = [*hidden(to=3), coin(3, MIXER, 2 * DAY, 20_000)]
    assert [account for account, _ in fires(through)] == ["a0"]
    assert fires(through, ACCOUNTS | {3: {"service": "exchange"}}) == []


def test_unknown_values_money_self_payments_and_nothing_raise_nothing():
    assert fires([*PAID, coin(0, MIXER, 2 * DAY, None)]) == []
    assert fires(hidden(channel="wire")) == []
    assert fires([coin(0, 0, 0)]) == []
    assert fires([], {}) == []


def test_without_labelled_services_it_is_not_testable():
    made = ledger(hidden())
    assert "accounts.service" in RED_FLAGS["TF-VA-02"].untestable(made)


def is_hidden(payments, place, hops, dwell):
    """Whether payment ``place`` ends at the mixer, ``hops`` payments on at most."""
    onward = onward_naively(payments, place, dwell)
    if payments[place][1] == MIXER or onward is None or hops == 0:
        return payments[place][1] == MIXER
    return is_hidden(payments, onward, hops - 1, dwell)


paid = st.tuples(st.integers(0, 3), st.sampled_from([0, 1, 2, 3, MIXER]))
paid = st.tuples(paid, st.integers(0, 5)).map(lambda p: (*p[0], p[1]))


@settings(deadline=None, max_examples=150)
@given(st.lists(paid.filter(lambda p: p[0] != p[1]), max_size=14))
def test_alerts_agree_with_naive_reading(payments):
    expected = set()
    for account in range(4):
        came = [p for p, paid_ in enumerate(payments) if paid_[1] == account]
        gone = {p for p in came if is_hidden(payments, p, 3, 2)}
        for start in gone:
            begun = payments[start][2]
            held = {p for p in came if begun <= payments[p][2] <= begun + 2}
            if len(held & gone) >= 2 and 2 * len(held & gone) >= len(held):
                expected.add(f"a{account}")
    coins = [coin(s, r, at * DAY) for s, r, at in payments]
    told = fires(coins, limits=Thresholds(window_days=2, min_receipts=2))
    assert {account for account, _ in told} == expected
