from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.low_value_collection import Thresholds
from tests.motifs.test_pass_on import pairs_naively
from tests.red_flags.structuring.test_low_value_collection import CASH, found

ACCOUNTS = 6

# (sender, receiver, day, cents, cash?); accounts 4 and 5 are abroad.
random_payments = st.lists(
    st.tuples(
        *(st.integers(0, 4), st.integers(0, 5), st.integers(0, 6), st.integers(1, 4)),
        st.booleans(),
    ).filter(lambda paid: paid[0] != paid[1]),
    max_size=16,
).map(lambda made: sorted(made, key=lambda paid: paid[2]))


def cents_joined(paid, limits: Thresholds, goes_in, goes_out) -> Counter:
    """First in, first out, between the rows that ``goes_in`` and ``goes_out`` name."""
    joined: Counter = Counter()
    for account in range(ACCOUNTS):
        counted = [
            (by, to, at, cents)
            if (to == account and goes_in(row)) or (by == account and goes_out(row))
            else (-1, -1, at, cents)
            for row, (by, to, at, cents, _) in enumerate(paid)
        ]
        joined += pairs_naively(counted, account, limits.window_days)
    return joined


def keeps_most(row, paid, small, fed, sweeps, limits) -> bool:
    """Whether the account kept most cash of the days up to its sweep ``row``."""
    until = paid[row][2]
    days = range(until - limits.window_days, until + 1)
    banked = [r for r in small if paid[r][1] == paid[row][0] and paid[r][2] in days]
    swept = [r for r in sweeps if paid[r][0] == paid[row][0] and paid[r][2] in days]
    forwarded = sum(cents for (_, out), cents in fed.items() if out in swept)
    cash = sum(paid[r][3] for r in banked)
    return forwarded < limits.min_forwarded_share * cash - 1e-6


def collections_naively(paid, limits: Thresholds):
    window = limits.window_days
    everything = range(len(paid))
    small = {
        row
        for row in everything
        if paid[row][4] and paid[row][3] < limits.max_deposit_cents
    }
    fed = cents_joined(paid, limits, small.__contains__, lambda row: True)
    sweeps = {
        row
        for row in everything
        if (share := sum(c for (_, out), c in fed.items() if out == row))
        and share >= limits.min_cash_share * paid[row][3] - 1e-6
    }
    sweeps -= {
        row for row in sweeps if keeps_most(row, paid, small, fed, sweeps, limits)
    }
    border = {r for r in everything if (paid[r][0] >= 4) != (paid[r][1] >= 4)}
    sent = cents_joined(paid, limits, lambda row: True, border.__contains__)
    for master in range(ACCOUNTS):
        mine = [row for row in sweeps if paid[row][1] == master]
        spans: list[list[int]] = []
        for since in sorted({paid[row][2] for row in mine}):
            until = since + window
            got = [
                r
                for r in everything
                if paid[r][1] == master and since <= paid[r][2] <= until
            ]
            gone = sum(c for (came, _), c in sent.items() if came in got)
            collectors = {paid[row][0] for row in mine if row in got}
            if len(collectors) >= limits.min_collectors and (
                gone >= limits.min_abroad_share * sum(paid[r][3] for r in got) - 1e-6
            ):
                if spans and since <= spans[-1][1]:
                    spans[-1][1] = until
                else:
                    spans.append([since, until])
        for since, until in spans:
            held = {row for row in mine if since <= paid[row][2] <= until}
            cash = {came for came, out in fed if out in held}
            exports = {out for came, out in sent if came in held}
            yield f"a{master}", sorted(held | cash | exports)


@settings(deadline=None)
@given(
    paid=random_payments,
    days=st.integers(1, 4),
    limit=st.integers(2, 5),
    cash=st.sampled_from([0.0, 0.5, 1.0]),
    forwarded=st.sampled_from([0.0, 0.5, 1.0]),
    abroad=st.sampled_from([0.0, 0.3, 0.7]),
)
def test_detection_agrees_with_naive_reading(
    paid, days, limit, cash, forwarded, abroad
):
    limits = Thresholds(
        window_days=days,
        max_deposit_cents=limit,
        min_collectors=2,
        min_cash_share=cash,
        min_forwarded_share=forwarded,
        min_abroad_share=abroad,
    )
    where = {n: {"country": "TR" if n > 3 else "DE"} for n in range(ACCOUNTS)}
    alerts = found(
        [
            (by, to, at * DAY, cents, CASH if is_cash else {})
            for by, to, at, cents, is_cash in paid
        ],
        limits,
        accounts=where,
    )
    evidence = sorted((of, [int(row[1:]) for row in rows]) for of, rows in alerts)
    assert evidence == sorted(collections_naively(paid, limits))
