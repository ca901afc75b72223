"""Payments as columns of numbers, and how ordinary habits make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.schemas import CHANNELS
from synthetic_data.world.calendar import DAY, Calendar, seconds_of_day
from synthetic_data.world.places import CURRENCY_OF, SMALLEST, UNITS, UTC_SECONDS
from synthetic_data.world.population import NOBODY, Floats, Ints, Population
from synthetic_data.world.purposes import say

CHANNEL = {channel: number for number, channel in enumerate(CHANNELS)}
SENDER_UNNAMED, RECEIVER_UNNAMED = 1, 2
# Only messages between banks can lose a name; cards and cash are booked at home.
_MESSAGES = ("wire", "instant", "money_transfer", "cheque")
_ONLINE = ("wire", "internal", "instant", "crowdfunding", "virtual_asset")
# By channel; one look-up is far cheaper than a search for a handful of rows.
IS_MESSAGE = np.array([channel in _MESSAGES for channel in CHANNELS])
IS_ONLINE = np.array([channel in _ONLINE for channel in CHANNELS])
GAPS = (0.02, 0.03)  # share of messages without sender, without receiver
BY_DEVICE = 0.85


class Payments(NamedTuple):
    time: Ints  # seconds since the world's first midnight, UTC
    sender: NDArray[np.int32]  # account
    receiver: NDArray[np.int32]
    minor: Ints  # hundredths of its currency
    currency: NDArray[np.uint8]
    channel: NDArray[np.uint8]
    purpose: NDArray[np.int16]
    branch: NDArray[np.int16]
    device: NDArray[np.int32]  # the person whose device it is
    conductor: NDArray[np.int32]  # party
    on_behalf_of: NDArray[np.int32]  # party
    unnamed: NDArray[np.uint8]  # bits

    @property
    def size(self) -> int:
        return int(self.time.size)

    def take(self, chosen: Any) -> Self:  # places, or a slice
        return type(self)(*(column[chosen] for column in self))


def together(parts: Sequence[Payments]) -> Payments:
    return Payments(*(np.concatenate(column) for column in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Scene:
    """Who and when; everything a habit, a scheme or a look-alike needs to pay."""

    population: Population
    calendar: Calendar

    def at(
        self, rng: np.random.Generator, day: Ints, rhythm: str, account: Ints
    ) -> Ints:
        """A moment of ``day`` in the rhythm of the place of ``account``."""
        shift = UTC_SECONDS[self.population.accounts.country[account]]
        time = day * DAY + seconds_of_day(rng, rhythm, day.size) - shift
        end = self.calendar.days * DAY
        # The first and last day of another time zone fold back into the calendar.
        time = np.where(time < 0, time + DAY, np.where(time >= end, time - DAY, time))
        return np.asarray(time, np.int64)

    def local(self, dollars: float | Floats, account: int | NDArray[Any]) -> Floats:
        """``dollars`` in the currency of ``account``, unrounded."""
        units = UNITS[self.population.accounts.country[account]]
        return np.asarray(dollars * units, np.float64)

    def transfer(
        self, sender: NDArray[Any], receiver: NDArray[Any]
    ) -> NDArray[np.uint8]:
        """Internal within a bank, else a wire."""
        accounts = self.population.accounts
        same = (accounts.country[sender] == accounts.country[receiver]) & (
            accounts.bank[sender] == accounts.bank[receiver]
        )
        return np.where(same, CHANNEL["internal"], CHANNEL["wire"]).astype(np.uint8)

    def pay(
        self,
        rng: np.random.Generator,
        time: Ints,
        sender: ArrayLike,
        receiver: ArrayLike,
        amount: ArrayLike,
        channel: str | NDArray[np.uint8],
        topic: str | None = None,
        *,
        currency: ArrayLike | None = None,
        branch: ArrayLike = NOBODY,
        conductor: ArrayLike = NOBODY,
        on_behalf_of: ArrayLike = NOBODY,
        device: bool | None = None,
        gaps: tuple[float, float] = GAPS,
    ) -> Payments:
        """
        One payment for each of ``time``; the other arguments broadcast.

        ``amount`` is in ``currency``, by default the sender's. ``channel`` may be
        ``transfer`` for internal or wire. ``device`` None: as the channel suggests.
        Payments to oneself are left out.
        """
        size = time.size
        people = self.population.persons
        sends = np.full(size, sender, np.int32)
        gets = np.full(size, receiver, np.int32)
        if isinstance(channel, str):
            ways = (
                self.transfer(sends, gets)
                if channel == "transfer"
                else np.full(size, CHANNEL[channel], np.uint8)
            )
        else:
            ways = channel
        if currency is None:
            currency = CURRENCY_OF[self.population.accounts.country[sends]]
        owner = self.population.accounts.owner[sends]
        online = IS_ONLINE[ways] if device is None else np.full(size, device)
        online &= (owner >= 0) & (owner < people) & (rng.random(size) < BY_DEVICE)
        lost = IS_MESSAGE[ways]
        unnamed = (rng.random(size) < gaps[0]) * SENDER_UNNAMED
        unnamed += (rng.random(size) < gaps[1]) * RECEIVER_UNNAMED
        no_purpose = np.full(size, NOBODY, np.int16)

        def column(values: ArrayLike, kind: type[np.generic]) -> NDArray[Any]:
            return np.full(size, values, kind)

        money = column(currency, np.uint8)
        step = SMALLEST[money]
        made = Payments(
            time=time,
            sender=sends,
            receiver=gets,
            minor=step
            * np.maximum(1, np.rint(column(amount, np.float64) * 100 / step)).astype(
                np.int64
            ),
            currency=money,
            channel=ways,
            purpose=no_purpose if topic is None else say(rng, topic, size),
            branch=column(branch, np.int16),
            device=np.where(online, owner, NOBODY).astype(np.int32),
            conductor=column(conductor, np.int32),
            on_behalf_of=column(on_behalf_of, np.int32),
            unnamed=np.where(lost, unnamed, 0).astype(np.uint8),
        )
        apart = made.sender != made.receiver
        return made if apart.all() else made.take(apart)


def log_normal(
    rng: np.random.Generator, median: float | Floats, sigma: float, size: int
) -> Floats:
    return np.asarray(median * np.exp(sigma * rng.standard_normal(size)), np.float64)


def rounded(amount: Floats, step: float | NDArray[Any]) -> Floats:
    """To whole multiples of ``step``, at least one."""
    return np.asarray(np.maximum(1, np.rint(amount / step)) * step, np.float64)


def poisson_days(
    rng: np.random.Generator, rate: ArrayLike, who: Ints, weights: Floats
) -> tuple[Ints, Ints]:
    """(who, day): each of ``who`` acts ``rate`` times on average, on days by weight."""
    times = rng.poisson(np.broadcast_to(np.asarray(rate, float), who.shape))
    actor = np.repeat(who, times)
    cumulated = np.cumsum(weights)
    drawn = rng.random(actor.size) * cumulated[-1]
    day = np.searchsorted(cumulated, drawn, side="right")
    return actor, np.minimum(day, weights.size - 1)
