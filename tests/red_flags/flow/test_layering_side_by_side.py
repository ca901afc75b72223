"""Layering by accounts side by side: scatter-gathers and stacks as alerts."""

import pytest

from pipeline.flow_graph import DAY, HOUR
from pipeline.red_flags.flow.layering_chain import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ids, ledger, shown


def found(paid, limits: Thresholds | None = None, **more) -> list[list[str]]:
    made = ledger(paid, **more)
    return [rows for _, rows in shown(made, detect(made, limits or Thresholds()))]


def spread(middlemen: int, at: int = 0, later: int = 30 * HOUR, share: float = 0.9):
    """Account 0 pays middlemen, hour by hour; each passes its part on to account 1."""
    every = range(2, 2 + middlemen)
    scatter = [(0, m, at + m * HOUR, 1_000) for m in every]
    return scatter + [(m, 1, at + m * HOUR + later, int(1_000 * share)) for m in every]


def test_alert_names_every_payment_and_every_account():
    made = ledger(spread(4))
    alert = detect(made, Thresholds()).alerts.row(0, named=True)
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(8)]
    assert alert["parts"] == ["hop 1"] * 4 + ["hop 2"] * 4
    assert (alert["account"], alert["members"]) == (0, [0, 1, 2, 3, 4, 5])
    assert (alert["first_cents"], alert["last_cents"]) == (4_000, 3_600)
    assert (alert["middlemen"], alert["payments"], alert["paths"]) == (4, 8, 1)
    assert alert["strength"] == 1 - 0.5 * 3 / 4
    assert alert["span_days"] == 33 / 24


@pytest.mark.parametrize(("middlemen", "alerts"), [(2, 0), (3, 1), (40, 1)])
def test_three_side_by_side_are_enough(middlemen, alerts):
    assert len(found(spread(middlemen))) == alerts


@pytest.mark.parametrize(("later", "alerts"), [(94, 1), (95, 0), (0, 1), (-1, 0)])
def test_window_is_closed_and_the_order_of_time_is_enforced(later, alerts):
    assert len(found(spread(3, later=later * HOUR))) == alerts


@pytest.mark.parametrize(("share", "alerts"), [(0.499, 0), (0.5, 1), (2, 1), (2.01, 0)])
def test_as_much_as_half_or_twice_is_passed_on(share, alerts):
    assert len(found(spread(3, share=share))) == alerts


@pytest.mark.parametrize(("others", "alerts"), [(7, 1), (8, 0)])
def test_a_firm_that_pays_many_others_stays_silent(others, alerts):
    wages = [(0, 50 + n, 2 * HOUR, 1_000) for n in range(others)]
    sales = [(50 + n, 1, 20 * HOUR, 900) for n in range(others)]
    assert len(found(spread(3) + wages)) == alerts
    assert len(found(spread(3) + sales)) == alerts


def test_staff_whose_shop_is_a_trifle_of_their_wages_stay_silent():
    assert not found(spread(5, share=0.1))


@pytest.mark.parametrize("kind", ["cash", "msb", "vasp", "loan"])
def test_trade_of_others_money_is_no_middleman_but_may_be_an_end(kind):
    assert not found(spread(3), accounts={2: {"kind": kind}})
    assert found(spread(3), accounts={n: {"kind": kind} for n in (0, 1)})


def stack(middlemen: int, later: int = DAY):
    """Two pay every middleman, hour by hour; each pays two more ``later``."""
    every = range(4, 4 + middlemen)
    into = [(s, m, (2 * m + s) * HOUR, 1_000) for m in every for s in (0, 1)]
    out = [(m, 2 + s, later + (2 * m + s) * HOUR, 900) for m in every for s in (0, 1)]
    return into + out


def test_a_stack_is_one_alert_with_every_payment():
    made = ledger(stack(4))
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(16)]
    assert alert["members"] == list(range(8))
    assert alert["middlemen"] == 4


@pytest.mark.parametrize(("middlemen", "alerts"), [(1, 0), (2, 1)])
def test_two_middlemen_of_a_whole_stack_are_enough(middlemen, alerts):
    assert len(found(stack(middlemen))) == alerts


def test_layers_that_pay_before_they_are_paid_are_no_stack():
    assert not found(stack(4, later=-3 * DAY))


def test_a_chain_that_shares_a_payment_joins_the_alert():
    onward = [(1, 60, 40 * HOUR, 910), (60, 61, 60 * HOUR, 900)]
    before, after = found(spread(3)), found(spread(3) + onward)
    assert (len(before), len(after)) == (1, 1)
    assert set(before[0]) <= set(after[0])


def test_alerts_without_a_shared_payment_stand_apart():
    assert len(found(spread(3) + spread(3, at=300 * DAY))) == 2


def test_self_payments_and_unknown_amounts_do_not_count():
    assert found([*spread(3), (2, 2, DAY, 9_000)]) == found(spread(3))
    unknown = [(by, to, at, None if by == 2 else c) for by, to, at, c in spread(3)]
    assert not found(unknown)


def test_searches_cut_by_the_budget_are_counted():
    sales = [(2, 70, 2 * HOUR + n, 100) for n in range(20)]
    assert detect(ledger(spread(3) + sales), Thresholds(max_work=1)).cut > 0


def test_explanation_uses_what_is_measured():
    measured = detect(ledger(spread(3)), Thresholds()).alerts.row(0, named=True)
    limits = dict.fromkeys(Thresholds.__struct_fields__, 1)
    assert "{" not in RED_FLAG.explanation.format(**limits | measured)


def slowly(middlemen: int, days: int = 20, share: float = 0.2):
    return spread(middlemen, later=days * DAY, share=share)


@pytest.mark.parametrize(
    ("paid", "alerts"),
    [
        (slowly(3), 0),
        (slowly(4), 1),
        (slowly(4, days=29), 1),
        (slowly(4, days=30), 0),  # an hour lies between the first two
        (slowly(4, share=0.199), 0),
        (slowly(4, share=5), 1),
        (slowly(4, share=5.01), 0),
        (slowly(4, days=-1), 0),
    ],
)
def test_slow_ones_need_four_middlemen_within_a_month(paid, alerts):
    assert len(found(paid)) == alerts


@pytest.mark.parametrize(("others", "alerts"), [(4, 1), (5, 0)])
def test_slow_ones_are_half_of_what_both_ends_do(others, alerts):
    wages = [(0, 50 + n, 2 * HOUR, 1_000) for n in range(others)]
    sales = [(50 + n, 1, 19 * DAY, 900) for n in range(others)]
    assert len(found(slowly(4) + wages)) == alerts
    assert len(found(slowly(4) + sales)) == alerts


def test_shape_alone_is_weaker_than_a_sum_that_is_kept():
    def strength(paid):
        return detect(ledger(paid), Thresholds()).alerts["strength"].to_list()

    assert strength(slowly(4)) == [0.7 * (1 - 0.5 * 4 / 4)]
    assert max(strength(spread(4))) > max(strength(slowly(4)))
