"""
Published laundering attempts, planted in backgrounds of our own.

AMLworld HI-Small, 124 of its 370 attempts (CDLA-Sharing-1.0), positives only. Each
attempt keeps its times, amounts and shape; its accounts become accounts of the
background, drawn at random, none twice, so that they also have other business.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from benchmarks.planted.background import Background, Numbers, Payments
from pipeline.flow_graph import DAY, build_flow_graph
from pipeline.ingest.amlworld import CURRENCIES
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.exchange_rates import load_rates
from pipeline.schemas import conform

ATTEMPTS = Path("../shared/data/amlworld_attempts/attempts.csv")


class Planted(NamedTuple):
    ledger: Ledger
    attempt: Numbers  # by transaction row; -1 is background
    kind: Numbers  # by transaction row, a place in KINDS; -1 is an attempt's


def read_attempts(path: Path = ATTEMPTS) -> pl.DataFrame:
    """A row a payment: attempt, typology, sender, receiver, time (seconds), cents."""
    rates = load_rates().filter(
        pl.col("valid_from").dt.year() <= 2022,
        pl.col("valid_to").is_null() | (pl.col("valid_to").dt.year() > 2022),
    )
    paid = pl.read_csv(path, infer_schema=False).with_columns(
        when=pl.col("timestamp").str.to_datetime("%Y/%m/%d %H:%M"),
        currency=pl.col("payment_currency").replace_strict(CURRENCIES),
    )
    return (
        paid.join(rates, on="currency", how="left", maintain_order="left")
        .with_columns(
            usd=pl.col("amount_paid").cast(float) * pl.col("usd_per_unit"),
            since=pl.col("when") - pl.col("when").min().over("attempt_id"),
        )
        .select(
            "typology",
            attempt=pl.col("attempt_id").cast(int),
            sender=pl.concat_str("attempt_id", "from_bank", "from_account"),
            receiver=pl.concat_str("attempt_id", "to_bank", "to_account"),
            time=pl.col("since").dt.total_seconds(),
            cents=(pl.col("usd") * 100).round().cast(int),
        )
    )


def plant(around: Background, attempts: pl.DataFrame, seed: int) -> Planted:
    """All of ``attempts`` at moments of their own, in one ledger with ``around``."""
    rng = np.random.default_rng(seed)
    ids = pl.concat([attempts["sender"], attempts["receiver"]]).unique().sort()
    stand_in = rng.choice(around.accounts, ids.len(), replace=False)
    number_of = dict(zip(ids, stand_in.tolist(), strict=True))
    number = np.array(attempts["attempt"])
    longest = int(attempts["time"].max()) // DAY + 1
    begun = rng.integers(0, (around.days - longest) * DAY, number.max() + 1)
    planted = Payments(
        np.array(attempts["sender"].replace_strict(number_of)),
        np.array(attempts["receiver"].replace_strict(number_of)),
        np.array(attempts["time"]) + begun[number],
        np.array(attempts["cents"]),
    )
    joined = Payments(
        *(np.append(a, b) for a, b in zip(around.payments, planted, strict=True))
    )
    order = np.argsort(joined.time, kind="stable")
    sender, receiver, time, cents = (column[order] for column in joined)
    nothing = np.full(number.size, -1)
    return Planted(
        ledger_of(sender, receiver, time, cents, around.accounts),
        np.append(np.full(around.kind.size, -1), number)[order],
        np.append(around.kind, nothing)[order],
    )


def ledger_of(
    sender: Numbers, receiver: Numbers, time: Numbers, cents: Numbers, accounts: int
) -> Ledger:
    """Rows must come oldest first; nothing is known of the accounts."""
    graph = build_flow_graph(
        sender.astype(np.uint32),
        receiver.astype(np.uint32),
        time.astype(np.int32),
        cents.astype(np.int64),
        accounts,
    )
    return Ledger(
        graph=graph,
        transactions=pl.LazyFrame(
            {
                "value_cents": cents,
                "time_precision": pl.repeat("second", cents.size, eager=True),
            }
        ),
        accounts=conform(
            "graph_accounts",
            pl.DataFrame({"account_id": [f"a{n}" for n in range(accounts)]}),
        ),
        parties=conform("parties", pl.DataFrame(schema={"party_id": pl.String})),
        relations=conform(
            "relations", pl.DataFrame(schema=dict.fromkeys("ab", pl.String))
        ),
        base_currency="USD",
    )
