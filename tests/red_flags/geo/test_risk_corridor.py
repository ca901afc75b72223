from datetime import date

import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.geo.risk_corridor import Thresholds, detect
from pipeline.reference.conflict_areas import load_conflict_areas
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import at, ledger, shown

LISTED = "2023-06-01"  # the Emirates were, Germany never
BEFORE = ("2023-03-03", "2023-03-02")  # 90 and 91 days before
# What the list, the pair and the purpose do, whatever else the account does.
FIRST = Thresholds(min_strangers=1, min_moved_share=0, min_history_days=0)


def paid(sender, receiver, moment=LISTED, to="AE", cents=100, **columns):
    ends = {"sender_country": "DE", "receiver_country": to}
    return (sender, receiver, moment, cents, ends | columns)


def fires(payments, limits=FIRST, **tables):
    made = ledger(payments, **tables)
    return shown(made, detect(made, limits))


def known(account=0, moment="2023-01-01"):
    """A payment at home, so that the account has a history."""
    return paid(account, 9, moment, to="DE")


def test_first_payments_to_strangers_in_a_new_listed_country_are_found():
    made = ledger([known(), paid(0, 1), paid(0, 2, cents=None)])
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a0", ["t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["payments"], alert["strangers"]) == (2, 2)
    assert (alert["list_weight"], alert["total_cents"]) == (1, 100)
    assert (alert["moved_share"], alert["span_days"]) == (1, 0)
    assert alert["strength"] == pytest.approx(1 / 6)
    assert alert["parts"] == ["to a listed country"] * 2


