"""Payments of a holder who travels and pays in cash, for the tests of cash carriage."""

from pipeline.flow_graph import DAY
from pipeline.red_flags.instrument.cash_carriage import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

HOME = {"kind": "personal", "country": "DE"}
KNOWN = {
    "own": HOME,
    "shop": {"kind": "merchant", "country": "DE"},
    "till": {"kind": "cash", "country": "DE"},
    "there": {"kind": "cash", "country": "AE"},
}


def deposit(day, cents=2_000_000, account="own", **columns):
    return (
        "till",
        account,
        int(day * DAY),
        cents,
        {"channel": "cash_deposit", **columns},
    )


def draws(
    day, at="there", cents=10_000, account="own", channel="cash_withdrawal", **columns
):
    return (account, at, int(day * DAY), cents, {"channel": channel, **columns})


def shops(day, at="shop", **columns):
    return draws(day, at, channel="card", **columns)


BEFORE = [shops(0), shops(190)]
TRIP = [draws(200), shops(205)]


def fires(payments, accounts=KNOWN, **limits):
    made = ledger(payments, accounts=accounts)
    return shown(made, detect(made, Thresholds(**limits)))
