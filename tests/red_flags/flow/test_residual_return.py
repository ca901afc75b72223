import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.residual_return import Thresholds, detect
from tests.red_flags.flow.plots import LATER, PLOT, fires, measured
from tests.red_flags.ledgers import ledger, shown


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