def test_payment_from_a_listed_country_speaks_about_its_receiver():
    ends = {"sender_country": "KP", "receiver_country": "DE"}
    made = ledger([known(), paid(1, 0, **ends), paid(2, 0, **ends)])
    found = detect(made, Thresholds())
    assert shown(made, found) == [("a0", ["t00001", "t00002"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["list_weight"], alert["strength"]) == (3, 0.5)
    assert alert["parts"] == ["from a listed country"] * 2


def test_one_stranger_is_a_relative_or_a_friend():
    assert fires([known(), paid(0, 1), paid(0, 1)], Thresholds()) == []


@pytest.mark.parametrize(("moment", "alerts"), [(BEFORE[0], 1), ("2023-03-04", 0)])
def test_silence_in_the_quarter_before_has_to_be_seen(moment, alerts):
    payments = [known(moment=moment), paid(0, 1), paid(0, 2)]
    assert len(fires(payments, Thresholds())) == alerts
    rough = [*payments, paid(7, 8, to="DE", time_precision="day")]
    assert fires(rough, Thresholds()) == []


def test_who_ever_dealt_with_that_country_has_a_history_there():
    payments = [known(), paid(0, 1), paid(0, 2)]
    to_there = paid(0, 5, "2023-04-01", purpose="rent")
    home = {"sender_country": "AE", "receiver_country": "DE"}
    for earlier in (to_there, (6, 0, "2023-04-01", 5, home)):
        assert fires([*payments, earlier], Thresholds()) == []
    elsewhere = paid(0, 5, "2023-04-01", to="FR")
    assert len(fires([*payments, elsewhere], Thresholds())) == 1


@pytest.mark.parametrize(("other", "alerts"), [(800, 1), (801, 0)])
def test_trifles_beside_what_the_account_pays_are_none(other, alerts):
    payments = [known(), paid(0, 1), paid(0, 2), paid(0, 9, "2023-05-20", "DE", other)]
    assert len(fires(payments, Thresholds())) == alerts
    unknown = [known(), paid(0, 1, cents=None), paid(0, 2, cents=None)]
    assert fires(unknown, Thresholds()) == []


def test_travellers_shops_and_offices_meet_strangers_in_their_way():
    for channel in ("card", "cash_withdrawal", "prepaid_load"):
        assert fires([paid(0, 1, channel=channel)]) == []
    assert fires([paid(0, 1)], accounts={1: {"kind": "merchant"}}) == []
    for kind in ("merchant", "msb", "vasp"):
        assert fires([paid(0, 1)], accounts={0: {"kind": kind}}) == []


def test_history_is_what_the_data_have_seen():
    old = {0: {"opened_on": date(2010, 1, 1)}}
    payments = [known(moment="2023-05-01"), paid(0, 1), paid(0, 2)]
    assert fires(payments, Thresholds(), accounts=old) == []
    begun = [*payments, known(5, "2023-03-01")]
    assert len(fires(begun, Thresholds(), accounts=old)) == 1
    outside = {0: old[0] | {"kind": "external"}}
    assert fires(begun, Thresholds(), accounts=outside) == []


@pytest.mark.parametrize(
    ("day", "alerts"),
    [("2022-03-03", 0), ("2022-03-04", 1), ("2024-02-22", 1), ("2024-02-23", 0)],
)
def test_list_is_that_of_the_day_of_the_payment(day, alerts):
    assert len(fires([paid(0, 1, f"{day}T23:59:59")])) == alerts


def test_country_of_conflict_counts_in_its_time_beside_the_lists():
    assert len(fires([paid(0, 1, "2007-01-01", to="SO")])) == 1
    assert fires([paid(0, 1, "2006-01-01", to="SO")]) == []
    none = load_conflict_areas().clear()
    assert fires([paid(0, 1, "2007-01-01", to="SO")], conflict_areas=none) == []


def test_second_payment_of_a_pair_is_no_stranger_in_either_direction():
    assert fires([paid(0, 1, "2020-01-01", to="FR"), paid(0, 1)]) == []
    assert fires([paid(1, 0, "2020-01-01", to="FR"), paid(0, 1)]) == []
    later = paid(0, 1, "2023-06-02")
    assert fires([paid(0, 1), later]) == [("a0", ["t00000"])]


def test_two_first_payments_of_one_second_or_undivided_day_are_both_first():
    assert fires([paid(0, 1), paid(0, 1)]) == [("a0", ["t00000", "t00001"])]
    day = {"time_precision": "day"}
    both = [paid(0, 1, **day), paid(0, 1, "2023-06-01T15:00:00"), known()]
    assert fires(both) == [("a0", ["t00000", "t00001"])]


@pytest.mark.parametrize("relation", ["family", "employee_of", "other"])
def test_known_tie_and_own_account_are_a_reason(relation):
    owners = {0: {"party_id": "ann"}, 1: {"party_id": "bob"}}
    tie = [("bob", "ann", relation)]
    assert fires([paid(0, 1)], accounts=owners, relations=tie) == []
    assert len(fires([paid(0, 1)], accounts=owners)) == 1
    assert fires([paid(0, 1)], accounts={n: {"party_id": "ann"} for n in (0, 1)}) == []


def test_stated_purpose_is_a_rationale_and_blanks_are_none():
    assert fires([paid(0, 1, purpose="school fees")]) == []
    assert len(fires([paid(0, 1, purpose="  ")])) == 1


def test_home_life_and_countries_unknown_or_withheld_are_no_corridor():
    assert fires([paid(0, 1, sender_country="AE")]) == []
    assert fires([paid(0, 1, sender_country=None)]) == []
    assert fires([paid(0, 1, sender_country="withheld")]) == []
    assert fires([paid(0, 1, to="withheld")]) == []


def test_corridor_is_new_for_a_month():
    start = int((at(LISTED) - at(0)).total_seconds())
    month = 30 * DAY
    paid_on = [start, start + month, start + month + 1]
    payments = [paid(0, 1 + n, moment) for n, moment in enumerate(paid_on)]
    assert fires(payments) == [("a0", ["t00000", "t00001"])]


def test_self_payments_and_an_empty_ledger_raise_nothing():
    assert fires([paid(0, 0)]) == []
    assert fires([]) == []


def test_documented_case_of_london_stays_silent():
    assert detect(documented_case("case_london_2005"), Thresholds()).alerts.is_empty()
