"""Priority against a naive reading of the rule."""

from math import exp, log, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.score import Settings
from tests.score.scored import ACCOUNTS, PAYMENTS, priorities, scored, weights

FLAGS = ("TF-STRUCT-01", "TF-FLOW-07", "TF-GEO-01", "TF-GEO-02", "TF-INFO-03")
# No overlap is believed, and nothing goes on from an alert to other payments.
APART = Settings(believed_accounts=10**9, carry_decay=0, payment_credit=0)


def naively(claims):
    """
    100 × noisy-or; further alerts of a red flag count less, geography once, and several
    families (of these red flags the word in their id) more.
    """
    told = {}
    for red_flag, weight in claims:
        told.setdefault("geo" if "GEO" in red_flag else red_flag, []).append(weight)
    brought = {}
    for name, found in told.items():
        counting = sorted(found, reverse=True)[: 1 if name == "geo" else 4]
        doubt = prod(1 - weight * 0.8**n for n, weight in enumerate(counting))
        family = name.replace("TF-", "").split("-")[0]
        brought[family] = brought.get(family, 0) - log(doubt)
    whole = sum(brought.values())
    if not whole:
        return 0
    families = whole**2 / sum(each**2 for each in brought.values())
    return 100 * (1 - exp(-whole * families**0.5))


def share_naively(account, payments):
    """Of the value of (payer, payee, cents), or their number, that which is its own."""
    own = [p for p in payments if account in p[:2]]
    value = sum(p[2] for p in payments)
    if not own:
        return 1
    return sum(p[2] for p in own) / value if value else len(own) / len(payments)


told_alerts = st.lists(
    st.tuples(
        st.sampled_from(FLAGS),
        st.sampled_from(ACCOUNTS),
        st.sets(st.sampled_from(ACCOUNTS), max_size=3),
        st.floats(0, 1),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(alerts=told_alerts, shown=st.data())
def test_priority_agrees_with_naive_reading(alerts, shown):
    pairs = st.tuples(
        st.integers(0, max(0, len(alerts) - 1)), st.sampled_from(PAYMENTS)
    )
    evidence = shown.draw(st.sets(pairs, max_size=10 if alerts else 0))
    end = st.sampled_from(ACCOUNTS)
    paid = shown.draw(
        st.lists(st.tuples(end, end, st.integers(0, 3)), min_size=3, max_size=3)
    )
    tables = scored(alerts, evidence, APART, paid=paid)
    weight = weights(tables)

    def credit(account, number):
        mine = [paid[PAYMENTS.index(p)] for n, p in evidence if n == number]
        return share_naively(account, mine) ** 0.5

    by_account = priorities(tables)
    for account in ACCOUNTS:
        claims = [
            (
                flag,
                weight[f"A{number}"] * (account == own or credit(account, number)),
            )
            for number, (flag, own, others, _) in enumerate(alerts)
            if account in {own, *others}
        ]
        assert by_account[account] == pytest.approx(naively(claims), abs=2e-3)
    by_payment = priorities(tables, "transaction")
    size = {number: sum(a == number for a, _ in evidence) for number, _ in evidence}
    for payment in PAYMENTS:
        claims = [
            (alerts[number][0], weight[f"A{number}"] / size[number] ** 0.25)
            for number, shown_payment in evidence
            if shown_payment == payment
        ]
        assert by_payment[payment] == pytest.approx(naively(claims), abs=2e-3)
    for kind in ("account_scores", "transaction_scores"):
        for row in tables[kind].iter_rows(named=True):
            points = [part["points"] for part in row["contributions"]]
            assert sum(points) == sum(reversed(points)) == row["priority"]
        rows = tables[kind].with_row_index("row").sort("rank")
        assert rows["rank"].to_list() == list(range(1, rows.height + 1))
        by_rule = rows.sort("priority", "row", descending=[True, False])
        assert rows.equals(by_rule)
