import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.instrument.prepaid_abroad import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown

CARD = {"kind": "prepaid_card", "country": "BE"}
CARDS = dict.fromkeys(("c1", "c2", "c3"), CARD)
SHOPS = {
    "hotel": {"kind": "merchant", "country": "FR"},
    "grocer": {"kind": "merchant", "country": "BE"},
}
KNOWN = CARDS | SHOPS | {"boss": {"kind": "personal", "country": "BE"}}


def load(card, day, cents=10_000, loader="boss"):
    return (loader, card, int(day * DAY), cents, {"channel": "prepaid_load"})


def spends(card, day, at="hotel", cents=4_000):
    return (card, at, int(day * DAY), cents, {"channel": "card"})


LOADS = [load("c1", 1), load("c2", 2), load("c3", 3)]
ABROAD = [spends("c1", 5), spends("c2", 6)]


def fires(payments, accounts=KNOWN, parties=None, relations=(), **limits):
    made = ledger(payments, accounts=accounts, parties=parties, relations=relations)
    return shown(made, detect(made, Thresholds(**limits)))


def test_three_cards_of_one_loader_used_abroad_are_shown_with_loads_and_use():
    made = ledger([*LOADS, *ABROAD], accounts=KNOWN)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("boss", [f"t0000{n}" for n in range(5)])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["load"] * 3 + ["abroad"] * 2
    assert (alert["cards"], alert["loads"], alert["loaded_cents"]) == (3, 3, 30_000)
    assert (alert["payments"], alert["abroad"], alert["abroad_share"]) == (2, 2, 1)
    assert alert["span_days"] == 2


@pytest.mark.parametrize(("day", "alerts"), [(31, 1), (31 + 1 / DAY, 0)])
def test_window_of_loads_holds_its_last_second(day, alerts):
    paid = [load("c1", 1), load("c2", 2), load("c3", day), spends("c1", 5)]
    assert len(fires(paid)) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(33, 1), (33 + 1 / DAY, 0)])
def test_use_counts_as_long_after_the_last_load(day, alerts):
    assert len(fires([*LOADS, spends("c1", day)])) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(25_000, 1), (25_001, 0)])
def test_a_card_that_ever_got_more_is_known_by_name(cents, alerts):
    large = load("c3", 300, cents)
    assert len(fires([*LOADS, *ABROAD, large])) == alerts


def test_two_cards_or_cards_that_stay_unused_do_not_fire():
    assert fires([*LOADS[:2], *ABROAD]) == []
    assert fires(LOADS) == []


def test_gift_cards_are_spent_at_home():
    home = [spends("c3", 4 + n, "grocer") for n in range(3)]
    assert len(fires([*LOADS, *ABROAD, *home[:2]])) == 1
    assert fires([*LOADS, *ABROAD, *home]) == []


def test_cards_loaded_over_one_counter_are_not_linked():
    for kind in ("merchant", "cash", "msb"):
        assert fires([*LOADS, *ABROAD], KNOWN | {"boss": {"kind": kind}}) == []


@pytest.mark.parametrize(
    ("relation", "alerts"), [("family", 0), ("employee_of", 0), ("same_market", 1)]
)
def test_cards_of_ones_family_and_staff_have_a_reason(relation, alerts):
    owned = KNOWN | {card: CARD | {"party_id": card.upper()} for card in CARDS}
    owned["boss"] = {"party_id": "B"}
    ties = [(card.upper(), "B", relation) for card in CARDS]
    assert len(fires([*LOADS, *ABROAD], owned, relations=ties)) == alerts


def peers(count):
    """Other cards, used at home."""
    return [spends(f"p{n}", n, "grocer") for n in range(count)]


@pytest.mark.parametrize(("usual", "alerts"), [(400, 1), (0, 0)])
def test_others_cards_go_abroad_more_than_cards_usually_do(usual, alerts):
    home = [spends("c3", 4 + n, "grocer") for n in range(3)]
    known = KNOWN | {f"p{n}": CARD for n in range(usual)}
    assert len(fires([*LOADS, *ABROAD, *home, *peers(usual)], known)) == alerts
    boss = {card: CARD | {"party_id": "p"} for card in ("c1", "c2", "c3", "boss")}
    own = known | boss | {"boss": {"kind": "personal", "party_id": "p"}}
    assert fires([*LOADS, *ABROAD, *home, *peers(usual)], own) == []


