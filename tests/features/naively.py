"""The features of a payment read from a plain list: slow, and plainly right."""

import math
from collections import Counter
from itertools import pairwise
from statistics import fmean, pstdev

from pipeline.features.standing import GAP_UNIT, STEPS, WINDOW_DAYS

DAY = 86_400
NAN = math.nan


def near(one: float, other: float) -> bool:
    """Equal in float32, or both unknown."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=2e-4, abs_tol=2e-3)


def of_account(paid, account: int, now: int) -> dict[str, float]:
    """What is known of ``account`` at ``now`` from (sender, receiver, time, cents)."""
    known = [each for each in paid if each[2] <= now]
    came = [(s, t, c) for s, r, t, c in known if r == account]
    went = [(r, t, c) for s, r, t, c in known if s == account]
    found = {f"in_{k}": v for k, v in of_side(came, now).items()}
    found |= {f"out_{k}": v for k, v in of_side(went, now).items()}
    for name, since in (
        *((f"{days}d", now - days * DAY) for days in WINDOW_DAYS),
        ("ever", -math.inf),
    ):
        out = sum(max(c, 0) for _, t, c in went if t >= since)
        both = out + sum(max(c, 0) for _, t, c in came if t >= since)
        found[f"out_share_{name}"] = out / both if both else NAN
    times = [t for _, t, _ in (*came, *went)]
    found["days_seen"] = (now - min(times, default=now)) / DAY
    return found


def of_side(side, now: int) -> dict[str, float]:
    """``side``: (other, time, cents), oldest first."""
    found = {}
    for days in WINDOW_DAYS:
        recent = [each for each in side if each[1] >= now - days * DAY]
        found[f"payments_{days}d"] = len(recent)
        found[f"others_{days}d"] = len({other for other, _, _ in recent})
        found[f"cents_{days}d"] = sum(max(c, 0) for _, _, c in recent)
    fresh, met = 0, set()
    for other, time, _ in side:
        fresh += other not in met and time >= now - 30 * DAY
        met.add(other)
    found["new_others_share_30d"] = fresh / len(recent) if recent else NAN
    found["payments_ever"] = len(side)
    found["others_ever"] = len(met)
    amounts = [c for _, _, c in side if c > 0]
    total = sum(amounts)
    found["mean_cents_ever"] = total / len(amounts) if amounts else NAN
    found["most_cents_ever"] = max(amounts, default=0)
    found |= shape([round(math.log2(c) * STEPS) / STEPS for c in amounts])
    counts = Counter(other for other, _, _ in side)
    share = [count / len(side) for count in counts.values()]
    found["others_entropy"] = (
        -sum(part * math.log2(part) for part in share) if side else NAN
    )
    times = sorted({t for _, t, _ in side})
    gaps = [(b - a) // GAP_UNIT for a, b in pairwise(times)]
    found["gap_days"] = fmean(gaps) * GAP_UNIT / DAY if gaps else NAN
    found["gap_variation"] = pstdev(gaps) / (fmean(gaps) + 1) if gaps else NAN
    before = [t for t in times if t < now]
    found["days_since_before"] = (now - before[-1]) / DAY if before else NAN
    return found


def shape(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return dict.fromkeys(("amount_spread", "amount_skew", "amount_kurtosis"), NAN)
    mean, spread = fmean(values), pstdev(values)
    skew = kurtosis = 0.0
    if (spread * STEPS) ** 2 >= 0.01:
        skew = fmean([((v - mean) / spread) ** 3 for v in values])
        kurtosis = fmean([((v - mean) / spread) ** 4 for v in values]) - 3
    return {
        "amount_spread": spread,
        "amount_skew": skew,
        "amount_kurtosis": kurtosis,
    }


def of_pair(paid, row: int) -> dict[str, float]:
    sender, receiver, now, cents = paid[row]
    same = [(t, c) for s, r, t, c in paid if (s, r) == (sender, receiver) and t <= now]
    back = [(t, c) for s, r, t, c in paid if (s, r) == (receiver, sender) and t <= now]
    before = [t for t, _ in same if t < now]

    def beside(others):
        known = [c for t, c in others if t < now and c > 0]
        return cents / fmean(known) if known and cents > 0 else NAN

    return {
        "pair_payments": len(same),
        "pair_days_since_before": (now - max(before)) / DAY if before else NAN,
        "pair_amount_ratio": beside(same),
        "back_payments": len(back),
        "back_days_since": (now - max(t for t, _ in back)) / DAY if back else NAN,
        "back_amount_ratio": beside(back),
    }


def source_of(paid, row: int) -> int | None:
    """The row of the closest amount that the sender got in the month before."""
    sender, _, now, cents = paid[row]
    scale = _scale(cents)
    known = [
        (abs(_scale(c) - scale), -t, other, at)
        for at, (other, r, t, c) in enumerate(paid)
        if r == sender and now - 30 * DAY <= t < now and c > 0
    ]
    if cents <= 0 or not known:
        return None
    best = min(known)[:2]
    tied = [each for each in known if each[:2] == best]
    if len({other for _, _, other, _ in tied}) > 1:
        return None
    return tied[0][3]


def _scale(cents: int) -> int:
    return round(math.log2(cents) * STEPS) if cents > 0 else 0


def of_source(paid, row: int) -> dict[str, float]:
    source = source_of(paid, row)
    found = {"chain_payments": chain(paid, row), "cycle_payments": 0}
    if source is None:
        return {**found, "source_amount_ratio": NAN, "source_days": NAN}
    found["source_amount_ratio"] = (
        _scale(paid[row][3]) - _scale(paid[source][3])
    ) / STEPS
    found["source_days"] = (paid[row][2] - paid[source][2]) / DAY
    legs = 2
    while source is not None and legs <= 7:
        if paid[source][0] == paid[row][1]:
            found["cycle_payments"] = legs
            break
        source, legs = source_of(paid, source), legs + 1
    return found


def chain(paid, row: int) -> int:
    source = source_of(paid, row)
    if source is None or abs(_scale(paid[row][3]) - _scale(paid[source][3])) > STEPS:
        return 1
    return chain(paid, source) + 1
