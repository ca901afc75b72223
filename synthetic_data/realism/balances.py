"""
Balances, replayed in order of time, and what happens to money that came in.

No source tells opening balances. ``least_start`` is what an account must have held at
the start never to fall below nothing; a start of up to PLAUSIBLE days of its outflow is
taken as plausible, from the 22 to 43 days that persons hold and PKDD'99's upper tenth.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from synthetic_data.realism.measured import Measured, correlation, median, number, plain
from synthetic_data.realism.seen import FIRMS, TRANSFERS, Seen

PLAUSIBLE = 90  # days
LAGS = (7, 14, 28)
CHAIN = 7 * 86_400  # from a deposit to cash


def replay(seen: Seen, accounts: pl.DataFrame) -> pl.DataFrame:
    """A row each time money moves: ``account``, ``time``, ``move``, running ``sum``."""
    moves = pl.concat(
        [
            seen.rows.select("time", "channel", account="sender", move=-pl.col("usd")),
            seen.rows.select("time", "channel", account="receiver", move=pl.col("usd")),
        ]
    ).join(accounts, on="account", how="semi")
    # Within a second what comes in is there before what goes out.
    moves = moves.sort(["account", "time", "move"], descending=[False, False, True])
    return moves.with_columns(sum=pl.col("move").cum_sum().over("account"))


def balances(seen: Seen) -> Iterator[Measured]:
    persons = replay(seen, seen.mains)
    firms = seen.accounts.filter(pl.col("kind").is_in(FIRMS)).select(
        account="account_id"
    )
    yield median("buffer_person", _buffer(seen, persons))
    yield median("buffer_firm", _buffer(seen, replay(seen, firms)))
    held = _held(seen, persons)
    kept = (held["need"] <= PLAUSIBLE * held["daily"]).mean()
    yield plain("balance_kept", kept, f"start: at most {PLAUSIBLE} days of outflow")
    yield from _spent(seen)
    yield _cash_by_balance(persons)
    yield from _trajectories(seen)


def _held(seen: Seen, moves: pl.DataFrame) -> pl.DataFrame:
    """``need``: least start; ``daily``: outflow; ``mean``: balance above the least."""
    last = number(seen.rows["time"].max())
    wait = (pl.col("time").shift(-1).over("account").fill_null(last)) - pl.col("time")
    return (
        moves.with_columns(wait.alias("wait"))
        .group_by("account")
        .agg(
            pl.len(),
            need=pl.max_horizontal(pl.lit(0.0), -pl.col("sum").min()),
            daily=-pl.col("move").filter(pl.col("move") < 0).sum() / seen.days,
            mean=(pl.col("sum") * pl.col("wait")).sum() / pl.col("wait").sum(),
        )
        .sort("account")
    )


def _buffer(seen: Seen, moves: pl.DataFrame) -> np.ndarray:
    """Days of outflow that lie in an account on average, from the least start."""
    held = _held(seen, moves).filter(pl.col("len") >= 20, pl.col("daily") > 0)
    return ((held["mean"] + held["need"]) / held["daily"]).to_numpy()


def _spent(seen: Seen) -> Iterator[Measured]:
    """Share of a salary that has left its account so many days later; a median."""
    pay = seen.salaries.select("time", "usd", account="receiver")
    last = number(seen.rows["time"].max())
    pay = pay.filter(pl.col("time") <= last - max(LAGS) * 86_400)
    out = (
        seen.rows.filter(pl.col("from_kind") == "personal")
        .select("time", "usd", account="sender")
        .join(pay.select("account").unique(), on="account", how="semi")
        .sort("account", "time")
        .with_columns(run=pl.col("usd").cum_sum().over("account"))
        .sort("time")
    )
    for lag in LAGS:
        ends = []
        for after in (0, lag * 86_400):
            at = pay.with_columns(pl.col("time") + after).sort("time", "account")
            ends.append(
                at.join_asof(
                    out.select("time", "account", "run"),
                    on="time",
                    by="account",
                    check_sortedness=False,
                )["run"].fill_null(0.0)
            )
        # Same order in both: a lag moves all times alike.
        share = (ends[1] - ends[0]) / pay.sort("time", "account")["usd"]
        yield plain(f"spent_{lag}", share.median() if share.len() else None)


def _cash_by_balance(moves: pl.DataFrame) -> Measured:
    need = pl.max_horizontal(pl.lit(0.0), -pl.col("sum").min().over("account"))
    before = pl.col("sum") - pl.col("move") + need
    drawn = moves.with_columns(before.alias("before")).filter(
        (pl.col("channel") == "cash_withdrawal")
        & (pl.col("before") > 1)
        & (pl.col("move") < 0)
    )
    if drawn.height < 30:
        return Measured("cash_by_balance", None, note="too few withdrawals")
    a, b = drawn["before"].log().to_numpy(), (-drawn["move"]).log().to_numpy()
    return plain("cash_by_balance", correlation(a, b))


def _trajectories(seen: Seen) -> Iterator[Measured]:
    """Cash brought in, then paid on, then taken out again by who got it."""
    brought = seen.rows.filter(pl.col("channel") == "cash_deposit")
    paid = seen.rows.filter(pl.col("channel").is_in([*TRANSFERS, "money_transfer"]))
    out = seen.cash.select("time", account="sender").sort("time")
    onward = (
        brought.select("time", account="receiver", start="time")
        .sort("time")
        .join_asof(
            *(paid.select("time", account="sender", to="receiver", t1="time"),),
            on="time",
            by="account",
            strategy="forward",
            check_sortedness=False,
            tolerance=CHAIN,
        )
        .drop_nulls("to")
    )
    ended = (
        onward.select(pl.col("t1").alias("time"), "start", account="to")
        .sort("time")
        .join_asof(
            *(out.with_columns(t2="time"),),
            on="time",
            by="account",
            strategy="forward",
            check_sortedness=False,
            tolerance=CHAIN,
        )
        .drop_nulls("t2")
    )
    share = ended.height / brought.height if brought.height else None
    yield plain("trajectory_number", share, "each step within a week")
    hours = ((ended["t2"] - ended["start"]) / 3600).median()
    yield plain("trajectory_hours", hours)
