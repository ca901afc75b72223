import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.use.short_notice_logistics import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown

CAR, ROOM, PHONE = "7512", "7011", "4812"
CARD, SHOP = {"kind": "prepaid_card"}, {"kind": "merchant"}
KINDS = {"card": CARD, "other": CARD, "hire": SHOP, "hotel": SHOP, "store": SHOP}


def buys(payer, shop, day, trade, **columns):
    at = int(day * DAY)
    return (payer, shop, at, None, {"merchant_category": trade, **columns})


def load(loader, card, day, channel="prepaid_load"):
    return (loader, card, day * DAY, 9_000, {"channel": channel})


def car(payer="card", day=40, **columns):
    return buys(payer, "hire", day, CAR, **columns)


def room(payer="card", day=41, **columns):
    return buys(payer, "hotel", day, ROOM, **columns)


def fires(payments, accounts=KINDS, parties=None, relations=(), **limits):
    made = ledger(payments, accounts=accounts, parties=parties, relations=relations)
    return shown(made, detect(made, Thresholds(**limits)))


def test_car_and_room_by_a_card_nobody_loaded_are_shown_without_amounts():
    made = ledger([car(), room()], accounts=KINDS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("card", ["t00000", "t00001"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["vehicle hire", "lodging"]
    assert (alert["kinds"], alert["purchase_share"], alert["span_days"]) == (2, 1, 1)


def test_cards_that_one_person_loads_are_linked_and_shown_with_their_loads():
    paid = [
        load("boss", "card", 38),
        load("boss", "other", 39),
        load("boss", "card", 1),
    ]
    paid += [car("card"), room("other")]
    assert fires(paid) == [("boss", ["t00000", "t00001", "t00003", "t00004"])]


@pytest.mark.parametrize("kind", ["merchant", "cash", "msb"])
def test_cards_loaded_over_one_counter_are_not_linked(kind):
    paid = [load("till", "card", 38), load("till", "other", 39)]
    paid += [car("card"), room("other")]
    assert fires(paid, KINDS | {"till": {"kind": kind}}) == []


def test_cards_of_one_holder_are_linked():
    owned = KINDS | {
        "card": CARD | {"party_id": "p"},
        "other": CARD | {"party_id": "p"},
    }
    assert len(fires([car("card"), room("other")], owned)) == 1
    assert fires([car("card"), room("other")]) == []


def test_what_holder_and_loader_both_link_is_told_once():
    assert len(fires([load("boss", "card", 38), car(), room()])) == 1


def test_a_travel_card_that_its_holder_or_family_loads_leads_to_somebody():
    owned = KINDS | {"card": CARD | {"party_id": "p"}, "own": {"party_id": "p"}}
    paid = [load("own", "card", 30, "internal"), car(), room()]
    assert fires(paid, owned) == []
    owned["own"] = {"party_id": "mother"}
    assert len(fires(paid, owned)) == 1
    assert fires(paid, owned, relations=[("mother", "p", "family")]) == []


def test_on_a_journey_most_is_meals_and_fuel():
    meals = [buys("card", "store", 40 + n / 2, "5812") for n in range(3)]
    assert fires([car(), room(), *meals]) == []
    assert len(fires([car(), room(), *meals[:2]])) == 1
    before = [buys("card", "store", 33 + n, "5812") for n in range(3)]
    assert fires([car(), room(), *before]) == []
    far = [buys("card", "store", 49, "5812"), buys("card", "store", 32, "5812")]
    assert len(fires([car(), room(), *meals[:2], *far])) == 1


def test_one_telephone_is_none_and_two_are_a_kind():
    phones = [buys("card", "store", day, PHONE) for day in (41, 43)]
    assert fires([car(), phones[0]]) == []
    assert len(fires([car(), *phones])) == 1
    late = buys("card", "store", 49, PHONE)
    assert fires([car(), phones[0], late]) == []


@pytest.mark.parametrize(("last", "alerts"), [(7, 1), (7 + 1 / DAY, 0)])
def test_window_holds_its_last_second(last, alerts):
    assert len(fires([car(day=0), room(day=last)])) == alerts


@pytest.mark.parametrize(("precision", "alerts"), [("day", 1), ("second", 0)])
def test_a_day_may_have_been_its_last_second(precision, alerts):
    paid = [car(day=0, time_precision=precision), room(day=7.5)]
    assert len(fires(paid)) == alerts


def test_a_stranger_who_orders_from_a_persons_account_is_an_instrument():
    ordered = [car("a", conductor="x"), room("a", conductor="x")]
    daily = [buys("a", "store", 38 + n / 4, "5411") for n in range(20)]
    assert fires(ordered + daily) == [("a", ["t00000", "t00001"])]
    assert len(fires([car("a", on_behalf_of="x"), room("a", on_behalf_of="x")])) == 1
    known = KINDS | {"a": {"party_id": "p"}}
    assert len(fires(ordered, known)) == 1
    for relation in ("family", "employee_of"):
        assert fires(ordered, known, relations=[("x", "p", relation)]) == []
    assert fires(ordered, known, relations=[("x", "a", "delegated_access")]) == []
    assert fires(ordered, KINDS | {"a": {"kind": "business"}}) == []
    himself = [car("a", conductor="p"), room("a", conductor="p")]
    assert fires(himself, known) == []


def test_one_stranger_who_orders_from_two_accounts_links_them():
    ordered = [car("a", conductor="x"), room("b", conductor="x")]
    assert fires(ordered) == [("a", ["t00000", "t00001"])]
    assert fires([car("a", conductor="x"), room("b", conductor="y")]) == []


def test_own_accounts_self_payments_and_no_transactions_do_not_fire():
    assert fires([car("a"), room("a")]) == []
    own = [buys("card", "card", 40, CAR), buys("card", "card", 40, ROOM)]
    assert fires(own) == []
    assert fires([]) == []


def test_a_pool_of_cards_links_nobody_and_is_counted():
    people = [f"x{n}" for n in range(51)]
    paid = [load(person, card, 38) for person in people for card in ("card", "other")]
    made = ledger([*paid, car("card"), room("other")], accounts=KINDS)
    found = detect(made, Thresholds())
    assert (found.alerts.height, found.cut) == (0, 2)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 20), st.sampled_from("crp")),
        max_size=8,
    )
)
def test_agrees_with_trying_every_week(bought):
    trades = {"c": CAR, "r": ROOM, "p": PHONE}
    made = ledger(
        [buys(card, "shop", day, trades[kind]) for card, day, kind in bought],
        accounts={"a": CARD, "b": CARD},
    )
    told = {account for account, _ in shown(made, detect(made, Thresholds()))}
    assert told == {card for card in "ab" if fires_naively(bought, card)}


def fires_naively(bought, card):
    mine = [(day, kind) for who, day, kind in bought if who == card]
    phones = [day for day, kind in mine if kind == "p"]
    for start in range(21):
        week = {(day, kind) for day, kind in mine if start <= day <= start + 7}
        kinds = {kind for _, kind in week} - {"p"}
        for day, kind in week:
            near = [other for other in phones if abs(other - day) <= 7]
            kinds |= {"p"} if kind == "p" and len(near) > 1 else set()
        if len(kinds) > 1:
            return True
    return False


def test_documented_case_is_found_by_cards_for_a_vehicle_and_a_room():
    made = documented_case("case_paris_2015")
    assert shown(made, detect(made, Thresholds())) == [
        ("PREPAID_CARDS_BE", ["case_paris_2015-001", "case_paris_2015-002"])
    ]
