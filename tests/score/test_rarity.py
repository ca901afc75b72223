"""Tails among peers against a naive reading, and what moves them."""

from datetime import date
from math import exp, log, log2

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.score.rarity import peer_groups, rarity, tails
from tests.score.scored import graph_of

KINDS, LATER = ("personal", "npo"), ("payments", "age")
MEASURED = pl.List(
    pl.Struct({"name": pl.String, "value": pl.Float64, "threshold": pl.Float64})
)


def alert_table(told):
    """``told``: (red flag, account, strength, {name: (value, threshold)})."""
    return pl.DataFrame(
        {
            "alert": range(len(told)),
            "red_flag": [t[0] for t in told],
            "account": [t[1] for t in told],
            "strength": [float(t[2]) for t in told],
            "measured": [
                [
                    {"name": name, "value": value, "threshold": threshold}
                    for name, (value, threshold) in t[3].items()
                ]
                for t in told
            ],
        },
        {
            "alert": pl.UInt32,
            "red_flag": pl.String,
            "account": pl.UInt32,
            "strength": pl.Float64,
            "measured": MEASURED,
        },
    )


def peers_of(groups):
    """One account each: (kind, payments, age)."""
    return pl.DataFrame(
        [(number, *group) for number, group in enumerate(groups)],
        {"account": pl.UInt32, **dict.fromkeys(("kind", *LATER), pl.String)},
        orient="row",
    )


def naively(told, groups, borrowed):
    """Count accounts one by one, for each value and each wider group."""

    def values(alert):
        found = {"": alert[2]}
        for name, (value, threshold) in alert[3].items():
            if threshold is not None and value >= threshold:
                found[name] = value
            elif threshold is not None:
                found[name + "<"] = -value
        return found

    found = []
    for alert in told:
        logs = []
        for name, value in values(alert).items():
            reached = {
                other[1]
                for other in told
                if other[0] == alert[0] and values(other).get(name, -1e99) >= value
            }
            tail = len(reached) / len(groups)
            for depth in (1, 2, 3):
                mine = groups[alert[1]][:depth]
                size = sum(group[:depth] == mine for group in groups)
                inside = sum(groups[account][:depth] == mine for account in reached)
                tail = (inside + borrowed * tail) / (size + borrowed)
            logs.append(log(tail))
        found.append(exp(sum(logs) / len(logs)))
    return found


group = st.tuples(st.sampled_from(KINDS), st.sampled_from("12"), st.sampled_from("yo"))
value = st.tuples(st.sampled_from([1.0, 2.0, 3.0]), st.sampled_from([None, 2.0]))
alert = st.tuples(
    st.sampled_from(["F", "G"]),
    st.integers(0, 4),
    st.sampled_from([0.1, 0.5, 1.0]),
    st.dictionaries(st.sampled_from(["m", "n"]), value, max_size=2),
)


@settings(deadline=None, max_examples=80)
@given(
    told=st.lists(alert, max_size=9),
    groups=st.lists(group, min_size=5, max_size=8),
    borrowed=st.integers(0, 20),
)
def test_tails_agree_with_naive_reading(told, groups, borrowed):
    found = tails(alert_table(told), peers_of(groups), borrowed)
    assert found["alert"].to_list() == list(range(len(told)))
    assert found["tail"].to_list() == pytest.approx(naively(told, groups, borrowed))


def test_one_of_a_thousand_is_rarer_than_one_of_ten():
    groups = [("personal", "1", "y")] * 1000 + [("npo", "1", "y")] * 10
    told = [("F", 0, 1, {}), ("F", 1000, 1, {})]
    common, small = tails(alert_table(told), peers_of(groups), 0)["tail"]
    assert (common, small) == (pytest.approx(1 / 1000), pytest.approx(1 / 10))


def test_a_small_group_full_of_financiers_still_stands_out():
    groups = [("personal", "1", "y")] * 2000 + [("npo", "1", "y")] * 10
    told = [("F", 2000 + number, 1, {}) for number in range(8)]
    alone, borrowing = (
        tails(alert_table(told), peers_of(groups), borrowed)["tail"][0]
        for borrowed in (0, 1000)
    )
    assert alone == pytest.approx(0.8)
    assert borrowing < 0.03


def test_an_absurd_value_moves_nobody_else():
    calm = [("F", n, 0.1 * n + 0.1, {}) for n in range(5)]
    wild = [*calm[:4], ("F", 4, 1.0, {"m": (1e300, 1.0)})]
    peers = peers_of([("personal", "1", "y")] * 5)
    one, other = (tails(alert_table(t), peers, 5)["tail"][:4] for t in (calm, wild))
    assert one.equals(other)


def test_rarity_is_one_for_the_rarest_and_zero_for_what_all_do():
    told = pl.DataFrame({"tail": [1.0, 0.1, 0.01, 1e-6]})
    found = told.select(rarity(pl.col("tail"), 10**6, 100)).to_series().to_list()
    assert found == pytest.approx([0, 0.5, 1, 1])
    few = told.select(rarity(pl.col("tail"), 10, 10_000)).to_series().to_list()
    assert few[1] == pytest.approx(1)


def test_peers_are_alike_in_kind_activity_and_age_and_nothing_else():
    day = 86_400
    paid = [(0, 1, 5, 0), *[(0, 2, 5, 400 * day)] * 7]
    accounts = pl.DataFrame(
        {
            "kind": ["personal", None, "npo"],
            "opened_on": [date(2000, 6, 1), date(1990, 1, 1), None],
            "country": ["DE", "FR", "US"],
        }
    )
    found = peer_groups(accounts, graph_of(paid, 3))
    assert found.columns == ["account", "kind", "payments", "age"]
    assert found["kind"].to_list() == ["personal", "unknown kind", "npo"]
    assert found["payments"].to_list() == [
        "8 to 15 payments",
        "1 to 1 payments",
        "4 to 7 payments",
    ]
    assert found["age"].to_list() == [
        "open less than 1 year",
        "open 5 years or more",
        "age not known",
    ]


@pytest.mark.parametrize("paid", [1, 2, 3, 4, 7, 8, 1023, 1024])
def test_activity_doubles_from_group_to_group(paid):
    accounts = pl.DataFrame(
        {"kind": [None, None], "opened_on": [None, None]},
        {"kind": pl.String, "opened_on": pl.Date},
    )
    found = peer_groups(accounts, graph_of([(0, 1, 1)] * paid, 2))["payments"]
    low = 2 ** int(np.floor(log2(paid)))
    assert found.to_list() == [f"{low} to {2 * low - 1} payments"] * 2
