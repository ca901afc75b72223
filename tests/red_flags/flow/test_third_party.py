import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.third_party import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ids, ledger

ACCOUNTS = {n: {"party_id": f"p{n}", "kind": "personal"} for n in range(9)}
PEOPLE = {f"p{n}": {"kind": "person"} for n in range(9)} | {"who": {"kind": "person"}}
RELATED = [("p7", "p8", "family")]  # the data do record ties


def by(person: str = "who", **more):
    return {"conductor": person, **more}


def orders(payer: int = 0, payees=(1, 2, 3), days=(0, 5, 30), **columns):
    return [
        (payer, payee, day * DAY, 10_000, by(**columns))
        for payee, day in zip(payees, days, strict=True)
    ]


def alerts(paid, relations=(), parties=None, accounts=None, **limits):
    made = ledger(
        paid,
        accounts=ACCOUNTS | (accounts or {}),
        parties=PEOPLE | (parties or {}),
        relations=[*RELATED, *relations],
    )
    assert RED_FLAG.untestable(made) is None
    return made, detect(made, Thresholds(**limits)).alerts


def test_alert_names_each_order_and_whether_it_says_for_whom():
    paid = orders()
    paid[1][4]["on_behalf_of"] = "somebody"
    made, found = alerts([*paid, (0, 4, DAY)])
    (alert,) = found.to_dicts()
    assert ids(made, alert["rows"]) == ["t00000", "t00001", "t00002"]
    undisclosed = "ordered, for whom is not stated"
    assert alert["parts"] == [undisclosed, "ordered for another", undisclosed]
    assert (alert["account"], alert["members"]) == (0, [0, 1, 2, 3])
    assert (alert["transfers"], alert["conductors"], alert["accounts"]) == (3, 1, 1)
    assert (alert["total_cents"], alert["span_days"]) == (30_000, 30)
    assert alert["arranged_share"] == 0.75
    assert alert["undisclosed_share"] == pytest.approx(2 / 3)
    assert alert["strength"] == pytest.approx(0.5 * (0.5 + 0.25 * 2 / 3))


@pytest.mark.parametrize(("last", "fires"), [(30, 1), (31, 0)])
def test_window_is_closed_at_its_last_day(last, fires):
    assert alerts(orders(days=(0, 5, last)))[1].height == fires


@pytest.mark.parametrize(("others", "fires"), [(12, 1), (13, 0)])
def test_orders_must_be_a_fifth_of_what_the_account_transfers(others, fires):
    own = [(0, 4, DAY + hour) for hour in range(others)]
    assert alerts(orders() + own)[1].height == fires


@pytest.mark.parametrize(
    "relation",
    [
        *(("who", "p0", "family"), ("p0", "who", "other"), ("who", "a0", "acts_for")),
        *(("who", "a0", "delegated_access"), ("who", "a0", "account_holder")),
        ("who", "p0", "officer_of"),
    ],
)
def test_whoever_has_a_known_tie_or_control_is_no_stranger(relation):
    assert alerts(orders(), relations=[relation])[1].is_empty()


def test_whoever_lives_at_the_same_address_is_no_stranger():
    home = {"kind": "person", "addresses": ["1 High Street"]}
    assert alerts(orders(), parties={"who": home, "p0": home})[1].is_empty()


def test_the_owner_is_no_stranger_whatever_name_he_goes_by():
    assert alerts(orders(person="p0"))[1].is_empty()
    assert alerts(orders(person="a0"))[1].is_empty()


def test_a_carer_who_pays_the_owners_payees_and_bills_stays_silent():
    before = [(0, payee, -40 * DAY + payee) for payee in (1, 2, 3)]
    assert alerts(before + orders())[1].is_empty()
    shops = {payee: {"kind": "merchant"} for payee in (1, 2, 3)}
    assert alerts(orders(), accounts=shops)[1].is_empty()


def test_a_service_that_orders_by_trade_stays_silent():
    assert alerts(orders(), parties={"who": {"kind": "organisation"}})[1].is_empty()


def test_one_person_ordering_from_several_accounts_counts_together():
    paid = [(payer, 4 + payer, payer * DAY, 10_000, by()) for payer in (0, 1, 2)]
    (alert,) = alerts(paid)[1].to_dicts()
    assert (alert["accounts"], alert["account"], alert["arranged_share"]) == (3, 0, 1)
    other = [(*p[:4], by(f"p{7 + n % 2}")) for n, p in enumerate(paid)]
    assert alerts(other)[1].is_empty()


def test_an_account_and_a_person_may_both_be_told_of():
    paid = orders() + [(payer, 8, DAY, 1, by("p7")) for payer in (4, 5, 6)]
    found = alerts(paid)[1]
    assert found["account"].to_list() == [0, 4]


def test_payments_between_own_accounts_and_cards_do_not_count():
    own = {n: {"party_id": "p0", "kind": "personal"} for n in (1, 2, 3)}
    assert alerts(orders(), accounts=own)[1].is_empty()
    assert alerts([*orders(channel="card"), (7, 8, 0)])[1].is_empty()
    assert alerts([(0, 0, day * DAY, 1, by()) for day in range(3)])[1].is_empty()


def test_unknown_amounts_equal_times_and_day_precision_still_count():
    paid = [(0, payee, 0, None, by(time_precision="day")) for payee in (1, 2, 3)]
    (alert,) = alerts(paid)[1].to_dicts()
    assert (alert["transfers"], alert["total_cents"]) == (3, 0)


def test_data_without_ties_are_not_testable_and_nothing_raises_nothing():
    made = ledger(orders(), accounts=ACCOUNTS)
    assert "relations.a" in RED_FLAG.untestable(made)
    assert detect(ledger([]), Thresholds()).alerts.is_empty()


def test_explanation_uses_what_is_measured():
    known = dict.fromkeys(Thresholds.__struct_fields__, 1)
    known |= alerts(orders())[1].row(0, named=True)
    assert "{" not in RED_FLAG.explanation.format(**known)


@settings(deadline=None, max_examples=60)
@given(
    paid=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(2, 5),
            st.integers(0, 9),
            st.sampled_from([None, "who", "p0", "p8"]),
        ),
        max_size=14,
    )
)
def test_account_alerts_agree_with_naive_reading(paid):
    payments = [
        (payer, payee, at * DAY, 100, {"conductor": person})
        for payer, payee, at, person in paid
    ]
    payments.append((7, 8, 0, 1, by("p7")))  # testable, whatever was drawn
    _, found = alerts(payments, window_days=4, min_transfers=2, min_arranged_share=0)
    told = {row["account"] for row in found.to_dicts() if row["accounts"] == 1}
    wanted = set()
    for account in (0, 1):
        own = [p for p in paid if p[0] == account]
        strange = [p[3] is not None and p[3] != f"p{account}" for p in own]
        known = {
            payee: min(
                p[2]
                for p, odd in zip(own, strange, strict=True)
                if not odd and p[1] == payee
            )
            for payee in {p[1] for p, odd in zip(own, strange, strict=True) if not odd}
        }
        days = [
            p[2]
            for p, odd in zip(own, strange, strict=True)
            if odd and known.get(p[1], 99) >= p[2]
        ]
        if any(abs(a - b) <= 4 for i, a in enumerate(days) for b in days[:i]):
            wanted.add(account)
    assert told == wanted
