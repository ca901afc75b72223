import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.geo.transit_hub import Thresholds, detect
from tests.red_flags.geo.areas import AREAS, START
from tests.red_flags.ledgers import ledger, shown
from tests.red_flags.virtual_asset.trails import onward_naively

RELAY = 0
ANY_SUM = Thresholds(min_relayed_cents=0)


def sent(payer, payee, at, way, cents=10_000):
    ends = dict(
        zip(("sender_country", "receiver_country"), way.split(">"), strict=True)
    )
    return (payer, payee, START + at, cents, ends)


def relayed(rest=DAY, out=10_000, into="DE>AE", onward="AE>SY"):
    return [sent(1, RELAY, 0, into), sent(RELAY, 2, rest, onward, out)]


def found(payments, accounts=None, limits=None):
    made = ledger(payments, accounts=accounts or {}, conflict_areas=AREAS)
    return made, detect(made, limits or ANY_SUM)


def fires(*arguments, **tables):
    return shown(*found(*arguments, **tables))


def test_payment_that_reaches_a_war_by_way_of_a_relay_is_found():
    made, told = found(relayed())
    assert shown(made, told) == [("a0", ["t00000", "t00001"])]
    (alert,) = told.alerts.to_dicts()
    assert alert["parts"] == ["to the relay", "on from the relay"]
    assert (alert["payments"], alert["sources"], alert["payees"]) == (1, 1, 1)
    assert (alert["relayed_cents"], alert["relayed_share"]) == (10_000, 1)
    assert (alert["dwell_hours"], alert["strength"]) == (24, 0.5)


@pytest.mark.parametrize(("rest", "alerts"), [(10 * DAY, 1), (10 * DAY + 1, 0), (0, 1)])
def test_days_from_payment_in_to_payment_on(rest, alerts):
    assert len(fires(relayed(rest=rest))) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(12_500, 1), (12_499, 0)])
def test_small_sums_meet_by_chance(cents, alerts):
    two = [
        (*line[:2], line[2] + later * DAY, cents, line[4])
        for later in (0, 5)
        for line in relayed()
    ]
    assert len(fires(two, limits=Thresholds())) == alerts


@pytest.mark.parametrize(("out", "alerts"), [(8_000, 1), (7_999, 0)])
def test_share_of_a_payment_that_goes_on(out, alerts):
    assert len(fires(relayed(out=out))) == alerts


@pytest.mark.parametrize(("other", "alerts"), [(10_000, 1), (10_001, 0)])
def test_trader_in_a_relay_gets_other_money_too(other, alerts):
    sale = sent(5, RELAY, 5 * DAY, "AE>AE", other)
    assert len(fires([*relayed(), sale])) == alerts


@pytest.mark.parametrize(
    ("into", "onward", "alerts"),
    [
        ("DE>AE", "AE>TR", 1),  # beside a war
        ("DE>AE", "AE>FR", 0),
        ("DE>FR", "FR>SY", 0),  # no relay
        ("AE>AE", "AE>SY", 0),  # from the relay itself
        ("SY>AE", "AE>TR", 0),  # from the war
        ("DE>AE", "DE>SY", 0),  # on from elsewhere
        ("DE>AE", "AE>AE", 0),
    ],
)
def test_corridors_that_are_relays(into, onward, alerts):
    assert len(fires(relayed(into=into, onward=onward))) == alerts


def test_countries_unknown_or_withheld_are_no_corridor():
    for unknown in (None, "withheld"):
        (first, second) = relayed()
        first = (*first[:4], first[4] | {"sender_country": unknown})
        assert fires([first, second]) == []


def test_places_count_in_their_time_only():
    late = 2_000 * DAY
    old = [sent(1, 0, late, "DE>AE"), sent(0, 2, late + DAY, "AE>TR")]
    assert fires(old) == []


@pytest.mark.parametrize("kind", ["msb", "merchant", "loan", "vasp", "cash"])
def test_offices_and_shops_relay_nothing_of_their_own(kind):
    assert fires(relayed(), {RELAY: {"kind": kind}}) == []
    assert len(fires(relayed(), {RELAY: {"kind": "business"}})) == 1


def test_what_goes_back_to_its_sender_is_no_relay():
    assert fires([sent(1, 0, 0, "DE>AE"), sent(0, 1, DAY, "AE>SY")]) == []


def test_relay_after_relay_is_one_alert_and_a_later_one_another():
    again = [(*p[:2], p[2] + 20 * DAY, *p[3:]) for p in relayed()]
    later = [(*p[:2], p[2] + 90 * DAY, *p[3:]) for p in relayed()]
    assert [len(rows) for _, rows in fires([*relayed(), *again, *later])] == [4, 2]


def test_unknown_values_self_payments_and_nothing_raise_nothing():
    assert fires([(*p[:3], None, p[4]) for p in relayed()]) == []
    assert fires([sent(0, 0, 0, "DE>AE"), sent(0, 0, 1, "AE>SY")]) == []
    assert fires([]) == []


step = st.tuples(st.sampled_from(["in", "home", "war", "shop"]), st.integers(0, 4))
WAYS = {"in": "DE>AE", "home": "AE>AE", "war": "AE>SY", "shop": "AE>AE"}


@settings(deadline=None, max_examples=150)
@given(st.lists(step, max_size=10))
def test_alerts_agree_with_naive_reading(steps):
    """Equal sums: in from abroad or from home, out to a war or to a shop."""
    comes = {"in", "home"}
    plain = [(1, 0, at) if what in comes else (0, 2, at) for what, at in steps]
    came = [p for p, (what, _) in enumerate(steps) if what in comes]
    gone = set()
    for place in came:
        onward = onward_naively(plain, place, 1)
        if steps[place][0] == "in" and onward is not None:
            gone |= {place} if steps[onward][0] == "war" else set()
    expected = any(
        2 * sum(steps[p][1] >= steps[start][1] for p in gone)
        >= sum(steps[p][1] >= steps[start][1] for p in came)
        for start in gone
    )
    paid = [
        sent(*ends, at * DAY, WAYS[what])
        for (*ends, at), (what, _) in zip(plain, steps, strict=True)
    ]
    assert (
        len(fires(paid, limits=Thresholds(max_dwell_days=1, min_relayed_cents=0)))
        == expected
    )
