import networkx as nx
import pytest
from hypothesis import given, settings

from pipeline.flow_graph import DAY
from pipeline.motifs.chains import Limits
from pipeline.red_flags.flow.layering_chain import RED_FLAG, Thresholds, detect
from tests.motifs.graphs import payments
from tests.motifs.paths_naively import paths_from
from tests.motifs.test_chains import ACCOUNTS, is_chain
from tests.red_flags.ledgers import ids, ledger, shown

CHAIN = [(0, 1, 0, 1_000), (1, 2, 5 * DAY, 880), (2, 3, 10 * DAY, 800)]


def found(paid, limits: Thresholds | None = None, **more) -> list[list[str]]:
    made = ledger(paid, **more)
    return [rows for _, rows in shown(made, detect(made, limits or Thresholds()))]


def chained_naively(paid, limits: Limits) -> list[list[int]]:
    """Payments of all longest chains of three and more, joined where they share one."""
    shared = nx.Graph()
    for root in range(len(paid)):
        every = paths_from(paid, root, limits.max_legs, 0.5)
        chains = [path for path in every if is_chain(paid, path, limits)]
        longest = max(chains, key=len)  # of equal ones the earliest
        if len(longest) >= 3:
            nx.add_path(shared, longest)
    return [sorted(group) for group in nx.connected_components(shared)]


@settings(deadline=None)
@given(paid=payments(ACCOUNTS, 12, 3, 11))
def test_chains_that_share_a_payment_are_one_alert(paid):
    limits = Thresholds(
        max_gap_days=2, max_loss_share=0.5, max_gain_share=0.5, min_days_share=0
    )
    naive = Limits(2, 12, 0.5, 0.5, 0)
    days = [(by, to, at * DAY, cents) for by, to, at, cents in paid]
    alerts = found(days, limits, n_accounts=ACCOUNTS)
    wanted = chained_naively(paid, naive)
    assert sorted([int(row[1:]) for row in rows] for rows in alerts) == sorted(wanted)


def test_alert_names_every_hop_and_the_first_middleman():
    made = ledger(CHAIN)
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    assert ids(made, alert["rows"]) == ["t00000", "t00001", "t00002"]
    assert alert["parts"] == ["hop 1", "hop 2", "hop 3"]
    assert (alert["account"], alert["members"]) == (1, [0, 1, 2, 3])
    assert (alert["payments"], alert["kept_share"], alert["span_days"]) == (3, 0.8, 10)
    assert (alert["first_cents"], alert["last_cents"]) == (1_000, 800)
    assert alert["strength"] == 0.5


def test_gap_is_closed_at_its_last_second():
    late = [*CHAIN[:2], (2, 3, 10 * DAY + 1, 800)]
    assert (len(found(CHAIN)), len(found(late))) == (1, 0)


@pytest.mark.parametrize(("cents", "alerts"), [(774, 0), (775, 1), (897, 1), (898, 0)])
def test_loss_and_gain_have_their_limits(cents, alerts):
    assert len(found([*CHAIN[:2], (2, 3, 10 * DAY, cents)])) == alerts


@pytest.mark.parametrize(("beside", "alerts"), [(880, 1), (881, 0)])
def test_middleman_passes_on_half_of_what_moves(beside, alerts):
    assert len(found([*CHAIN, (1, 9, 2 * DAY, beside)])) == alerts


def test_longer_chain_is_told_and_its_rest_is_no_alert_of_its_own():
    longer = [(n, n + 1, n * DAY, 1_000) for n in range(15)]
    alerts = detect(ledger(longer), Thresholds()).alerts
    assert alerts.height == 1
    alert = alerts.row(0, named=True)
    assert (alert["payments"], len(alert["rows"]), alert["account"]) == (12, 15, 1)


def test_fork_joins_the_alert():
    assert len(found([(8, 1, 0, 1_000), *CHAIN], Thresholds())) == 1


def test_chains_without_a_shared_payment_stand_apart():
    again = [(by, to, at + 300 * DAY, cents) for by, to, at, cents in CHAIN]
    assert len(found([*CHAIN, *again])) == 2


def test_two_payments_are_no_chain():
    assert not found(CHAIN[:2])


def test_equal_times_are_legal_in_any_row_order():
    assert len(found([(2, 3, 0, 9), (1, 2, 0, 9), (0, 1, 0, 9)])) == 1


def test_shop_between_supplier_and_customers_stays_silent():
    sales = [(10 + n, 1, n * 3_600, 950 + n) for n in range(40)]
    supplies = [(1, 2, n * 8 * 3_600 + 60, 960) for n in range(5)]
    onward = [(2, 3, n * 8 * 3_600 + 90, 955) for n in range(5)]
    assert not found(sales + supplies + onward)


@pytest.mark.parametrize("kind", ["cash", "msb", "vasp", "loan"])
def test_trade_of_others_money_is_no_middleman_but_may_be_an_end(kind):
    assert not found(CHAIN, accounts={1: {"kind": kind}})
    assert found(CHAIN, accounts={0: {"kind": kind}, 3: {"kind": kind}})


def test_self_payments_and_unknown_amounts_do_not_count():
    assert found([*CHAIN, (1, 1, DAY, 9_000)]) == found(CHAIN)
    assert not found([*CHAIN[:2], (2, 3, 9 * DAY, None)])


def test_searches_cut_by_the_budget_are_counted():
    limits = Thresholds(min_moment_share=0, max_work=1)
    assert detect(ledger(CHAIN), limits).cut > 0


def test_no_transactions_and_one_account_raise_nothing():
    for made in (ledger([]), ledger([], n_accounts=1)):
        nothing = detect(made, Thresholds()).alerts
        assert nothing.is_empty()
        assert nothing.columns == detect(ledger(CHAIN), Thresholds()).alerts.columns


def test_explanation_uses_what_is_measured():
    measured = detect(ledger(CHAIN), Thresholds()).alerts.row(0, named=True)
    limits = dict.fromkeys(Thresholds.__struct_fields__, 1)
    assert "{" not in RED_FLAG.explanation.format(**limits | measured)
