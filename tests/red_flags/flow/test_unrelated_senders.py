import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.unrelated_senders import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ids, ledger

FAR, OFFICE = 0, 9  # the beneficiary, a remittance office
SYRIA = {"sender_country": "DE", "receiver_country": "SY"}


def gift(payer: int, day: int, cents=10_000, to: int = FAR, **more):
    return (payer, to, 519_000_000 + day * DAY, cents, {**SYRIA, **more})


def gifts(payers=(1, 2, 3, 4), step: int = 10, **more):
    return [gift(payer, turn * step, **more) for turn, payer in enumerate(payers)]


def home(address: str):
    return {"kind": "person", "addresses": [address]}


def world(number: int = 12, **parties):
    people = {f"p{n}": home(f"{n} Long Street") for n in range(number)}
    accounts = {n: {"party_id": f"p{n}", "kind": "personal"} for n in range(number)}
    accounts[OFFICE] = {"party_id": "p9", "kind": "msb"}
    return {"accounts": accounts, "parties": people | parties}


def alerts(paid, relations=(), told=None, **limits):
    made = ledger(paid, **(told or world()), relations=relations)
    return made, detect(made, Thresholds(**limits)).alerts


def test_alert_names_each_payment_to_the_beneficiary():
    made, found = alerts([*gifts(), (5, 6, 519_000_000, 100)])
    (alert,) = found.to_dicts()
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(4)]
    assert set(alert["parts"]) == {"to one beneficiary"}
    assert (alert["account"], alert["members"]) == (FAR, [0, 1, 2, 3, 4])
    assert (alert["senders"], alert["payments"], alert["span_days"]) == (4, 4, 30)
    assert (alert["total_cents"], alert["remote_share"]) == (40_000, 1)
    assert (alert["relay_share"], alert["strength"]) == (0, 0.5)


@pytest.mark.parametrize(("step", "fires"), [(30, 1), (31, 0)])
def test_window_is_closed_at_its_last_day(step, fires):
    assert alerts(gifts(step=step))[1].height == fires


def test_precision_widens_the_window():
    vague = {"time_precision": "approximate"}
    assert alerts(gifts(step=31, **vague))[1].height == 1


def test_payers_who_share_a_home_or_a_relation_are_one():
    assert alerts(gifts(), told=world(p1=home("2 long street!")))[1].is_empty()
    assert alerts(gifts(), relations=[("p1", "p2", "family")])[1].is_empty()
    assert alerts(gifts(), relations=[("a1", "p2", "other")])[1].is_empty()
    chain = [("p1", "p7", "family"), ("p7", "p2", "family")]
    assert alerts(gifts(), relations=chain)[1].height == 1


def test_payers_who_use_one_device_are_one():
    assert alerts(gifts(device="d-1"))[1].is_empty()


def test_a_hall_that_many_share_ties_nobody():
    hall = {f"p{n}": home("The Hall") for n in range(1, 5)}
    assert alerts(gifts(), told=world(**hall))[1].is_empty()
    assert alerts(gifts(), told=world(**hall), max_sharers=3)[1].height == 1
    hall |= {f"other {n}": home("the hall") for n in range(7)}
    assert alerts(gifts(), told=world(**hall))[1].height == 1


def test_an_office_counts_for_whom_it_pays_and_not_by_itself():
    through = [gift(OFFICE, n, on_behalf_of=f"p{n}") for n in (1, 2, 3)]
    assert alerts([*through, gift(4, 4)])[1].height == 1
    assert alerts([*through, gift(3, 4)])[1].is_empty()
    unknown = [gift(OFFICE, n, on_behalf_of=f"walk-in {n}") for n in range(4)]
    assert alerts(unknown)[1].height == 1
    assert alerts([gift(OFFICE, n) for n in range(9)])[1].is_empty()


@pytest.mark.parametrize(
    ("there", "day", "fires"),
    [
        *(({"receiver_country": "SY"}, 0, 1), ({"receiver_country": "FR"}, 0, 0)),
        *(({"receiver_country": "withheld"}, 0, 0), ({"sender_country": "SY"}, 0, 0)),
        ({"receiver_country": "QA"}, 0, 1),
        ({"receiver_country": "QA"}, -6 * 365, 0),  # before it was a relay
    ],
)
def test_only_places_of_risk_abroad_and_in_their_time_count(there, day, fires):
    paid = [gift(payer, day + payer, **there) for payer in (1, 2, 3, 4)]
    assert alerts(paid)[1].height == fires


