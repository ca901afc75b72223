"""Firms pay each other: invoices at home and abroad, goods, refunds."""

import numpy as np

from synthetic_data.world.calendar import DAY
from synthetic_data.world.payments import (
    CHANNEL,
    Payments,
    Scene,
    log_normal,
    poisson_days,
    together,
)
from synthetic_data.world.places import CURRENCIES, CURRENCY_OF, UNITS_OF_CURRENCY
from synthetic_data.world.population import NOBODY

BUYERS = (
    *("groceries", "restaurant", "clothing", "electronics", "pharmacy", "online"),
    *("maker", "services", "wholesale", "property", "transport", "fuel"),
)
SELLERS = ("maker", "services", "wholesale", "property")
SUPPLIERS, A_MONTH = 5, 3.2  # of a firm of weight 1
MEDIAN, SPREAD = 900.0, 1.5  # dollars an invoice, log-normal
ABROAD, GOODS, REFUNDED, BY_OFFICER = 0.22, 0.12, 0.02, 0.3


def invoices(scene: Scene, rng: np.random.Generator) -> Payments:
    """A few steady suppliers a firm, some abroad; big invoices are rare and heavy."""
    population = scene.population
    firms = population.firms
    buyers = firms.of(*BUYERS)
    sellers = firms.of(*SELLERS)
    supplier = sellers[rng.integers(0, sellers.size, (population.parties, SUPPLIERS))]
    country = firms.country
    for number in range(int(country.max()) + 1):
        home = sellers[country[sellers - firms.first] == number]
        mine = buyers[country[buyers - firms.first] == number]
        near = home[rng.integers(0, home.size, (mine.size, SUPPLIERS))]
        far = rng.random((mine.size, SUPPLIERS)) < ABROAD
        supplier[mine] = np.where(far, supplier[mine], near)
    weight = firms.weight[buyers - firms.first]
    pace = population.firm_pace * scene.calendar.months
    rate = A_MONTH * pace * (0.25 + weight)
    payer, day = poisson_days(rng, rate, buyers, scene.calendar.day_weights("office"))
    payee = supplier[payer, rng.integers(0, SUPPLIERS, payer.size)]
    size = MEDIAN * (0.4 + firms.weight[payer - firms.first])
    dollars = np.minimum(size * log_normal(rng, 1.0, SPREAD, payer.size), 300_000)
    foreign = country[payer - firms.first] != country[payee - firms.first]
    home = CURRENCY_OF[country[payer - firms.first]]
    dollar = CURRENCIES.index("USD")
    currency = np.where(foreign & (rng.random(payer.size) < 0.4), dollar, home)
    ways = scene.transfer(payer, payee)
    goods = rng.random(payer.size) < GOODS
    ways = np.where(goods, CHANNEL["trade_settlement"], ways).astype(np.uint8)
    officer = firms.officer[payer - firms.first]
    ordered = rng.random(payer.size) < BY_OFFICER
    paid = scene.pay(
        *(rng, scene.at(rng, day, "office", payer), payer, payee),
        *(dollars * UNITS_OF_CURRENCY[currency], ways, "invoice"),
        currency=currency,
        conductor=np.where(ordered, officer, NOBODY),
    )
    back = paid.take(rng.random(paid.size) < REFUNDED)
    later = back.time + rng.integers(4 * DAY, 40 * DAY, back.size)
    return together(
        [
            paid,
            back._replace(
                time=np.minimum(later, scene.calendar.days * DAY - 1),
                sender=back.receiver,
                receiver=back.sender,
                minor=np.maximum(back.minor // 300 * 100, 100),
                conductor=np.full(back.size, NOBODY, np.int32),
            ),
        ]
    )
