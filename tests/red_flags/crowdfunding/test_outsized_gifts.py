import math
from datetime import date

import pytest

from pipeline.flow_graph import DAY, EPOCH
from pipeline.red_flags.crowdfunding.outsized_gifts import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

FUNDED = {"channel": "crowdfunding"}
START = 5_000  # day: September 2013, when Syria was listed
KINDS = {
    "appeal": {"kind": "personal", "country": "SY"},
    "other": {"kind": "personal", "country": "GB"},
    "platform": {"kind": "merchant", "service": "platform"},
}


def elsewhere(n=300, cents=5_000, top=20_000):
    """Gifts to a campaign without a tie, of which a fiftieth is ``top``."""
    return [
        (f"e{i}", "other", START * DAY + i, top if i % 50 == 0 else cents, FUNDED)
        for i in range(n)
    ]


def gifts(*cents, gap=5, to="appeal", first=START, who="g"):
    return [
        (f"{who}{i}", to, (first + i * gap) * DAY, each, FUNDED)
        for i, each in enumerate(cents)
    ]


def fires(payments, accounts=None, limits=None, **tables):
    made = ledger(payments, accounts=KINDS | (accounts or {}), **tables)
    return shown(made, detect(made, limits or Thresholds()))


def names(found):
    return [who for who, _ in found]


def test_large_gifts_to_a_tied_campaign_are_named():
    rows = [*gifts(5_000, 90_000, 5_000, 80_000, 70_000), *elsewhere()]
    made = ledger(rows, accounts=KINDS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("appeal", ["t00001", "t00003", "t00004"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["outsized"], alert["gifts"], alert["donors"]) == (3, 5, 3)
    assert (alert["usual_cents"], alert["largest_cents"]) == (20_000, 90_000)
    assert (alert["outsized_cents"], alert["span_days"]) == (240_000, 15)


def test_gifts_as_large_as_elsewhere_are_not_outsized():
    assert fires([*gifts(*[20_000] * 5), *elsewhere()]) == []
    assert names(fires([*gifts(*[20_001] * 5), *elsewhere()])) == ["appeal"]


def test_two_generous_friends_are_no_sign():
    assert fires([*gifts(90_000, 90_000), *elsewhere()]) == []


def naive_bound(hits, n, p=0.01):
    share = hits / n
    apart = share * math.log(share / p)
    if share < 1:
        apart += (1 - share) * math.log((1 - share) / (1 - p))
    return math.exp(-n * apart)


@pytest.mark.parametrize("small", range(0, 60, 4))
def test_three_among_many_may_be_chance(small):
    rows = [*gifts(*[5_000] * small, *[90_000] * 3, gap=0), *elsewhere()]
    expected = ["appeal"] if naive_bound(3, small + 3) <= 0.001 else []
    assert names(fires(rows)) == expected


def test_bound_is_no_less_than_the_chance_itself():
    for n in range(3, 60):
        for hits in range(1, n + 1):
            exact = sum(
                math.comb(n, k) * 0.01**k * 0.99 ** (n - k) for k in range(hits, n + 1)
            )
            if hits / n > 0.01:
                assert naive_bound(hits, n) >= exact * (1 - 1e-9)


@pytest.mark.parametrize(("gap", "alerts"), [(30, 1), (31, 0)])
def test_window_is_two_months(gap, alerts):
    assert len(fires([*gifts(*[90_000] * 3, gap=gap), *elsewhere()])) == alerts


def test_too_few_gifts_elsewhere_say_nothing():
    assert fires([*gifts(*[90_000] * 5), *elsewhere(199)]) == []
    assert len(fires([*gifts(*[90_000] * 5), *elsewhere(200)])) == 1


def test_campaign_without_a_tie_may_have_patrons():
    home = {"appeal": {"kind": "personal", "country": "FR"}}
    assert fires([*gifts(*[90_000] * 5), *elsewhere()], home) == []
    unknown = {"appeal": {"kind": "personal", "country": "withheld"}}
    assert fires([*gifts(*[90_000] * 5), *elsewhere()], unknown) == []


def test_paying_into_the_country_is_a_tie_while_it_is_listed():
    home = {"appeal": {"kind": "personal", "country": "FR"}}
    out = ("appeal", "far", (START + 30) * DAY, 100, {"receiver_country": "SY"})
    rows = [*gifts(*[90_000] * 5), *elsewhere()]
    assert names(fires([*rows, out], home)) == ["appeal"]
    early = ("appeal", "far", 3_000 * DAY, 100, {"receiver_country": "SY"})  # 2008
    assert fires([*rows, early], home) == []


@pytest.mark.parametrize(("land", "alerts"), [("SY", 1), ("KE", 0)])
def test_programme_of_the_body_that_holds_it_is_a_tie(land, alerts):
    body = {"appeal": {"kind": "business", "party_id": "body", "country": "FR"}}
    works = {"body": {"programme_countries": [land, "nowhere"]}}
    rows = [*gifts(*[90_000] * 5), *elsewhere()]
    assert len(fires(rows, body, parties=works)) == alerts


def test_charity_of_standing_has_patrons():
    rows = [*gifts(*[90_000] * 5), *elsewhere()]

    def charity(**columns):
        return {"appeal": {"kind": "npo", "country": "SY", **columns}}

    born = {
        age: date.fromordinal(EPOCH.date().toordinal() + START - age)
        for age in (100, 900)
    }
    assert fires(rows, charity()) == []
    assert fires(rows, charity(opened_on=born[900])) == []
    assert names(fires(rows, charity(opened_on=born[100]))) == ["appeal"]
    # The appeal of an old charity in an account of its own.
    two = {
        "appeal": {"kind": "personal", "party_id": "x", "country": "SY"},
        "main": {"kind": "npo", "party_id": "x"},
    }
    assert fires(rows, two) == []


def test_sums_of_a_platform_and_unknown_amounts_are_no_gifts():
    bulk = [("platform", "appeal", (START + n) * DAY, 90_000, FUNDED) for n in range(5)]
    assert fires([*bulk, *elsewhere()]) == []
    assert fires([*gifts(*[None] * 5), *elsewhere()]) == []
    assert fires([]) == []
    bare = ledger([("a", "b", 0, 1, FUNDED)])
    assert RED_FLAG.untestable(bare) == f"needs {RED_FLAG.needs[1]}"
