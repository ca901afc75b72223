"""Payments in virtual assets, for the tests of this family."""

GIFT = {"channel": "virtual_asset", "currency": "BTC"}
CAMPAIGN = {"service": "campaign"}
DESK = {"service": "otc_desk", "registered": False}


def coin(sender, receiver, at, cents=10_000, **columns):
    return (sender, receiver, at, cents, GIFT | columns)


def gifts(campaign, first_giver, count=20, at=0, cents=5_000):
    """``count`` gifts of different givers, one second apart."""
    return [
        coin(first_giver + giver, campaign, at + giver, cents) for giver in range(count)
    ]
