import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.virtual_asset.donation_hub import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.virtual_asset.trails import CAMPAIGN, coin, gifts

HUB = 2


def appeal(campaign, at=0, **gift):
    """20 gifts to ``campaign``, and all of them swept to the hub a day later."""
    given_ = gifts(campaign, 10 + 30 * campaign, at=at, **gift)
    total = sum(payment[3] for payment in given_)
    return [*given_, coin(campaign, HUB, at + DAY, total)]


def found(payments, accounts=None, limits=None, **tables):
    made = ledger(payments, accounts=accounts or {}, **tables)
    return made, detect(made, limits or Thresholds())


def hubs(*arguments, **tables):
    return [account for account, _ in shown(*found(*arguments, **tables))]


def test_two_appeals_swept_to_one_account_are_found_with_their_gifts():
    made, told = found(appeal(0) + appeal(1))
    ((account, rows),) = shown(made, told)
    assert account == "a2"
    assert len(rows) == 42
    (alert,) = told.alerts.to_dicts()
    assert (alert["campaigns"], alert["gifts"], alert["hops"]) == (2, 40, 1)
    assert (alert["arrived_cents"], alert["passed_share"]) == (200_000, 1)
    assert alert["parts"].count("gift") == 40
    assert alert["parts"].count("to the hub") == 2


@pytest.mark.parametrize(("count", "alerts"), [(5, 1), (4, 0)])
def test_fewer_gifts_are_no_campaign(count, alerts):
    assert len(hubs(appeal(0) + appeal(1, count=count))) == alerts


@pytest.mark.parametrize(("count", "alerts"), [(15, 1), (14, 0)])
def test_hub_needs_many_gifts_in_all(count, alerts):
    assert len(hubs(appeal(0, count=5) + appeal(1, count=count))) == alerts


def test_address_that_keeps_most_of_its_gifts_does_not_converge():
    kept = appeal(1)
    for swept, alerts in ((50_000, 1), (49_999, 0)):
        kept[-1] = coin(1, HUB, DAY, swept)
        assert len(hubs(appeal(0) + kept)) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(25_000, 1), (25_001, 0)])
def test_large_gifts_are_no_campaign(cents, alerts):
    assert len(hubs(appeal(0) + appeal(1, cents=cents))) == alerts


@pytest.mark.parametrize(("givers", "alerts"), [(5, 1), (4, 0)])
def test_gifts_of_a_few_regulars_are_no_campaign(givers, alerts):
    regular = [coin(50 + n % givers, 1, n, 5_000) for n in range(20)]
    assert len(hubs([*appeal(0), *regular, coin(1, HUB, DAY, 100_000)])) == alerts


@pytest.mark.parametrize(("elsewhere", "alerts"), [(100_000, 1), (100_001, 0)])
def test_hub_gets_most_of_what_a_campaign_pays(elsewhere, alerts):
    spent = coin(1, 9, 2 * DAY, elsewhere)
    assert len(hubs([*appeal(0), *appeal(1), spent])) == alerts


def test_who_pays_as_many_as_pay_him_is_no_campaign():
    payouts = [coin(1, 200 + n, 2 * DAY, 10) for n in range(5)]
    assert hubs([*appeal(0), *appeal(1), *payouts]) == []


@pytest.mark.parametrize(("days", "alerts"), [(180, 1), (181, 0)])
def test_window_is_closed_at_its_last_day(days, alerts):
    assert len(hubs(appeal(0) + appeal(1, at=days * DAY))) == alerts


@pytest.mark.parametrize(
    "innocent",
    [
        {"kind": "vasp"},
        {"kind": "merchant"},
        {"service": "exchange"},
        {"service": "platform"},
        {"service": "otc_desk", "registered": True},
        {"service": "campaign"},
    ],
)
def test_labelled_exchange_processor_shop_and_campaign_are_no_hub(innocent):
    assert hubs(appeal(0) + appeal(1), {HUB: innocent}) == []


@pytest.mark.parametrize(
    "hub",
    [{"kind": "vasp", "registered": False}, {"service": "otc_desk"}],
)
def test_exchanger_off_the_register_is_a_hub(hub):
    assert hubs(appeal(0) + appeal(1), {HUB: hub}) == ["a2"]


