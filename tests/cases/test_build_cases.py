"""The stage as a whole: tables that reconcile, and its edges by name."""

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Settings
from pipeline.errors import ContractError
from tests.cases.built import CASE_TABLES, built, evidence, scored, told
from tests.cases.test_groups import CHAIN, FLOW, STRUCT, cases
from tests.red_flags.ledgers import ledger

names = st.sampled_from("abcdefgh")
paid_lists = st.lists(
    st.tuples(names, names, st.integers(0, 9), st.none() | st.integers(1, 500)),
    min_size=1,
    max_size=25,
)
alert_lists = st.lists(
    st.tuples(st.sampled_from((FLOW, STRUCT, "TF-GEO-01")), names, st.sets(names)),
    max_size=6,
)
KNOWN = {"accounts": {name: {} for name in "abcdefgh"}}


@settings(deadline=None, max_examples=50)
@given(paid=paid_lists, alerts=alert_lists, shown=st.data())
def test_tables_reconcile(paid, alerts, shown):
    pairs = st.tuples(
        st.integers(0, max(0, len(alerts) - 1)), st.integers(0, len(paid) - 1)
    )
    cited = shown.draw(st.sets(pairs, max_size=12 if alerts else 0))
    limits = Settings(
        max_accounts=6, max_context_transactions=3, shared_edge_accounts=1
    )
    found = cases(paid, alerts, cited, limits, **KNOWN)
    assert tuple(found) == CASE_TABLES
    made = ledger(paid, **KNOWN).transactions.collect()
    for case in found["cases"].iter_rows(named=True):
        mine = {t: of(found[t], case["case_id"]) for t in CASE_TABLES[1:]}
        rows = mine["case_transactions"].join(made, on="transaction_id")
        assert case["transactions"] == rows["transaction_id"].n_unique() == rows.height
        assert case["value_cents"] == rows["value_cents"].sum()
        assert case["unknown_values"] == rows["value_cents"].null_count()
        members = mine["case_members"]
        assert members["account_id"].n_unique() == members.height <= 6
        parts = members["part"].to_list()
        assert parts.count("core") == case["core_accounts"]
        assert parts.count("context") == case["context_accounts"]
        for member in members.iter_rows(named=True):
            for end, name in (("receiver", "received"), ("sender", "sent")):
                moved = rows.filter(pl.col(f"{end}_account") == member["account_id"])
                assert member[f"{name}_cents"] == moved["value_cents"].sum()
        inside = set(members["account_id"])
        assert set(rows["sender_account"]) | set(rows["receiver_account"]) <= inside
        ranks = mine["key_channels"]["rank"].to_list()
        assert ranks == list(range(1, len(ranks) + 1))
        stops = mine["disruption"]
        frozen = stops.filter(kind="account")["frozen"]
        assert (stops["stopped_cents"] <= stops["at_most_cents"]).all()
        assert (stops["stopped_cents"] <= stops["flow_cents"]).all()
        assert set(frozen.explode()) <= inside


def of(table, case_id):
    return table.filter(pl.col("case_id") == case_id)


def test_cases_are_ranked_and_their_ids_safe_and_stable():
    weak = [(FLOW, "b", ""), (STRUCT, "b", "")]
    strong = [("TF-FLOW-07", "d", "e"), (STRUCT, "d", "")]
    forth = cases(CHAIN, weak + strong)["cases"]
    back = cases(CHAIN, strong + weak)["cases"]
    assert forth["priority"].to_list() == pytest.approx([74.587, 62.088], abs=1e-3)
    assert forth["case_id"].to_list() == back["case_id"].to_list()
    for case_id in forth["case_id"]:
        assert re.fullmatch("C-[0-9A-F]{16}", case_id)
    other = cases(CHAIN, [("TF-FLOW-07", "e", "d"), (STRUCT, "e", "")])["cases"]
    assert other["case_id"][0] not in forth["case_id"]


def test_geography_counts_once_in_a_case():
    alerts = [(FLOW, "b", ""), ("TF-GEO-01", "b", ""), ("TF-GEO-02", "b", "")]
    twice = cases(CHAIN, alerts)["cases"]["priority"].to_list()
    del alerts[1]
    assert twice == cases(CHAIN, alerts)["cases"]["priority"].to_list() != []


def test_rows_in_any_order_give_the_same_tables():
    rng = np.random.default_rng(5)
    ends = [f"x{n}" for n in range(60)]
    paid = [(*rng.choice(ends, 2), int(rng.integers(0, 50))) for _ in range(400)]
    made = ledger(
        paid, relations=[("x1", "x2", "acts_for"), ("x5", "x9", "same_party")]
    )
    flags = (FLOW, STRUCT, "TF-NPO-01", "TF-GEO-01")
    alerts = told(
        [
            (f"A{n:02}", flags[n % 4], *_some(rng, ends), float(n % 7) / 7)
            for n in range(30)
        ]
    )
    shown = evidence([(f"A{n % 30:02}", f"t{n:05}") for n in range(200)])
    forth = built(made, alerts, shown)
    back = built(made, alerts.reverse(), shown.sample(fraction=1, shuffle=True, seed=1))
    assert forth["cases"].height
    for name in CASE_TABLES:
        assert forth[name].equals(back[name])


def _some(rng, ends):
    about, *others = (str(end) for end in rng.choice(ends, 3, replace=False))
    return about, sorted({about, *others})


def test_strangers_are_refused():
    made = ledger(CHAIN)
    alerts, nothing = told([("A0", FLOW, "b", ["b"], 1.0)]), evidence([])
    scores = scored(made, alerts, nothing)
    with pytest.raises(ContractError, match="1 of 1 evidence rows name transactions"):
        built(made, alerts, evidence([("A0", "nowhere")]), scores=scores)
    unknown = told([("A0", FLOW, "nobody", ["b"], 1.0)])
    with pytest.raises(ContractError, match="1 of 1 alerts speak about accounts"):
        built(made, unknown, nothing, scores=scores)
