"""
Who lives in the world and where their money sits, as arrays by number.

Persons come first among the parties, organisations after them. Account ``i`` is the
main account of party ``i``; savings, joint, loan, prepaid and cash accounts follow.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.schemas import ACCOUNT_KINDS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Bools = NDArray[np.bool_]

NOBODY = -1
PERSONS_A_FIRM = 6  # that keep one as busy as its trade is on average
STATUSES = ("worker", "pensioner", "student", "on_benefits")
SHOPS = (
    *("groceries", "restaurant", "fuel", "clothing", "electronics", "pharmacy"),
    *("transport", "online"),
)
TRADES = (
    *SHOPS,
    *("maker", "services", "wholesale", "property", "payroll", "utility", "telecom"),
    *("lender", "exchange", "crowdfunding", "remitter", "charity", "treasury"),
    *("airline", "hotel", "vehicle_hire", "outdoor", "shipping", "school", "cars"),
    "otc",
)
TRADE = {trade: number for number, trade in enumerate(TRADES)}
KIND_OF_TRADE = {
    **dict.fromkeys(TRADES, "business"),
    **dict.fromkeys(SHOPS, "merchant"),
    "exchange": "vasp",
    "remitter": "msb",
    "charity": "npo",
    **dict.fromkeys(
        ("crowdfunding", "airline", "hotel", "vehicle_hire", "outdoor", "shipping"),
        "merchant",
    ),
    "cars": "merchant",
    "otc": "vasp",
}
# What a firm's account serves, and whether the register of such firms holds it; an
# exchange desk may or may not be on it.
SERVICE_OF_TRADE = {
    "exchange": "exchange",
    "otc": "otc_desk",
    "crowdfunding": "platform",
}
NO_SERVICE = 255
UNREGISTERED, REGISTERED, NO_REGISTER = range(3)
KIND = {kind: number for number, kind in enumerate(ACCOUNT_KINDS)}


class People(NamedTuple):
    """One row a person; party numbers, ``NOBODY`` where there is none."""

    country: Codes
    status: Codes
    income: Floats  # of a month, dollars
    household: Ints
    employer: Ints  # party
    landlord: Ints  # party
    relative: Ints  # a person abroad they send money to
    savings: Ints  # account
    joint: Ints  # account
    prepaid: Ints  # account
    loan: Ints  # account
    coins: Ints  # account at an exchange
    wallet: Ints  # account of virtual assets that nobody keeps for them
    campaign: Ints  # account of an appeal at a crowdfunding platform
    branch: Ints  # where they go for cash
    carer: Ints  # a party that may act on their account


class Firms(NamedTuple):
    """One row an organisation; party number = ``first`` + row."""

    first: int
    country: Codes
    trade: Codes
    weight: Floats  # how much business it does, relative to its own kind
    officer: Ints  # person

    def of(self, *trades: str) -> Ints:
        """Party numbers of those in ``trades``."""
        wanted = np.zeros(len(TRADES), np.bool_)
        wanted[[TRADE[trade] for trade in trades]] = True
        return np.flatnonzero(wanted[self.trade]) + self.first


class Accounts(NamedTuple):
    owner: Ints  # party
    kind: Codes
    country: Codes
    bank: Codes
    opened: Ints  # days since 1970
    service: Codes  # number in SERVICES, NO_SERVICE where none
    registered: Codes
    income: Floats  # declared, of a month, own currency; NaN where none was
    limit: Floats  # of credit, own currency; NaN where none


class Branches(NamedTuple):
    country: Codes
    bank: Codes
    city: Codes
    latitude: Floats
    longitude: Floats
    cash: Ints  # the account that stands for its till


class Relations(NamedTuple):
    """Each end is a party number; ``account`` says that ``b`` is an account instead."""

    a: Ints
    b: Ints
    account: NDArray[np.bool_]
    relation: list[str]


def _any_of(countries: tuple[int, ...]) -> Bools:
    wanted = np.zeros(256, np.bool_)
    wanted[np.array(countries, np.int64)] = True
    return wanted


@dataclass(frozen=True)
class Population:
    people: People
    firms: Firms
    accounts: Accounts
    branches: Branches
    outside: Ints  # by country, the account that stands for customers of other banks
    mixers: Ints  # accounts that mix virtual assets; by whom, nobody knows
    bridges: Ints  # accounts that carry them to other networks, or swap them
    arrived: Ints  # of each person the day, 0 at first, on which the bank meets them
    cards: Ints  # accounts of credit cards, by owner; one owner may have many
    abroad: Ints  # of each person the account in another country, if there is one
    elsewhere: Ints  # of each party an account of theirs that no bank here keeps
    relations: Relations

    @property
    def persons(self) -> int:
        return int(self.people.country.size)

    @property
    def parties(self) -> int:
        return self.persons + int(self.firms.country.size)

    @property
    def firm_pace(self) -> float:
        """How busy firms are: below 1 where a small world has more than it can use."""
        return min(1.0, self.persons / self.firms.country.size / PERSONS_A_FIRM)

    def cards_held(self) -> Ints:
        """How many credit cards each person has."""
        held = np.bincount(self.accounts.owner[self.cards], minlength=self.persons)
        return np.asarray(held, np.int64)

    def cards_of(self, person: int) -> Ints:
        mine = self.accounts.owner[self.cards] == person
        return np.asarray(self.cards[mine], np.int64)

    def persons_in(self, *countries: int) -> Ints:
        """Those the bank knows from the first day on."""
        here = _any_of(countries)[self.people.country]
        return np.flatnonzero(here & (self.arrived == 0))

    def newcomers_in(self, *countries: int) -> Ints:
        """Those whose accounts open within the calendar, at ``arrived``."""
        here = _any_of(countries)[self.people.country]
        return np.flatnonzero(here & (self.arrived > 0))

    def firms_in(self, country: int, *trades: str) -> Ints:
        """Party numbers, biggest first."""
        chosen = self.firms.of(*trades)
        row = chosen - self.firms.first
        row = row[self.firms.country[row] == country]
        row = row[np.argsort(-self.firms.weight[row], kind="stable")]
        return np.asarray(row + self.firms.first, np.int64)
