"""
Broker between communities: an account through which alone two groups' money meets.

Why:      who raises and who spends are kept apart; one trusted person moves the money
          between them, and without him it stops. His account is the key channel.
Source:   Egmont Group and UNODC casework; FATF (2015) Emerging Terrorist Financing
          Risks, section II.B, specialised roles (provenance VS: read in a secondary
          summary). The catalogue asks for temporal betweenness in the top hundredth and
          for a drop of the flow by 0.4 on removal. Betweenness over a whole ledger
          costs transactions times accounts, and everybody is joined to everybody there
          by some long path; ours counts pairs of a payer and a payee of different
          groups (no direct payment, no other counterparty in common) between whom money
          was passed on in time, at near linear cost. The drop is the share that it has
          of all that the payees received, wages included. Added: it must be a share of
          what the account itself receives from people, and the account is ranked among
          those of its kind, for firms join more than persons do.
Innocent: who sends the money of a family branch to another, treasurers of two clubs,
          au-pair and student agents, small firms whose payees live off them and are
          paid unevenly. Institutions are left out: banks, exchanges, shops, charities,
          and whoever deals with more accounts than a person does.
Blind to: paymasters whose own money is not seen to arrive, cash, groups that the data
          show only through the broker (accounts elsewhere), brokers with several
          accounts, wages as a cover, money that waits longer, a second broker who joins
          the same two people, small ledgers (a hundred accounts of a kind are needed
          for one to be in the top hundredth).
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.pass_on import dwell_hours
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.flow.brokered import (
    brokered,
    private_payments,
    reliance,
    without_payroll,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("pairs", "rank_share", "payers", "payees", "brokered_cents", "brokered_share"),
    *("drop_share", "dwell_hours", "span_days"),
)
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_rank_share: Annotated[
        Share,
        msgspec.Meta(
            description="catalogue: accounts of its kind that join fewer pairs"
        ),
    ] = 0.99
    min_drop_share: Annotated[
        Share, msgspec.Meta(description="catalogue q: of all that the payees received")
    ] = 0.4
    min_pairs: Annotated[
        int, msgspec.Meta(ge=1, description="two payers and two payees, or as many")
    ] = 4
    min_payees: Annotated[
        int, msgspec.Meta(ge=1, description="one who lives off another is a family")
    ] = 2
    min_group: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="accounts: of fewer, the data see no life of its own"
        ),
    ] = 3
    max_dwell_days: Annotated[
        int, msgspec.Meta(ge=0, description="from payment in to out, as TF-FLOW-01")
    ] = 7
    min_brokered_share: Annotated[
        Share,
        msgspec.Meta(
            description="of what it got from people meanwhile; the coverage that cut "
            "false alarms of other motifs most"
        ),
    ] = 0.3
    max_counterparties: Annotated[
        int,
        msgspec.Meta(ge=1, description="a person deals with fewer; bounds the work"),
    ] = 100
    around_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="so that a monthly income of payees is seen"),
    ] = 30


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    graph, dealt = private_payments(ledger, limits.max_counterparties)
    pairs = brokered(graph, dealt, limits.max_dwell_days * DAY, limits.min_group)
    enough = _counts(pairs).filter(pl.col("pairs") >= limits.min_pairs)
    if enough.is_empty():
        return found_nothing(*MEASURED)
    pairs = without_payroll(ledger, graph, pairs.join(enough, on="account", how="semi"))
    counts = _counts(pairs).filter(pl.col("pairs") >= limits.min_pairs)
    counts = _ranked(ledger, counts).filter(
        pl.col("rank_share") >= limits.min_rank_share * SLACK,
        pl.col("payees") >= limits.min_payees,
    )
    pairs = pairs.join(counts, on="account", how="semi").sort("account", "debit")
    if pairs.is_empty():
        return found_nothing(*MEASURED)
    relied = reliance(ledger, graph, pairs, limits.around_days)
    found = (
        counts.join(relied, on="account")
        .with_columns(
            brokered_share=pl.col("brokered_cents") / pl.col("came_cents"),
            drop_share=pl.col("brokered_cents") / pl.col("payees_cents"),
            span_days=(pl.col("last") - pl.col("first")) / DAY,
        )
        .filter(
            pl.col("brokered_share") >= limits.min_brokered_share * SLACK,
            pl.col("drop_share") >= limits.min_drop_share * SLACK,
        )
    )
    pairs = pairs.join(found, on="account", how="semi")
    if pairs.is_empty():
        return found_nothing(*MEASURED)
    credit, debit = pairs["credit"].to_numpy(), pairs["debit"].to_numpy()
    seconds = graph.sent.time[debit].astype(np.int64) - graph.received.time[credit]
    rested = dwell_hours(
        pairs["account"].to_numpy(), seconds, pairs["cents"].to_numpy()
    )
    crowd = 1 - 0.5 * limits.min_pairs / pl.col("pairs")
    alerts = found.join(rested, left_on="account", right_on="alert").select(
        pl.col("account").alias("alert"),
        "account",
        (crowd * pl.col("drop_share")).alias("strength"),
        *MEASURED,
    )
    evidence = pl.DataFrame(
        {
            "alert": np.tile(pairs["account"].to_numpy(), 2),
            "row": np.concatenate([graph.received.row[credit], graph.sent.row[debit]]),
            "part": np.repeat(["from one group", "to another"], pairs.height),
        }
    )
    return gather(ledger, alerts, evidence)


def _ranked(ledger: Ledger, counts: pl.DataFrame) -> pl.DataFrame:
    """``counts`` with the share of accounts of the same kind that join fewer pairs."""
    received, sent = ledger.valued
    in_use = (np.diff(received.ptr) > 0) | (np.diff(sent.ptr) > 0)
    kinds = ledger.accounts["kind"].cast(pl.String).fill_null("unknown")
    peers = kinds.filter(pl.Series(in_use, dtype=pl.Boolean)).value_counts(name="peers")
    ranked = counts.with_columns(kind=kinds.gather(counts["account"])).join(
        peers, on="kind"
    )
    place = pl.col("pairs").rank("min").over("kind") - 1
    others = pl.col("peers") - pl.len().over("kind")  # who join too few to be counted
    share = (others + place) / pl.col("peers")
    return ranked.with_columns(rank_share=share).drop("kind", "peers")


def _counts(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.group_by("account").agg(
        pl.struct("sender", "payee").n_unique().cast(pl.Int64).alias("pairs"),
        pl.col("sender").n_unique().alias("payers"),
        pl.col("payee").n_unique().alias("payees"),
        pl.col("cents").sum().alias("brokered_cents"),
    )


RED_FLAG = RedFlag(
    id="TF-FLOW-11",
    title="Broker between communities (key channel)",
    family="flow",
    stages=("move",),
    source="Egmont Group / UNODC casework; FATF 2015 Emerging TF Risks, section II.B",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation="{brokered_cents} went through this account from {payers} payers to "
    "{payees} payees of other groups whom nobody else joins, half of it within "
    "{dwell_hours}: {drop_share} of all that these payees received. It joins {pairs} "
    "such pairs, more than {rank_share} of all accounts of its kind.",
)
