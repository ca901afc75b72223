"""
Ordinary life: each part draws from its own stream and knows nothing of the others.

``LIFE`` holds what happens at the pace of the people, ``elsewhere`` moves what it
leaves in their accounts, ``shopping`` fills the rest.
"""

from synthetic_data.world.life.across import across
from synthetic_data.world.life.appeals import appeals
from synthetic_data.world.life.bills import bills, rent, savings
from synthetic_data.world.life.cards import cards
from synthetic_data.world.life.cars import cars
from synthetic_data.world.life.cash import cash
from synthetic_data.world.life.collections import collections
from synthetic_data.world.life.credit import credit
from synthetic_data.world.life.desks import desks
from synthetic_data.world.life.elsewhere import elsewhere
from synthetic_data.world.life.errands import errands
from synthetic_data.world.life.expats import expats
from synthetic_data.world.life.friends import families, friends
from synthetic_data.world.life.giving import charities, donations
from synthetic_data.world.life.household import household
from synthetic_data.world.life.informal import informal
from synthetic_data.world.life.journeys import journeys
from synthetic_data.world.life.online import online
from synthetic_data.world.life.pay import incomes
from synthetic_data.world.life.remittances import remittances
from synthetic_data.world.life.self_employed import self_employed
from synthetic_data.world.life.shopping import shopping
from synthetic_data.world.life.study import study
from synthetic_data.world.life.trade import invoices
from synthetic_data.world.life.virtual import virtual

LIFE = {
    "incomes": incomes,
    "rent": rent,
    "bills": bills,
    "savings": savings,
    "cash": cash,
    "friends": friends,
    "families": families,
    "remittances": remittances,
    "informal": informal,
    "donations": donations,
    "charities": charities,
    "appeals": appeals,
    "collections": collections,
    "credit": credit,
    "cards": cards,
    "expats": expats,
    "journeys": journeys,
    "online": online,
    "study": study,
    "virtual": virtual,
    "desks": desks,
    "cars": cars,
    "self_employed": self_employed,
    "invoices": invoices,
    "across": across,
    "errands": errands,
    "household": household,
}

__all__ = ["LIFE", "elsewhere", "shopping"]
