from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.residual_return import Thresholds, detect
from tests.red_flags.ledgers import ids, ledger, shown

# f pays r and s much, later both send a little back and fall silent.
PLOT = [
    *[("f", "r", 0, 900_000), ("f", "s", DAY, 700_000)],
    *[("r", "f", 300 * DAY, 50_000), ("s", "f", 302 * DAY, 40_000)],
]
LATER = [("x", "y", 330 * DAY)]  # the data go on


def fires(payments, limits=None, **tables) -> list[tuple[str, list[str]]]:
    made = ledger(payments, **tables)
    return shown(made, detect(made, limits or Thresholds()))


def measured(payments, **tables) -> dict[str, float]:
    (alert,) = detect(ledger(payments, **tables), Thresholds()).alerts.to_dicts()
    return alert


def test_leftovers_of_two_recipients_name_every_payment():
    made = ledger([*PLOT, *LATER])
    found = detect(made, Thresholds())
    assert shown(made, found) == [("f", ["t00000", "t00001", "t00002", "t00003"])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["funding", "funding", "return", "return"]
    assert made.accounts["account_id"].gather(alert["members"]).to_list() == [
        *("f", "r", "s")
    ]
    assert (alert["returned_cents"], alert["received_cents"]) == (90_000, 1_600_000)
    assert (alert["returners"], alert["recipients"]) == (2, 2)
    assert (alert["span_days"], alert["quiet_days"]) == (2, 28)
    assert (alert["unseen_quiet_days"], alert["proxy_share"]) == (0, 0)


def test_leftovers_to_a_proxy_are_stronger_than_to_the_funder():
    to_proxy = [(s, "p" if r == "f" else r, *rest) for s, r, *rest in PLOT]
    proxy = [("f", "p", "proxy_same_principal")]
    assert fires([*to_proxy, *LATER]) == []
    (found,) = fires([*to_proxy, *LATER], relations=proxy)
    assert found[0] == "p"
    alert = measured([*to_proxy, *LATER], relations=proxy)
    assert alert["proxy_share"] == 1
    assert alert["strength"] > measured([*PLOT, *LATER])["strength"]


def test_leftovers_to_whom_the_funder_acts_for_are_one_alert_not_two():
    paid = [("agent", "r", 0), ("agent", "s", 0), ("boss", "q", 0)]
    back = [("r", "boss", 99 * DAY, 10), ("s", "boss", 99 * DAY, 10)]
    acts = [("agent", "boss", "acts_for")]
    (found,) = fires([*paid, *back, *LATER], relations=acts)
    assert found == ("boss", ["t00000", "t00001", "t00003", "t00004"])


def test_joint_account_credits_each_holder():
    paid = [("f", "joint", 0, 900_000)]
    back = [("r", "f", 99 * DAY, 10), ("s", "f", 99 * DAY, 10)]
    holders = [("r", "joint", "account_holder"), ("s", "joint", "account_holder")]
    limits = Thresholds(min_returner_share=0)
    assert fires([*paid, *back, *LATER], limits) == []
    ((account, rows),) = fires([*paid, *back, *LATER], limits, relations=holders)
    assert (account, rows) == ("f", ["t00000", "t00001", "t00002"])


def test_payments_back_from_one_joint_account_are_one_returner():
    back = [("joint", "f", 99 * DAY, 10), ("joint", "f", 100 * DAY, 10)]
    holders = [("r", "joint", "account_holder"), ("s", "joint", "account_holder")]
    assert fires([("f", "joint", 0), *back, *LATER], relations=holders) == []


def test_payments_between_accounts_of_one_party_are_not_returns():
    owner = {name: {"party_id": "same"} for name in ("f", "r", "s")}
    assert fires([*PLOT, *LATER], accounts=owner) == []


@pytest.mark.parametrize(("apart", "alerts"), [(10 * DAY, 1), (10 * DAY + 1, 0)])
def test_returns_within_the_window_up_to_its_last_second(apart, alerts):
    back = [("r", "f", 99 * DAY, 10), ("s", "f", 99 * DAY + apart, 10)]
    paid = [("f", "r", 0), ("f", "s", 0), *back, *LATER]
    assert len(fires(paid)) == alerts


@pytest.mark.parametrize(("apart", "alerts"), [(10, 1), (11, 0)])
def test_days_without_a_time_are_as_far_apart_as_their_dates(apart, alerts):
    by_day = {"time_precision": "day"}
    back = [
        ("r", "f", 99 * DAY, 10, by_day),
        ("s", "f", (99 + apart) * DAY, 10, by_day),
    ]
    assert len(fires([("f", "r", 0), ("f", "s", 0), *back, *LATER])) == alerts


@pytest.mark.parametrize(("days", "alerts"), [(7, 1), (6, 0)])
def test_quiet_lasts_for_seven_days(days, alerts):
    shop = ("s", "shop", (302 + days) * DAY)
    assert len(fires([*PLOT, shop, *LATER])) == alerts


def test_income_ends_the_quiet_as_spending_does():
    assert fires([*PLOT, ("job", "s", 304 * DAY), *LATER]) == []


def test_activity_of_the_same_day_is_not_known_to_come_later():
    by_day = {"time_precision": "day"}
    back = [("r", "f", 99 * DAY, 10, by_day), ("s", "f", 99 * DAY, 10, by_day)]
    paid = [("f", "r", 0), ("f", "s", 0), *back, *LATER]
    assert len(fires([*paid, ("s", "shop", 99 * DAY, 5, by_day)])) == 1
    assert len(fires([*paid, ("s", "shop", 100 * DAY, 5, by_day)])) == 0


def test_activity_of_approximate_time_ends_no_quiet_it_may_precede():
    rough = {"time_precision": "approximate"}
    assert len(fires([*PLOT, ("s", "shop", 304 * DAY, 5, rough), *LATER])) == 1


def test_further_return_to_the_funder_does_not_end_the_quiet():
    assert len(fires([*PLOT, ("r", "f", 304 * DAY, 10), *LATER])) == 1


def test_quiet_until_the_end_of_the_data_counts_and_is_said():
    alert = measured([*PLOT, ("x", "y", 305 * DAY)])
    assert (alert["quiet_days"], alert["unseen_quiet_days"]) == (3, 4)
    assert alert["strength"] < measured([*PLOT, *LATER])["strength"]


def test_returns_on_the_last_day_of_the_data_show_no_quiet():
    assert fires(PLOT) == []


@pytest.mark.parametrize(("back", "alerts"), [(49, 1), (50, 0)])
def test_leftovers_are_less_than_half_of_what_came(back, alerts):
    paid = [("f", "r", 0, 100), ("f", "s", 0, 100)]
    returns = [("r", "f", 99 * DAY, back), ("s", "f", 99 * DAY, back)]
    assert len(fires([*paid, *returns, *LATER])) == alerts


def test_instalments_add_up_to_a_repayment():
    paid = [("f", "r", 0, 100), ("f", "s", 0, 100)]
    returns = [("r", "f", day * DAY, 15) for day in (96, 97, 98, 99)]
    assert fires([*paid, *returns, ("s", "f", 99 * DAY, 15), *LATER]) == []


def test_funding_in_the_same_second_counts_as_earlier():
    paid = [("f", "r", 99 * DAY, 900), ("f", "s", 99 * DAY, 900)]
    returns = [("r", "f", 99 * DAY, 9), ("s", "f", 99 * DAY, 9)]
    assert len(fires([*paid, *returns, *LATER])) == 1


def test_loan_to_the_funder_before_all_funding_is_no_return():
    lent = [("r", "f", -DAY, 800_000), ("s", "f", -DAY, 600_000)]
    assert len(fires([*lent, *PLOT, *LATER])) == 1


def test_funding_after_the_return_is_no_funding():
    paid = [("f", "r", 100 * DAY, 900), ("f", "s", 100 * DAY, 900)]
    returns = [("r", "f", 99 * DAY, 9), ("s", "f", 99 * DAY, 9)]
    assert fires([*paid, *returns, *LATER]) == []


def test_unknown_amounts_neither_fund_nor_return_but_show_activity():
    unknown = [(s, r, t, None) for s, r, t, _ in PLOT]
    assert fires([*unknown, *LATER]) == []
    assert fires([*PLOT, ("s", "shop", 304 * DAY, None), *LATER]) == []


def test_windows_that_do_not_meet_raise_two_alerts():
    again = [(s, r, t + 400 * DAY, cents // 9) for s, r, t, cents in PLOT]
    assert len(fires([*PLOT, *again, ("x", "y", 999 * DAY)])) == 2


def test_self_payments_and_an_empty_ledger_raise_nothing():
    assert fires([]) == []
    assert fires([("f", "f", 0), ("f", "f", DAY, 10), *LATER]) == []


def test_employer_who_sees_two_refunds_among_many_is_innocent():
    staff = [("f", f"w{number}", DAY, 300_000) for number in range(5)]
    assert fires([*PLOT, *staff, *LATER]) == []


def test_shops_that_the_funder_pays_are_no_recipients():
    shops = {f"shop{number}": {"kind": "merchant"} for number in range(5)}
    bought = [("f", shop, DAY, 300_000) for shop in shops]
    assert len(fires([*PLOT, *bought, *LATER], accounts=shops)) == 1


def test_project_refunds_of_people_who_go_on_are_innocent():
    going_on = [(r, "shop", (302 + day) * DAY) for r in "rs" for day in (1, 5, 9)]
    assert fires([*PLOT, *going_on, *LATER]) == []


def test_returned_deposits_are_innocent():
    rent = [("f", "r", 0, 100_000), ("f", "s", 0, 90_000)]
    back = [("r", "f", 99 * DAY, 100_000), ("s", "f", 99 * DAY, 85_000)]
    assert fires([*rent, *back, *LATER]) == []


def test_expense_advance_settled_by_one_person_is_innocent():
    back = [("r", "f", (99 + day) * DAY, 10) for day in range(3)]
    assert fires([("f", "r", 0), *back, *LATER]) == []


@pytest.mark.parametrize("kind", ["merchant", "business", "npo"])
def test_refunds_from_shops_are_innocent(kind):
    shops = {"r": {"kind": kind}, "s": {"kind": kind}}
    assert fires([*PLOT, *LATER], accounts=shops) == []


def test_organisation_by_its_party_is_no_person():
    parties = {"firm": {"kind": "organisation"}}
    accounts = {"r": {"party_id": "firm"}}
    assert fires([*PLOT, *LATER], accounts=accounts, parties=parties) == []


@pytest.mark.parametrize("kind", ["loan", "cash", "msb"])
def test_instalments_and_cash_have_no_funder(kind):
    assert fires([*PLOT, *LATER], accounts={"f": {"kind": kind}}) == []


HALF = DAY // 2
paid = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 12).map(lambda half: half * HALF),
        st.sampled_from([None, 10, 30, 100]),
    ),
    max_size=16,
)
limits_made = st.builds(
    Thresholds,
    window_days=st.integers(0, 3),
    min_quiet_days=st.integers(1, 3),
    min_returners=st.integers(1, 2),
    min_returner_share=st.sampled_from([0, 0.6]),
    max_returned_share=st.sampled_from([0.5, 1.0]),
)


