"""When things are paid: days, hours, gaps, and what pay day does."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from synthetic_data.realism.measured import Measured, median, number, plain
from synthetic_data.realism.seen import Seen

LEAST_ITEMS = 20  # of an account whose gaps are looked at
LEAST_HOURLY = 30  # payments of a kind in an hour of the day
MOVES = 0.05  # of ln amount over the hours, as a share of its spread


def rhythm(seen: Seen) -> Iterator[Measured]:
    yield plain("month_end", _month_end(seen))
    week = seen.cards.group_by("weekday").len().sort("weekday")["len"]
    whole = seen.days >= 56 and week.len() == 7
    yield plain("weekday", number(week.max()) / number(week.min()) if whole else None)
    yield from _bursts(seen)
    yield from _pay_day(seen)
    yield _periodic(seen)
    yield _hours(seen)


def _month_end(seen: Seen) -> float | None:
    debits = seen.rows.filter(pl.col("channel") == "other").group_by("date", "weekday")
    days = debits.len()
    working = days.filter(pl.col("weekday") <= 5)["len"]
    if working.len() < 20:
        return None
    return number(working.max()) / number(working.mean())


def gaps(rows: pl.DataFrame, *keys: str, least: int) -> pl.DataFrame:
    """One row an account: ``burst`` (sd - mean)/(sd + mean) of gaps, and ``memory``."""
    gap = pl.col("time").diff().over(*keys).alias("gap")
    timed = rows.sort(*keys, "time").with_columns(gap)
    timed = timed.with_columns(pl.col("gap").shift(1).over(*keys).alias("before"))
    mean, sd = pl.col("gap").mean(), pl.col("gap").std()
    return (
        timed.group_by(*keys)
        .agg(
            pl.len(),
            burst=(sd - mean) / (sd + mean),
            memory=pl.corr("gap", "before"),
        )
        .filter(pl.col("len") >= least, pl.col("burst").is_not_nan())
        .sort(*keys)
    )


def _bursts(seen: Seen) -> Iterator[Measured]:
    ends = [seen.rows.select("time", account=end) for end in ("sender", "receiver")]
    items = pl.concat(ends).join(seen.mains, on="account", how="semi")
    found = gaps(items, "account", least=LEAST_ITEMS)
    yield median("burstiness", found["burst"].to_numpy())
    memory = found["memory"].drop_nulls().drop_nans()
    yield median("memory", memory.to_numpy())
    pairs = gaps(seen.salaries, "sender", "receiver", least=min(6, seen.months))
    yield median("burstiness_salary", pairs["burst"].to_numpy())


def _pay_day(seen: Seen) -> Iterator[Measured]:
    """Value spent on the day of an income, beside other days of the same accounts."""
    income = seen.salaries.select(account="receiver", day="day").unique()
    steady = pl.len().over("account", "to") >= 0.6 * seen.months
    # What goes to accounts that no bank here knows may be savings, and cash is unspent.
    known = ~pl.col("to_kind").is_in(["external", "cash"])
    rows = (
        seen.spending.filter(known)
        .select("day", "usd", "channel", account="sender", to="receiver")
        .join(income.select("account").unique(), on="account", how="semi")
    )
    bill = (pl.col("channel") != "card") & steady
    rows = rows.with_columns(bill.alias("bill"))
    for name, chosen in (
        ("payday_free", rows.filter(~pl.col("bill"))),
        ("payday_all", rows),
    ):
        # A great sum says nothing of habit: each account's top hundredth is cut.
        cut = pl.min_horizontal("usd", pl.col("usd").quantile(0.99).over("account"))
        each = chosen.with_columns(cut.alias("usd"))
        on = number(each.join(income, on=["account", "day"], how="semi")["usd"].sum())
        paydays = income.height
        others = income["account"].n_unique() * seen.days - paydays
        off = number(each["usd"].sum()) - on
        yield plain(name, (on / paydays) / (off / others) if off else None)


def _periodic(seen: Seen) -> Measured:
    """Of gaps of pairs seen six times or more, in transfers, orders and debits."""
    times = pl.len().over("sender", "receiver")
    rows = seen.rows.filter(
        pl.col("from_kind").is_in(["personal", "business"])
        & pl.col("channel").is_in(["wire", "internal", "instant", "other"])
    ).filter(times >= 6)
    gap = (
        rows.sort("sender", "receiver", "time")
        .select(pl.col("day").diff().over("sender", "receiver"))
        .to_series()
        .drop_nulls()
        .to_numpy()
    )
    if gap.size < 50:
        return Measured("periodic_pairs", None, note="too few pairs")
    near = sum(
        float(np.isin(gap, np.arange(low, high + 1)).mean())
        for low, high in ((6, 8), (13, 15), (26, 33))
    )
    jitter = float((np.isin(gap, np.arange(26, 34)) & (gap != 30) & (gap != 31)).mean())
    return plain("periodic_pairs", near, f"{jitter:.2f} a few days off a month")


def _hours(seen: Seen) -> Measured:
    """Kinds of payment whose hourly means differ more than MOVES of their variance."""
    moving, kinds = [], 0
    for channel in ("card", "instant", "cash_withdrawal", "wire", "money_transfer"):
        rows = seen.rows.filter(pl.col("channel") == channel).select(
            "hour",
            log=pl.col("usd").log() - pl.col("usd").log().mean().over("sender_country"),
        )
        by_hour = rows.group_by("hour").agg(pl.col("log").mean(), pl.len())
        by_hour = by_hour.filter(pl.col("len") >= LEAST_HOURLY)
        if by_hour.height < 6:
            continue
        kinds += 1
        spread = number(rows["log"].std())
        noise = number((spread**2 / by_hour["len"]).mean())
        var = number(by_hour["log"].var()) - noise
        if var > (MOVES * spread) ** 2:
            moving.append(channel)
    note = f"of {kinds}: {', '.join(moving) or 'none'}"
    return plain("hours_by_type", len(moving) if kinds else None, note)
