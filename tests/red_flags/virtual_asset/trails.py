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


def onward_naively(payments, place, dwell):
    """
    Which payment ``place`` pays for, where all are (sender, receiver, at) of one sum:
    the oldest unspent one in is taken by the next one out that is not earlier.
    """
    middle = payments[place][1]
    ordered = sorted(range(len(payments)), key=lambda p: (payments[p][2], p))
    waiting = [p for p in ordered if payments[p][1] == middle]
    for out in (p for p in ordered if payments[p][0] == middle):
        now = payments[out][2]
        waiting = [p for p in waiting if payments[p][2] >= now - dwell]
        ready = [p for p in waiting if payments[p][2] <= now]
        if ready and ready[0] == place:
            return out
        waiting = [p for p in waiting if p not in ready[:1]]
    return None
