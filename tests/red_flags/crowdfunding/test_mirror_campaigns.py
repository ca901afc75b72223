import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.crowdfunding.mirror_campaigns import (
    RED_FLAG,
    Thresholds,
    detect,
)
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown

FUNDED = {"channel": "crowdfunding"}
CAMPAIGNS = {f"c{n}": {"service": "campaign"} for n in range(6)}
KINDS = CAMPAIGNS | {
    "payee": {"kind": "personal", "party_id": "p"},
    "second": {"kind": "personal", "party_id": "p"},
    "friend": {"kind": "personal"},
}


def fires(payments, accounts=None, limits=None, **tables):
    made = ledger(payments, accounts=KINDS | (accounts or {}), **tables)
    return shown(made, detect(made, limits or Thresholds()))


def payouts(n=3, gap=30, to="payee", cents=50_000, **columns):
    return [(f"c{i}", to, i * gap * DAY, cents, columns) for i in range(n)]


def test_campaigns_that_pay_one_person_are_named_with_their_payouts():
    rows = [("d", "c0", 0, 9_000), *payouts(3)]
    made = ledger(rows, accounts=KINDS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("payee", ["t00001", "t00002", "t00003"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["campaigns"], alert["payments"], alert["paid_cents"]) == (
        3,
        3,
        150_000,
    )
    assert (alert["payers_share"], alert["span_days"]) == (1, 60)
    assert fires(payouts(1)) == []


def test_accounts_of_one_payee_are_one():
    rows = [*payouts(1), ("c2", "second", 60 * DAY, 50_000)]
    assert fires(rows) == [("payee", ["t00000", "t00001"])]
    assert fires([*payouts(1), ("c2", "friend", 60 * DAY, 50_000)]) == []


@pytest.mark.parametrize(("gap", "alerts"), [(365, 1), (366, 0)])
def test_two_of_others_within_a_year(gap, alerts):
    assert len(fires(payouts(2, gap))) == alerts


def own(n=3, gap=45):
    """Gifts to campaigns that the payee holds."""
    mine = {f"c{i}": {"service": "campaign", "party_id": "p"} for i in range(n)}
    return [(f"d{i}", f"c{i}", i * gap * DAY, 5_000) for i in range(n)], mine


@pytest.mark.parametrize(("n", "gap", "alerts"), [(3, 45, 1), (3, 46, 0), (2, 1, 0)])
def test_three_of_one_holder_within_a_quarter(n, gap, alerts):
    assert len(fires(*own(n, gap))) == alerts


def test_low_precision_may_lie_within_the_quarter():
    vague = {"time_precision": "approximate"}
    rows, mine = own(3, 50)
    assert len(fires([(*r, vague) for r in rows], mine)) == 1


def test_own_campaign_is_not_another_s():
    mine = {"c0": {"service": "campaign", "party_id": "p"}}
    assert fires(payouts(2), mine) == []


@pytest.mark.parametrize(("rest", "alerts"), [(100_000, 1), (100_010, 0)])
def test_campaign_resolves_to_who_gets_a_third_of_it(rest, alerts):
    other = ("c0", "friend", 5 * DAY, rest)
    assert len(fires([*payouts(2), other])) == alerts


def test_without_amounts_payments_are_counted():
    blank = payouts(3, cents=None)
    assert len(fires(blank)) == 1
    blank = payouts(2, cents=None)
    more = [("c0", "friend", n * DAY, None) for n in range(3)]
    assert len(fires([*blank, *more[:2]])) == 1
    assert fires([*blank, *more]) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "npo"},
        {"kind": "business"},
        {"kind": "merchant"},
        {"kind": "vasp"},
        {"service": "exchange"},
        {"service": "platform"},
        {"kind": "vasp", "registered": True},
    ],
)
def test_who_serves_the_public_is_no_payee(columns):
    assert fires(payouts(4), {"payee": columns}) == []


def test_service_that_lacks_its_registration_is():
    desk = {"payee": {"service": "otc_desk", "registered": False}}
    assert len(fires(payouts(3), desk)) == 1


def test_organisation_with_many_appeals_is_innocent():
    body = {f"c{n}": {"service": "campaign", "party_id": "body"} for n in range(4)}
    paid = [(f"d{n}", f"c{n}", n * DAY, 5_000) for n in range(4)]
    parties = {"body": {"kind": "organisation"}}
    assert fires(paid, body, parties=parties) == []
    assert fires(paid, body, parties={"body": {"kind": "person"}}) == [
        ("c0", ["t00000", "t00001", "t00002", "t00003"])
    ]


def test_one_device_that_orders_payouts_to_different_people():
    rows = [(f"c{n}", f"x{n}", n * DAY, 50_000, {"device": "one"}) for n in range(3)]
    assert fires(rows) == [("c0", ["t00000", "t00001", "t00002"])]
    apart = [(*r[:4], {"device": f"{n}"}) for n, r in enumerate(rows)]
    assert fires(apart) == []
    # A payee tells it already.
    assert len(fires(payouts(3, device="one"))) == 1


def test_three_platforms_that_pay_one_person():
    platforms = {f"c{n}": {"service": "platform"} for n in range(3)}
    many = [(f"c{n}", f"x{k}", k * DAY, 90_000) for n in range(3) for k in range(5)]
    found = fires([*payouts(3), *many[:1]], platforms)
    assert [who for who, _ in found] == ["payee"]
    assert fires(payouts(2), platforms) == []


def test_hub_of_many_payers_tells_less():
    others = [(f"x{n}", "payee", n * DAY, 5_000) for n in range(27)]
    made = ledger([*payouts(3), *others], accounts=KINDS)
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert alert["payers_share"] == pytest.approx(0.1)
    assert alert["strength"] == pytest.approx(0.875 * 0.55)


def test_self_payments_equal_times_and_nothing():
    assert fires([(f"c{n}", f"c{n}", 0, 100) for n in range(4)]) == []
    assert len(fires(payouts(3, gap=0))) == 1
    assert fires([]) == []


def test_documented_hub_of_six_campaigns_fires_on_structure_alone():
    made = documented_case("case_aq_crypto_2020")
    assert RED_FLAG.untestable(made) is None
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    hub = made.accounts["account_id"][alert["account"]]
    assert (hub, alert["campaigns"]) == ("CENTRAL_EXCHANGER_HUB", 6)