@pytest.mark.parametrize(("most", "alerts"), [(4, 1), (3, 0)])
def test_who_has_more_customers_than_a_desk_is_an_exchange(most, alerts):
    others = [coin(300 + n, HUB, n, 10) for n in range(2)]
    limits = Thresholds(max_customers=most)
    assert len(hubs([*appeal(0), *appeal(1), *others], limits=limits)) == alerts


def test_called_a_campaign_needs_no_gifts_and_no_values():
    named = {0: CAMPAIGN, 1: CAMPAIGN}
    assert hubs([coin(0, HUB, 0, None), coin(1, HUB, 5)], named) == ["a2"]
    assert hubs([coin(0, HUB, 0, None), coin(1, HUB, 5)], {0: CAMPAIGN}) == []


def test_campaigns_of_one_holder_and_of_the_hubs_own_are_one():
    one = {0: {"party_id": "p"}, 1: {"party_id": "p"}}
    assert hubs(appeal(0) + appeal(1), one) == []
    own = {1: {"party_id": "p"}, HUB: {"party_id": "p"}}
    assert hubs(appeal(0) + appeal(1), own) == []


def test_where_campaigns_meet_is_the_hub_and_what_follows_is_its_evidence():
    onward = coin(HUB, 3, 2 * DAY, 200_000)
    made, told = found([*appeal(0), *appeal(1), onward])
    ((account, rows),) = shown(made, told)
    assert (account, len(rows)) == ("a2", 43)


def test_sweeps_by_way_of_a_wallet_each_meet_at_the_third_payment():
    named = {0: CAMPAIGN, 1: CAMPAIGN}
    ways = [coin(0, 5, 0), coin(5, 6, 1), coin(6, HUB, 2), coin(1, HUB, 3)]
    assert hubs(ways, named) == ["a2"]
    longer = [*ways[:2], coin(6, 7, 2), coin(7, HUB, 3), coin(1, HUB, 3)]
    assert hubs(longer, named) == []


def test_hub_that_looks_like_a_campaign_itself_is_still_a_hub():
    small = [appeal(n, count=5, cents=1_000) for n in (0, 1, 3, 4, 5)]
    payments = [payment for made in small for payment in made]
    assert hubs([*payments, coin(HUB, 7, 3 * DAY, 20_000)]) == ["a2"]


def test_gifts_in_money_self_payments_and_nothing_raise_nothing():
    in_money = [(*payment[:4], {}) for payment in appeal(0) + appeal(1)]
    assert hubs(in_money) == []
    assert hubs([coin(0, 0, 0)], {0: CAMPAIGN}) == []
    assert hubs([]) == []


def test_documented_cases():
    made = documented_case("case_aq_crypto_2020")
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert made.accounts["account_id"][alert["account"]] == "CENTRAL_EXCHANGER_HUB"
    charity = documented_case("case_charity_us_2001")
    assert detect(charity, Thresholds()).alerts.is_empty()


payment = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 6))


@settings(deadline=None, max_examples=100)
@given(st.lists(payment.filter(lambda p: p[0] != p[1]), max_size=12))
def test_meetings_after_one_payment_agree_with_naive_reading(payments):
    """0, 1, 2 are campaigns; somebody else whom two give most of theirs is a hub."""
    expected = set()
    for hub in (3, 4, 5):
        times = []
        for campaign in (0, 1, 2):
            paid = [p for p in payments if p[0] == campaign]
            here = [at for _, receiver, at in paid if receiver == hub]
            if here and 2 * len(here) >= len(paid):
                times += [(at, campaign) for at in here]
        if any(
            len({c for at, c in times if start <= at <= start + 3}) > 1
            for start, _ in times
        ):
            expected.add(f"a{hub}")
    limits = Thresholds(max_hops=1, window_days=3)
    coins = [coin(s, r, at * DAY) for s, r, at in payments]
    told = hubs(coins, dict.fromkeys(range(3), CAMPAIGN), limits)
    assert set(told) == expected
