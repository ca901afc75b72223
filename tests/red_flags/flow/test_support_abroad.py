import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.support_abroad import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ids, ledger

MARCH_2016 = 511_000_000
PAYER, OFFICE, SHOP = 0, 8, 9
PAYEES = (1, 2, 3, 4, 5, 6)
SYRIA = {"sender_country": "DE", "receiver_country": "SY"}
WORLD = {
    **{n: {"party_id": f"p{n}", "kind": "personal"} for n in range(12)},
    OFFICE: {"party_id": "p8", "kind": "msb"},
    SHOP: {"party_id": "p9", "kind": "merchant"},
}


def sent(payee: int, day: int, cents=50_000, payer: int = PAYER, **more):
    return (payer, payee, MARCH_2016 + day * DAY, cents, {**SYRIA, **more})


def support(step: int = 12, payees=PAYEES, **more):
    return [sent(payee, turn * step, **more) for turn, payee in enumerate(payees)]


def alerts(paid, relations=(), accounts=None, parties=None, **limits):
    made = ledger(
        paid,
        accounts=WORLD | (accounts or {}),
        parties=parties,
        relations=relations,
    )
    return made, detect(made, Thresholds(**limits)).alerts


def test_alert_names_each_payment_of_support():
    made, found = alerts([*support(), (7, 10, MARCH_2016, 100)])
    (alert,) = found.to_dicts()
    assert ids(made, alert["rows"]) == [f"t{n:05}" for n in range(6)]
    assert set(alert["parts"]) == {"support"}
    assert (alert["account"], alert["members"]) == (PAYER, [PAYER, *PAYEES])
    assert (alert["payees"], alert["payments"], alert["span_days"]) == (6, 6, 60)
    assert (alert["total_cents"], alert["largest_cents"]) == (300_000, 50_000)
    assert (alert["risk_share"], alert["relay_share"], alert["strength"]) == (1, 0, 0.5)


@pytest.mark.parametrize(("step", "fires"), [(12, 1), (13, 0)])
def test_window_is_closed_at_its_last_day(step, fires):
    assert alerts(support(step))[1].height == fires


@pytest.mark.parametrize(("cents", "fires"), [(200_000, 1), (200_001, 0)])
def test_sums_are_modest(cents, fires):
    assert alerts(support(cents=cents))[1].height == fires


@pytest.mark.parametrize(("cents", "fires"), [(300_000, 1), (300_001, 0)])
def test_half_of_what_goes_to_persons_must_go_there(cents, fires):
    here = (PAYER, 7, MARCH_2016 + DAY, cents)
    assert alerts([*support(), here])[1].height == fires
    shopping = (PAYER, SHOP, MARCH_2016 + DAY, 9_000_000)
    assert alerts([*support(), shopping])[1].height == 1


def test_a_head_of_family_and_an_employer_on_record_stay_silent():
    for relation in ("family", "employee_of"):
        ties = [("p1", "p0", relation)]
        assert alerts(support(), ties)[1].is_empty()
    assert alerts(support(), [("p1", "p0", "other")])[1].height == 1


def monthly(**more):
    return [sent(payee, 30 * month, **more) for month in range(6) for payee in PAYEES]


def test_steady_pay_by_a_firm_is_staff_and_by_a_person_a_stipend():
    assert alerts(monthly())[1].height == 1
    firm = {PAYER: {"party_id": "p0", "kind": "business"}}
    assert alerts(monthly(), accounts=firm)[1].is_empty()
    assert alerts(support(), accounts=firm)[1].height == 1


def test_charities_are_left_to_their_own_red_flags():
    relief = {PAYER: {"party_id": "p0", "kind": "npo"}}
    assert alerts(support(), accounts=relief)[1].is_empty()


def test_an_office_is_no_payer_but_who_pays_through_it_is():
    assert alerts(support(payer=OFFICE))[1].is_empty()
    through = support(payer=OFFICE, on_behalf_of="p0")
    assert alerts(through)[1]["account"].to_list() == [PAYER]
    many = [sent(n, n, payer=OFFICE, on_behalf_of=f"p{n % 2 + 10}") for n in PAYEES]
    assert alerts(many)[1].is_empty()
    walk_in = support(payer=OFFICE, on_behalf_of="walk-in")
    walk_in.append(sent(4, 3, 60_000, OFFICE, on_behalf_of="walk-in"))
    assert alerts(walk_in)[1]["account"].to_list() == [4]


def test_payees_that_are_no_persons_do_not_count():
    for kind in ("business", "merchant", "npo", "msb", "cash"):
        assert alerts(support(), accounts={1: {"kind": kind}})[1].is_empty()
    firm = {"p1": {"kind": "organisation"}}
    assert alerts(support(), parties=firm)[1].is_empty()


def test_accounts_of_one_payee_are_one_person():
    same = {n: {"party_id": "p1", "kind": "personal"} for n in (1, 2)}
    assert alerts(support(), accounts=same)[1].is_empty()


def test_only_places_of_risk_count_and_relays_half():
    assert alerts(support(receiver_country="FR"))[1].is_empty()
    assert alerts(support(receiver_country="withheld"))[1].is_empty()
    assert alerts(support(sender_country="SY"))[1].is_empty()
    relay = alerts(support(receiver_country="TR"))[1].row(0, named=True)
    assert (relay["relay_share"], relay["strength"]) == (1, 0.25)


def test_unknown_amounts_and_self_payments_do_not_count_equal_times_do():
    assert alerts(support(cents=None))[1].is_empty()
    assert alerts(support(payees=(PAYER,) * 6))[1].is_empty()
    assert alerts(support(step=0, time_precision="day"))[1].height == 1


def test_nothing_raises_nothing():
    for made in (ledger([]), ledger([(0, 1, 0)])):
        assert detect(made, Thresholds()).alerts.is_empty()


def test_explanation_uses_what_is_measured():
    known = alerts(support())[1].row(0, named=True)
    assert "{" not in RED_FLAG.explanation.format(**known)


@settings(deadline=None, max_examples=40)
@given(
    paid=st.lists(
        st.tuples(
            *(st.integers(0, 1), st.integers(2, 7), st.integers(0, 30)),
            *(st.integers(1, 4), st.booleans()),
        ),
        max_size=16,
    )
)
def test_payers_agree_with_naive_reading(paid):
    payments = [
        sent(payee, day, cents, payer, **({} if risky else {"receiver_country": "FR"}))
        for payer, payee, day, cents, risky in paid
    ]
    limits = {"window_days": 10, "min_payees": 3, "max_cents": 3}
    _, found = alerts(payments, min_risk_share=0, **limits)
    wanted = set()
    for payer in (0, 1):
        small = [p for p in paid if p[0] == payer and p[4] and p[3] <= 3]
        for _, _, last, _, _ in small:
            if len({p[1] for p in small if last - 10 <= p[2] <= last}) >= 3:
                wanted.add(payer)
    assert set(found["account"].to_list()) == wanted
    for alert in alerts(payments, **limits)[1].to_dicts():
        times = [
            payments[int(i[1:])][2] for i in ids(alerts(payments)[0], alert["rows"])
        ]
        cents = sum(
            payments[int(i[1:])][3] for i in ids(alerts(payments)[0], alert["rows"])
        )
        whole = sum(
            p[3]
            for p in payments
            if p[0] == alert["account"] and min(times) <= p[2] <= max(times)
        )
        assert cents >= 0.5 * whole * 0.999999
