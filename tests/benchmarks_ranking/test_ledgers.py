from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from benchmarks.ranking.ledgers import ORDINARY, ledger_of
from benchmarks.ranking.results import Scores, measured, part_judged
from pipeline.schemas import conform

PEOPLE = ("a", "b", "c", "d", "e", "f")
# Of ten payments the last two are the test; "s-2" is silent there.
PAID = ("ab", "bc", "ab", "bc", "ab", "ab", "bc", "ab", "cd", "ab")
SCHEMES = {"t1": "s-2", "t8": "s-1"}
MEMBERS = {"c": ("s-1", "collector"), "d": ("s-1", "unwitting"), "e": ("s-2", None)}


class Finished:
    """The tables of a run, in whatever order."""

    def __init__(self, shuffled=False):
        start = datetime(2024, 1, 1, tzinfo=UTC)
        transactions = pl.DataFrame(
            {
                "transaction_id": [f"t{n}" for n in range(len(PAID))],
                "booked_at": [start + timedelta(days=n) for n in range(len(PAID))],
                "sender_account": [pair[0] for pair in PAID],
                "receiver_account": [pair[1] for pair in PAID],
                "value_cents": [100] * len(PAID),
            }
        )
        labels = [
            *(
                {"subject": "transaction", "subject_id": payment, "instance": instance}
                for payment, instance in SCHEMES.items()
            ),
            *(
                {"subject": "account", "subject_id": who, "instance": of, "role": role}
                for who, (of, role) in MEMBERS.items()
            ),
        ]
        schemes = pl.DataFrame(labels).with_columns(
            label=pl.lit("scheme"), name="instance"
        )
        twin = {"subject": "transaction", "subject_id": "t9", "instance": "twin-1"}
        twins = pl.DataFrame([twin]).with_columns(
            label=pl.lit("look_alike"), name=pl.lit("twin")
        )
        self.tables = {
            "transactions": conform("transactions", transactions),
            "graph_accounts": conform(
                "graph_accounts", pl.DataFrame({"account_id": PEOPLE})
            ),
            "labels": conform("labels", pl.concat([schemes, twins], how="diagonal")),
        }
        if shuffled:
            self.tables = {name: each.reverse() for name, each in self.tables.items()}

    def table(self, name):
        return self.tables[name]

    def scan(self, name):
        return self.tables[name].lazy()


@pytest.fixture
def ledger():
    return ledger_of("small", {"bank": Finished()})


def test_rows_know_their_instance_and_population(ledger):
    said = dict(ledger.rows.select("transaction_id", "population").iter_rows())
    assert said["bank t8"] == "s-1"
    assert said["bank t9"] == "twin"
    assert said["bank t0"] == ORDINARY
    marked = ledger.rows.filter(pl.col("instance") >= 0)["transaction_id"].to_list()
    assert marked == ["bank t1", "bank t8"]


def test_only_a_witting_member_active_in_the_test_is_guilty(ledger):
    of = dict(zip(ledger.account_ids, ledger.account_instance, strict=True))
    assert of["bank c"] == ledger.instances.index("bank s-1")
    assert of["bank d"] == of["bank e"] == -2
    assert of["bank a"] == -1


def test_banks_share_neither_accounts_nor_instances():
    both = ledger_of("two", {"one": Finished(), "other": Finished()})
    assert both.rows.height == 2 * len(PAID)
    assert both.account_ids.n_unique() == 2 * len(PEOPLE)
    assert both.instances == ["one s-1", "one s-2", "other s-1", "other s-2"]


def test_row_order_of_the_tables_does_not_matter(ledger):
    again = ledger_of("small", {"bank": Finished(shuffled=True)})
    named = again.account_ids.gather(again.rows["sender"])
    assert named.equals(ledger.account_ids.gather(ledger.rows["sender"]))
    for column in ("transaction_id", "time", "instance", "population"):
        assert again.rows[column].equals(ledger.rows[column])


def test_a_perfect_ranking_has_all_measures_at_one(ledger):
    test = part_judged(ledger)
    guilty = (ledger.column("instance") >= 0).astype(float)[ledger.parts.trained :]
    accounts = (ledger.account_instance >= 0).astype(float)
    found = measured(ledger, test, Scores("perfect", False, [guilty], [accounts]))
    for name, values in found.measures.items():
        if name not in ("F1", "recall at the threshold"):  # nothing to choose one on
            assert values[0] == 1, name
    assert found.false == 0


def test_an_account_has_the_highest_score_of_its_payments_in_the_test(ledger):
    test = part_judged(ledger)
    score = np.array([9.0, 9.0, 2.0, 1.0])  # validation, then t8 from c to d, t9 a to b
    found = measured(ledger, test, Scores("any", False, [score]))
    assert found.measures["account average precision"][0] == 1
    worse = measured(ledger, test, Scores("any", False, [score[::-1].copy()]))
    assert worse.measures["account average precision"][0] == pytest.approx(1 / 3)
