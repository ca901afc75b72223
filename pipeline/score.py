"""
Alerts weighed into a priority for every account and transaction, with its reasons.

The rule, in full:
- An alert weighs its red flag's weight in the catalogue, in tenths, times its strength.
  It credits its own account with all of that, its other members with
  ``member_credit`` of it, its evidence transactions with ``transaction_credit``.
- Alerts of one red flag on the same account or transaction do not add up: the
  strongest counts, of equals the first by id. So it is for all of a capped family.
- Priority is 100 × (1 − Π(1 − weight)) over what is left: a noisy-or. A red flag that
  speaks to several financing stages divides its evidence, −ln(1 − weight), equally
  among them; so the stages' own noisy-ors multiply up to the same figure.
- Each alert and stage owns the share of the priority that its evidence is of the whole,
  rounded down to a grain; the grains left over go to the largest. The points of a
  priority therefore add up to it exactly, in any order.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec
import polars as pl

from pipeline.errors import ContractError
from pipeline.priority import GRAIN, evidence, priority_grains, strongest, weigh
from pipeline.schemas import FINANCING_STAGES, conform

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    member_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an alert's weight that its other members get. Half: "
            "they took part, but the alert speaks about another account."
        ),
    ] = 0.5
    transaction_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an alert's weight that each evidence transaction "
            "gets. All of it: the alert consists of them."
        ),
    ] = 1.0
    batch_rows: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="Rows written at a time. Half a million keeps memory small "
            "and costs no speed.",
        ),
    ] = 500_000


def score(
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    settings: Settings,
) -> Iterator[Mapping[str, pl.DataFrame]]:
    """
    ``account_scores`` in the order of the accounts, ``transaction_scores`` likewise.

    Every account and transaction has a row; 0 and no contributions where nothing
    speaks against it. Contributions come largest first, ties by alert and stage.
    Raises ContractError where alerts name accounts or transactions that do not exist.
    """
    weighed = weigh(
        alerts.select("alert_id", "red_flag", "account_id", "members", "strength")
        .collect()
        .sort("alert_id")
    )
    credited = weighed.select("alert_id", "red_flag", "family", "stages", "weight")
    member = weighed.select("alert_id", "account_id", subject="members").explode(
        "subject", empty_as_null=False, keep_nulls=False
    )
    others = member.filter(pl.col("subject") != pl.col("account_id"))
    accounts = pl.concat(
        [
            weighed.select("alert_id", subject="account_id", credit=1.0),
            others.select("alert_id", "subject", credit=settings.member_credit),
        ]
    )
    yield from _scored("account", accounts, credited, graph_accounts, settings)
    rows = alert_evidence.select("alert_id", subject="transaction_id").unique()
    evidenced = rows.with_columns(credit=settings.transaction_credit).collect()
    yield from _scored("transaction", evidenced, credited, transactions, settings)


def _scored(
    kind: str,
    claims: pl.DataFrame,
    credited: pl.DataFrame,
    subjects: pl.LazyFrame,
    settings: Settings,
) -> Iterator[Mapping[str, pl.DataFrame]]:
    table, key = f"{kind}_scores", f"{kind}_id"
    counted = strongest(
        claims.join(credited, on="alert_id").with_columns(
            weight=pl.col("weight") * pl.col("credit")
        ),
        "subject",
    )
    points = _points(counted).rename({"subject": key})
    matched = 0
    for batch in _batches(subjects.select(key), settings.batch_rows):
        rows = batch.join(points, on=key, how="left", maintain_order="left")
        matched += rows.height - rows["priority"].null_count()
        filled = rows.with_columns(
            pl.col("priority").fill_null(0.0), pl.col("contributions").fill_null([])
        )
        yield {table: conform(table, filled)}
    if matched != points.height:
        raise ContractError(
            f"alerts credit {points.height} {kind}s, but {points.height - matched} of "
            f"them are not in the table of {kind}s."
        )


def _batches(rows: pl.LazyFrame, size: int) -> Iterator[pl.DataFrame]:
    """``rows`` in order, ``size`` at a time; of an empty table one empty batch."""
    offset = 0
    while (batch := rows.slice(offset, size).collect()).height or offset == 0:
        yield batch
        offset += size


def _points(counted: pl.DataFrame) -> pl.DataFrame:
    """One row a subject: its priority and the contributions that add up to it."""
    stage = pl.Enum(FINANCING_STAGES)
    total = pl.col("evidence").sum().over("subject")
    # Integers of at most 27 + 30 bits: the product stays below 2^63.
    share = pl.col("grains") * pl.col("evidence") // (pl.col("parts") * pl.col("total"))
    rest = pl.col("grains") - pl.col("points").sum().over("subject")
    first = pl.col("subject").is_first_distinct()
    return (
        counted.with_columns(
            evidence=evidence(pl.col("weight")),
            parts=pl.col("stages").list.len().cast(pl.Int64),
        )
        .with_columns(total=total)
        .with_columns(grains=priority_grains(pl.col("total")))
        .with_columns(points=share)
        .explode("stages")
        .with_columns(pl.col("stages").cast(stage).alias("stage"))
        .sort(
            "subject",
            "points",
            "alert_id",
            "stage",
            descending=[False, True, False, False],
        )
        .with_columns(points=pl.col("points") + pl.when(first).then(rest).otherwise(0))
        .group_by("subject", maintain_order=True)
        .agg(
            priority=pl.col("grains").first() * GRAIN,
            contributions=pl.struct(
                "alert_id", "red_flag", "stage", points=pl.col("points") * GRAIN
            ),
        )
    )