def test_a_relay_is_worth_half_of_a_conflict():
    relay = alerts(gifts(receiver_country="TR"))[1].row(0, named=True)
    assert (relay["relay_share"], relay["strength"]) == (1, 0.25)


@pytest.mark.parametrize("kind", ["business", "merchant", "npo", "msb"])
def test_schools_shops_charities_and_offices_are_no_such_beneficiary(kind):
    told = world()
    told["accounts"][FAR] = {"kind": kind}
    assert alerts(gifts(), told=told)[1].is_empty()


def test_firms_are_no_such_payers_and_rent_or_fees_are_said_so():
    firms = {f"p{n}": {"kind": "organisation"} for n in (1, 2)}
    assert alerts(gifts(), told=world(**firms))[1].is_empty()
    assert alerts(gifts(purpose="rent March"))[1].is_empty()
    assert alerts(gifts(purpose="for the family"))[1].height == 1


def test_pledges_and_virtual_assets_are_no_transfers():
    for channel, fires in (("crowdfunding", 0), ("virtual_asset", 0), ("cheque", 1)):
        paid = [*gifts(channel=channel), (5, 6, 0)]
        assert alerts(paid)[1].height == fires


def test_a_popular_receiver_stays_silent():
    assert alerts(gifts(payers=(1, 2, 3, 4, 5), step=5), max_payers=5)[1].height == 1
    assert alerts(gifts(payers=(1, 2, 3, 4, 5), step=5), max_payers=4)[1].is_empty()


@pytest.mark.parametrize(("months", "fires"), [(5, 1), (6, 0)])
def test_who_pays_month_after_month_keeps_a_household(months, fires):
    habit = [gift(1, 30 * month) for month in range(months)]
    assert alerts([*habit, *gifts(payers=(2, 3, 4))])[1].height == fires


@pytest.mark.parametrize(("cents", "fires"), [(40_000, 1), (40_001, 0)])
def test_it_must_be_most_of_what_the_beneficiary_receives(cents, fires):
    wages = (7, FAR, 519_000_000 + DAY, cents)
    assert alerts([*gifts(), wages])[1].height == fires


def test_accounts_of_one_beneficiary_count_together():
    told = world()
    told["accounts"][8] = {"party_id": "p0", "kind": "personal"}
    paid = [gift(payer, payer, to=(FAR, 8)[payer % 2]) for payer in (1, 2, 3, 4)]
    assert alerts(paid, told=told)[1]["account"].to_list() == [FAR]


def test_unknown_amounts_and_equal_times_count_self_payments_do_not():
    assert alerts(gifts(cents=None, step=0))[1].height == 1
    own = [gift(FAR, n) for n in range(4)]
    assert alerts(own)[1].is_empty()


def test_nothing_raises_nothing_and_data_without_ties_are_not_testable():
    assert detect(ledger([]), Thresholds()).alerts.is_empty()
    assert "relations.a" in RED_FLAG.untestable(ledger(gifts()))


def test_explanation_uses_what_is_measured():
    known = alerts(gifts())[1].row(0, named=True)
    assert "{" not in RED_FLAG.explanation.format(**known)


@settings(deadline=None, max_examples=40)
@given(
    paid=st.lists(
        st.tuples(st.integers(2, 8), st.integers(0, 1), st.integers(0, 30)), max_size=14
    ),
    ties=st.lists(st.tuples(st.integers(2, 8), st.integers(2, 8)), max_size=3),
)
def test_beneficiaries_agree_with_naive_reading(paid, ties):
    payments = [gift(payer, day, to=to) for payer, to, day in paid]
    relations = [(f"p{a}", f"p{b}", "family") for a, b in ties]
    _, found = alerts(payments, relations, window_days=10, min_senders=3)
    wanted = set()
    for to in (0, 1):
        own = [(payer, day) for payer, other, day in paid if other == to]
        # Any payer of either beneficiary may tie two others.
        graph = nx.Graph(
            [pair for pair in ties if set(pair) <= {p for p, _, _ in paid}]
        )
        graph.add_nodes_from(payer for payer, _, _ in paid)
        group = {p: n for n, c in enumerate(nx.connected_components(graph)) for p in c}
        for _, last in own:
            inside = {group[payer] for payer, day in own if last - 10 <= day <= last}
            if len(inside) >= 3:
                wanted.add(to)
    assert set(found["account"].to_list()) == wanted
