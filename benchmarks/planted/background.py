"""
Backgrounds to plant attempts in: power-law payments with lawful look-alikes among them.

Nothing in them is laundering. Every account is one of a power-law crowd that pays and
is paid at random, so a look-alike's members also do other things. Amounts are
log-normal, times follow the days of a week and the hours of a day.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, HOUR

Numbers = NDArray[np.int64]
MONTH = 30 * DAY
WEEKDAYS = np.array([1.1, 1.1, 1.1, 1.1, 1.3, 0.8, 0.5])
HOURS = np.array([1] * 7 + [4] * 3 + [6] * 8 + [4] * 4 + [2] * 2)


class Payments(NamedTuple):
    sender: Numbers
    receiver: Numbers
    time: Numbers  # seconds from the first day
    cents: Numbers


class Background(NamedTuple):
    """``kind`` of each payment is a place in KINDS; rows are in no order."""

    payments: Payments
    kind: Numbers
    accounts: int
    days: int


def background(transactions: int, accounts: int, days: int, seed: int) -> Background:
    """About so many ``transactions``; look-alikes are a part of them."""
    rng = np.random.default_rng(seed)
    crowd = rng.permutation(accounts)  # look-alikes take accounts from its end
    parts, kinds = [], []
    for kind, (share, make) in enumerate(LOOK_ALIKES.values(), start=1):
        made = 0
        while made < share * transactions:
            payments = make(rng, crowd, days)
            kept = (payments.time < days * DAY) & (payments.sender != payments.receiver)
            payments = Payments(*(column[kept] for column in payments))
            made += payments.time.size
            parts.append(payments)
            kinds.append(np.full(payments.time.size, kind))
    left = transactions - sum(kind.size for kind in kinds)
    parts.append(_ordinary(rng, crowd, left, days))
    kinds.append(np.zeros(parts[-1].time.size, np.int64))
    columns = zip(*parts, strict=True)
    together = Payments(*(np.concatenate(column) for column in columns))
    return Background(together, np.concatenate(kinds), accounts, days)


def _ordinary(
    rng: np.random.Generator, crowd: Numbers, size: int, days: int
) -> Payments:
    share = np.cumsum((np.arange(crowd.size) + 3.0) ** -0.8)
    ends = np.searchsorted(share / share[-1], rng.random((2, size)))
    ends[1] = np.where(ends[0] == ends[1], (ends[1] + 1) % crowd.size, ends[1])
    cents = np.exp(rng.normal(13.5, 1.5, size)).astype(int) + 1
    return Payments(*crowd[ends], _moments(rng, size, days), cents)


def _moments(rng: np.random.Generator, size: int, days: int) -> Numbers:
    weight = np.resize(WEEKDAYS, days)
    day = rng.choice(days, size, p=weight / weight.sum())
    hour = rng.choice(24, size, p=HOURS / HOURS.sum())
    return day * DAY + hour * HOUR + rng.integers(0, HOUR, size)


def _some(rng: np.random.Generator, crowd: Numbers, low: int, high: int) -> Numbers:
    """One and between ``low`` and ``high`` others, nobody twice."""
    return rng.choice(crowd, 1 + rng.integers(low, high + 1), replace=False)


def _monthly(rng: np.random.Generator, days: int, who: Numbers) -> tuple[Numbers, ...]:
    """Each month once, about the same day: who, which of them, when."""
    months = days // 30 + 1
    first = rng.integers(0, 28) * DAY + 9 * HOUR - MONTH
    which = np.tile(np.arange(who.size), months + 1)
    month = np.repeat(np.arange(months + 1), who.size)
    when = first + month * MONTH + rng.integers(0, 3 * DAY, which.size)
    kept = when >= 0
    return who[which[kept]], which[kept], when[kept]


def _payroll(rng: np.random.Generator, crowd: Numbers, days: int) -> Payments:
    employer, *staff = _some(rng, crowd, 15, 150)
    payee, which, when = _monthly(rng, days, np.array(staff))
    wage = np.exp(rng.normal(12.3, 0.35, len(staff))).astype(int)
    return Payments(np.full_like(payee, employer), payee, when, wage[which])


def _regular_payers(low: int, high: int, cents: int) -> Callable[..., Payments]:
    """Rent collectors and clubs: the same pay each month, most of it goes on."""

    def make(rng: np.random.Generator, crowd: Numbers, days: int) -> Payments:
        collector, owner, *members = _some(rng, crowd, low + 1, high + 1)
        payer, which, when = _monthly(rng, days, np.array(members))
        dues = np.exp(rng.normal(np.log(cents), 0.3, len(members))).astype(int)
        ends = np.unique(when // MONTH) * MONTH + MONTH - DAY
        rest = dues.sum() * 9 // 10
        return Payments(
            np.append(payer, np.full_like(ends, collector)),
            np.append(np.full_like(payer, collector), np.full_like(ends, owner)),
            *(np.append(when, ends), np.append(dues[which], np.full_like(ends, rest))),
        )

    return make


def _merchant(rng: np.random.Generator, crowd: Numbers, days: int) -> Payments:
    shop, *customers = _some(rng, crowd, 200, 1_500)
    sales, bills = int(len(customers) * rng.uniform(1, 3)), days // 2
    ends = rng.choice(customers, sales), rng.choice(customers[:9], bills)
    return Payments(
        np.append(ends[0], np.full(bills, shop)),
        np.append(np.full(sales, shop), ends[1]),
        _moments(rng, sales + bills, days),
        np.exp(rng.normal(8.5, 0.8, sales + bills)).astype(int) + 1,
    )


def _marketplace(rng: np.random.Generator, crowd: Numbers, days: int) -> Payments:
    """Buyers pay the platform; each week it pays the sellers of that week."""
    platform, *others = _some(rng, crowd, 300, 1_000)
    sellers = others[:40]
    sales = len(others) * 2
    buyer, seller = rng.choice(others[40:], sales), rng.choice(sellers, sales)
    when, cents = _moments(rng, sales, days), rng.integers(500, 20_000, sales)
    week = 7 * DAY
    sold = np.stack([seller, when // week])
    owed, index = np.unique(sold, axis=1, return_inverse=True)
    due = np.bincount(index.ravel(), cents).astype(np.int64) * 9 // 10
    return Payments(
        np.append(buyer, np.full_like(due, platform)),
        np.append(np.full_like(buyer, platform), owed[0]),
        np.append(when, (owed[1] + 1) * week + 10 * HOUR),
        np.append(cents, due),
    )


def _remittance(rng: np.random.Generator, crowd: Numbers, days: int) -> Payments:
    """Customers pay the office each month; a day later their families are paid."""
    office, *others = _some(rng, crowd, 100, 400)
    half = len(others) // 2
    payer, which, when = _monthly(rng, days, np.array(others[:half]))
    when = (when + which * 7_919 * HOUR) % (days * DAY)
    cents = rng.integers(10_000, 30_000, half)[which]
    here = np.full_like(payer, office)
    family = np.array(others[half : 2 * half])[which]
    later = when + rng.integers(HOUR, 2 * DAY, when.size)
    return Payments(
        *(np.append(payer, here), np.append(here, family), np.append(when, later)),
        np.append(cents, cents * 95 // 100),
    )


def _group(rng: np.random.Generator, crowd: Numbers, days: int) -> Payments:
    """A treasury: each Friday firms pay the parent; on Monday it funds them again."""
    parent, *firms = _some(rng, crowd, 3, 8)
    fridays = np.arange(4, days - 3, 7) * DAY + 17 * HOUR
    firm, friday = (ends.ravel() for ends in np.meshgrid(firms, fridays))
    up = np.exp(rng.normal(13, 0.5, firm.size)).astype(int)
    down = (up * rng.uniform(0.3, 1.1, up.size)).astype(int)
    above = np.full_like(firm, parent)
    return Payments(
        *(np.append(firm, above), np.append(above, firm)),
        np.append(friday + rng.integers(0, HOUR, firm.size), friday + 64 * HOUR),
        np.append(up, down),
    )


def _gifts(rng: np.random.Generator, crowd: Numbers, days: int) -> Payments:
    """A wedding or a leaving present: guests pay once within a week."""
    host, *guests = _some(rng, crowd, 8, 30)
    when = rng.integers(0, days - 8) * DAY + rng.integers(0, 7 * DAY, len(guests))
    gift = rng.integers(2, 20, len(guests)) * 1_000
    return Payments(np.array(guests), np.full(len(guests), host), when, gift)


# Share of all transactions, and who makes some of them.
LOOK_ALIKES = {
    "payroll": (0.05, _payroll),
    "rent collector": (0.01, _regular_payers(5, 40, 80_000)),
    "club": (0.005, _regular_payers(20, 60, 3_000)),
    "merchant": (0.06, _merchant),
    "marketplace": (0.03, _marketplace),
    "remittance": (0.02, _remittance),
    "group": (0.004, _group),
    "gifts": (0.0001, _gifts),
}
KINDS = ("ordinary", *LOOK_ALIKES)
