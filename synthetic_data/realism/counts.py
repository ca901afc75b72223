"""How often and by which channel: rates of accounts, the mix, cash."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from synthetic_data.realism.measured import Measured, number, plain, ratio
from synthetic_data.realism.seen import TRANSFERS, Seen

EURO = ("DE", "FR")


def counts(seen: Seen) -> Iterator[Measured]:
    personal = seen.accounts.filter(kind="personal")
    paid = seen.spending.filter(pl.col("to_kind") != "cash")
    payments = paid.group_by("from_party").len("paid")
    mean = number(payments["paid"].mean()) if payments.height else None
    rate = mean / seen.months if mean else None
    yield plain("per_person", rate, "of one bank's view; payments_per_person_month")
    yield plain("rate_cv", _rate_cv(seen))
    yield Measured("cash_number", None, note="no row shows what cash buys")
    yield Measured("late", None, note="no row tells when an invoice is due")
    drawn = pl.col("channel") == "cash_withdrawal"
    persons = seen.spending.filter(drawn | (pl.col("channel") == "card"))
    german = persons.filter(pl.col("sender_country") == "DE")
    yield ratio("cash_value_DE", german, drawn * pl.col("usd"), pl.col("usd"))
    yield from _mix(seen)
    alive = pl.concat(
        [seen.rows["sender"].rename("account"), seen.rows["receiver"].rename("account")]
    ).unique()
    idle = personal.filter(~pl.col("account_id").is_in(alive.implode()))
    share = idle.height / max(personal.height, 1)
    yield plain("inactive", share if seen.months >= 12 else None, "in the whole time")
    abroad = pl.col("sender_country") != pl.col("receiver_country")
    yield ratio("cross_border", seen.spending, abroad, pl.col("usd") > 0)
    yield plain("top_tenth", _top_tenth(seen))
    hours = seen.cards.group_by("hour").len().sort("len", "hour", descending=True)
    yield plain("peak_hour", hours["hour"][0] if hours.height else None)
    fixed = seen.transfers.select(pl.len().over("sender", "receiver") >= 3)
    yield plain("recurring", fixed.to_series().mean())


def _rate_cv(seen: Seen) -> float | None:
    """Of accounts with an income; what chance alone adds is taken off."""
    items = (
        pl.concat(
            [seen.rows.select(account=end) for end in ("sender", "receiver")],
        )
        .group_by("account")
        .len()
        .join(seen.mains, on="account", how="semi")
    )
    count = items["len"].cast(pl.Float64).to_numpy()
    if count.size < 10:
        return None
    return float(np.sqrt(max(0.0, count.var() - count.mean())) / count.mean())


def _mix(seen: Seen) -> Iterator[Measured]:
    """Of whoever banks in the euro area; prepaid cards count as electronic money."""
    kind = pl.col("channel")
    cashless = seen.rows.filter(
        pl.col("sender_country").is_in(EURO)
        & (kind.is_in([*TRANSFERS, "card", "other", "trade_settlement", "cheque"]))
        & pl.col("from_kind").is_in(["external", "cash"]).not_()
    )
    money = pl.col("from_kind") == "prepaid_card"
    shares = {
        "card": (kind == "card") & ~money,
        "transfer": kind.is_in(TRANSFERS),
        "debit": kind == "other",
    }
    for name, chosen in shares.items():
        yield ratio(f"mix_{name}", cashless, chosen, pl.col("usd") > 0)


def _top_tenth(seen: Seen) -> float | None:
    value = seen.rows.group_by("sender").agg(pl.col("usd").sum())
    persons = value.join(seen.mains, left_on="sender", right_on="account", how="semi")
    sums = persons["usd"].sort(descending=True)
    if sums.len() < 10:
        return None
    return number(sums.head(sums.len() // 10).sum()) / number(sums.sum())