def alerts_naively(payments, limits: Thresholds) -> set[tuple[int, frozenset[str]]]:
    rows = [(*p, f"t{i:05}") for i, p in enumerate(payments)]
    end = max((t for _, _, t, _, _ in rows), default=0)

    def total(payer, payee, until):
        ways = [c or 0 for s, r, t, c, _ in rows if (s, r) == (payer, payee)]
        times = [t for s, r, t, _, _ in rows if (s, r) == (payer, payee)]
        return sum(c for c, t in zip(ways, times, strict=True) if t <= until)

    def closes(s, f, t):
        later = [u for a, b, u, _, _ in rows if s in (a, b) and (a, b) != (s, f)]
        after = min((u for u in later if u > t), default=None)
        quiet = ((end if after is None else after) - t) // DAY
        until = end if after is None else after
        back = sum(
            c or 0
            for a, b, u, c, _ in rows
            if (a, b) == (s, f) and u <= until and total(f, s, u) > 0
        )
        enough = limits.min_quiet_days if after is not None else 1
        return quiet >= enough and back < limits.max_returned_share * total(f, s, t)

    alerts = set()
    for funder in range(4):
        known = [p for p in rows if p[0] != p[1] and p[3] is not None]
        returns = [p for p in known if p[1] == funder and closes(p[0], funder, p[2])]
        touching = nx.Graph()
        for _, _, t, _, _ in returns:
            inside = [p for p in returns if t - limits.window_days * DAY <= p[2] <= t]
            if len({p[0] for p in inside}) >= limits.min_returners:
                touching.add_nodes_from(inside)
                touching.add_edges_from(pairwise(inside))
        for run in nx.connected_components(touching):
            who, times = {p[0] for p in run}, [p[2] for p in run]
            funded = [p for p in known if p[0] == funder and p[2] <= max(times)]
            recipients = {p[1] for p in funded}
            if len(who) < limits.min_returner_share * len(recipients):
                continue
            back = [p for p in known if p[1] == funder and p[0] in who]
            back = [
                p
                for p in back
                if min(times) <= p[2] <= max(times) and total(funder, p[0], p[2]) > 0
            ]
            out = [p for p in funded if p[1] in who]
            alerts.add((funder, frozenset(p[4] for p in (*back, *out))))
    return alerts


@settings(deadline=None, max_examples=150)
@given(payments=paid, limits=limits_made)
def test_alerts_agree_with_naive_reading(payments, limits):
    made = ledger(payments, n_accounts=4)
    found = detect(made, limits).alerts
    seen = {
        (alert["account"], frozenset(ids(made, alert["rows"])))
        for alert in found.iter_rows(named=True)
    }
    assert seen == alerts_naively(payments, limits)
