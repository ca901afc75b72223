import pytest

from pipeline.flow_graph import DAY
from pipeline.red_flags.npo.diversion import Thresholds, detect
from tests.red_flags.ledgers import ledger
from tests.red_flags.npo.test_diversion_by_partners import KINDS, relayed

PEERS = {f"n{n}": {"kind": "npo", "country": "GB"} for n in range(12)}
FAR = {f"f{n}": {"kind": "business", "country": "TR"} for n in range(12)}


def raised(payments, limits: Thresholds | None = None):
    """Of each charity that is raised, its whole and its partners' share."""
    made = ledger(payments, accounts=KINDS | PEERS | FAR)
    found = detect(made, limits or Thresholds()).alerts
    names = made.accounts["account_id"]
    return {
        names[row["account"]]: (row["unexplained_share"], row["partner_share"])
        for row in found.iter_rows(named=True)
    }


def peers(lost_by=0, volunteers=400_000):
    """Twelve charities alike; ``lost_by`` of them through a partner of their own."""
    rows = []
    for n in range(12):
        rows.append((f"n{n}", "supplier", 0, 18_000_000))
        rows += [
            (f"n{n}", f"p{k % 2}", (9 + 50 * k) * DAY, volunteers) for k in range(2)
        ]
        if n < lost_by:
            rows.append((f"n{n}", f"f{n}", 10 * DAY, 2_000_000))
            rows.append((f"f{n}", "till", 12 * DAY, 2_000_000))
    return rows


SPENT = [("npo", "supplier", 0, 18_000_000)]


def test_partners_that_pass_on_a_twentieth_stand_out_beside_peers_whose_do_not():
    found = raised([*SPENT, *relayed(), *peers()])
    assert found == {"npo": (pytest.approx(1_800_000 / 19_800_000), 1)}


@pytest.mark.parametrize(("spent", "alerts"), [(34_200_000, 1), (34_200_020, 0)])
def test_a_twentieth_is_asked(spent, alerts):
    paid = [("npo", "supplier", 0, spent), *relayed(), *peers()]
    assert len(raised(paid)) == alerts


def test_where_partners_of_peers_pass_on_as_much_nobody_stands_out():
    assert raised([*SPENT, *relayed(), *peers(lost_by=6)]) == {}


def test_as_much_to_volunteers_is_not_a_fifth():
    paid = [("npo", f"p{k % 2}", (9 + 50 * k) * DAY, 600_000 + k) for k in range(3)]
    assert raised([*SPENT, *paid, *peers()]) == {}


def test_more_through_partners_is_stronger():
    whole = relayed(sums=(5_100_000, 6_900_000, 6_000_000))
    strong, weak = (
        detect(
            ledger([*SPENT, *paid, *peers()], accounts=KINDS | PEERS | FAR),
            Thresholds(),
        ).alerts["strength"][0]
        for paid in (whole, relayed())
    )
    assert 0.5 <= weak < strong < 1
