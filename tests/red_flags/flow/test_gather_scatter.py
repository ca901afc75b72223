import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.gather_scatter import RED_FLAG, Thresholds, detect
from tests.motifs.graphs import payments
from tests.motifs.test_pass_on import pairs_naively
from tests.red_flags.ledgers import ids, ledger, shown

ACCOUNTS = 5


def found(paid, limits: Thresholds) -> list[tuple[str, list[str]]]:
    made = ledger(paid, n_accounts=ACCOUNTS)
    return shown(made, detect(made, limits))


def waists_naively(paid, limits: Thresholds):
    """Windows that fire, the strongest first, none that overlaps one before it."""
    for account in range(ACCOUNTS):
        pairs = pairs_naively(paid, account, limits.max_dwell_days * DAY)
        fired = []
        for start in sorted({p[2] for p in paid if p[1] == account}):
            until = start + limits.window_days * DAY
            out = [
                r
                for r, p in enumerate(paid)
                if p[0] == account and start <= p[2] <= until
            ]
            end = max((paid[row][2] for row in out), default=-1)
            into = [
                r
                for r, p in enumerate(paid)
                if p[1] == account and start <= p[2] <= end
            ]
            payers = {paid[row][0] for row in into}
            payees = {paid[row][1] for row in out}
            if len(payers) < limits.min_payers or len(payees) < limits.min_payees:
                continue
            got, given_ = sum(paid[r][3] for r in into), sum(paid[r][3] for r in out)
            soon = sum(cents for (came, _), cents in pairs.items() if came in into)
            first = [paid[one][2] <= paid[other][2] for one in into for other in out]
            order = sum(first) / len(first)
            chance = ((len(into) + len(out) + 1) / (12 * len(first))) ** 0.5
            sure = (order - 0.5) / chance
            known = {p[1] for p in paid if p[0] == account and p[2] < start}
            kept = abs(given_ / got - 1) <= limits.max_imbalance_share + 1e-6
            if (
                len(payees - known) >= limits.min_new_share * len(payees) - 1e-6
                and order >= limits.min_order_share - 1e-6
                and sure >= limits.min_order_deviations - 1e-6
                and (
                    (kept and soon >= 0.5 * got)
                    or sure >= limits.min_lone_order_deviations - 1e-6
                )
            ):
                crowd = min(
                    len(payers) / limits.min_payers, len(payees) / limits.min_payees
                )
                fired.append(
                    (-order * (1 - 0.5 / crowd), start, end, sorted(into + out))
                )
        taken: list[tuple[int, int]] = []
        for _, start, end, rows in sorted(fired):
            if not any(start <= until and since <= end for since, until in taken):
                taken.append((start, end))
                yield f"a{account}", [f"t{row:05}" for row in rows]


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 8, 4, 20),
    days=st.integers(1, 5),
    payers=st.integers(2, 3),
    imbalance=st.sampled_from([0.0, 0.15, 0.5]),
    dwell=st.integers(0, 3),
    order=st.sampled_from([0.0, 0.6, 0.8, 1.0]),
    sure=st.sampled_from([0.0, 1.0]),
    alone=st.sampled_from([1.0, 1.5, 3.5]),
    new=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_detection_agrees_with_naive_reading(
    paid, days, payers, imbalance, dwell, order, sure, alone, new
):
    limits = Thresholds(
        window_days=days,
        min_payers=payers,
        min_payees=2,
        max_imbalance_share=imbalance,
        max_dwell_days=dwell,
        min_order_share=order,
        min_order_deviations=sure,
        min_lone_order_deviations=alone,
        min_new_share=new,
    )
    paid = [(by, to, at * DAY, cents) for by, to, at, cents in paid]
    assert sorted(found(paid, limits)) == sorted(waists_naively(paid, limits))


def waist(
    payers: int, payees: int, gathered: int = 1, last: int = 2, cents: int = 1_000
):
    """Payers pay account 0 on one day, it pays payees on another, all of it."""
    share = payers * cents // payees
    into = [(1 + n, 0, gathered * DAY, cents) for n in range(payers)]
    return into + [(0, 50 + n, last * DAY, share) for n in range(payees)]


def test_alert_names_every_payment_in_and_out():
    made = ledger(waist(4, 4))
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    assert alert["parts"] == ["in"] * 4 + ["out"] * 4
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(8)]
    assert alert["members"] == [0, 1, 2, 3, 4, 50, 51, 52, 53]
    assert (alert["payers"], alert["payees"], alert["span_days"]) == (4, 4, 1)
    assert (alert["order_share"], alert["paid_per_received"]) == (1, 1)


