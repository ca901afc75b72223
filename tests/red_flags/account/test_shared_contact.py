import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.account.shared_contact import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

IN, OUT = {"channel": "cash_deposit"}, {"channel": "cash_withdrawal"}
NAMES = ("ann", "bob", "cy")


def cash(name, day=0, cents=50_000):
    return [
        ("till", f"of {name}", day * DAY, cents, IN),
        (f"of {name}", "till", (day + 3) * DAY, cents, OUT),
    ]


def wages(name, cents, day=2):
    return [("job", f"of {name}", day * DAY, cents)]


def people(names=NAMES, **contact):
    contact = contact or {"addresses": ["Elm 1"]}
    return {name: {"kind": "person", **contact} for name in names}


def owned(names):
    return {f"of {name}": {"party_id": name, "kind": "personal"} for name in names}


def ran(payments, parties=None, accounts=None, relations=()):
    parties = people() if parties is None else parties
    described = owned(parties) | (accounts or {})
    made = ledger(payments, parties=parties, accounts=described, relations=relations)
    return made, detect(made, Thresholds())


def count(*args, **more):
    return ran(*args, **more)[1].alerts.height


ALL = [line for name in NAMES for line in cash(name)]


def test_three_strangers_with_one_address_show_their_cash():
    made, found = ran(ALL)
    ((account, rows),) = shown(made, found)
    (alert,) = found.alerts.to_dicts()
    assert account == "of ann"
    assert sorted(rows) == [f"t0000{n}" for n in range(6)]
    assert sorted(alert["parts"]) == ["drawn"] * 3 + ["put in"] * 3
    assert (alert["people"], alert["households"], alert["contacts"]) == (3, 3, 1)
    assert (alert["cash_cents"], alert["cash_share"]) == (300_000, 1)
    assert (alert["organisations"], alert["span_days"]) == (0, 3)
    assert alert["strength"] == pytest.approx(0.3)


def test_telephones_count_however_they_are_written():
    parties = people()
    for name, phone in zip(NAMES, ("0049 30 12", "+49-30-12", "49 3012"), strict=True):
        parties[name] = {"kind": "person", "phones": [phone]}
    assert count(ALL, parties) == 1


def test_a_device_is_neither_address_nor_telephone():
    assert count(ALL, people(devices=["d1"])) == 0


def test_contacts_join_by_way_of_others():
    parties = people() | {
        "bob": {"kind": "person", "addresses": ["Elm 1"], "phones": ["7"]},
        "cy": {"kind": "person", "phones": ["7"]},
    }
    (alert,) = ran(ALL, parties)[1].alerts.to_dicts()
    assert alert["contacts"] == 2


def test_two_are_too_few():
    assert count(ALL[:4]) == 0


@pytest.mark.parametrize("tie", ["family", "same_party"])
def test_relatives_are_one_household(tie):
    assert count(ALL, relations=[("ann", "cy", tie)]) == 0
    assert count(ALL, relations=[("ann", "cy", "same_market")]) == 1


def test_fourth_who_is_kin_leaves_three_households():
    parties = people((*NAMES, "dee"))
    more = [*ALL, *cash("dee")]
    (alert,) = ran(more, parties, relations=[("cy", "dee", "family")])[
        1
    ].alerts.to_dicts()
    assert (alert["people"], alert["households"]) == (4, 3)


@pytest.mark.parametrize(("day", "alerts"), [(87, 1), (91, 0)])
def test_cash_moves_at_one_time(day, alerts):
    assert count([*ALL[:4], *cash("cy", day)]) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(100_000, 1), (100_001, 0)])
def test_half_of_what_each_moves_is_cash(cents, alerts):
    assert count([*ALL, *wages("cy", cents)]) == alerts


def test_wage_drawn_in_cash_is_not_cash_put_in():
    drawn = [
        line for name in NAMES for line in [*wages(name, 50_000, 0), cash(name)[1]]
    ]
    assert count(drawn) == 0


def test_one_deposit_may_be_a_gift():
    assert count([*ALL[:5]]) == 0


def test_dormitory_joins_nobody():
    ten = tuple(f"p{n}" for n in range(10))
    eleven = (*ten, "p10")
    lines = [line for name in ten for line in cash(name)]
    assert count(lines, people(ten)) == 1
    assert count(lines, people(eleven)) == 0


def test_organisation_at_the_same_contact_is_told():
    firm = {"firm": {"kind": "organisation", "addresses": ["elm 1."]}}
    (alert,) = ran(ALL, people() | firm)[1].alerts.to_dicts()
    assert alert["organisations"] == 1
    assert alert["strength"] == pytest.approx(0.4)


def test_tills_of_firms_at_one_address_are_no_people():
    for change in ({"kind": "merchant"}, {"kind": "business"}):
        assert count(ALL, accounts={"of cy": {"party_id": "cy"} | change}) == 0
    parties = people()
    parties["cy"] = {"kind": "organisation", "addresses": ["Elm 1"]}
    accounts = {"of cy": {"party_id": "cy"}}
    assert count(ALL, parties, accounts) == 0


def test_own_money_moved_is_not_weighed_against_cash():
    second = {"ann 2": {"party_id": "ann"}}
    moved = ("of ann", "ann 2", DAY, 900_000)
    assert count([*ALL, moved], accounts=second) == 1


def test_unknown_amounts_are_no_cash():
    unknown = [(*line[:3], None, line[4]) for line in ALL[4:]]
    assert count([*ALL[:4], *unknown]) == 0


def test_empty_ledger_is_silent():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
