"""
Interlocking bodies: charities and firms that share officers pay round among themselves.

Why:      bodies that look apart but have the same hands behind them lend each other
          names and accounts; money that goes round between them loses its origin.
Source:   FFIEC BSA/AML Examination Manual, App. F, overlap of officers and signatories
          (provenance VS, through a published list). Three bodies, half of the flow and
          a year are the catalogue's. Its clique may lack one link in five, for files
          have gaps; attributes that many bodies share join nobody. Added: the money has
          to go round, for a federation passes it down: of three tiers half is passed
          on, so more must be.
Innocent: federated charities, parishes, a foundation and its trading arm: silent where
          most of what they pay leaves the group or where money only goes down or up; a
          group whose bodies truly lend to and fro is not told apart.
Blind to: nominees nobody links, registered-office services (too many share them),
          groups whose money comes and goes at once from outside, groups without a body
          that the data call a charity.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.charities import is_charity
from pipeline.red_flags.gather import gather
from pipeline.red_flags.npo.bodies import interlocked
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("bodies", "charities", "linked_share", "kinds_of_link", "internal_cents"),
    *("internal_share", "circulated_share", "payments", "span_days"),
)
NO_GROUP = -1


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: years from the first payment")
    ] = 365
    min_bodies: Annotated[
        int, msgspec.Meta(ge=3, description="catalogue: two are a body and its arm")
    ] = 3
    min_linked_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="of pairs; catalogue's clique with a gap"),
    ] = 0.8
    max_sharers: Annotated[
        int,
        msgspec.Meta(
            ge=2, description="guess: bodies at one address; more is a service's"
        ),
    ] = 8
    min_internal_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: of all they pay")
    ] = 0.5
    min_circulated_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="three tiers of a federation pass on 0.5"),
    ] = 0.6
    min_internal_cents: Annotated[
        int, msgspec.Meta(ge=1, description="guess: below it, shared rent and postage")
    ] = 500_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    groups = interlocked(ledger, limits.max_sharers, limits.min_bodies - 1)
    groups = groups.filter(
        pl.col("bodies") >= limits.min_bodies,
        pl.col("charities") > 0,
        pl.col("linked_share") >= limits.min_linked_share * SLACK,
    )
    if groups.is_empty():
        return found_nothing(*MEASURED)
    paid = _paid(ledger, groups, limits.window_days)
    of_group = groups.drop("holder").unique()
    found = _measured(paid, limits).join(of_group, on="group")
    found = found.sort("group", "block").with_row_index("alert")
    if found.is_empty():
        return found_nothing(*MEASURED)
    taken = paid.filter("inside").join(found, on=["group", "block"])
    span = taken.group_by("alert").agg(
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days")
    )
    round_about = 0.5 + 0.5 * pl.col("circulated_share")
    alerts = found.join(_speaker(ledger, taken), on="alert").join(span, on="alert")
    alerts = alerts.with_columns(strength=pl.col("internal_share") * round_about)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        taken.sort("alert", "row").select("alert", "row", part=pl.lit("within")),
    )


def _paid(ledger: Ledger, groups: pl.DataFrame, window_days: int) -> pl.DataFrame:
    """
    What bodies of a group pay, of known value: group, block, payer and payee (holders),
    row, time, cents, and whether it stays inside. A body's own accounts are no payees.
    """
    group = np.full(ledger.principals.names.len(), NO_GROUP, np.int64)
    group[groups["holder"].to_numpy()] = groups["group"].to_numpy()
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    payer, payee = holder[sender], holder[receiver]
    row = np.flatnonzero((group[payer] != NO_GROUP) & (cents > 0) & (payer != payee))
    first = pl.col("time").min().over("group").cast(pl.Int64)
    return pl.DataFrame(
        {
            "group": group[payer[row]],
            "payer": payer[row],
            "payee": payee[row],
            "row": row.astype(np.uint32),
            "time": time[row],
            "cents": cents[row],
            "inside": group[payer[row]] == group[payee[row]],
        }
    ).with_columns(block=(pl.col("time") - first) // (window_days * DAY))


def _measured(paid: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Blocks of groups whose flow stays inside and goes round."""
    by = ["group", "block"]
    inside = paid.filter("inside")
    ends = [
        inside.select(*by, pl.col(end).alias("body"), pl.col("cents").alias(side))
        for end, side in (("payer", "went"), ("payee", "came"))
    ]
    bodies = (
        pl.concat(ends, how="diagonal")
        .group_by(*by, "body")
        .agg(pl.col("went", "came").sum())
        .group_by(by)
        .agg(
            pl.min_horizontal("went", "came").sum().alias("circulated"),
            pl.len().alias("active"),
        )
    )
    whole = paid.group_by(by).agg(
        pl.col("cents").sum().alias("outflow"),
        pl.col("cents").filter("inside").sum().alias("internal_cents"),
        pl.col("inside").sum().alias("payments"),
    )
    shares = whole.join(bodies, on=by).with_columns(
        internal_share=pl.col("internal_cents") / pl.col("outflow"),
        circulated_share=pl.col("circulated") / pl.col("internal_cents"),
    )
    return shares.filter(
        pl.col("active") >= limits.min_bodies,
        pl.col("internal_cents") >= limits.min_internal_cents,
        pl.col("internal_share") >= limits.min_internal_share * SLACK,
        pl.col("circulated_share") >= limits.min_circulated_share * SLACK,
    )


def _speaker(ledger: Ledger, taken: pl.DataFrame) -> pl.DataFrame:
    """Of each alert the account through which most of it goes, a charity's if any."""
    ends = [
        taken.select(
            "alert", "cents", pl.Series("account", end[taken["row"]], pl.UInt32)
        )
        for end in (ledger.rows.sender, ledger.rows.receiver)
    ]
    through = pl.concat(ends).group_by("alert", "account").agg(pl.col("cents").sum())
    charity = pl.Series("charity", is_charity(ledger)[through["account"]], pl.Boolean)
    ranked = through.with_columns(charity).sort(
        *("alert", "charity", "cents", "account"),
        descending=[False, True, True, False],
    )
    return ranked.unique("alert", keep="first", maintain_order=True).select(
        "alert", "account"
    )


RED_FLAG = RedFlag(
    id="TF-NPO-06",
    title="Interlocking officers and signatories",
    family="npo",
    stages=("store", "move"),
    source="FFIEC BSA/AML Manual App. F",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        "accounts.kind=npo",
        "relations.relation=officer_of|delegated_access or parties.addresses or "
        "parties.phones",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{bodies} bodies, {charities} of them charities, share officers, signatories "
        "or contacts ({linked_share} of their pairs). {internal_share} of what they "
        "paid within {window_days}, {internal_cents} in {payments} payments, went to "
        "each other, and {circulated_share} of it was paid on among them."
    ),
)
