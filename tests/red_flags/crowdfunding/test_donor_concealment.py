import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.crowdfunding.donor_concealment import (
    RED_FLAG,
    Thresholds,
    detect,
)
from tests.red_flags.ledgers import ledger, shown

FUNDED = {"channel": "crowdfunding"}
KINDS = {
    "appeal": {"kind": "personal"},
    **{f"card{n}": {"kind": "prepaid_card"} for n in range(12)},
    "mixer": {"kind": "vasp", "service": "mixer"},
    "platform": {"kind": "merchant", "service": "platform"},
}


def fires(payments, accounts=None, limits=None):
    made = ledger(payments, accounts=KINDS | (accounts or {}))
    return shown(made, detect(made, limits or Thresholds()))


def gifts(who, n, gap=2, to="appeal", cents=5_000, **columns):
    return [(f"{who}{i}", to, i * gap * DAY, cents, FUNDED | columns) for i in range(n)]


def test_gifts_by_card_are_named_and_open_ones_are_not():
    made = ledger([*gifts("card", 5), *gifts("d", 5)], accounts=KINDS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("appeal", [f"t{n:05}" for n in range(5)])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["gifts"], alert["hidden_gifts"], alert["hidden_share"]) == (
        10,
        5,
        0.5,
    )
    assert (alert["prepaid"], alert["donors"], alert["span_days"]) == (5, 5, 8)
    assert fires([*gifts("card", 4), *gifts("d", 6)]) == []


def test_ten_gifts_within_two_months_are_enough():
    assert len(fires(gifts("card", 10))) == 1
    assert fires(gifts("card", 9)) == []
    assert fires(gifts("card", 10, gap=7)) == []  # nine within 60 days


@pytest.mark.parametrize(("last", "alerts"), [(60 * DAY, 1), (60 * DAY + 1, 0)])
def test_window_holds_its_last_second_and_equal_times(last, alerts):
    rows = gifts("card", 9, gap=0)
    assert len(fires([*rows, ("card9", "appeal", last, 1, FUNDED)])) == alerts


def test_each_way_to_hide_has_its_part():
    rows = [
        *gifts("card", 3),
        *[("mixer", "appeal", DAY + n, 5_000, FUNDED) for n in range(3)],
        *gifts("x", 2, sender_named=False),
        *gifts("y", 3, device="one"),
    ]
    made = ledger(rows, accounts=KINDS)
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert sorted(set(alert["parts"])) == [
        "mixed",
        "prepaid",
        "shared device",
        "unnamed",
    ]
    assert (alert["prepaid"], alert["mixed"]) == (3, 3)
    assert (alert["unnamed"], alert["shared_device"]) == (2, 3)


@pytest.mark.parametrize(("n", "alerts"), [(2, 0), (3, 1)])
def test_couple_on_one_device_is_no_concealment(n, alerts):
    limits = Thresholds(min_gifts=n)
    assert len(fires(gifts("d", n, device="home"), limits=limits)) == alerts
    again = [
        ("d0", "appeal", k * DAY, 5_000, FUNDED | {"device": "home"}) for k in range(12)
    ]
    assert fires(again) == []


@pytest.mark.parametrize(("n", "alerts"), [(20, 1), (21, 0)])
def test_kiosk_gives_for_very_many(n, alerts):
    assert len(fires(gifts("d", n, device="kiosk"))) == alerts


def test_members_of_one_principal_are_one_donor():
    own = {f"d{n}": {"party_id": "same"} for n in range(10)}
    assert fires(gifts("d", 10, device="home"), own) == []


def test_card_load_counts_only_for_an_account_known_as_a_campaign():
    rows = [
        ("d", "appeal", n * DAY, 5_000, {"channel": "prepaid_load"}) for n in range(10)
    ]
    assert fires(rows) == []
    assert len(fires(rows, {"appeal": {"service": "campaign"}})) == 1


def test_sums_that_a_platform_passes_on_are_not_looked_at():
    rows = [
        ("platform", "appeal", n * DAY, 5_000, FUNDED | {"sender_named": False})
        for n in range(12)
    ]
    assert fires(rows) == []


@pytest.mark.parametrize(("hiding", "alerts"), [(2, 2), (3, 3), (4, 0)])
def test_place_where_all_donors_hide_is_left_alone(hiding, alerts):
    rows = []
    for n in range(6):
        who = "card" if n < hiding else f"d{n}x"
        rows += gifts(who, 10, to=f"c{n}")
    assert len(fires(rows)) == alerts


def test_unknown_amounts_count_and_own_money_does_not():
    assert len(fires(gifts("card", 10, cents=None))) == 1
    mine = {"appeal": {"kind": "personal", "party_id": "p"}}
    mine |= {f"card{n}": {"kind": "prepaid_card", "party_id": "p"} for n in range(10)}
    assert fires(gifts("card", 10), mine) == []
    assert fires([]) == []


def test_data_that_could_not_show_it_say_so():
    plain = ledger([("d", "a", 0, 100, FUNDED)])
    assert RED_FLAG.untestable(plain) == f"needs {RED_FLAG.needs[1]}"
    assert RED_FLAG.untestable(ledger(gifts("card", 1), accounts=KINDS)) is None


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["card0", "mixer", "d1", "d2", "d3"]),
            st.integers(0, 12),
            st.sampled_from([None, "one", "two"]),
        ),
        max_size=12,
    )
)
def test_alerts_agree_with_naive_reading(paid):
    limits = Thresholds(window_days=3, min_gifts=3, min_hidden_share=0.6)

    def hidden(n):
        who, _, device = paid[n]
        users = {p[0] for p in paid if p[2] == device}
        return who in ("card0", "mixer") or (device is not None and len(users) >= 3)

    runs = []
    for last in sorted(day for _, day, _ in paid):
        inside = [n for n, p in enumerate(paid) if last - 3 <= p[1] <= last]
        share = sum(map(hidden, inside)) / len(inside)
        if len(inside) >= 3 and share >= 0.6:
            if runs and runs[-1][1] >= last - 3:
                runs[-1][1] = last
            else:
                runs.append([last - 3, last])
    expected = {
        frozenset(
            f"t{n:05}"
            for n, p in enumerate(paid)
            if first <= p[1] <= last and hidden(n)
        )
        for first, last in runs
    }
    rows = [
        (who, "appeal", day * DAY, 100, FUNDED | {"device": device})
        for who, day, device in paid
    ]
    assert {frozenset(ids) for _, ids in fires(rows, limits=limits)} == expected
