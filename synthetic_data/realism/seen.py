"""A world's payments as a statistician takes them up: what, who, when, in dollars."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from synthetic_data.world.places import COUNTRIES, CURRENCIES, UNITS_OF_CURRENCY

TRANSFERS = ("wire", "internal", "instant")
SALARY = ("Salary", "Wages", "Payroll", "Net pay")
FIRMS = ("business", "merchant", "npo", "msb", "vasp")


@dataclass(frozen=True)
class Tables:
    """What a world's folder holds and a profile needs."""

    transactions: pl.DataFrame
    accounts: pl.DataFrame
    labels: pl.DataFrame
    months: int


class Seen:
    """
    Payments without those of schemes, by time; ``from_kind`` and ``to_kind`` are kinds
    of accounts, ``day`` and ``hour`` those of the sender's clock, ``usd`` at the price
    level of the world.
    """

    def __init__(self, tables: Tables) -> None:
        self.months = tables.months
        self.delivered = tables.transactions.height
        planted = tables.labels.filter(subject="transaction", label="scheme")
        kinds = tables.accounts.select("account_id", "kind", "party_id")
        level = pl.DataFrame(
            {"currency": CURRENCIES, "units": UNITS_OF_CURRENCY.tolist()}
        )
        clock = pl.DataFrame(
            {
                "sender_country": [country.code for country in COUNTRIES],
                "shift": [country.utc_hours for country in COUNTRIES],
            }
        )
        ends = [
            kinds.rename(
                {"account_id": f"{end}_account", "kind": name, "party_id": owner}
            )
            for end, name, owner in (
                ("sender", "from_kind", "from_party"),
                ("receiver", "to_kind", "to_party"),
            )
        ]
        local = pl.col("booked_at") + pl.duration(hours=pl.col("shift").fill_null(0))
        amount = pl.col("amount").cast(pl.Float64)
        self.rows = (
            tables.transactions.join(
                planted, left_on="transaction_id", right_on="subject_id", how="anti"
            )
            .join(ends[0], on="sender_account", how="left")
            .join(ends[1], on="receiver_account", how="left")
            .join(level, on="currency", how="left")
            .join(clock, on="sender_country", how="left")
            .select(
                *("currency", "channel", "sender_country", "receiver_country"),
                *("from_kind", "to_kind", "from_party", "to_party", "purpose"),
                *("on_behalf_of", pl.col("sender_account").alias("sender")),
                pl.col("receiver_account").alias("receiver"),
                time=pl.col("booked_at").dt.epoch("s"),
                date=local.dt.date(),
                day=local.dt.date().to_physical(),
                hour=local.dt.hour(),
                weekday=local.dt.weekday(),
                amount=amount,
                usd=amount / pl.col("units"),
            )
            .filter(pl.col("amount") > 0)
            .sort("time", "sender", "receiver", "amount")
        )
        self.accounts = tables.accounts

    @cached_property
    def days(self) -> int:
        days = self.rows["day"]
        return int(days.max()) - int(days.min()) + 1  # type: ignore[arg-type] # ints

    @cached_property
    def cards(self) -> pl.DataFrame:
        return self.rows.filter(pl.col("channel") == "card")

    @cached_property
    def cash(self) -> pl.DataFrame:
        """Withdrawals."""
        return self.rows.filter(pl.col("channel") == "cash_withdrawal")

    @cached_property
    def transfers(self) -> pl.DataFrame:
        """Of persons, to anybody but themselves."""
        apart = pl.col("from_party").ne_missing(pl.col("to_party"))
        personal = pl.col("from_kind") == "personal"
        return self.rows.filter(pl.col("channel").is_in(TRANSFERS) & personal & apart)

    @cached_property
    def salaries(self) -> pl.DataFrame:
        """
        Of pairs whose words mostly name a salary: payments that say so, and silent ones
        of about the usual amount. Employers also repay expenses.
        """
        pair = ("sender", "receiver")
        named = pl.col("purpose").is_in(SALARY)
        usual = pl.col("amount").filter(named).median()
        near = (pl.col("amount") / usual).over(pair).is_between(0.5, 2)
        to_person = self.rows.filter(
            pl.col("from_kind").is_in(FIRMS) & (pl.col("to_kind") == "personal")
        )
        return to_person.filter(
            (named.mean() > 0.5).over(pair),
            named | (pl.col("purpose").is_null() & near),
        )

    @cached_property
    def spending(self) -> pl.DataFrame:
        """What leaves persons' accounts and their household."""
        apart = pl.col("from_party").ne_missing(pl.col("to_party"))
        return self.rows.filter((pl.col("from_kind") == "personal") & apart)

    @cached_property
    def mains(self) -> pl.DataFrame:
        """Persons' accounts with an income: a payment by a firm in most months."""
        steady = (
            self.rows.filter(
                pl.col("from_kind").is_in(FIRMS) & (pl.col("to_kind") == "personal")
            )
            .group_by("receiver", "sender")
            .agg(months=pl.col("date").dt.strftime("%Y-%m").n_unique())
            .filter(pl.col("months") >= max(2, 0.6 * self.months))
        )
        return steady.select(account="receiver").unique().sort("account")
