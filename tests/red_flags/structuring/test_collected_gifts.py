import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.low_value_collection import Thresholds, detect
from tests.red_flags.ledgers import ids, ledger, shown

ABROAD = {"sender_country": "DE", "receiver_country": "TR"}
CASH = {"channel": "cash_deposit"}
PEOPLE = {n: {"kind": "personal"} for n in (*range(10), 20, 21)}
MACHINE = {9: {"kind": "cash"}}


def ring(givers=4, exports=4, gift=20_000, export=19_000, rests=3, months=30):
    """Once a month one of ``givers`` gives to account 0, who sends it to account 20."""
    paid = []
    for month in range(exports):
        day = month * months * DAY
        paid.append((1 + month % givers, 0, day, gift))
        paid.append((0, 20, day + rests * DAY, export, ABROAD))
    return paid


def found(paid, limits: Thresholds | None = None, **more):
    made = ledger(paid, **{"accounts": PEOPLE | MACHINE, **more})
    return shown(made, detect(made, limits or Thresholds()))


def test_alert_names_gifts_and_what_they_became_abroad():
    paid = [*ring(), (9, 0, 91 * DAY, 10_000, CASH), (0, 20, 92 * DAY, 9_500, ABROAD)]
    made = ledger(paid, accounts=PEOPLE | MACHINE)
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in (*range(7), 8, 9, 7)]
    assert alert["parts"].count("small sum") == 4
    assert alert["parts"].count("cash in") == 1
    assert alert["parts"].count("abroad") == 5
    assert (alert["account"], alert["collectors"], alert["deposits"]) == (0, 4, 1)
    assert (alert["swept_cents"], alert["cash_cents"]) == (90_000, 10_000)
    assert alert["abroad_cents"] == 4 * 19_000 + 9_500
    assert alert["abroad_share"] == pytest.approx(85_500 / 90_000)
    assert alert["members"] == [0, 1, 2, 3, 4, 9, 20]


@pytest.mark.parametrize(("givers", "alerts"), [(4, 1), (3, 0)])
def test_four_people_give(givers, alerts):
    assert len(found(ring(givers=givers, exports=5))) == alerts


@pytest.mark.parametrize(("exports", "alerts"), [(4, 1), (3, 0)])
def test_money_leaves_four_times(exports, alerts):
    assert len(found([*ring(exports=exports), (4, 0, 61 * DAY)])) == alerts


@pytest.mark.parametrize(("rests", "alerts"), [(30, 1), (31, 0)])
def test_a_gift_rests_for_a_month_at_most(rests, alerts):
    assert len(found(ring(rests=rests, months=40))) == alerts


@pytest.mark.parametrize(("months", "alerts"), [(10, 1), (9, 0)])
def test_it_lasts_for_sixty_days(months, alerts):
    assert len(found(ring(months=months))) == alerts


@pytest.mark.parametrize(("more", "alerts"), [(19_000, 1), (19_001, 0)])
def test_four_fifths_of_what_goes_abroad_was_given(more, alerts):
    own = (0, 21, 50 * DAY, more, ABROAD)
    assert len(found([*ring(), own])) == alerts


@pytest.mark.parametrize(("more", "alerts"), [(110_000, 1), (110_001, 0)])
def test_two_fifths_of_what_was_given_go_abroad(more, alerts):
    kept = (9, 0, 92 * DAY, more, CASH)  # the last gift came before it
    assert len(found([*ring(), kept])) == alerts


def test_gifts_outside_of_the_months_of_collecting_do_not_count():
    later = [(9, 0, (200 + n) * DAY, 200_000, CASH) for n in range(9)]
    assert len(found([*ring(), *later])) == 1


@pytest.mark.parametrize(("gift", "alerts"), [(299_999, 1), (300_000, 0)])
def test_a_gift_is_below_the_limit(gift, alerts):
    assert len(found(ring(gift=gift, export=290_000))) == alerts


def test_who_is_ever_paid_back_shares_a_bill():
    assert not found([*ring(), (0, 1, 300 * DAY, 500)])


def test_relatives_who_pool_are_no_ring():
    people = {n: {**PEOPLE[n], "party_id": f"p{n}"} for n in PEOPLE}
    kin = [("p0", "p1", "family")]
    assert found(ring(), accounts=people)
    assert not found(ring(), accounts=people, relations=kin)


def test_who_pays_the_same_each_month_is_a_tenant():
    rents = [(n, 0, month * 30 * DAY, 5_000) for n in range(1, 5) for month in range(4)]
    sent = [(0, 20, (month * 30 + 3) * DAY, 19_000, ABROAD) for month in range(4)]
    assert not found([*rents, *sent])


def test_who_says_that_he_pays_rent_gives_nothing():
    rents = [(*p, {"purpose": "Rent flat"}) if p[1] == 0 else p for p in ring()]
    assert not found(rents)


@pytest.mark.parametrize("kind", ["business", "merchant", "npo", "msb"])
def test_firms_and_offices_neither_give_nor_collect(kind):
    assert not found(ring(), accounts=PEOPLE | {0: {"kind": kind}})
    assert not found(ring(), accounts=PEOPLE | {1: {"kind": kind}})


def test_what_leaves_through_an_office_leaves():
    home = [p if p[1] == 0 else (*p[:4], {"channel": "money_transfer"}) for p in ring()]
    office = PEOPLE | {20: {"kind": "msb"}}
    assert len(found(home, accounts=office)) == 1


def test_payments_at_home_and_to_unknown_places_stay_silent():
    for far in ("DE", None, "withheld"):
        there = {**ABROAD, "receiver_country": far}
        assert not found([p if p[1] == 0 else (*p[:4], there) for p in ring()])


def test_two_accounts_of_one_principal_collect_together():
    both = PEOPLE | {5: {"kind": "personal"}}
    both = {n: {**both[n], "party_id": "p0" if n in (0, 5) else f"p{n}"} for n in both}
    paid = [(*p[:1], 5, *p[2:]) if p[:2] in ((1, 0), (2, 0)) else p for p in ring()]
    ((account, rows),) = found(paid, accounts=both)
    assert (account, len(rows)) == ("a0", 8)


def test_more_givers_make_it_stronger():
    few, many = (
        detect(ledger(ring(n, n), accounts=PEOPLE), Thresholds()).alerts["strength"][0]
        for n in (4, 8)
    )
    assert few < many <= 1
