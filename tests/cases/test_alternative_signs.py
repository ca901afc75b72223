"""The sign that tells each lawful behaviour, measured on small cases, by name."""

from pipeline.flow_graph import DAY
from tests.cases.made_facts import facts, monthly, told
from tests.cases.test_groups import FLOW, STRUCT, cases

MSB, SHOP, TILL, LENDER = "msb", "merchant", "cash", "loan"
CASH_OUT = "cash_withdrawal"


def verdict(found, hypothesis, test):
    return told(found, hypothesis)[test]


def through(payer, payee, office, day, cents):
    return [
        (payer, office, day, cents),
        (office, payee, day + 0.5, cents * 94 // 100),
    ]


def test_money_handed_to_a_money_service_speaks_for_remittance():
    paid = through(0, 1, 2, 0, 10_000)
    assert verdict(facts(paid, kinds={2: MSB}), "remittance", "office") == "for"
    assert verdict(facts(paid), "remittance", "office") == "against"
    unknown = facts(paid, kinds=dict.fromkeys(range(3)))
    assert verdict(unknown, "remittance", "office") == "untold"


def test_relatives_are_seen_through_an_office():
    paid = through(0, 1, 2, 0, 10_000)
    family = {"family": frozenset({(0, 1)})}
    found = facts(paid, kinds={2: MSB}, related=family)
    assert verdict(found, "family_support", "relatives") == "for"
    assert verdict(facts(paid, related=family), "family_support", "relatives") == (
        "against"
    )


def test_customers_are_those_who_pay_in_at_the_office_or_in_the_middle():
    paid = [(n, 20, n, 1_000) for n in range(10)] + [(20, 30, 11, 940)]
    office = {"kinds": {20: MSB}}
    assert verdict(facts(paid, **office), "remittance", "customers") == "for"
    assert verdict(facts(paid[:9], **office), "remittance", "customers") == "untold"
    assert verdict(facts(paid[:3], **office), "remittance", "customers") == "against"
    assert verdict(facts(paid[10:], **office), "remittance", "customers") == "untold"
    assert verdict(facts(paid), "remittance", "customers") == "for"
    assert verdict(facts(paid[:10]), "remittance", "customers") == "against"


def test_that_an_office_pays_many_speaks_for_nothing():
    paid = [(99, 0, 0, 90_000)] + [(0, n, n, 1_000) for n in range(1, 41)]
    assert verdict(facts(paid), "remittance", "receivers") == "for"
    assert verdict(facts(paid, kinds={0: MSB}), "remittance", "receivers") == "untold"
    assert verdict(facts(paid[:11]), "remittance", "receivers") == "against"


def test_a_rhythm_of_months_needs_no_like_sums():
    uneven = [(0, 1, 30 * n, 10_000 * (1 + n % 4)) for n in range(5)]
    assert verdict(facts(uneven), "family_support", "rhythm") == "for"
    assert verdict(facts(uneven[:3]), "family_support", "rhythm") == "against"
    assert verdict(facts(uneven[:2]), "family_support", "rhythm") == "untold"
    rare = [(0, 1, 96 * n, 100) for n in range(4)]
    assert verdict(facts(rare), "family_support", "rhythm") == "against"


def test_a_trader_is_paid_pays_suppliers_and_keeps_a_margin():
    paid = [(n, 9, n, 1_000) for n in range(5)] + [(9, 8, 9, 4_000)]
    found = facts(paid, kinds={9: "business", 8: "business"})
    assert {verdict(found, "trade", t) for t in ("through_firms", "suppliers")} == {
        "for"
    }
    assert verdict(found, "trade", "margin") == "for"
    all_kept_on = facts([*paid[:5], (9, 8, 9, 5_000)], kinds={9: "business"})
    assert verdict(all_kept_on, "trade", "margin") == "untold"
    assert verdict(facts(paid), "trade", "through_firms") == "against"


def test_what_a_firm_pays_to_persons_who_draw_it_speaks_against_trade():
    paid = [(0, 9, 0, 1_000), (9, 1, 1, 900), (1, 8, 2, 450, {"channel": CASH_OUT})]
    known = {"kinds": {9: "business", 8: TILL}}
    assert verdict(facts(paid, **known), "trade", "cash") == "against"
    less = [*paid[:2], (1, 8, 2, 449, {"channel": CASH_OUT})]
    assert verdict(facts(less, **known), "trade", "cash") == "untold"


def test_sums_handed_on_whole_within_a_week_speak_against_trade():
    paid = [(0, 9, 0, 1_000), (9, 1, 7, 850), (0, 9, 20, 700), (9, 2, 21, 300)]
    known = {"kinds": {9: "business"}}
    assert verdict(facts(paid, **known), "trade", "handed_on") == "against"
    later = [(*paid[1][:2], 7.1, 850)]
    found = facts([paid[0], *later, *paid[2:]], **known)
    assert verdict(found, "trade", "handed_on") == "untold"


def test_a_loan_paid_back_in_instalments_is_credit():
    paid = [(1, 0, 0, 90_000), *monthly(0, 1, 3, 3_000), (0, 2, 4, 50_000)]
    found = facts(paid, kinds={1: LENDER, 2: SHOP})
    names = ("lenders", "repaid", "to_persons")
    assert {verdict(found, "credit", name) for name in names} == {"for"}
    kept = facts(paid[:1], kinds={1: LENDER})
    assert verdict(kept, "credit", "repaid") == "against"
    to_another = facts([*paid, (0, 3, 5, 90_000)], kinds={1: LENDER, 2: SHOP})
    assert verdict(to_another, "credit", "to_persons") == "against"


def test_money_lent_is_not_one_s_own():
    lent = facts([(1, 0, 0, 900)], kinds={1: LENDER}, principals={0: {9}, 1: {9}})
    assert verdict(lent, "own_accounts", "one_principal") == "against"


def test_firms_with_a_common_officer_are_one_group():
    paid = [(n, 9, n, 1_000) for n in range(9)] + [(9, n, 20, 900) for n in range(9)]
    kinds = dict.fromkeys(range(10), "business")
    officer = {"officer_of": frozenset((-1, n) for n in range(10))}
    group = facts(paid, kinds=kinds, related=officer)
    tests = ("one_principal", "holders", "both_ways")
    assert {verdict(group, "own_accounts", name) for name in tests} == {"for"}
    strangers = facts(paid, kinds=kinds)
    assert verdict(strangers, "own_accounts", "one_principal") == "against"
    assert verdict(strangers, "own_accounts", "holders") == "against"


def test_shops_are_no_holders_of_one_s_own_accounts():
    shops = [(0, n, n, 100) for n in range(1, 10)]
    found = facts(shops, kinds=dict.fromkeys(range(1, 10), SHOP))
    assert verdict(found, "own_accounts", "holders") == "for"


def test_cash_drawn_here_and_a_card_used_there_for_months_is_a_shared_card():
    use = [
        row
        for n in range(4)
        for row in (
            (0, 8, 30 * n + 1, 5_000, {"channel": CASH_OUT, "reached": "FR"}),
            (0, 9, 30 * n + 2, 5_000, {"channel": "card", "reached": "DE"}),
        )
    ]
    known = {"kinds": {8: TILL, 9: SHOP}}
    assert verdict(facts(use, **known), "shared_card", "two_places") == "for"
    assert verdict(facts(use[:6], **known), "shared_card", "two_places") == "untold"
    home = [row for row in use if row[1] == 8]
    assert verdict(facts(home, **known), "shared_card", "two_places") == "against"


def test_a_second_user_of_the_card_is_one_on_record():
    use = [(0, 9, n, 100, {"channel": "card"}) for n in range(3)]
    for users, expected in (
        (set(), "untold"),
        ({(-1, 0)}, "for"),
        ({(-1, 9)}, "against"),
    ):
        found = facts(use, kinds={9: SHOP}, related={"delegated_access": users})
        assert verdict(found, "shared_card", "second_user") == expected
    assert verdict(facts(use[:0]), "shared_card", "second_user") == "untold"


def test_a_page_that_raises_funds_is_an_appeal_without_a_charity():
    page = [(n, 9, n, 100, {"channel": "crowdfunding"}) for n in range(4)]
    assert verdict(facts(page), "charity_appeal", "charities") == "for"
    wired = [row[:4] for row in page]
    assert verdict(facts(wired), "charity_appeal", "charities") == "against"


def test_tenants_pay_steadily_and_are_persons():
    tenants = [row for n in range(4) for row in monthly(n, 9, 4)]
    assert verdict(facts(tenants), "rent", "steady_payers") == "for"
    once = [(n, 9, n, 50_000) for n in range(4)]
    assert verdict(facts(once), "rent", "steady_payers") == "against"
    many = [(n, 9, n, 50_000) for n in range(8)]
    assert verdict(facts(many), "shared_purse", "payers") == "for"
    firms = facts(many, kinds=dict.fromkeys(range(8), "business"))
    assert verdict(firms, "shared_purse", "payers") == "against"


def test_card_use_beside_the_case_counts_too():
    use = [
        ("b", end, 30 * n * DAY, 500, {"channel": channel, "receiver_country": country})
        for n in range(4)
        for end, channel, country in (
            ("till", CASH_OUT, "FR"),
            ("shop", "card", "DE"),
        )
    ]
    alerts = [(FLOW, "b", ["shop"]), (STRUCT, "b", "")]
    found = cases(use, alerts, [(0, 1)])["hypotheses"]
    (row,) = found.filter(test="two_places").iter_rows(named=True)
    assert (row["verdict"], row["value"]) == ("for", 1.0)