@pytest.mark.parametrize(("last", "alerts"), [(15, 1), (16, 0)])
def test_window_is_closed_at_its_last_day(last, alerts):
    paid = waist(8, 8, last=last)  # so clear an order needs no conserved value
    assert len(found(paid, Thresholds())) == alerts


def test_window_ends_at_its_last_second():
    paid = waist(8, 8, last=15)
    late = [(by, to, at + (by == 0), cents) for by, to, at, cents in paid]
    assert not found(late, Thresholds())


@pytest.mark.parametrize(("last", "alerts"), [(4, 1), (5, 0)])
def test_few_must_pass_it_on_soon(last, alerts):
    assert len(found(waist(4, 4, last=last), Thresholds())) == alerts


@pytest.mark.parametrize(("payers", "payees"), [(3, 9), (9, 3)])
def test_too_few_on_one_side_stay_silent(payers, payees):
    assert not found(waist(payers, payees, cents=9_000), Thresholds())


def test_one_payer_many_times_is_one_payer():
    often = [(1, 0, DAY, 1_000)] * 9 + [(0, 50 + n, 2 * DAY, 1_000) for n in range(9)]
    assert not found(often, Thresholds())


def test_equal_times_are_legal():
    assert len(found(waist(4, 4, gathered=2, last=2), Thresholds())) == 1


def test_scatter_before_gather_stays_silent():
    assert not found(waist(8, 8, gathered=5, last=2), Thresholds())


def test_value_that_stays_is_no_matter_where_order_is_clear():
    few = [(by, to, at, cents // (1 + (by == 0))) for by, to, at, cents in waist(4, 4)]
    many = [(by, to, at, cents // (1 + (by == 0))) for by, to, at, cents in waist(8, 8)]
    assert not found(few, Thresholds())
    assert len(found(many, Thresholds())) == 1


def test_payroll_of_a_firm_that_keeps_trading_stays_silent():
    customers = [(1 + day % 20, 0, day * DAY, 1_000) for day in range(60)]
    bills = [(0, 70, day * DAY, 500) for day in range(0, 60, 3)]
    wages = [(0, 50 + n, 30 * DAY, 2_000) for n in range(5)]
    assert not found(customers + bills + wages, Thresholds())


def again(days: int, others: int):
    """The same a while later, with payees whose numbers are ``others`` higher."""
    return [
        (by, to + (others if by == 0 else 0), at + days * DAY, cents)
        for by, to, at, cents in waist(4, 4)
    ]


def test_windows_that_do_not_overlap_stand_apart():
    assert len(found(waist(4, 4) + again(40, 9), Thresholds())) == 2


@pytest.mark.parametrize(("others", "alerts"), [(0, 1), (2, 2), (1, 1)])
def test_half_of_the_payees_must_be_new(others, alerts):
    assert len(found(waist(4, 4) + again(40, others), Thresholds())) == alerts


def test_trade_of_others_money_is_no_waist():
    for kind, alerts in (("merchant", 0), ("npo", 1)):
        made = ledger(waist(4, 4), accounts={0: {"kind": kind}})
        assert detect(made, Thresholds()).alerts.height == alerts


def test_self_payments_and_unknown_amounts_do_not_count():
    own = [(0, 0, DAY, 90_000), (60, 0, DAY, None), (0, 61, 2 * DAY, None)]
    assert found(waist(4, 4) + own, Thresholds()) == found(waist(4, 4), Thresholds())
    unknown = [(by, to, at, None if by == 1 else c) for by, to, at, c in waist(4, 4)]
    assert not found(unknown, Thresholds())


def test_no_transactions_and_one_account_raise_nothing():
    for made in (ledger([]), ledger([], n_accounts=1)):
        nothing = detect(made, Thresholds()).alerts
        assert nothing.is_empty()
        assert (
            nothing.columns == detect(ledger(waist(4, 4)), Thresholds()).alerts.columns
        )


def test_explanation_uses_what_is_measured():
    measured = detect(ledger(waist(4, 4)), Thresholds()).alerts.row(0, named=True)
    limits = dict.fromkeys(Thresholds.__struct_fields__, 1)
    assert "{" not in RED_FLAG.explanation.format(**limits | measured)
