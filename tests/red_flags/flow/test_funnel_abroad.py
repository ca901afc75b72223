from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.funnel_abroad import RED_FLAG, Thresholds, detect
from tests.motifs.test_pass_on import pairs_naively
from tests.red_flags.ledgers import ids, ledger, shown

ABROAD = {"sender_country": "DE", "receiver_country": "TR"}
AT_HOME = {"sender_country": "DE", "receiver_country": "DE"}
ACCOUNTS = 6


def found(
    paid, limits: Thresholds | None = None, **more
) -> list[tuple[str, list[str]]]:
    made = ledger(paid, **more)
    return shown(made, detect(made, limits or Thresholds()))


def funnel(sources=5, day_out=7, payees=1, spent=0):
    """Sources pay account 0 on one day each; on ``day_out`` all goes abroad."""
    into = [(10 + n, 0, 0, 10_000, AT_HOME) for n in range(sources)]
    out = [
        (0, 50 + n, day_out * DAY, sources * 10_000 // payees, ABROAD)
        for n in range(payees)
    ]
    home = [(0, 40, day_out * DAY + 1, spent, AT_HOME)] if spent else []
    return into + out + home


# Receivers 4 and 5 are abroad, so that naive and kernel know it alike.
random_payments = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 5), st.integers(0, 9), st.integers(1, 3)
    ).filter(lambda paid: paid[0] != paid[1]),
    max_size=14,
).map(lambda made: sorted(made, key=lambda paid: paid[2]))


def exported_naively(paid, limits: Thresholds) -> set[tuple[int, int]]:
    """Pairs of a payment in and an export that count, as rows."""
    pairs: Counter = Counter()
    for account in range(ACCOUNTS):
        pairs += pairs_naively(paid, account, limits.max_dwell_days)
    good = set()
    for row, (by, to, at, cents) in enumerate(paid):
        spent = [
            p for p in paid if p[0] == by and at - limits.window_days <= p[2] <= at
        ]
        out = [p for p in spent if p[1] >= 4]
        fed = sum(joined for (_, debit), joined in pairs.items() if debit == row)
        share = sum(p[3] for p in out) / sum(p[3] for p in spent)
        if (
            to >= 4
            and len({p[1] for p in out}) <= limits.max_payees
            and share >= limits.min_abroad_share - 1e-6
            and fed >= limits.min_passed_share * cents - 1e-6
        ):
            good.add(row)
    gone: Counter = Counter()
    for (credit, debit), joined in pairs.items():
        gone[credit] += joined if debit in good else 0
    return {
        (credit, debit)
        for credit, debit in pairs
        if debit in good
        and gone[credit] >= limits.min_passed_share * paid[credit][3] - 1e-6
        and paid[credit][0] != paid[debit][1]
    }


def spans_naively(paid, mine, limits: Thresholds) -> list[list[int]]:
    """Windows up to an export with enough sources, joined while they overlap."""
    spans: list[list[int]] = []
    for until in sorted({paid[debit][2] for _, debit in mine}):
        since = until - limits.window_days
        sources = {paid[c][0] for c, d in mine if since <= paid[d][2] <= until}
        if len(sources) >= limits.min_sources:
            if spans and since <= spans[-1][1]:
                spans[-1][1] = until
            else:
                spans.append([since, until])
    return spans


def funnels_naively(paid, limits: Thresholds):
    """Evidence of each alert, for collectors first, then what payees add."""
    pairs = exported_naively(paid, limits)
    by_collectors: set[tuple[int, int]] = set()
    for end in (0, 1):
        for account in range(ACCOUNTS):
            mine = {pair for pair in pairs if paid[pair[1]][end] == account}
            for since, until in spans_naively(paid, mine, limits):
                held = {pair for pair in mine if since <= paid[pair[1]][2] <= until}
                if end == 0:
                    by_collectors |= held
                if end == 0 or not held <= by_collectors:
                    yield sorted({row for pair in held for row in pair})


@settings(deadline=None)
@given(
    paid=random_payments,
    sources=st.integers(2, 3),
    payees=st.integers(1, 2),
    days=st.integers(1, 4),
    share=st.sampled_from([0.5, 0.8]),
    dwell=st.integers(0, 3),
    passed=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_detection_agrees_with_naive_reading(
    paid, sources, payees, days, share, dwell, passed
):
    limits = Thresholds(
        min_sources=sources,
        max_payees=payees,
        window_days=days,
        min_abroad_share=share,
        max_dwell_days=dwell,
        min_passed_share=passed,
        min_exports=99,  # the months of one person: tests of their own
    )
    where = {n: {"country": "TR" if n > 3 else "DE"} for n in range(ACCOUNTS)}
    alerts = found(
        [(by, to, at * DAY, cents) for by, to, at, cents in paid],
        limits,
        accounts=where,
    )
    evidence = sorted([int(row[1:]) for row in rows] for _, rows in alerts)
    assert evidence == sorted(funnels_naively(paid, limits))


def test_alert_names_every_payment_in_and_abroad():
    made = ledger(funnel())
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(6)]
    assert alert["parts"] == ["in"] * 5 + ["abroad"]
    assert alert["members"] == [0, 10, 11, 12, 13, 14, 50]
    assert (alert["sources"], alert["collectors"], alert["payees"]) == (5, 1, 1)
    assert (alert["passed_cents"], alert["abroad_share"]) == (50_000, 1)
    assert (alert["dwell_hours"], alert["span_days"]) == (7 * 24, 7)


