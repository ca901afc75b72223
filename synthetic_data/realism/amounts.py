"""How much is paid: means, spreads, round sums, first digits."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from synthetic_data.realism.measured import Measured, median, number, plain, ratio
from synthetic_data.realism.seen import Seen
from synthetic_data.world.places import COUNTRIES

DONATIONS = ("Donation", "Winter appeal", "Monthly gift", "Orphans", "Relief", "Water")
_AMOUNT, _ROWS = pl.col("amount"), pl.col("amount").is_not_null()


def amounts(seen: Seen) -> Iterator[Measured]:
    for code in ("EUR", "GBP", "USD"):
        # Somalia pays in dollars, but no survey of cards is about it.
        of_code = (pl.col("currency") == code) & (pl.col("sender_country") != "SO")
        yield ratio(f"card_mean_{code}", seen.cards.filter(of_code), _AMOUNT, _ROWS)
        if code != "EUR":
            yield ratio(f"atm_mean_{code}", seen.cash.filter(of_code), _AMOUNT, _ROWS)
    yield plain("card_spread", _spread(seen.cards))
    yield _cash_round(seen)
    yield ratio("transfer_round", seen.transfers, (_AMOUNT % 100) < 0.005, _ROWS)
    yield plain("benford", benford(seen.rows["amount"]))
    yield _between_persons(seen)
    yield from _remittances(seen)
    yield from _within(seen)
    gifts = seen.rows.filter(
        pl.col("purpose").is_in(DONATIONS) & (pl.col("to_kind") == "npo")
    )
    if gifts.height:
        skew = number(gifts["usd"].mean()) / number(gifts["usd"].median())
        yield plain("donation_skew", skew)
        december = gifts.select((pl.col("date").dt.month() == 12).mean()).item()
        yield plain("december_gifts", december if seen.months % 12 == 0 else None)


def benford(amount: pl.Series) -> float:
    """Mean absolute deviation of first digits from Benford's law."""
    values = amount.to_numpy()
    digit = np.floor(values / 10 ** np.floor(np.log10(values)) + 1e-9).astype(np.int64)
    share = np.bincount(np.clip(digit, 1, 9), minlength=10)[1:] / digit.size
    return float(np.abs(share - np.log10(1 + 1 / np.arange(1, 10))).mean())


def _spread(rows: pl.DataFrame) -> float | None:
    """Within a country and pooled: levels of pay are no spread of purchases."""
    logs = rows.select(
        pl.col("usd").log() - pl.col("usd").log().mean().over("sender_country")
    )
    return number(logs.to_series().std()) if logs.height > 1 else None


def _cash_round(seen: Seen) -> Measured:
    notes = pl.DataFrame(
        {
            "sender_country": [country.code for country in COUNTRIES],
            "note": [float(country.note) for country in COUNTRIES],
        }
    )
    home = pl.col("receiver_country") == pl.col("sender_country")
    drawn = seen.cash.filter(home).join(notes, on="sender_country")
    return ratio("cash_round", drawn, _AMOUNT % pl.col("note") < 0.005, _ROWS)


def _between_persons(seen: Seen) -> Measured:
    """Weighted alike by country, for each has prices of its own."""
    person = seen.transfers.filter(pl.col("to_kind") == "personal")
    means = [
        rows.group_by("sender_country").agg(pl.col("usd").mean())
        for rows in (
            person.filter(pl.col("receiver_country") == pl.col("sender_country")),
            seen.cards.filter(pl.col("to_kind") == "merchant"),
        )
    ]
    both = means[0].join(means[1], on="sender_country")
    share = (both["usd"] / both["usd_right"]).median() if both.height else None
    return plain("p2p_to_p2m", share, "median of countries")


def _remittances(seen: Seen) -> Iterator[Measured]:
    """From richer countries only, as in the reports on global remittances."""
    rich = pl.col("sender_country").is_in(["DE", "FR", "GB", "US", "AE"])
    offices = pl.col("channel") == "money_transfer"
    sent = seen.rows.filter(
        rich
        & offices
        & (pl.col("to_kind") == "msb")
        & pl.col("from_party").is_not_null()
    )
    of_sender = sent.group_by("sender").agg(pl.col("usd").median()).sort("sender")
    yield median("remittance_median", of_sender["usd"].to_numpy())
    paid = seen.rows.filter(offices & (pl.col("from_kind") == "msb")).select(
        "time", "sender", "usd", party="on_behalf_of"
    )
    matched = sent.sort("time").join_asof(
        *(paid.sort("time"),),
        on="time",
        by_left=["receiver", "from_party"],
        by_right=["sender", "party"],
        strategy="forward",
        check_sortedness=False,
        tolerance=3 * 86_400,
    )
    fee = matched.filter(pl.col("usd_right") <= pl.col("usd"))
    kept = 1 - pl.col("usd_right") / pl.col("usd")
    share = fee.select(kept.median()).item() if fee.height else None
    yield plain("remittance_fee", share, "median of those paid out in three days")


def _within(seen: Seen) -> Iterator[Measured]:
    """Share of the variance of ln amount that lies within accounts."""
    for name, rows, account in (
        ("within_salary", seen.salaries, "receiver"),
        ("within_cash", seen.cash, "sender"),
    ):
        log = pl.col("amount").log()
        level = log - log.mean().over("sender_country")
        logs = rows.with_columns(level.alias("log")).with_columns(
            inner=pl.col("log") - pl.col("log").mean().over(account),
            times=pl.len().over(account),
        )
        logs = logs.filter(pl.col("times") >= 3)
        if logs.height < 10:
            yield Measured(name, None, note="too few payments")
            continue
        # Degrees of freedom: an account of three has only two that are its own.
        inner = number((logs["inner"] ** 2).sum()) / (
            logs.height - logs[account].n_unique()
        )
        yield plain(name, inner / (inner + _between(logs, account, inner)))


def _between(logs: pl.DataFrame, account: str, inner: float) -> float:
    means = logs.group_by(account).agg(pl.col("log").mean(), pl.len())
    noise = (inner / means["len"]).mean()
    return max(0.0, number(means["log"].var()) - number(noise))
