"""Who is new to an account, and how much of a surprise so many of them are."""

import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.gather_scatter import Thresholds, detect
from tests.red_flags.flow.test_gather_scatter import again, found, waist
from tests.red_flags.ledgers import ledger

QUICK = Thresholds(slow_window_days=9)  # nothing that the quick window does not find
FAR = [(90, 91, -60 * DAY), (90, 91, 80 * DAY)]  # the data reach so far


@pytest.mark.parametrize(("gathered", "alerts"), [(1, 1), (0, 0)])
def test_half_a_window_is_closed_at_its_last_second(gathered, alerts):
    paid = waist(8, 8, gathered=gathered, last=5)  # a surprise needs no conserved value
    late = [(by, to, at + DAY // 2 * (by == 0), cents) for by, to, at, cents in paid]
    assert len(found(late + FAR, QUICK)) == alerts
    later = [(by, to, at + (by == 0), cents) for by, to, at, cents in late]
    assert not found(later + FAR, QUICK)


def test_value_that_stays_is_no_matter_where_newcomers_surprise():
    few, many = (
        [(by, to, at, cents // (1 + (by == 0))) for by, to, at, cents in waist(n, n)]
        for n in (4, 8)
    )
    assert not found(few, Thresholds()) + found(many, Thresholds())
    assert len(found(many + FAR, Thresholds())) == 1


def test_a_surprise_is_measured_against_the_account_s_surroundings():
    busy = [(200 + n, 0, n * DAY, 900) for n in range(-50, 70, 3)]
    busy += [(0, 400 + n, n * DAY, 900) for n in range(-50, 70, 3)]
    (alone,) = detect(ledger(waist(8, 8, last=3) + FAR), Thresholds()).alerts[
        "surprise"
    ]
    assert alone > 15
    (beside,) = detect(ledger(waist(8, 8, last=3) + FAR + busy), Thresholds()).alerts[
        "surprise"
    ]
    assert 5 < beside < 9
    assert not found(waist(5, 5, last=3) + FAR + busy, Thresholds())


@pytest.mark.parametrize(("days", "alerts"), [(40, 0), (41, 2)])
def test_those_who_come_again_so_soon_are_usual(days, alerts):
    assert len(found(waist(4, 4) + again(days, 0), Thresholds())) == alerts


def test_rents_marketplaces_and_clubs_stay_silent():
    months = [day * DAY for day in range(0, 150, 30)]
    rents = [(n, 0, at + n * 9_000, 800) for at in months for n in range(1, 20)]
    owners = [(0, 50 + n, at + 3 * DAY, 3_000) for at in months for n in range(5)]
    sales = [(100 + n, 99, n * DAY // 4, 700) for n in range(600)]
    sellers = [
        (99, 50 + n, week * 7 * DAY, 3_500) for week in range(1, 20) for n in range(5)
    ]
    assert not found(rents + owners + sales + sellers, Thresholds())


def slow(days: int, busy: int = 0) -> list[tuple[int, int, int, int]]:
    """Eight gathered over so many days, then scattered in parts as slowly."""
    step = days * DAY // 7
    ins = [(1 + n, 0, n * step, 1_000 + 300 * n) for n in range(8)]
    outs = [(0, 11 + n, (7 + n) * step, 700) for n in range(8)]
    trade = [(20 + n, 0, (n - 20) * DAY, 900) for n in range(busy)]
    return ins + outs + trade


def test_within_a_month_it_must_be_most_of_what_the_account_does():
    assert not found(slow(14) + FAR, QUICK)
    assert len(found(slow(14) + FAR, Thresholds())) == 1
    assert not found(slow(24) + FAR, Thresholds())
    assert len(found(slow(14, busy=8) + FAR, Thresholds())) == 1
    assert not found(slow(14, busy=9) + FAR, Thresholds())


def test_what_is_quick_and_slow_is_told_once_and_slow_speaks_by_its_shape():
    quick = detect(ledger(waist(8, 8, last=3) + FAR), Thresholds()).alerts
    assert quick.equals(detect(ledger(waist(8, 8, last=3) + FAR), QUICK).alerts)
    (strength,) = detect(ledger(slow(14) + FAR), Thresholds()).alerts["strength"]
    assert 0.35 <= strength < 0.7
