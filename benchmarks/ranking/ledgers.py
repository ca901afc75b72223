"""A finished run and its labels as one ledger that every ranking is measured on."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.ranking.split import Parts, in_time_order, parts
from pipeline.runs import Run

Int64s = NDArray[np.int64]
ORDINARY = "ordinary"
CATEGORIES = (
    *("currency", "channel", "sender_country", "receiver_country"),
    *("sender_kind", "receiver_kind", "merchant_category"),
)
NUMBERS = ("value_cents", "amount", "hour", "weekday", "day")
ROW = ("transaction_id", "sender", "receiver", "time", "value_cents", "amount")


class Ledger(NamedTuple):
    """
    ``rows`` in time order: ROW, NUMBERS, CATEGORIES as codes, ``instance`` (−1 where
    lawful) and ``population`` (a scheme's or look-alike's name, or ordinary). Accounts
    are numbered; ``account_instance`` is that of a guilty one, −1 of an innocent one,
    −2 of one that is neither.
    """

    name: str
    rows: pl.DataFrame
    parts: Parts
    instances: list[str]
    account_ids: pl.Series
    account_instance: Int64s

    def column(self, name: str) -> NDArray:
        return self.rows[name].to_numpy()

    @property
    def test(self) -> slice:
        return slice(self.parts.validated, None)

    @property
    def validation(self) -> slice:
        return slice(self.parts.trained, self.parts.validated)


def ledger_of(name: str, runs: dict[str, Run]) -> Ledger:
    """
    One ledger of several banks that share a calendar and no account.

    ``runs`` are by the bank's name, which its ids get in front.
    """
    rows = pl.concat([_rows(run, bank) for bank, run in runs.items()])
    labels = pl.concat([_labels(run, bank) for bank, run in runs.items()])
    accounts = pl.concat(
        [
            run.table("graph_accounts").select(
                pl.concat_str(pl.lit(f"{bank} "), "account_id").alias("account_id")
            )
            for bank, run in runs.items()
        ]
    )["account_id"]
    schemes = labels.filter(label="scheme")
    instances = schemes["instance"].unique().sort()
    number = pl.DataFrame({"instance": instances}).with_row_index("number")
    of_rows = labels.filter(subject="transaction").sort("label", "name", "instance")
    of_rows = of_rows.unique("subject_id", keep="first", maintain_order=True)
    rows = (
        in_time_order(rows)
        .join(
            of_rows.select("label", "name", "instance", transaction_id="subject_id"),
            on="transaction_id",
            how="left",
            maintain_order="left",
        )
        .join(number, on="instance", how="left", maintain_order="left")
        .with_columns(
            population=pl.col("name").fill_null(ORDINARY),
            instance=pl.col("number").cast(pl.Int64).fill_null(-1),
        )
        .drop("number", "name", "label")
    )
    ends = pl.DataFrame({"id": accounts}).with_row_index("account")
    for end in ("sender", "receiver"):
        rows = rows.join(
            ends.select(pl.col("id").alias(end), pl.col("account").alias(f"{end}_no")),
            on=end,
            how="left",
            maintain_order="left",
        ).with_columns(pl.col(f"{end}_no").cast(pl.Int64).alias(end))
    rows = rows.drop("sender_no", "receiver_no")
    cuts = parts(rows["time"].to_numpy())
    account_instance = _accounts(accounts, schemes, number, rows[cuts.validated :])
    return Ledger(name, rows, cuts, instances.to_list(), accounts, account_instance)


def _rows(run: Run, bank: str) -> pl.DataFrame:
    kinds = run.scan("graph_accounts").select("account_id", "kind")
    rows = run.scan("transactions")
    for end in ("sender", "receiver"):
        rows = rows.join(
            kinds.rename({"account_id": f"{end}_account", "kind": f"{end}_kind"}),
            on=f"{end}_account",
            how="left",
        )
    booked = pl.col("booked_at")
    named = {"transaction_id": "transaction_id", "sender": "sender_account"}
    named["receiver"] = "receiver_account"
    return rows.select(
        *(
            pl.concat_str(pl.lit(f"{bank} "), old).alias(new)
            for new, old in named.items()
        ),
        time=booked.dt.epoch("s"),
        value_cents=pl.col("value_cents").cast(pl.Float64),
        amount=pl.col("amount").cast(pl.Float64),
        hour=booked.dt.hour(),
        weekday=booked.dt.weekday(),
        day=booked.dt.day(),
        **{name: _code(name) for name in CATEGORIES},
    ).collect()


def _code(name: str) -> pl.Expr:
    """The same number for the same word in every run; −1 where unknown."""
    if name == "merchant_category":
        return pl.col(name).cast(pl.Int64, strict=False).fill_null(-1)
    return pl.col(name).to_physical().cast(pl.Int64).fill_null(-1)


def _labels(run: Run, bank: str) -> pl.DataFrame:
    text = pl.col("subject", "label", "name", "role").cast(pl.String)
    return run.table("labels").select(
        text,
        *(
            pl.concat_str(pl.lit(f"{bank} "), each).alias(each)
            for each in ("subject_id", "instance")
        ),
    )


def _accounts(
    accounts: pl.Series, schemes: pl.DataFrame, number: pl.DataFrame, test: pl.DataFrame
) -> Int64s:
    """
    Instance of each account: guilty where an end of a scheme payment of the test.

    A member of a scheme that is silent in the test, and an unwitting one, are neither
    found nor wronged: −2.
    """
    members = schemes.filter(subject="account").sort("subject_id", "instance")
    found = np.full(accounts.len(), -1, np.int64)
    place = dict(zip(accounts, range(accounts.len()), strict=True))
    found[[place[account] for account in members["subject_id"]]] = -2
    guilty = test.filter(pl.col("instance") >= 0)
    active = {
        (account, instance)
        for end in ("sender", "receiver")
        for account, instance in guilty.select(end, "instance").iter_rows()
    }
    named = dict(number.select("instance", "number").iter_rows())
    witting = members.filter(pl.col("role").fill_null("") != "unwitting")
    for account, instance in witting.select("subject_id", "instance").iter_rows():
        if found[place[account]] < 0 and (place[account], named[instance]) in active:
            found[place[account]] = named[instance]
    return found


def save(ledger: Ledger, file: Path) -> None:
    """For the peers: the labels of the test are not in it."""
    raw = (*NUMBERS, *CATEGORIES)
    rows = ledger.rows
    edges = rows.select("sender", "receiver", "time", pl.col("value_cents") / 100)
    edges = edges.with_columns(pl.col("time") - rows["time"].min())
    np.savez(
        file,
        edges=edges.fill_null(0).cast(pl.Float64).to_numpy(),
        raw=rows.select(pl.col(raw).cast(pl.Float64)).to_numpy(),
        raw_names=np.array(raw),
        categories=np.array(CATEGORIES),
        truth=ledger.column("instance")[: ledger.parts.validated] >= 0,
        trained=ledger.parts.trained,
    )
