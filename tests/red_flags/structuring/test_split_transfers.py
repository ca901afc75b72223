import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.structuring.split_transfers import Thresholds, detect
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger, shown

HOME = {"sender_country": "DE", "receiver_country": "TR", "currency": "EUR"}


def piece(at, cents=90_000, sender=0, receiver=9, **columns):
    return (sender, receiver, at, cents, HOME | columns)


def pieces(*days, **columns):
    return [piece(day * DAY, **columns) for day in days]


def fires(payments, limits=None, **tables):
    tables = {"base_currency": "EUR"} | tables
    made = ledger(payments, **tables)
    return shown(made, detect(made, limits or Thresholds()))


def test_one_sum_in_three_pieces_within_five_days():
    made = ledger(pieces(0, 2, 5), base_currency="EUR")
    assert shown(made, detect(made, Thresholds())) == [
        ("a0", ["t00000", "t00001", "t00002"])
    ]
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert (alert["pieces"], alert["total_cents"]) == (3, 270_000)
    assert alert["total_limit_share"] == pytest.approx(2.7)
    assert (alert["piece_share"], alert["span_days"], alert["strength"]) == (1, 5, 0.5)
    assert alert["members"] == [0, 9]


@pytest.mark.parametrize(("last", "alerts"), [(5 * DAY, 1), (5 * DAY + 1, 0)])
def test_window_holds_its_last_second(last, alerts):
    assert len(fires([*pieces(0, 2), piece(last)])) == alerts


def test_day_that_is_known_without_its_hour_may_reach_into_the_window():
    late = piece(5 * DAY + 1)
    assert len(fires([piece(0, time_precision="day"), piece(DAY), late])) == 1


@pytest.mark.parametrize(("cents", "alerts"), [(99_999, 1), (100_000, 0)])
def test_pieces_are_under_a_thousand(cents, alerts):
    assert len(fires(pieces(0, 1, 2, cents=cents))) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(49_999, 0), (50_000, 1)])
def test_pieces_are_at_least_half_of_it(cents, alerts):
    assert len(fires(pieces(0, 1, 2, 3, cents=cents))) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(66_666, 0), (66_667, 1)])
def test_pieces_together_are_twice_the_limit(cents, alerts):
    assert len(fires(pieces(0, 1, 2, cents=cents))) == alerts


def test_two_pieces_are_too_few():
    assert fires(pieces(0, 1, cents=99_999)) == []


def test_limit_of_the_united_states_is_three_thousand():
    us = {"sender_country": "US", "currency": "USD"}
    assert len(fires(pieces(0, 1, 2, cents=299_999, **us))) == 1
    assert fires(pieces(0, 1, 2, cents=300_000, **us)) == []
    assert fires(pieces(0, 1, 2, 3, **us)) == []  # under half of it


def test_dutch_offices_have_a_limit_of_their_own():
    office = {"sender_country": "NL", "channel": "money_transfer"}
    assert len(fires(pieces(0, 1, 2, cents=190_000, **office))) == 1
    assert fires(pieces(0, 1, 2, cents=190_000, sender_country="NL")) == []
    assert len(fires(pieces(0, 1, 2, **office))) == 1  # under the general limit


def test_other_currencies_count_by_their_value_where_that_compares():
    paid = pieces(0, 1, 2, currency="TRY")
    assert len(fires(paid)) == 1
    assert fires(paid, base_currency="GBP") == []


def test_transfers_at_home_count_only_through_an_office():
    assert fires(pieces(0, 1, 2, receiver_country="DE")) == []
    office = pieces(0, 1, 2, receiver_country="DE", channel="money_transfer")
    assert len(fires(office)) == 1
    assert fires(pieces(0, 1, 2, channel="card")) == []
    assert fires(pieces(0, 1, 2, receiver_country="withheld")) == []


def test_accounts_of_one_holder_are_one_payer_and_one_payee():
    paid = [piece(0), piece(DAY, sender=1), piece(2 * DAY, receiver=8)]
    own = {0: {"party_id": "p"}, 1: {"party_id": "p"}}
    theirs = {8: {"party_id": "q"}, 9: {"party_id": "q"}}
    assert len(fires(paid, accounts=own | theirs)) == 1
    assert fires(paid, accounts=own) == []
    assert fires(pieces(0, 1, 2), accounts={n: {"party_id": "p"} for n in (0, 9)}) == []


def test_pooled_account_counts_by_the_customer_it_names():
    office = {"accounts": {0: {"kind": "msb"}}}
    assert fires(pieces(0, 1, 2), **office) == []
    named = pieces(0, 1, 2, conductor="p1")
    assert [account for account, _ in fires(named, **office)] == ["a9"]
    three = [piece(day, conductor=f"p{day}") for day in range(3)]
    assert fires(three, **office) == []


@pytest.mark.parametrize(("day", "alerts"), [(92, 0), (93, 1)])
@pytest.mark.parametrize("cents", [100, 500_000])
def test_who_also_sends_other_sums_around_dodges_nothing(day, cents, alerts):
    others = [piece(day * DAY, cents), piece(day * DAY, cents)]
    assert len(fires([*pieces(0, 1, 2), *others])) == alerts
    assert len(fires([*pieces(0, 1, 2), others[0]])) == 1  # three in four


def test_worker_who_is_paid_weekly_and_sends_it_home_is_innocent():
    assert fires(pieces(*range(0, 70, 7))) == []


def test_instalments_each_month_are_innocent():
    assert fires(pieces(*range(0, 300, 30), cents=99_900)) == []


def test_trader_whose_invoices_are_of_all_sizes_is_innocent():
    invoices = [
        piece(half * DAY // 2, 20_000 + 17_000 * (half * 7 % 11)) for half in range(99)
    ]
    assert fires(invoices) == []
    assert fires(invoices, Thresholds(min_piece_share=0)) != []


def test_unknown_amounts_self_payments_and_no_payments_raise_nothing():
    assert fires([piece(0, None) for _ in range(3)]) == []
    assert fires(pieces(0, 1, 2, amount_status="approximate")) == []
    assert fires(pieces(0, 1, 2, receiver=0)) == []
    assert fires([]) == []


def test_documented_plot_stays_silent():
    assert detect(documented_case("case_911_plot"), Thresholds()).alerts.is_empty()
