"""Legs of a goods cycle, for the tests of this family."""

from pipeline.flow_graph import DAY

BUYER, DEALER, MARKET, COURIER, SAFE = 0, 1, 2, 3, 4
PLACES = {BUYER: "LB", DEALER: "US", MARKET: "BJ", COURIER: "BJ", SAFE: "LB"}
ACCOUNTS = {
    n: {"country": country, "party_id": f"p{n}"} for n, country in PLACES.items()
}


def wire(at=0, cents=1_000_000, **columns):
    return (BUYER, DEALER, at, cents, columns)


def goods(at=10 * DAY, cents=None, **columns):
    return (DEALER, MARKET, at, cents, {"channel": "trade_settlement"} | columns)


def cash(at=20 * DAY, payer=MARKET, payee=BUYER, cents=900_000, **columns):
    return (payer, payee, at, cents, {"channel": "cash_deposit"} | columns)