def test_several_collectors_of_one_payee_are_one_funnel():
    paid = [(10 + n, n // 2, n * DAY, 10_000, AT_HOME) for n in range(6)]
    paid += [(n, 50, 8 * DAY, 20_000, ABROAD) for n in range(3)]
    made = ledger(paid)
    alerts = detect(made, Thresholds(max_dwell_days=9)).alerts
    alert = alerts.row(0, named=True)
    assert alerts.height == 1
    assert (alert["sources"], alert["collectors"], len(alert["rows"])) == (6, 3, 9)


def test_payee_adds_no_alert_to_its_collectors_own():
    assert len(found(funnel(sources=9))) == 1


@pytest.mark.parametrize(("late", "alerts"), [(0, 1), (1, 0)])
def test_dwell_is_closed_at_its_last_second(late, alerts):
    paid = [(*p[:2], p[2] + (late if p[0] == 0 else 0), *p[3:]) for p in funnel()]
    assert len(found(paid)) == alerts


@pytest.mark.parametrize(("days", "late", "alerts"), [(30, 0, 1), (30, 1, 0)])
def test_window_is_closed_at_its_last_second(days, late, alerts):
    later = days * DAY + late
    paid = [(10 + n, 0, 0, 10_000, AT_HOME) for n in range(3)]
    paid += [(20 + n, 0, later, 10_000, AT_HOME) for n in range(2)]
    paid += [(0, 50, 0, 30_000, ABROAD), (0, 50, later, 20_000, ABROAD)]
    assert len(found(paid)) == alerts


def test_same_source_many_times_is_one_source():
    often = [(10, 0, n, 10_000, AT_HOME) for n in range(9)]
    assert not found([*often, (0, 50, DAY, 90_000, ABROAD)])


def test_four_sources_are_too_few():
    assert not found(funnel(sources=4))


@pytest.mark.parametrize(("payees", "alerts"), [(2, 1), (3, 0)])
def test_more_than_two_payees_abroad_are_too_many(payees, alerts):
    assert len(found(funnel(payees=payees))) == alerts


@pytest.mark.parametrize(("spent", "alerts"), [(12_500, 1), (12_600, 0)])
def test_collector_sends_most_of_what_it_pays_abroad(spent, alerts):
    paid = [*funnel(), (99, 0, 0, 20_000, AT_HOME)]
    home = (0, 40, 7 * DAY, spent, AT_HOME)
    assert len(found([*paid, home])) == alerts


@pytest.mark.parametrize("country", ["withheld", None, "DE"])
def test_unknown_withheld_or_own_country_is_not_abroad(country):
    paid = [
        (*p[:4], {**p[4], "receiver_country": country} if p[0] == 0 else p[4])
        for p in funnel()
    ]
    assert not found(paid)


def test_remittance_office_is_not_a_collector():
    assert not found(funnel(), accounts={0: {"kind": "msb"}})
    assert found(funnel(), accounts={0: {"kind": "personal"}})


def test_household_that_supports_a_relative_stays_silent():
    wages = [(10, 0, month * 30 * DAY, 250_000, AT_HOME) for month in range(6)]
    friends = [(20 + n, 0, n * 9 * DAY, 2_000, AT_HOME) for n in range(9)]
    spent = [(0, 40 + n % 5, n * DAY, 7_000, AT_HOME) for n in range(160)]
    home = [(0, 50, month * 30 * DAY + DAY, 20_000, ABROAD) for month in range(6)]
    assert not found(wages + friends + spent + home)


def test_equal_times_count_as_in_then_abroad():
    assert len(found(funnel(day_out=0))) == 1


def test_self_payments_and_unknown_amounts_do_not_count():
    noise = [(0, 0, DAY, 9_000_000, ABROAD), (60, 0, DAY, None), (0, 61, DAY, None)]
    assert found([*funnel(), *noise]) == found(funnel())
    assert not found([(*p[:3], None, *p[4:]) for p in funnel()])


def test_no_transactions_and_one_account_raise_nothing():
    for made in (ledger([]), ledger([], n_accounts=1)):
        nothing = detect(made, Thresholds()).alerts
        assert nothing.is_empty()
        assert nothing.columns == detect(ledger(funnel()), Thresholds()).alerts.columns


def test_explanation_uses_what_is_measured():
    measured = detect(ledger(funnel()), Thresholds()).alerts.row(0, named=True)
    limits = dict.fromkeys(Thresholds.__struct_fields__, 1)
    assert "{" not in RED_FLAG.explanation.format(**limits | measured)
