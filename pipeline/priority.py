"""
How weighed alerts add up to a priority, in whole numbers.

Evidence is −ln(1 − weight), so that independent alerts add up; it is kept as an integer
and points as multiples of ``GRAIN``, a power of two. Integer sums do not depend on
order or threads, and floats add multiples of ``GRAIN`` below 128 without rounding.
"""

import polars as pl

from pipeline.errors import ContractError
from pipeline.reference.catalogue import catalogue

GRAIN = 2.0**-20  # points, about 1e-6: the smallest difference in priority
# Families that count once: corridors overlap, and a destination is no purpose.
CAPPED_FAMILIES = ("geo",)
NATS = 2**30  # units of evidence in one nat: 1e-9, far below a grain


def weigh(alerts: pl.DataFrame) -> pl.DataFrame:
    """
    ``alerts`` with their red flag's family, stages and motif, and their ``weight``.

    ``motif`` is true where the red flag needs the flow graph. The weight is the
    catalogue's, in tenths, times the strength: at most a half. Raises ContractError
    for a red flag that the catalogue lacks.
    """
    facts = catalogue().select(
        "family",
        red_flag="id",
        stages="tf_stage",
        motif=pl.col("needs_graph") == "Y",
        tenths="weight",
    )
    weighed = alerts.join(facts, on="red_flag", how="left", maintain_order="left")
    strangers = weighed.filter(pl.col("tenths").is_null())["red_flag"].unique()
    if strangers.len():
        raise ContractError(
            f"alerts of {strangers.len()} red flags that the catalogue lacks: "
            f"{', '.join(strangers.sort())}. Add them to reference/catalogue.csv."
        )
    weight = pl.col("tenths") / 10 * pl.col("strength")
    return weighed.with_columns(weight=weight).drop("tenths")


def evidence(weight: pl.Expr) -> pl.Expr:
    """−ln(1 − weight) in units of 1 / NATS, as an integer."""
    return (-(1 - weight).log() * NATS).round().cast(pl.Int64)


def priority_grains(total_evidence: pl.Expr) -> pl.Expr:
    """100 × (1 − exp(−evidence)) in grains, as an integer."""
    certainty = 1 - (-total_evidence.cast(pl.Float64) / NATS).exp()
    return (certainty * (100 / GRAIN)).round().cast(pl.Int64)
