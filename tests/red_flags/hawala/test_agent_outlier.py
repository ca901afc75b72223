from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.flow_graph import DAY
from pipeline.red_flags.hawala.agent_outlier import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

HOME = "DE"
# Iran was on a list all the time from 2009 on; Poland never was.
RISKY, PLAIN = "IR", "PL"
START = 20 * 365 * DAY
AGENTS = 6


def sent(agent, risky, plain, receivers=2, at=START, days=20, **columns):
    """What one agent sends: ``risky`` of its payments to ``receivers``, in 20 days."""
    number = risky + plain
    return [
        (
            *(agent, 100 + n % receivers if n < risky else 500 + n),
            *(at + n * days * DAY // number, 20_000),
            {
                "sender_country": HOME,
                "receiver_country": RISKY if n < risky else PLAIN,
            }
            | columns,
        )
        for n in range(number)
    ]


def peers(number=5, risky=2, plain=48, **more):
    return [
        p for agent in range(1, number + 1) for p in sent(agent, risky, plain, **more)
    ]


def made(payments, **accounts):
    offices = {agent: {"kind": "msb"} for agent in range(AGENTS + 3)}
    return ledger(payments, accounts=offices | accounts.get("accounts", {}))


def fires(payments, limits=None, **accounts):
    given = made(payments, **accounts)
    return shown(given, detect(given, limits or Thresholds()))


def test_one_agent_sends_half_to_a_listed_country():
    given = made([*sent(0, 25, 25), *peers()])
    found = detect(given, Thresholds())
    assert shown(given, found) == [("a0", [f"t{n:05}" for n in range(25)])]
    (alert,) = found.alerts.to_dicts()
    assert (alert["payments"], alert["corridor_payments"]) == (50, 25)
    assert (alert["corridor_share"], alert["usual_share"]) == (0.5, 0.04)
    chance = (0.04 * 0.96 / 50) ** 0.5  # peers all alike: chance is the spread
    assert alert["robust_z"] == pytest.approx(0.46 / chance)
    assert alert["strength"] == pytest.approx(1 - 2 / alert["robust_z"])
    assert (alert["peers"], alert["total_cents"]) == (5, 500_000)
    assert alert["receivers_share"] == pytest.approx(2 / 25)
    assert set(alert["parts"]) == {"to the corridor"}


@pytest.mark.parametrize(("plain", "alerts"), [(25, 1), (24, 0)])
def test_fifty_payments_in_the_month(plain, alerts):
    assert len(fires([*sent(0, 25, plain), *peers()])) == alerts


@pytest.mark.parametrize(("number", "alerts"), [(5, 1), (4, 0)])
def test_five_peers_make_a_custom(number, alerts):
    assert len(fires([*sent(0, 25, 25), *peers(number)])) == alerts
    quiet = sent(5, 0, 49)  # too few payments to be a peer
    assert len(fires([*sent(0, 25, 25), *peers(4), *quiet])) == 0


def test_peers_are_of_one_country():
    others = peers(sender_country="AT")
    assert fires([*sent(0, 25, 25), *others]) == []


@pytest.mark.parametrize(("z", "alerts"), [(0.16 / 0.028, 1), (0.16 / 0.0277, 0)])
def test_score_is_against_the_spread_or_chance(z, alerts):
    limits = Thresholds(min_robust_z=z)
    assert len(fires([*sent(0, 10, 40), *peers()], limits)) == alerts


def test_agent_is_no_outlier_where_its_peers_differ_widely():
    wide = [p for n in range(5) for p in sent(n + 1, 8 * n, 50 - 8 * n)]
    assert fires([*sent(0, 40, 10), *wide]) == []
    assert len(fires([*sent(0, 40, 10), *peers()])) == 1


@pytest.mark.parametrize(("risky", "alerts"), [(10, 1), (9, 0)])
def test_a_fifth_goes_there(risky, alerts):
    assert (
        len(fires([*sent(0, risky, 50 - risky), *peers(risky=0, plain=50)])) == alerts
    )


@pytest.mark.parametrize(("receivers", "alerts"), [(12, 1), (13, 0)])
def test_agent_whose_customers_each_have_their_own_relative_is_innocent(
    receivers, alerts
):
    assert len(fires([*sent(0, 24, 26, receivers), *peers()])) == alerts


def test_receiver_who_stands_for_many_is_not_one():
    pooled = {"accounts": {100: {"kind": "cash"}, 101: {"kind": "cash"}}}
    assert fires([*sent(0, 25, 25), *peers()], **pooled) == []


def test_list_is_the_one_of_the_day():
    early = 365 * DAY  # 2001
    paid = [*sent(0, 25, 25, at=early), *peers(at=early)]
    assert fires(paid) == []


@pytest.mark.parametrize("country", ["withheld", None, HOME])
def test_countries_that_are_not_known_or_at_home_do_not_count(country):
    assert fires([*sent(0, 25, 25, receiver_country=country), *peers()]) == []


def test_only_offices_are_agents():
    paid = [*sent(0, 25, 25), *peers()]
    assert fires(paid, accounts={0: {"kind": "business"}}) == []


def test_branches_of_an_office_are_agents_of_their_own():
    branches = [
        p
        for n in range(6)
        for p in sent(0, 2 if n else 25, 48 if n else 25, branch=f"b{n}")
    ]
    ((account, rows),) = fires(branches)
    assert (account, len(rows)) == ("a0", 25)
    assert fires([(*p[:4], p[4] | {"branch": None}) for p in branches]) == []


def test_months_that_follow_are_one_alert_and_others_are_not():
    months = [
        p
        for month in (0, 1, 3)
        for p in (
            *sent(0, 25, 25, at=START + month * 30 * DAY),
            *peers(at=START + month * 30 * DAY),
        )
    ]
    assert [len(rows) for _, rows in fires(months)] == [50, 25]


def test_unknown_amounts_count_and_no_payments_raise_nothing():
    paid = [(*p[:3], None, p[4]) for p in (*sent(0, 25, 25), *peers())]
    (alert,) = detect(made(paid), Thresholds()).alerts.to_dicts()
    assert alert["total_cents"] == 0
    assert fires([]) == []
    assert fires([(0, 0, START, 1)]) == []


@settings(deadline=None, max_examples=40)
@given(
    shares=st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=3, max_size=6
    ),
    score=st.sampled_from([1.0, 2.0, 4.0]),
)
def test_alerts_agree_with_naive_reading(shares, score):
    limits = Thresholds(
        min_payments=6, min_robust_z=score, min_peers=2, max_receivers_share=1
    )
    paid = [p for n, (r, other) in enumerate(shares) for p in sent(n, r, other)]
    tested = {n: r / (r + q) for n, (r, q) in enumerate(shares) if r + q >= 6}
    expected = set()
    if len(tested) > 2:
        usual = median(tested.values())
        spread = 1.4826 * median(abs(share - usual) for share in tested.values())
        for n, share in tested.items():
            number = sum(shares[n])
            chance = max(usual, 1 / number)
            chance = (chance * (1 - chance) / number) ** 0.5
            z = (share - usual) / max(spread, chance, 1e-9)
            if z >= score - 1e-6 and share >= 0.2:
                expected.add(f"a{n}")
    assert {account for account, _ in fires(paid, limits)} == expected
