import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.broker import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ids, ledger

BROKER = 0
RAISERS, CELL = (1, 2, 3), (4, 5, 6)
CROWD = 10  # the first account of everybody else
WAGES = 4_000


def circle(members, cents: int = 100, day: int = 0):
    """Each pays the next: one group."""
    follows = [*members[1:], members[0]]
    return [(a, b, day * DAY, cents) for a, b in zip(members, follows, strict=True)]


def crowd(accounts: int = 100):
    """Others in use: pairs who pay each other."""
    return [(CROWD + n, CROWD + n + 1, 0, 100) for n in range(0, accounts - 1, 2)]


def brokered(cents: int = 10_000, rest: int = 2, days=(5, 17, 33)):
    """Uneven in time and sum: nobody's wages."""
    return [
        payment
        for turn, day in enumerate(days)
        for payment in (
            (RAISERS[turn % 3], BROKER, day * DAY, cents + 3_000 * turn),
            (BROKER, CELL[turn % 2], (day + rest) * DAY, cents + 3_000 * turn),
        )
    ]


def world(**more):
    days = (5, 17, 33, 40, 61, 70)
    return circle(RAISERS) + circle(CELL) + crowd() + brokered(days=days, **more)


def alerts(paid, **limits):
    given = {
        name: value
        for name, value in limits.items()
        if name in ("accounts", "relations")
    }
    made = ledger(paid, n_accounts=7, **given)
    asked = {name: value for name, value in limits.items() if name not in given}
    return made, detect(made, Thresholds(**asked)).alerts


def test_alert_names_what_came_from_one_group_and_went_to_another():
    made, found = alerts(world())
    (alert,) = found.to_dicts()
    assert alert["account"] == BROKER
    shown = dict(zip(ids(made, alert["rows"]), alert["parts"], strict=True))
    start = len(circle(RAISERS) + circle(CELL) + crowd())
    assert shown == {
        f"t{start + n:05}": ("from one group", "to another")[n % 2] for n in range(12)
    }
    assert alert["members"] == [BROKER, *RAISERS, 4, 5]
    assert (alert["pairs"], alert["payers"], alert["payees"]) == (6, 3, 2)
    assert alert["brokered_cents"] == sum(p[3] for p in brokered(days=range(6))) // 2
    assert alert["brokered_share"] == 1
    assert alert["drop_share"] == pytest.approx(
        alert["brokered_cents"] / (alert["brokered_cents"] + 100)
    )
    assert alert["rank_share"] == pytest.approx(106 / 107)
    assert alert["dwell_hours"] == 48


@pytest.mark.parametrize(("others", "fires"), [(100, 1), (90, 0)])
def test_a_hundred_accounts_are_needed_for_one_to_stand_out(others, fires):
    paid = [p for p in world() if p[0] < CROWD] + crowd(others)
    assert alerts(paid)[1].height == fires


def test_an_account_is_ranked_among_its_kind():
    firm = {BROKER: {"kind": "business"}}
    assert alerts(world(), accounts=firm)[1].is_empty()
    firms = firm | {CROWD + n: {"kind": "business"} for n in range(100)}
    assert alerts(world(), accounts=firms)[1].height == 1


@pytest.mark.parametrize(("rest", "fires"), [(7, 1), (8, 0)])
def test_dwell_is_closed_at_its_last_day(rest, fires):
    # Only the last payment of all can be fed by an older one that waits too long.
    assert alerts(world(rest=rest), max_dwell_days=7)[1].height == fires


@pytest.mark.parametrize("tie", [(3, 4), (4, 3)])
def test_groups_that_pay_each_other_otherwise_have_no_broker(tie):
    assert alerts([*world(), (*tie, 50 * DAY, 100)])[1].is_empty()


def test_groups_with_another_counterparty_in_common_have_no_broker():
    second = [(1, 8, DAY, 100), (8, 4, 90 * DAY, 100)]
    assert alerts(world() + second)[1].is_empty()


def test_a_shop_or_a_hub_in_common_joins_nobody():
    both = [(1, 8, DAY, 100), (4, 8, DAY, 100), (2, 9, DAY, 100), (5, 9, DAY, 100)]
    hub = [(CROWD + n, 9, DAY, 100) for n in range(100)]
    shop = {8: {"kind": "merchant"}}
    assert alerts(world() + both + hub, accounts=shop)[1].height == 1
    assert alerts(world() + both + hub)[1].is_empty()


