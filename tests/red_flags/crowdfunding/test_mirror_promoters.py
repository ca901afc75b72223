import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.crowdfunding.mirror_campaigns import Thresholds, detect
from tests.red_flags.crowdfunding.test_mirror_campaigns import KINDS, fires
from tests.red_flags.ledgers import ledger, shown

PROMOTERS = {f"m{n}": {"kind": "personal"} for n in range(3)}


def through_promoters(wait=2 * DAY, share=1.0, to="payee"):
    """Each campaign pays its own promoter, who passes a share on."""
    rows = []
    for n in range(3):
        rows.append((f"c{n}", f"m{n}", n * 10 * DAY, 60_000))
        rows.append((f"m{n}", to, n * 10 * DAY + wait, int(60_000 * share)))
    return rows


def test_promoters_who_lend_their_accounts_are_seen_through():
    made = ledger(through_promoters(share=0.9), accounts=KINDS | PROMOTERS)
    found = detect(made, Thresholds())
    (alert,) = found.alerts.to_dicts()
    assert shown(made, found) == [("payee", [f"t{n:05}" for n in range(6)])]
    assert alert["parts"] == ["payout", "passed on"] * 3
    assert (alert["paid_cents"], alert["payments"]) == (162_000, 6)
    assert alert["campaigns"] == 3


@pytest.mark.parametrize(
    ("wait", "share", "alerts"),
    [(7 * DAY, 0.5, 1), (7 * DAY + 1, 0.5, 0), (DAY, 0.49, 0)],
)
def test_most_of_a_payout_must_go_on_within_a_week(wait, share, alerts):
    assert len(fires(through_promoters(wait, share), PROMOTERS)) == alerts


def test_ordinary_campaigners_live_off_what_they_raised():
    shops = {"shop": {"kind": "merchant"}, "town": {"kind": "business"}}
    assert fires(through_promoters(to="shop"), PROMOTERS | shops) == []
    assert fires(through_promoters(to="town"), PROMOTERS | shops) == []
    rows = through_promoters(to="payee")
    apart = [
        (*r[:1], f"x{n}", *r[2:]) if r[1] == "payee" else r for n, r in enumerate(rows)
    ]
    assert fires(apart, PROMOTERS) == []


def test_wages_and_shopping_do_not_hide_what_is_passed_on():
    town = {"town": {"kind": "merchant"}}
    life = [("firm", f"m{n}", n * 10 * DAY - 1, 60_000) for n in range(3)]
    life += [(f"m{n}", "town", n * 10 * DAY + 1, 60_000) for n in range(3)]
    assert len(fires([*life, *through_promoters()], PROMOTERS | town)) == 1


def test_moving_a_payout_between_own_accounts_does_not_count_it_twice():
    rows = []
    for n in range(3):
        at = n * 10 * DAY
        rows.append((f"c{n}", "payee", at, 30_000))
        rows.append((f"c{n}", f"x{n}", at, 70_000))
        rows.append(("payee", "second", at + DAY, 30_000))
    assert fires(rows) == []
