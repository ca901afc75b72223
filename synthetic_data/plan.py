"""How many of each scheme and look-alike, and of what size."""

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

import numpy as np

from pipeline.errors import ConfigError
from synthetic_data.look_alikes import LOOK_ALIKES
from synthetic_data.planting import Planting
from synthetic_data.randomness import stream
from synthetic_data.schemes import SCHEMES
from synthetic_data.settings import Settings

SQUEEZE = 0.75  # of usual sizes: so small instances may get before one is left out


class Order(NamedTuple):
    """Plant one: the ``number``-th of its name, of about ``size`` transactions."""

    planting: Planting
    number: int
    size: int


def plan(settings: Settings) -> list[Order]:
    """
    Orders whose sizes add up to the rates.

    Schemes share their rate by ``weight``, so that common ones have more instances;
    where there is room for one of each, each has at least one, and where there is not,
    those that fit are drawn by weight. ``instances`` overrides that. Look-alikes
    likewise. Raises ConfigError where no such sizes exist.
    """
    return [
        *_share_out(settings, "base_rate", settings.schemes, SCHEMES),
        *_share_out(settings, "look_alike_rate", settings.look_alikes, LOOK_ALIKES),
    ]


def _share_out(
    settings: Settings,
    rate: str,
    names: tuple[str, ...],
    known: Mapping[str, Planting],
) -> list[Order]:
    wanted = getattr(settings, rate) * settings.transactions
    chosen = [known[name] for name in names]
    if wanted == 0:
        _refuse_idle_instances(settings, rate, names)
        return []
    if not chosen:
        raise ConfigError(f"{rate} is above 0 but nothing is named; set {rate} to 0")
    for planting in chosen:
        if planting.months > settings.months:
            raise ConfigError(
                f"{planting.name} needs {planting.months} months; raise months from "
                f"{settings.months} to {planting.months}, or leave it out"
            )
    counts = _counts(settings, chosen, wanted)
    planted = [(p, n) for p, n in zip(chosen, counts, strict=True) if n]
    if not planted:
        _refuse_too_little(settings, rate, chosen)
    at_usual_size = sum(count * planting.typical for planting, count in planted)
    stretch = wanted / at_usual_size
    _refuse_impossible(settings, rate, [p for p, _ in planted], stretch, at_usual_size)
    orders = []
    for planting, count in planted:
        uneven = stream(settings.seed, "plan", planting.name).uniform(0.8, 1.2, count)
        sizes = planting.typical * stretch * uneven * (count / uneven.sum())
        sizes = np.clip(np.rint(sizes), planting.smallest, planting.largest)
        orders += [
            Order(planting, number + 1, int(size)) for number, size in enumerate(sizes)
        ]
    return orders


def _counts(settings: Settings, chosen: list[Planting], wanted: float) -> list[int]:
    """
    Instances of each of ``chosen``: by weight, rounded by lot, at least one where all
    fit in at SQUEEZE of their usual sizes; else as many as fit, drawn by weight.
    """
    typical = np.array([planting.typical for planting in chosen], float)
    weight = np.array([planting.weight for planting in chosen], float)
    rng = stream(settings.seed, "plan")
    lots = rng.random(len(chosen))
    order = np.argsort(-np.log(lots) / weight, kind="stable")  # the likelier first
    if typical.sum() * SQUEEZE > wanted:
        counts = np.zeros(len(chosen), np.int64)
        room = wanted
        for place in order:
            if chosen[place].smallest <= room:
                counts[place] = 1
                room -= max(chosen[place].smallest, typical[place] * SQUEEZE)
    else:
        share = wanted * weight / (weight * typical).sum()
        counts = np.maximum(1, np.floor(share + lots)).astype(np.int64)
    for place, planting in enumerate(chosen):
        counts[place] = settings.instances.get(planting.name, counts[place])
    return [int(count) for count in counts]


def _refuse_too_little(settings: Settings, rate: str, chosen: list[Planting]) -> None:
    small = min(chosen, key=lambda planting: planting.smallest)
    wanted = getattr(settings, rate)
    raise ConfigError(
        f"{rate} {wanted:g} of {settings.transactions} transactions is "
        f"{wanted * settings.transactions:.0f}; the smallest, {small.name}, needs "
        f"{small.smallest}. Raise {rate} to "
        f"{_up(small.smallest / settings.transactions)}, or transactions to "
        f"{ceil(small.smallest / wanted)}"
    )


def _refuse_idle_instances(
    settings: Settings, rate: str, names: tuple[str, ...]
) -> None:
    idle = sorted(set(settings.instances) & set(names))
    if idle:
        raise ConfigError(
            f"instances asks for {', '.join(idle)} but {rate} is 0; raise {rate} above "
            "0, or take it out of instances"
        )


def _refuse_impossible(
    settings: Settings,
    rate: str,
    chosen: list[Planting],
    stretch: float,
    at_usual_size: int,
) -> None:
    tight = max(chosen, key=lambda planting: planting.smallest / planting.typical)
    least = tight.smallest / tight.typical
    wanted = getattr(settings, rate)
    if stretch < least:
        needed = least * at_usual_size
        raise ConfigError(
            f"{rate} {wanted:g} of {settings.transactions} transactions is "
            f"{wanted * settings.transactions:.0f}; {tight.name} needs at least "
            f"{tight.smallest} each, {needed:.0f} in all with the others. Raise {rate} "
            f"to {_up(needed / settings.transactions)}, or transactions to "
            f"{ceil(needed / wanted)}, or plant fewer"
        )
    full = min(chosen, key=lambda planting: planting.largest / planting.typical)
    most = full.largest / full.typical
    if stretch > most:
        allowed = most * at_usual_size / settings.transactions
        raise ConfigError(
            f"{rate} {wanted:g} of {settings.transactions} transactions is "
            f"{wanted * settings.transactions:.0f}; {full.name} holds at most "
            f"{full.largest} each. Lower {rate} to {allowed:.3g}, or ask for "
            f"{stretch / most:.1f} times as many instances"
        )


def _up(share: float) -> str:
    """Three digits, never below ``share``."""
    text = f"{share:.3g}"
    return text if float(text) >= share else f"{share * 1.005:.3g}"
