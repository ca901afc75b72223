import csv
from datetime import date

import pytest

from pipeline.flow_graph import DAY, EPOCH
from pipeline.red_flags.npo.pop_up import RED_FLAG, Thresholds, detect
from pipeline.red_flags.npo.private_appeals import WORDS
from tests.red_flags.ledgers import ledger, shown

CASH = {"channel": "cash_deposit"}
DRAWN = {"channel": "cash_withdrawal"}
DONATION = {"purpose": "Donation"}
KINDS = {
    "organiser": {"kind": "personal", "country": "GB"},
    "till": {"kind": "cash", "country": "GB"},
    "cause": {"kind": "npo", "country": "GB"},
    "coins": {"kind": "vasp", "country": "GB"},
    "office": {"kind": "msb", "country": "GB"},
    "far": {"kind": "personal", "country": "TR"},
    "near": {"kind": "personal", "country": "GB"},
    "shop": {"kind": "merchant", "country": "GB"},
} | {f"d{n}": {"kind": "personal", "country": "GB"} for n in range(9)}


def appeal(givers=3, lumps=3, gift=10_000, lump=40_000, words="Donation", apart=5):
    """Gifts that name a cause from day 0 on, and lumps of cash, each ``apart`` days."""
    named = [
        (f"d{n}", "organiser", n * apart * DAY, gift, {"purpose": words})
        for n in range(givers)
    ]
    banked = [
        ("till", "organiser", (n * apart + 1) * DAY, lump, CASH) for n in range(lumps)
    ]
    return [*named, *banked]


def gone(cents=60_000, to="till", day=14, columns=None):
    way = {"till": DRAWN}.get(to, {}) if columns is None else columns
    return ("organiser", to, day * DAY, cents, way)


def fires(payments, accounts=None, relations=(), limits=None):
    made = ledger(payments, accounts=KINDS | (accounts or {}), relations=relations)
    return shown(made, detect(made, limits or Thresholds()))


def test_gifts_lumps_and_what_left_unseen_are_named():
    opened = date.fromordinal(EPOCH.date().toordinal() - 9)
    kinds = KINDS | {"organiser": {**KINDS["organiser"], "opened_on": opened}}
    made = ledger([*appeal(), gone(80_000), gone(7_500, "cause", 40)], accounts=kinds)
    found = detect(made, Thresholds())
    assert shown(made, found) == [
        ("organiser", [f"t{n:05}" for n in (0, 3, 1, 4, 2, 5, 6)])
    ]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["gift"] * 6 + ["out"]
    assert (alert["donors"], alert["received_cents"]) == (3, 150_000)
    assert (alert["paid_cents"], alert["age_days"], alert["peers"]) == (150_000, 20, 0)
    assert alert["programme_share"] == pytest.approx(0.05)
    assert alert["private_share"] == pytest.approx(80_000 / 150_000)
    assert alert["strength"] == pytest.approx((1 - 0.5**1.5) * 80 / 150)


@pytest.mark.parametrize(("givers", "alerts"), [(2, 1), (1, 0)])
def test_two_name_a_cause(givers, alerts):
    assert len(fires([*appeal(givers), gone()])) == alerts


@pytest.mark.parametrize(("lumps", "alerts"), [(3, 1), (2, 0)])
def test_three_lumps_are_banked(lumps, alerts):
    assert len(fires([*appeal(lumps=lumps, lump=60_000), gone(90_000)])) == alerts


@pytest.mark.parametrize(("gift", "alerts"), [(40_000, 1), (40_001, 0)])
def test_half_of_it_is_cash(gift, alerts):
    assert len(fires([*appeal(gift=gift, apart=2), gone(120_000, day=7)])) == alerts


@pytest.mark.parametrize(("cents", "alerts"), [(45_000, 1), (44_999, 0)])
def test_three_tenths_leave(cents, alerts):
    assert len(fires([*appeal(apart=2), gone(cents, day=7)])) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(11, 1), (12, 0)])
def test_it_leaves_within_ten_days(day, alerts):
    paid = [*appeal(apart=2), gone(150_000, day=day)]
    assert len(fires(paid, limits=Thresholds(min_gone_share=0.9))) == alerts


@pytest.mark.parametrize("to", ["coins", "office", "far"])
def test_assets_offices_and_persons_abroad_are_out_of_sight(to):
    away = {"channel": "money_transfer"} if to == "office" else {}
    assert len(fires([*appeal(), gone(60_000, to, 14, away)])) == 1


@pytest.mark.parametrize("to", ["near", "shop", "cause"])
def test_friends_shops_and_charities_are_not(to):
    assert fires([*appeal(), gone(60_000, to, 14, {})]) == []


@pytest.mark.parametrize(("cents", "alerts"), [(22_500, 1), (22_501, 0)])
def test_who_passes_on_more_than_a_token_is_honest(cents, alerts):
    assert len(fires([*appeal(), gone(), gone(cents, "cause", 60)])) == alerts


@pytest.mark.parametrize(
    ("words", "alerts"),
    [
        *(("donation", 1), ("für die WAISEN", 1), ("Bağış", 1), ("huerfanos", 1)),
        *(("dinner", 0), ("donations2", 0), ("condone", 0), ("orphanage", 0)),
    ],
)
def test_words_are_whole_and_of_several_languages(words, alerts):
    assert len(fires([*appeal(words=words), gone()])) == alerts


@pytest.mark.parametrize(("day", "alerts"), [(70, 1), (71, 0)])
def test_cash_long_after_the_last_gift_is_another_matter(day, alerts):
    *rest, last = appeal(lump=60_000)
    late = (*last[:2], day * DAY, *last[3:])
    assert len(fires([*rest, late, gone(120_000, day=11)])) == alerts


def test_family_that_gives_is_no_stranger():
    kin = [(f"d{n}", "organiser", "family") for n in range(2)]
    assert fires([*appeal(), gone()], relations=kin) == []


@pytest.mark.parametrize("kind", ["business", "npo", "merchant"])
def test_only_a_private_account_is_one(kind):
    assert fires([*appeal(), gone()], {"organiser": {"kind": kind}}) == []


def test_it_can_be_tested_without_charities_and_ages():
    persons = {name: kind for name, kind in KINDS.items() if name != "cause"}
    made = ledger([*appeal(), gone()], accounts=persons)
    assert RED_FLAG.untestable(made) is None
    assert detect(made, Thresholds()).alerts["age_days"].to_list() == [None]


def test_words_stand_once_in_small_letters_with_their_language():
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    terms = [row["term"] for row in rows]
    assert terms == [term.lower().strip() for term in dict.fromkeys(terms)]
    assert all(len(row["language"]) == 2 for row in rows)
