"""
Tight low-value cell: few people who share contacts pay one another small sums and live
on money from outside.

Why:      a small cell buys a plot's means from pooled small sums; nothing in it is
          large, but its members depend on one another and on whoever feeds them.
Source:   FATF (2015) Emerging Terrorist Financing Risks, section II.A, lone actors and
          small cells (provenance VS: read in a secondary summary). Numbers, window, and
          median are the catalogue's. Its two shared attributes are asked to be of two
          sorts (address, telephone, device) and to join people of different families.
          Its share from outside (0.3) would be met by any wage, so what is paid like a
          payroll does not count as coming from outside, and the rest must be most of
          what they receive. Added, as the text says closed: most of what members pay to
          persons stays inside.
Innocent: flat-shares whose tenants also share a telephone or a device and are paid
          irregularly (students, day labourers), couples and in-laws whose family tie
          nobody recorded, sports teams run from one telephone.
Blind to: families (several relatives count as one person), members who share nothing
          that is recorded, joint accounts, cash handed over, cells that pay for all by
          wages: three plots in four cost little and look like ordinary life.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.flow.cell_surroundings import from_outside, to_persons
from pipeline.red_flags.flow.cells import (
    cells,
    families,
    members,
    persons_contacts,
    shared_sorts,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("persons", "families", "shared", "payments", "median_cents", "inside_share"),
    *("outside_share", "outside_cents", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=3, description="catalogue W: one begins every third of its length"
        ),
    ] = 90
    min_partners: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k-core: others each deals with")
    ] = 2
    min_families: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: 3 persons; kin count as one")
    ] = 3
    max_persons: Annotated[
        int,
        msgspec.Meta(
            ge=3, description="catalogue: 8; what more share is no mark of a cell"
        ),
    ] = 8
    min_shared: Annotated[
        int, msgspec.Meta(ge=1, le=3, description="catalogue: 2; one is a flat-share")
    ] = 2
    max_median_cents: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: half of the sums below 500")
    ] = 50_000
    min_inside_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of payments to persons: most, or it is not closed"
        ),
    ] = 0.5
    min_outside_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of all they received: most; the catalogue's 0.3 counts wages "
            "and is what refunds, gifts and odd jobs bring any household",
        ),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    known = persons_contacts(ledger)
    inside = cells(
        ledger,
        known,
        limits.window_days * DAY,
        limits.min_partners,
        (limits.min_families, limits.max_persons),
    )
    if inside.is_empty():
        return found_nothing(*MEASURED)
    kin = families(ledger, inside)
    found = (
        inside.group_by("cell")
        .agg(
            pl.len().cast(pl.Int64).alias("payments"),
            pl.col("cents").median().alias("median_cents"),
            ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        )
        .join(
            kin.group_by("cell").agg(
                pl.col("holder").n_unique().cast(pl.Int64).alias("persons"),
                pl.col("family").n_unique().cast(pl.Int64).alias("families"),
            ),
            on="cell",
        )
        .join(shared_sorts(known, kin, limits.max_persons), on="cell")
        .filter(
            pl.col("families") >= limits.min_families,
            pl.col("shared") >= limits.min_shared,
            pl.col("median_cents") < limits.max_median_cents,
        )
    )
    inside = inside.join(found, on="cell", how="semi").sort("cell", "row")
    return _tell(ledger, found, inside, limits)


def _tell(
    ledger: Ledger, found: pl.DataFrame, inside: pl.DataFrame, limits: Thresholds
) -> Found:
    window = limits.window_days * DAY
    who = members(inside)
    outside, received = from_outside(ledger, who, window)
    found = (
        found.join(received, on="cell", how="left")
        .join(to_persons(ledger, who, window), on="cell", how="left")
        .with_columns(
            outside_share=pl.col("outside_cents") / pl.col("received_cents"),
            inside_share=pl.col("payments") / pl.col("to_persons"),
        )
        .filter(
            pl.col("outside_share") >= limits.min_outside_share * SLACK,
            pl.col("inside_share") >= limits.min_inside_share * SLACK,
        )
        .sort("families", "payments", "cell", descending=[True, True, False])
    )
    found = _strongest(found, inside)
    if found.is_empty():
        return found_nothing(*MEASURED)
    fed = outside.group_by("cell", "account").agg(pl.col("cents").sum())
    main = fed.sort("cell", "cents", "account", descending=[False, True, False])
    main = main.unique("cell", keep="first", maintain_order=True)
    crowd = 1 - 0.5 ** (pl.col("families") - limits.min_families + 1.0)
    alerts = found.join(main.select("cell", "account"), on="cell").select(
        pl.col("cell").alias("alert"),
        "account",
        (crowd * (0.5 + 0.5 * pl.col("outside_share"))).alias("strength"),
        *MEASURED,
    )
    evidence = pl.concat(
        [
            inside.select("row", alert="cell", part=pl.lit("inside")),
            outside.select("row", alert="cell", part=pl.lit("from outside")),
        ]
    ).join(alerts, on="alert", how="semi")
    return gather(ledger, alerts, evidence)


def _strongest(found: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    """Of cells that share payments, as those of windows that overlap do, the first."""
    number = found.select("cell").with_row_index("number")
    rows = inside.join(number, on="cell").sort("number", "row")
    ptr = np.zeros(found.height + 1, np.int64)
    np.cumsum(np.bincount(rows["number"], minlength=found.height), out=ptr[1:])
    first = joined_findings(ptr, np.array(rows["row"], np.int64))
    return found.filter(pl.Series(first == np.arange(first.size), dtype=pl.Boolean))


RED_FLAG = RedFlag(
    id="TF-FLOW-12",
    title="Tight low-value cell",
    family="flow",
    stages=("use",),
    source="FATF 2015 Emerging TF Risks, section II.A",
    provenance="VS",
    weight=0.2,
    graph=True,
    needs=(
        "transactions.value_cents",
        "parties.addresses or parties.phones or parties.devices or transactions.device",
        "accounts.kind=personal or parties.kind=person",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{persons} people of {families} families who share {shared} of "
    "address, telephone and device paid one another {payments} times within "
    "{span_days}, half of it below {median_cents}; {inside_share} of what they pay to "
    "people stays among them, and {outside_cents}, {outside_share} of what they "
    "receive, is irregular money from outside.",
)
