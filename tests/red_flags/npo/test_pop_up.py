from datetime import date

import pytest

from pipeline.flow_graph import DAY, EPOCH
from pipeline.red_flags.npo.pop_up import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

BORN = 1_000  # day of founding
SENT = {"channel": "virtual_asset"}
LOAD = {"channel": "cash_deposit"}


def day(number):
    return date.fromordinal(EPOCH.date().toordinal() + number)


def founded(number, kind="founded"):
    return {"dates": [{"type": kind, "value": day(number)}]}


KINDS = {
    "npo": {"kind": "npo", "party_id": "charity"},
    "supplier": {"kind": "business"},
    "known": {"kind": "npo", "party_id": "known"},
    "friend": {"kind": "personal"},
    "till": {"kind": "cash"},
    "vasp": {"kind": "vasp"},
}
PARTIES = {"charity": founded(BORN)}


def gifts(n=25, cents=10_000, first=BORN, last=BORN + 60):
    step = (last - first) * DAY // max(n - 1, 1)
    return [(f"d{i}", "npo", first * DAY + i * step, cents) for i in range(n)]


def out(to, cents, at=BORN + 100, columns=None):
    return ("npo", to, at * DAY, cents, columns or {})


def fires(payments, accounts=None, parties=None, limits=None):
    made = ledger(
        payments,
        accounts=KINDS | (accounts or {}),
        parties=PARTIES if parties is None else parties,
    )
    return shown(made, detect(made, limits or Thresholds()))


def test_new_body_that_pays_persons_cash_and_coins_names_gifts_and_payments():
    paid = [
        *gifts(),
        out("friend", 50_000),
        out("till", 50_000),
        out("vasp", 60_000),
        out("supplier", 20_000),
    ]
    made = ledger(paid, accounts=KINDS, parties=PARTIES)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("npo", [f"t{n:05}" for n in range(28)])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["gift"] * 25 + ["out"] * 3
    assert (alert["donors"], alert["age_days"]) == (25, 60)
    assert (alert["received_cents"], alert["paid_cents"]) == (250_000, 180_000)
    assert alert["private_share"] == pytest.approx(160 / 180)
    assert alert["programme_share"] == pytest.approx(20 / 180)


@pytest.mark.parametrize(("n", "alerts"), [(25, 1), (24, 0)])
def test_givers_must_be_many(n, alerts):
    assert len(fires([*gifts(n, 12_000), out("friend", 90_000)])) == alerts
    again = [(g[0], "npo", g[2] + 1, 5_000) for g in gifts(n)]
    assert len(fires([*gifts(n, 12_000), *again, out("friend", 120_000)])) == alerts


def test_each_lump_of_collected_cash_counts_as_a_giver():
    lumps = [("till", "npo", g[2], 12_000, LOAD) for g in gifts(25)]
    assert len(fires([*lumps, out("friend", 90_000)])) == 1
    assert fires([*lumps[:24], out("friend", 90_000)]) == []


@pytest.mark.parametrize(("last", "donors"), [(179, 26), (180, 25)])
def test_first_half_year_counts_without_its_last_day(last, donors):
    late = ("late", "npo", (BORN + last) * DAY, 10_000)
    made = ledger(
        [*gifts(), late, out("friend", 90_000)], accounts=KINDS, parties=PARTIES
    )
    (alert,) = detect(made, Thresholds()).alerts.to_dicts()
    assert alert["donors"] == donors


def test_older_bodies_are_not_new():
    old = {"charity": founded(BORN - 121)}
    assert fires([*gifts(), out("friend", 90_000)], parties=old) == []
    registered = {"charity": founded(BORN, "registered")}
    assert len(fires([*gifts(), out("friend", 90_000)], parties=registered)) == 1


def test_day_of_opening_stands_in_where_no_founding_is_known():
    opened = {"npo": {"kind": "npo", "opened_on": day(BORN)}}
    assert len(fires([*gifts(), out("friend", 90_000)], opened, {})) == 1
    # A second account does not make an old charity young.
    two = {
        "npo": {"kind": "npo", "party_id": "x", "opened_on": day(BORN)},
        "first": {"kind": "npo", "party_id": "x", "opened_on": day(10)},
    }
    assert fires([*gifts(), out("friend", 90_000)], two, {}) == []
    unknown = ledger([*gifts(), out("friend", 90_000)], accounts=KINDS)
    assert "accounts.opened_on" in (RED_FLAG.untestable(unknown) or "")
    assert detect(unknown, Thresholds()).alerts.is_empty()


@pytest.mark.parametrize(("given", "alerts"), [(15_000, 1), (15_001, 0)])
def test_token_sum_to_the_cause_excuses_nothing_more_does(given, alerts):
    paid = [*gifts(), out("known", given), out("friend", 85_000)]
    assert len(fires(paid)) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(60_000, 1), (59_999, 0)])
def test_private_share_counts_what_nobody_knows_as_neither(cents, alerts):
    paid = [*gifts(), out("friend", cents), out("stranger", 100_000 - cents)]
    assert len(fires(paid)) == alerts


def test_spontaneous_drive_that_buys_goods_or_gives_all_to_a_known_charity():
    goods = {"purpose": "blankets", "merchant_category": "5411"}
    assert fires([*gifts(), out("supplier", 200_000)]) == []
    assert fires([*gifts(), out("known", 200_000)]) == []
    bought = [out("stranger", 60_000, columns=goods), out("friend", 90_000)]
    assert fires([*gifts(), *bought]) == []
    paid = [out("stranger", 60_000), out("friend", 90_000)]
    assert len(fires([*gifts(), *paid])) == 1


def test_appeal_that_still_holds_the_money_is_left_alone():
    assert len(fires([*gifts(), out("friend", 62_500)])) == 1
    assert fires([*gifts(), out("friend", 62_499)]) == []


@pytest.mark.parametrize(("at", "alerts"), [(269, 1), (270, 0)])
def test_spending_has_a_quarter_more(at, alerts):
    assert len(fires([*gifts(), out("friend", 90_000, BORN + at)])) == alerts


def test_coins_and_remittance_are_private_by_channel_too():
    assert len(fires([*gifts(), out("supplier", 90_000, columns=SENT)])) == 1


def test_cash_relief_where_all_young_charities_work_with_cash():
    rows, accounts = [], {}
    for n in range(6):
        accounts[f"c{n}"] = {"kind": "npo", "opened_on": day(BORN)}
        rows += [(d, f"c{n}", at, cents) for d, _, at, cents in gifts()]
        rows.append((f"c{n}", "till", (BORN + 90) * DAY, 100_000))
        rows.append((f"c{n}", "supplier", (BORN + 91) * DAY, 1_000 * n))
    assert fires(rows, accounts, {}) == []
    for n in range(5):
        rows.append((f"c{n}", "supplier", (BORN + 92) * DAY, (9 + n) * 100_000))
    assert [who for who, _ in fires(rows, accounts, {})] == ["c5"]


def test_unknown_amounts_and_nothing_at_all():
    assert fires([*gifts(cents=None), out("friend", None)]) == []
    assert fires([]) == []