def test_one_relative_who_loads_a_card_too_does_not_hide_who_loads_them_all():
    owned = {card: CARD | {"party_id": card.upper()} for card in CARDS}
    known = KNOWN | owned | {"aunt": {"kind": "personal", "party_id": "A"}}
    paid = [*LOADS, *ABROAD, load("c1", 2, loader="aunt")]
    made = ledger(paid, accounts=known, relations=[("C1", "A", "family")])
    told = detect(made, Thresholds())
    assert [account for account, _ in shown(made, told)] == ["boss"]
    assert told.alerts["loads"].to_list() == [3]


def test_cards_of_one_holder_are_linked_by_first_use_where_no_load_is_seen():
    used = [spends("c1", 5), spends("c2", 6), spends("c3", 7), spends("c1", 90)]
    owned = KNOWN | {card: CARD | {"party_id": "p"} for card in CARDS}
    assert fires(used, owned) == [("c1", ["t00000", "t00001", "t00002"])]
    assert fires(used) == []


def test_cards_that_one_collector_abroad_empties_are_linked_whoever_loaded_them():
    loads = [load(card, n, loader=f"x{n}") for n, card in enumerate(CARDS)]
    paid = [spends(card, 9, "far") for card in CARDS]
    known = KNOWN | {"far": {"kind": "personal", "country": "TR"}}
    assert fires([*loads, *paid], known) == [("far", ["t00003", "t00004", "t00005"])]
    assert fires([*loads, *paid], known | {"far": {"country": "BE"}}) == []
    shop = known | {"far": {"kind": "merchant", "country": "TR"}}
    assert fires([*loads, *paid], shop) == []


def test_withheld_and_unknown_countries_are_not_abroad():
    for country in ("withheld", None):
        hotel = KNOWN | {"hotel": {"kind": "merchant", "country": country}}
        assert fires([*LOADS, *ABROAD], hotel) == []


def test_accounts_that_are_no_cards_and_no_transactions_do_not_fire():
    people = KNOWN | {card: {"kind": "personal", "country": "BE"} for card in CARDS}
    assert fires([*LOADS, *ABROAD], people) == []
    assert fires([]) == []


def test_an_account_of_unknown_kind_that_is_loaded_is_a_card():
    unknown = KNOWN | {card: {"country": "BE"} for card in CARDS}
    assert len(fires([*LOADS, *ABROAD], unknown)) == 1


def test_unknown_loads_are_not_known_to_be_small_and_self_payments_are_no_use():
    assert fires([load("c1", 1, None), *LOADS[1:], *ABROAD]) == []
    own = [("c1", "c1", 5 * DAY, 100, {"receiver_country": "FR"})]
    assert fires([*LOADS, *own]) == []


def test_a_pool_of_cards_links_nobody_and_is_counted():
    pooled = [load("c1", 2, loader=f"x{n}") for n in range(50)]
    made = ledger([*LOADS, *ABROAD, *pooled], accounts=KNOWN)
    found = detect(made, Thresholds())
    assert (found.alerts.height, found.cut) == (0, 1)


card_days = st.lists(
    st.tuples(st.sampled_from(sorted(CARDS)), st.integers(0, 80)), max_size=8
)


@settings(deadline=None, max_examples=60)
@given(card_days, card_days, card_days)
def test_agrees_with_trying_every_month(loads, foreign, domestic):
    paid = [load(*each) for each in loads]
    paid += [spends(*each) for each in foreign]
    paid += [spends(*each, "grocer") for each in domestic]
    told = [account for account, _ in fires(paid)]
    assert told == ["boss"] * fires_naively(loads, foreign, domestic)


def fires_naively(loads, foreign, domestic):
    crowded = []
    for first in sorted({day for _, day in loads}):
        month = [each for each in loads if first <= each[1] <= first + 30]
        if len({card for card, _ in month}) == 3:
            if crowded and set(month) & set(crowded[-1]):
                crowded[-1] = sorted({*crowded[-1], *month})
            else:
                crowded.append(month)
    alerts = 0
    for run in crowded:
        days = [day for _, day in run]
        there, here = (
            sum(min(days) <= day <= max(days) + 30 for _, day in used)
            for used in (foreign, domestic)
        )
        alerts += there > 0 and there >= here
    return alerts


def test_documented_case_holds_one_account_for_all_its_cards():
    made = documented_case("case_paris_2015")
    assert shown(made, detect(made, Thresholds())) == []