def test_institutions_are_no_brokers():
    for kind in ("msb", "vasp", "npo", "merchant", "cash"):
        assert alerts(world(), accounts={BROKER: {"kind": kind}})[1].is_empty()
    assert alerts(world(), max_counterparties=4)[1].is_empty()


def test_counterparties_seen_only_through_the_account_are_no_groups():
    paid = [p for p in world() if p not in circle(CELL)]
    assert alerts(paid)[1].is_empty()
    assert alerts(paid, min_group=1)[1].height == 1
    for shops, fires in ((3, 1), (2, 0)):
        bought = [(who, 90 + n, DAY, 100) for who in (4, 5) for n in range(shops)]
        kinds = {90 + n: {"kind": "merchant"} for n in range(3)}
        assert alerts(paid + bought, accounts=kinds)[1].height == fires


def test_payees_who_live_on_wages_do_not_depend_on_a_friend():
    wages = [
        (CROWD, member, day * DAY, 200_000) for member in (4, 5) for day in (3, 33, 63)
    ]
    assert alerts(world() + wages)[1].is_empty()


def months(gap: int):
    """Three pay 6,000 each, two get 9,000 each; every other turn ``gap`` days late."""
    return [
        payment
        for turn in range(6)
        for day in (30 * turn + gap * (turn % 2),)
        for payment in (
            *((raiser, BROKER, day * DAY, 6_000) for raiser in RAISERS),
            *((BROKER, member, (day + 1) * DAY, 9_000) for member in (4, 5)),
        )
    ]


def test_employers_and_landlords_pay_and_are_paid_evenly():
    others = circle(RAISERS) + circle(CELL) + crowd()
    assert alerts(others + months(gap=0))[1].is_empty()
    assert alerts(others + months(gap=20))[1].height == 1


def test_what_goes_back_or_between_own_accounts_is_not_brokered():
    own = {n: {"party_id": "one"} for n in (BROKER, *CELL)}
    assert alerts(world(), accounts=own)[1].is_empty()
    aside = [p for p in world() if BROKER not in p[:2]]
    loans = [
        payment
        for day, friend in zip(range(5, 65, 10), (*RAISERS, *CELL), strict=True)
        for payment in (
            (friend, BROKER, day * DAY, 10_000),
            (BROKER, friend, (day + 1) * DAY, 10_000),
        )
    ]
    assert alerts(aside + loans)[1].is_empty()


@pytest.mark.parametrize(("cents", "fires"), [(81_666, 1), (81_667, 0)])
def test_a_small_part_of_what_the_account_gets_is_not_its_business(cents, fires):
    kept = [(6, BROKER, day * DAY, cents) for day in (8, 20, 43)]  # none of it leaves
    assert alerts(world() + kept)[1].height == fires


@pytest.mark.parametrize(("cents", "fires"), [(157_400, 1), (157_401, 0)])
def test_drop_is_of_all_that_the_payees_received(cents, fires):
    # 105,000 came by the broker and 100 from the rest of the cell.
    assert alerts([*world(), (CROWD, 4, 9 * DAY, cents)])[1].height == fires


def test_equal_times_count_as_in_then_out_and_order_matters():
    assert alerts(world(rest=0))[1].height == 1
    assert alerts(world(rest=-1))[1].is_empty()


def test_unknown_amounts_and_self_payments_do_not_count():
    more = [(0, 0, 9 * DAY, 10**9), (6, 1, 9 * DAY, None)]
    assert alerts(world() + more)[1].height == 1
    hidden = [
        (a, b, at, None) if 0 in (a, b) else (a, b, at, c) for a, b, at, c in world()
    ]
    assert alerts(hidden)[1].is_empty()


def test_nothing_raises_nothing():
    for made in (ledger([]), ledger([], n_accounts=3), ledger([(0, 1, 0)])):
        assert detect(made, Thresholds()).alerts.is_empty()


def test_explanation_uses_what_is_measured():
    known = dict.fromkeys(Thresholds.__struct_fields__, 1)
    known |= alerts(world())[1].row(0, named=True)
    assert "{" not in RED_FLAG.explanation.format(**known)
