"""It is true that money neither piles up in accounts nor runs out in them."""

import numpy as np
import pytest

from synthetic_data import Settings
from synthetic_data.generate import Lived, prepared
from synthetic_data.randomness import stream
from synthetic_data.world.life import elsewhere
from synthetic_data.world.payments import Scene

MONTH = 30.4 * 86_400


@pytest.fixture(scope="module")
def scene():
    lived = Lived(prepared(Settings(transactions=30_000, base_rate=0.02))[0])
    return Scene(lived.population, lived.calendar)


def monthly(scene, sender, receiver, dollars):
    """One payment in the middle of each month, in the sender's currency."""
    starts = scene.calendar.month_starts
    time = starts * 86_400 + 14 * 86_400
    amount = np.full(starts.size, dollars)
    return scene.pay(
        stream(1, "test"), time, sender, receiver, scene.local(amount, sender), "wire"
    )


def settled_person(scene):
    return int(np.flatnonzero(scene.population.arrived == 0)[0])


def payer_in(scene, person):
    return int(scene.population.outside[scene.population.people.country[person]])


def moves(scene, lived, seed=3):
    return elsewhere(scene, stream(seed, "test"), lived, 0)


def of(part, account):
    return part.take(part.sender == account), part.take(part.receiver == account)


def test_what_is_not_spent_leaves_in_the_end(scene):
    person = settled_person(scene)
    paid = monthly(scene, payer_in(scene, person), person, 2000.0)
    away, back = of(moves(scene, [paid]), person)
    assert back.size == 0
    # All but a buffer, and the last months that nobody has looked at yet.
    assert 0.6 * paid.minor.sum() < away.minor.sum() < 1.1 * paid.minor.sum()
    assert set(away.receiver.tolist()) == {scene.population.elsewhere[person]}


def test_who_spends_more_than_comes_in_gets_it_from_elsewhere(scene):
    person = settled_person(scene)
    outside = payer_in(scene, person)
    lived = [
        monthly(scene, outside, person, 1000.0),
        monthly(scene, person, outside, 1500.0),
    ]
    away, back = of(moves(scene, lived), person)
    assert away.size == 0
    assert back.minor.sum() >= 0.8 * (lived[1].minor - lived[0].minor).sum()


def test_who_spends_what_comes_in_moves_nothing(scene):
    person = settled_person(scene)
    outside = payer_in(scene, person)
    lived = [
        monthly(scene, outside, person, 1000.0),
        monthly(scene, person, outside, 1000.0),
    ]
    away, back = of(moves(scene, lived), person)
    assert (away.size, back.size) == (0, 0)


def test_a_loan_that_is_spent_next_month_is_not_moved_away(scene):
    person = settled_person(scene)
    outside = payer_in(scene, person)
    salary = monthly(scene, outside, person, 1000.0)
    living = monthly(scene, person, outside, 1000.0)
    loan, car = (
        part.take(slice(month, month + 1))
        for part, month in (
            (monthly(scene, outside, person, 9000.0), 4),
            (monthly(scene, person, outside, 9000.0), 5),
        )
    )
    away, _ = of(moves(scene, [salary, living, loan, car]), person)
    assert away.minor.sum() < 0.1 * loan.minor.sum()


def test_nothing_is_moved_before_the_bank_meets_somebody(scene):
    arrived = scene.population.arrived
    late = int(np.flatnonzero(arrived > 60)[0])
    paid = monthly(scene, payer_in(scene, late), late, 2000.0)
    away, back = of(moves(scene, [paid]), late)
    times = np.concatenate([away.time, back.time])
    assert (times >= arrived[late] * 86_400).all()
