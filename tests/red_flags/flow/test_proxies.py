from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.offices import paying_accounts
from pipeline.red_flags.flow.proxies import proxies, standing_in
from pipeline.red_flags.flow.residual_return import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

PERSON = {"kind": "personal"}
AE, US = PERSON | {"country": "AE"}, PERSON | {"country": "US"}
PLACES = {"f": AE, "x": AE, "r": US, "s": US}
OUT = [("f", "r", 0, 900_000), ("f", "s", DAY, 700_000)]
BACK = [("r", "x", 99 * DAY, 40_000), ("s", "x", 100 * DAY, 50_000)]
ACTIVE = [("r", "shop", 101 * DAY, 10), ("s", "shop", 101 * DAY, 10)]
ENDS = [("b", "c", 130 * DAY, 10)]


def pairs(payments, accounts=PLACES, **more):
    made = ledger(payments, accounts=accounts, **more)
    ids = made.accounts["account_id"]
    found = proxies(made, paying_accounts(made), 10, 2)
    return [(ids[f], ids[x]) for f, x in found.iter_rows()]


def test_account_of_the_funders_country_that_recipients_first_pay_stands_in():
    assert pairs([*OUT, *BACK]) == [("f", "x")]


@pytest.mark.parametrize(
    "others",
    [
        PLACES | {"x": PERSON | {"country": "GB"}},  # not the way back
        PLACES | {"x": US},  # no border
        PLACES | {"x": AE | {"kind": "business"}},  # a shop of many
        PLACES | {"f": AE | {"kind": "business"}},
        PLACES | {"x": PERSON | {"country": "withheld"}},
        PLACES
        | dict.fromkeys("fx", AE)
        | {"f": AE | {"party_id": "x"}}
        # one party: no proxy is needed, but it is none
        | {"r": US | {"party_id": "x"}, "s": US | {"party_id": "x"}},
    ],
)
def test_another_country_an_organisation_or_oneself_does_not(others):
    assert pairs([*OUT, *BACK], others) == []


@pytest.mark.parametrize(("apart", "found"), [(10, 1), (11, 0)])
def test_window_is_closed_at_its_last_day(apart, found):
    back = [BACK[0], ("s", "x", (99 + apart) * DAY, 50_000)]
    assert len(pairs([*OUT, *back])) == found


def test_whom_they_paid_before_is_a_friend():
    known = [("r", "x", 50 * DAY, 5_000)]
    assert pairs([*OUT, *BACK, *known]) == []
    assert pairs([*OUT[:1], *BACK, ("f", "s", 101 * DAY, 5_000)]) == []


def test_payees_of_crowds_are_shops():
    crowd = [(f"c{n}", "x", 10 * DAY, 100) for n in range(49)]
    guests = {f"c{n}": US for n in range(49)}
    assert pairs([*OUT, *BACK, *crowd[1:]], PLACES | guests) == [("f", "x")]
    assert pairs([*OUT, *BACK, *crowd], PLACES | guests) == []


def test_leftovers_to_it_are_told_though_no_record_joins_it_and_life_goes_on():
    made = ledger([*OUT, *BACK, *ACTIVE, *ENDS], accounts=PLACES)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("x", ["t00000", "t00001", "t00002", "t00003"])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["guessed_proxies"], alert["proxy_share"]) == (1, 1)
    assert (alert["quiet_days"], alert["unseen_quiet_days"]) == (1, 0)
    quiet = ledger([*OUT, *BACK, *ENDS], accounts=PLACES)
    (calm,) = detect(quiet, Thresholds()).alerts.to_dicts()
    assert calm["strength"] > alert["strength"] > 0.5
    joined = [("f", "x", "proxy_same_principal")]
    known = ledger([*OUT, *BACK, *ENDS], accounts=PLACES, relations=joined)
    (alert,) = detect(known, Thresholds()).alerts.to_dicts()
    assert alert["guessed_proxies"] == 0


def test_leftovers_through_offices_come_from_whom_these_name():
    named = {"channel": "money_transfer"}
    offices = {
        **PLACES,
        "hub": {"kind": "msb", "country": "AE"},
        "till": {"kind": "msb", "country": "US"},
        **{name: PLACES[name] | {"party_id": f"p{name}"} for name in "frsx"},
    }
    out = [
        line
        for _, to, at, cents in OUT
        for line in (
            ("f", "hub", at, cents, named),
            ("hub", to, at + 9, cents, named | {"on_behalf_of": "pf"}),
        )
    ]
    back = [
        line
        for who, to, at, cents in BACK
        for line in (
            (who, "till", at, cents, named),
            ("till", to, at + 9, cents, named | {"on_behalf_of": f"p{who}"}),
        )
    ]
    made = ledger([*out, *back, *ENDS], accounts=offices)
    ((account, rows),) = shown(made, detect(made, Thresholds()))
    assert (account, rows) == ("x", ["t00001", "t00003", "t00005", "t00007"])


def test_proxy_counts_for_its_funder_too():
    made = ledger([*OUT, *BACK], accounts=PLACES)
    own = made.principals
    number = made.account_number
    told = proxies(made, paying_accounts(made), 10, 2)
    ptr, principal, *_ = standing_in(own, told)
    of = {a: set(principal[ptr[n] : ptr[n + 1]].tolist()) for a, n in number.items()}
    assert of["f"] < of["x"]
    assert len(of["x"]) == 2
    assert of["r"] == {int(own.principal[own.ptr[number["r"]]])}


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("fxyrst"), st.sampled_from("fxyrst"), st.integers(0, 30)
        ),
        max_size=12,
    )
)
def test_agrees_with_reading_every_pair(steps):
    places = dict.fromkeys("fxy", AE) | dict.fromkeys("rst", US)
    paid = [(a, b, day * DAY, 10) for a, b, day in steps if a != b]
    first: dict[tuple[str, str], int] = {}
    for a, b, at, _ in sorted(paid, key=lambda line: line[2]):
        first.setdefault((a, b), at)

    def came(funder, proxy):
        return sorted(
            first[who, proxy]
            for who in "fxyrst"
            if places[who] is not places[funder]
            and (who, proxy) in first
            and first.get((funder, who), 99 * DAY) < first[who, proxy]
        )

    expected = {
        (funder, proxy)
        for funder in "fxyrst"
        for proxy in "fxyrst"
        if funder != proxy and places[funder] is places[proxy]
        for at in [came(funder, proxy)]
        if any(b - a <= 10 * DAY for a, b in pairwise(at))
    }
    assert set(pairs(paid, places)) == expected
