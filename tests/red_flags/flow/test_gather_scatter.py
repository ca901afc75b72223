import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.gather_scatter import RED_FLAG, Thresholds, detect
from tests.motifs.graphs import payments
from tests.motifs.test_fans import visits_naively
from tests.motifs.test_pass_on import pairs_naively
from tests.red_flags.ledgers import ids, ledger, shown

ACCOUNTS = 5


def found(paid, limits: Thresholds) -> list[tuple[str, list[str]]]:
    made = ledger(paid, n_accounts=ACCOUNTS)
    return shown(made, detect(made, limits))


def newcomers_naively(paid, limits: Thresholds, end: int) -> dict[int, bool]:
    """Of each row whether it is of a visit without another one within usual days."""
    near, far = limits.window_days * DAY // 2, limits.usual_days * DAY
    found = visits_naively(paid, near, max(near, far))
    return {row: found[row][end] for row in found}


def waists_naively(paid, limits: Thresholds):
    """Moments that conserve value, those whose windows overlap together."""
    near = limits.window_days * DAY // 2
    around = near + max(near, limits.usual_days * DAY)
    opens, fresh = (newcomers_naively(paid, limits, end) for end in (0, 1))
    for account in range(ACCOUNTS):
        pairs = pairs_naively(paid, account, limits.max_dwell_days * DAY)
        came = [row for row, p in enumerate(paid) if p[1] == account]
        went = [row for row, p in enumerate(paid) if p[0] == account]
        alerts: list[tuple[int, int, set[int]]] = []
        for moment in sorted({paid[r][2] for r in went if opens[r] and fresh[r]}):
            ins = [r for r in came if moment - near <= paid[r][2] <= moment]
            outs = [r for r in went if moment <= paid[r][2] <= moment + near]
            payers = {paid[r][0] for r in ins if opens[r] and fresh[r]}
            payees = {paid[r][1] for r in outs if opens[r] and fresh[r]}
            if len(payers) < limits.min_payers or len(payees) < limits.min_payees:
                continue
            start, end = paid[ins[0]][2], paid[outs[-1]][2]
            ins, outs = ([r for r in rows if fresh[r]] for rows in (ins, outs))
            got, given_ = (sum(paid[r][3] for r in rows) for rows in (ins, outs))
            soon = sum(cents for (into, _), cents in pairs.items() if into in ins)
            share = min(
                len(members)
                / sum(opens[r] for r in rows if abs(paid[r][2] - moment) <= around)
                for members, rows in ((payers, came), (payees, went))
            )
            if (
                abs(given_ / got - 1) <= limits.max_imbalance_share + 1e-6
                and soon >= 0.5 * got
                and share >= limits.min_newcomer_share - 1e-6
            ):
                if alerts and start <= alerts[-1][1]:
                    start, _, members = alerts.pop()
                else:
                    members = set()
                alerts.append((start, end, members | {*ins, *outs}))
        for _, _, members in alerts:
            yield f"a{account}", [f"t{row:05}" for row in sorted(members)]


@settings(deadline=None)
@given(
    paid=payments(ACCOUNTS, 12, 4, 20),
    days=st.integers(2, 6),
    usual=st.integers(0, 6),
    payers=st.integers(2, 3),
    imbalance=st.sampled_from([0.0, 0.15, 0.5]),
    dwell=st.integers(0, 3),
    new=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_detection_agrees_with_naive_reading(
    paid, days, usual, payers, imbalance, dwell, new
):
    limits = Thresholds(
        window_days=days,
        usual_days=usual,
        min_payers=payers,
        min_payees=2,
        min_surprise=99,  # tests/motifs/test_gathered.py reads it naively
        max_imbalance_share=imbalance,
        max_dwell_days=dwell,
        min_newcomer_share=new,
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
    assert (alert["paid_per_received"], alert["soon_share"]) == (1, 1)
    assert (alert["newcomer_share"], alert["strength"]) == (1, 0.5)


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


def test_payroll_of_a_firm_that_keeps_trading_stays_silent():
    customers = [(1 + day % 20, 0, day * DAY, 1_000) for day in range(60)]
    bills = [(0, 70, day * DAY, 500) for day in range(0, 60, 3)]
    wages = [(0, 50 + n, 30 * DAY, 2_000) for n in range(5)]
    assert not found(customers + bills + wages, Thresholds())


def again(days: int, others: int):
    """The same a while later, by accounts whose numbers are ``others`` higher."""
    return [
        (by + others * (to == 0), to + others * (by == 0), at + days * DAY, cents)
        for by, to, at, cents in waist(4, 4)
    ]


def test_windows_that_do_not_overlap_stand_apart():
    assert len(found(waist(4, 4) + again(40, 9), Thresholds())) == 2


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
