"""It is true that each figure is right where the answer is known beforehand."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from synthetic_data.realism.amounts import benford
from synthetic_data.realism.balances import balances
from synthetic_data.realism.graph import tail
from synthetic_data.realism.measured import median, plain, ratio
from synthetic_data.realism.rhythm import gaps, rhythm
from synthetic_data.realism.seen import Seen, Tables

START = datetime(2024, 1, 1, 12, tzinfo=UTC)


def seen_of(*payments, months=12):
    """(day, sender, receiver, amount, channel, purpose); F… firms, P… persons."""
    rows = pl.DataFrame(
        [
            (f"t{number}", START + timedelta(days=day), a, b, float(amount), way, word)
            for number, (day, a, b, amount, way, word) in enumerate(payments)
        ],
        schema=[
            *("transaction_id", "booked_at", "sender_account", "receiver_account"),
            *("amount", "channel", "purpose"),
        ],
        orient="row",
    ).with_columns(
        currency=pl.lit("USD"),
        sender_country=pl.lit("US"),
        receiver_country=pl.lit("US"),
        on_behalf_of=pl.lit(None, pl.String),
        purpose=pl.col("purpose").cast(pl.String),
    )
    kinds = {"F": "business", "P": "personal", "S": "merchant", "C": "cash"}
    names = sorted({*rows["sender_account"], *rows["receiver_account"]})
    accounts = pl.DataFrame(
        {
            "account_id": names,
            "party_id": [f"owner of {name}" for name in names],
            "kind": [kinds[name[0]] for name in names],
        }
    )
    labels = pl.DataFrame(
        schema=dict.fromkeys(("subject", "label", "subject_id"), pl.String)
    )
    return Seen(Tables(rows, accounts, labels, months))


def values(found):
    return {one.id: one.value for one in found}


def paid_monthly(months=12, spend=0.0, on=3):
    """A salary of 3,000 every 30 days, of which ``spend`` goes ``on`` days later."""
    rows = []
    for month in range(months):
        rows.append((30 * month, "F1", "P1", 3000, "wire", "Salary"))
        if spend:
            rows.append((30 * month + on, "P1", "S1", 3000 * spend, "card", None))
    return rows


def test_benford_knows_its_own_law():
    rng = np.random.default_rng(1)
    assert benford(pl.Series(10 ** rng.uniform(0, 4, 50_000))) < 0.003
    assert benford(pl.Series(np.full(100, 5.0))) > 0.15


def test_a_drawn_power_law_is_found_again():
    pytest.importorskip("powerlaw")
    degree = np.floor(np.random.default_rng(1).pareto(1.5, 4000) + 1.5) + 1
    found = values(tail(degree))
    assert found["degree_exponent"] == pytest.approx(2.5, abs=0.2)


def test_a_ratio_is_of_sums_and_resampled_by_account():
    rows = pl.DataFrame({"sender": ["a"] * 90 + ["b"] * 10, "x": [1.0] * 90 + [0] * 10})
    one = pl.col("x").is_not_null()
    found = ratio("n", rows, pl.col("x"), one)
    assert found.value == 0.9
    # Two accounts know little; a hundred rows that are their own know much.
    assert found.high - found.low > 0.3
    alone = rows.with_columns(sender=pl.int_range(pl.len()))
    narrow = ratio("n", alone, pl.col("x"), one)
    assert narrow.high - narrow.low < 0.2


def test_nothing_is_no_figure():
    nothing = pl.DataFrame(schema={"sender": pl.String, "x": pl.Float64})
    assert ratio("n", nothing, pl.col("x"), pl.col("x")).value is None
    assert median("n", np.array([])).value is None
    assert plain("n", float("nan")).value is None


def test_bursts_are_told_from_clockwork():
    rng = np.random.default_rng(1)
    regular = np.arange(400) * 86_400
    random = np.cumsum(rng.exponential(86_400, 400)).astype(np.int64)
    bursty = np.cumsum(rng.pareto(1.2, 400) * 86_400).astype(np.int64)
    rows = pl.DataFrame(
        {
            "account": np.repeat(["a", "b", "c"], 400),
            "time": np.concatenate([regular, random, bursty]),
        }
    )
    found = gaps(rows, "account", least=20)["burst"].to_list()
    assert found[0] == -1
    assert found[1] == pytest.approx(0, abs=0.1)
    assert found[2] > 0.4


def test_salary_pairs_are_regular_and_named_by_most_of_their_words():
    stray = [(5, "F2", "P1", 10, "wire", "Salary")]
    stray += [(day, "F2", "P1", 10, "wire", "Refund") for day in (6, 9, 20, 21)]
    seen = seen_of(*paid_monthly(), *stray)
    assert seen.salaries["sender"].unique().to_list() == ["F1"]
    assert values(rhythm(seen))["burstiness_salary"] == -1


def test_a_pay_day_without_spending_is_no_jump_and_one_with_all_is():
    every = [(day, "P1", "S1", 10, "card", None) for day in range(360)]
    even = values(rhythm(seen_of(*paid_monthly(), *every)))
    assert even["payday_free"] == pytest.approx(1, abs=0.05)
    more = [(30 * month, "P1", "S2", 10, "card", None) for month in range(12)]
    double = values(rhythm(seen_of(*paid_monthly(), *every, *more)))
    assert double["payday_free"] == pytest.approx(2, abs=0.1)


def test_money_that_stays_shows_as_buffer_and_money_spent_does_not():
    kept = values(balances(seen_of(*paid_monthly(spend=0.3))))
    spent = values(balances(seen_of(*paid_monthly(spend=1.0))))
    assert kept["spent_7"] == pytest.approx(0.3)
    assert spent["spent_28"] == pytest.approx(1.0)
    assert kept["buffer_person"] > 10 * spent["buffer_person"]


def test_an_account_that_must_have_held_a_fortune_is_no_plausible_one():
    lives = values(balances(seen_of(*paid_monthly(spend=0.9))))
    drained = [(40 + day, "P1", "S1", 2500, "card", None) for day in range(320)]
    drains = values(balances(seen_of(*paid_monthly(spend=0.9), *drained)))
    assert (lives["balance_kept"], drains["balance_kept"]) == (1, 0)


def test_a_deposit_paid_on_and_taken_out_is_a_trajectory():
    chain = [
        (50, "C1", "P1", 500, "cash_deposit", None),
        (51, "P1", "P2", 480, "instant", None),
        (52, "P2", "C1", 470, "cash_withdrawal", None),
        (90, "C1", "P1", 500, "cash_deposit", None),
    ]
    found = values(balances(seen_of(*paid_monthly(), *chain)))
    assert found["trajectory_number"] == 0.5
    assert found["trajectory_hours"] == pytest.approx(48)
