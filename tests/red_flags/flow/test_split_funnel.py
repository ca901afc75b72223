import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags.conflict import distance_km
from pipeline.red_flags.flow.places import with_regions
from pipeline.red_flags.flow.split_funnel import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ids, ledger

OWNER, TILL = 0, 1
DEGREE_KM = 111.195  # of latitude, on a sphere of 6,371 km


def there(km: float, channel: str, **more):
    return {"latitude": km / DEGREE_KM, "longitude": 10.0, "channel": channel, **more}


def paid_in(km: float, hour: float, cents: int = 90_000, **more):
    return (TILL, OWNER, int(hour * HOUR), cents, there(km, "cash_deposit", **more))


def taken(
    km: float, hour: float, cents: int = 90_000, channel="cash_withdrawal", **more
):
    return (OWNER, TILL, int(hour * HOUR), cents, there(km, channel, **more))


def funnel(
    away: float = 900, rest: float = 10, places=(0, 100, 200), step: float = 5 * 24
):
    """Cash in at each place, a step of hours apart, each taken out far to the north."""
    return [
        payment
        for turn, km in enumerate(places)
        for payment in (
            paid_in(km, turn * step),
            taken(max(places) + away, turn * step + rest),
        )
    ]


def alerts(paid, kinds=None, **limits):
    kinds = {TILL: {"kind": "cash"}} | (kinds or {})
    made = ledger(paid, accounts=kinds)
    return made, detect(made, Thresholds(**limits)).alerts


def test_alert_names_each_deposit_and_where_it_was_taken_out():
    made, found = alerts(funnel())
    (alert,) = found.to_dicts()
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(6)]
    assert alert["parts"] == ["paid in", "taken out"] * 3
    assert (alert["account"], alert["members"]) == (OWNER, [OWNER])
    assert (alert["regions"], alert["deposits"], alert["out_regions"]) == (3, 3, 1)
    assert (alert["handed_on_cents"], alert["handed_on_share"]) == (270_000, 1)
    assert alert["distance_km"] == pytest.approx(900, rel=1e-3)
    assert (alert["dwell_hours"], alert["out_of_reach"]) == (10, 0)
    assert alert["strength"] == 0.25


def test_places_out_of_reach_of_one_traveller_double_the_strength():
    (alert,) = alerts(funnel(rest=5))[1].to_dicts()
    # 1,100, 1,000 and 900 km within five hours each; back takes 115 hours.
    assert (alert["out_of_reach"], alert["strength"]) == (3, 0.5)
    day = {"time_precision": "day"}
    vague = [(*p[:4], {**p[4], **day}) for p in funnel(rest=5)]
    assert alerts(vague)[1].row(0, named=True)["out_of_reach"] == 0


@pytest.mark.parametrize(("away", "fires"), [(300.1, 1), (299.9, 0)])
def test_distance_must_be_reached_by_the_nearest(away, fires):
    assert alerts(funnel(away=away))[1].height == fires


@pytest.mark.parametrize(("rest", "fires"), [(72, 1), (72.001, 0)])
def test_dwell_is_closed_at_its_last_second(rest, fires):
    assert alerts(funnel(rest=rest))[1].height == fires


@pytest.mark.parametrize(("step", "fires"), [(15 * 24, 1), (15 * 24 + 1, 0)])
def test_window_is_closed_at_its_last_second(step, fires):
    assert alerts(funnel(step=step))[1].height == fires


@pytest.mark.parametrize(("near", "fires"), [(50.1, 1), (49.9, 0)])
def test_places_within_a_drive_are_one_region(near, fires):
    assert alerts(funnel(places=(0, 100, 100 + near)))[1].height == fires


@pytest.mark.parametrize(("cents", "fires"), [(270_000, 1), (270_001, 0)])
def test_most_cash_must_be_taken_out_far_away(cents, fires):
    kept = [paid_in(0, 5 * 24 + 11, cents)]  # lies there for good
    assert alerts(funnel() + kept)[1].height == fires


def test_chain_shop_that_draws_change_where_it_trades_stays_silent():
    trade = [
        payment
        for day in range(20)
        for payment in (
            paid_in(300 * (day % 3), 24 * day, 90_000),
            taken(300 * (day % 3), 24 * day + 5, 9_000),
        )
    ]
    assert alerts(trade)[1].is_empty()
    assert alerts(funnel(), {OWNER: {"kind": "merchant"}})[1].is_empty()
    assert alerts(funnel(), {OWNER: {"kind": "business"}})[1].height == 1


def test_tourer_who_draws_wherever_he_is_stays_silent():
    tour = [
        payment
        for stop in range(8)
        for payment in (
            paid_in(350 * stop, 48 * stop),
            taken(350 * (stop + 1), 48 * stop + 40),
        )
    ]
    assert alerts(tour)[1].is_empty()
    assert alerts(tour, max_out_regions=8)[1].height == 1


def test_cheques_and_money_transfers_count_cards_and_wires_do_not():
    for channel, fires in (
        ("cheque", 1),
        ("money_transfer", 1),
        ("card", 0),
        ("wire", 0),
    ):
        paid = [
            (*p[:4], {**p[4], "channel": channel}) if p[0] == OWNER else p
            for p in funnel()
        ]
        assert alerts(paid)[1].height == fires


def test_unknown_amounts_places_and_self_payments_do_not_count():
    for change in ({"latitude": None}, {"longitude": None}):
        paid = [(*p[:4], {**p[4], **change}) for p in funnel()]
        assert alerts(paid)[1].is_empty()
    hidden = [(*p[:3], None, p[4]) for p in funnel()]
    assert alerts(hidden)[1].is_empty()
    own = [(OWNER, OWNER, *p[2:]) for p in funnel()]
    assert alerts(own)[1].is_empty()


def test_equal_times_count_as_in_then_out():
    assert alerts(funnel(rest=0))[1].height == 1


def test_months_apart_are_two_alerts():
    later = [(*p[:2], p[2] + 90 * DAY, *p[3:]) for p in funnel()]
    assert alerts(funnel() + later)[1].height == 2


def test_nothing_raises_nothing():
    for made in (ledger([]), ledger([(0, 1, 0)])):
        assert detect(made, Thresholds()).alerts.is_empty()


def test_explanation_uses_what_is_measured():
    known = dict.fromkeys(Thresholds.__struct_fields__, 1)
    known |= alerts(funnel())[1].row(0, named=True)
    assert "{" not in RED_FLAG.explanation.format(**known)


@settings(deadline=None, max_examples=60)
@given(
    places=st.lists(
        st.tuples(st.integers(0, 2), st.floats(-80, 80), st.floats(-180, 180)),
        max_size=12,
    ),
    km=st.floats(1, 15_000),
)
def test_regions_agree_with_naive_reading(places, km):
    places = sorted(places, key=lambda place: place[0])
    pairs = pl.DataFrame(
        {
            "account": np.array([p[0] for p in places], np.int64),
            "credit": np.arange(len(places)),
            "latitude of credit": np.array([p[1] for p in places], float),
            "longitude of credit": np.array([p[2] for p in places], float),
        }
    )
    found = with_regions(pairs, "credit", km)["region"].to_list()
    wanted: list[int] = []
    for number, (account, north, east) in enumerate(places):
        near = [
            first
            for first in range(number)
            if wanted[first] == first
            and places[first][0] == account
            and distance_km(np.array([north]), np.array([east]), *places[first][1:])[0]
            <= km
        ]
        wanted.append(min(near, default=number))
    assert found == wanted
