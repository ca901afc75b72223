"""Payments of somebody who lives at home and leaves, for tests of travel bundles."""

from pipeline.flow_graph import DAY
from pipeline.red_flags.use.travel_bundle import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

BEGAN = 5_479  # 1 January 2015
HOME = {"kind": "personal", "country": "DE"}
KNOWN = {
    "own": HOME,
    "till": {"kind": "cash", "country": "DE"},
    "shop": {"kind": "merchant", "country": "DE"},
    "there": {"kind": "cash", "country": "SY"},
    "relay": {"kind": "cash", "country": "TR"},
}
FARE, GEAR, PHONE, ROOM = "4511", "5941", "4814", "7011"


def buys(day, trade, shop="shop", account="own", **columns):
    at = int((BEGAN + day) * DAY)
    return (
        account,
        shop,
        at,
        5_000 + int(day),  # equal sums to one shop would be a subscription
        {"channel": "card", "merchant_category": trade, **columns},
    )


def draws(day, at="there", account="own", cents=20_000):
    when = int((BEGAN + day) * DAY)
    return (account, at, when, cents, {"channel": "cash_withdrawal"})


def at_home(first=0, last=195, step=5):
    return [draws(day, "till", cents=5_000) for day in range(first, last, step)]


DATA_END = ("x", "y", (BEGAN + 300) * DAY)
BUNDLE = [buys(190, GEAR), buys(195, FARE), draws(200)]
LIFE = [*at_home(), DATA_END]


def fires(payments, accounts=KNOWN, **limits):
    made = ledger(payments, accounts=accounts)
    return shown(made, detect(made, Thresholds(**limits)))
