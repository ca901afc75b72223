import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.diversion import Thresholds, detect
from pipeline.red_flags.npo.partners import passed_on_by_partners
from tests.red_flags.ledgers import ids, ledger, shown

KINDS = {
    "npo": {"kind": "npo", "country": "GB"},
    "partner": {"kind": "business", "country": "TR"},
    "supplier": {"kind": "business", "country": "GB"},
    "shop": {"kind": "merchant", "country": "TR"},
    "p0": {"kind": "personal", "country": "TR"},
    "p1": {"kind": "personal", "country": "TR"},
    "till": {"kind": "cash"},
}


def relayed(partner="partner", sums=(510_000, 690_000, 600_000), days=10):
    """Each sum goes on within ``days``, two parts in three to a person, one as cash."""
    rows = []
    for turn, cents in enumerate(sums):
        start = turn * 60 * DAY
        rows.append(("npo", partner, start, cents))
        rows.append((partner, f"p{turn % 2}", start + days * DAY, cents // 3 * 2))
        rows.append((partner, "till", start + days * DAY, cents // 3))
    return rows


def fires(payments, accounts=None, **tables):
    made = ledger(payments, accounts=KINDS | (accounts or {}), **tables)
    return shown(made, detect(made, Thresholds()))


def test_what_a_partner_passes_on_counts_and_both_legs_are_evidence():
    made = ledger([("npo", "supplier", 0, 1_000_000), *relayed()], accounts=KINDS)
    found = detect(made, Thresholds())
    assert shown(made, found) == [("npo", [f"t{n:05}" for n in range(1, 10)])]
    (alert,) = found.alerts.to_dicts()
    assert alert["parts"] == ["to a partner", *["on to a person or cash"] * 2] * 3
    assert (alert["partner_share"], alert["cash_share"]) == (1, 0)
    assert alert["outflow_cents"] == 2_800_000
    assert alert["unexplained_cents"] == 1_800_000
    assert alert["payments"] == 3


def test_pairs_name_the_payment_and_what_it_fed():
    made = ledger(relayed(sums=(600_000,)), accounts=KINDS)
    pairs = passed_on_by_partners(made).sort("on").to_dicts()
    assert [(ids(made, [p["row"], p["on"]]), p["cents"]) for p in pairs] == [
        (["t00000", "t00001"], 400_000),
        (["t00000", "t00002"], 200_000),
    ]


@pytest.mark.parametrize(("days", "alerts"), [(30, 1), (31, 0)])
def test_partner_passes_on_within_a_month(days, alerts):
    assert len(fires(relayed(days=days))) == alerts


@pytest.mark.parametrize("partner", ["supplier", "shop", "p1"])
def test_suppliers_at_home_and_shops_are_no_partners(partner):
    made = ledger(relayed(partner), accounts=KINDS)
    assert passed_on_by_partners(made).is_empty()


def test_charity_at_home_is_a_partner_but_the_own_branch_is_not():
    sister = {"supplier": {"kind": "npo", "country": "GB"}}
    assert len(fires(relayed("supplier"), sister)) == 2  # the sister draws it herself
    same = [("npo", "supplier", "same_party")]
    made = ledger(relayed("supplier"), accounts=KINDS | sister, relations=same)
    assert passed_on_by_partners(made).is_empty()


@pytest.mark.parametrize(("cents", "alerts"), [(2_040_000, 1), (2_100_000, 0)])
def test_money_that_does_not_stand_out_at_the_partner_is_its_own(cents, alerts):
    """The least of three sums is a fifth of all that came while it rested, or less."""
    trade = [("buyer", "partner", (60 * turn + 1) * DAY, cents) for turn in range(3)]
    assert len(fires(trade + relayed())) == alerts
    before = [("buyer", "partner", 60 * DAY * turn, 3_000_000) for turn in range(3)]
    assert fires(before + relayed()) == []


def test_payroll_of_a_partner_is_its_work():
    staff = [("p0", "partner", "employee_of"), ("p1", "partner", "employee_of")]
    assert fires([r for r in relayed() if r[1] != "till"], relations=staff) == []


def test_field_office_is_judged_with_the_whole_charity():
    field = {"field": {"kind": "npo", "party_id": "npo"}, "npo": {"kind": "npo"}}
    field["npo"]["party_id"] = "npo"
    home = [("npo", "supplier", day * DAY, 900_000) for day in (1, 2, 3)]
    away = [("npo", "field", 4 * DAY, 300_000)]
    cash = [("field", "till", day * DAY, 150_000) for day in (5, 6, 7)]
    assert fires([*home, *away, *cash], field) == []
    assert fires([*home[:1], *away, *cash[:2], *cash], field) == [
        ("field", ["t00002", "t00004", "t00003", "t00005", "t00006"])
    ]


def charities(shares):
    """A charity a share: of 1,000,000 a month it draws this much as cash."""
    accounts, rows = {"till": {"kind": "cash"}}, []
    for number, share in enumerate(shares):
        accounts[f"c{number}"] = {"kind": "npo"}
        for month in range(3):
            drawn = round(share * 1_000_000)
            at = month * 30 * DAY
            rows.append((f"c{number}", "till", at, drawn))
            rows.append((f"c{number}", "firm", at, 1_000_000 - drawn))
    return rows, accounts


@pytest.mark.parametrize(
    ("shares", "fired"),
    [
        ((0.02, 0.03, 0.04, 0.05, 0.05, 0.3), ["c5"]),
        ((0.02, 0.03, 0.04, 0.05, 0.05, 0.19), []),  # below a fifth
        ((0.6, 0.7, 0.8, 0.9, 0.7, 0.8), []),  # relief where all work with cash
        ((0.02, 0.03, 0.04, 0.05, 0.3), []),  # four others are no comparison
        ((0.02, 0.03, 0.04, 0.05, 0.4), ["c4"]),
    ],
)
def test_share_is_measured_beside_charities_like_it(shares, fired):
    rows, accounts = charities(shares)
    made = ledger(rows, accounts=accounts)
    assert [who for who, _ in shown(made, detect(made, Thresholds()))] == fired
