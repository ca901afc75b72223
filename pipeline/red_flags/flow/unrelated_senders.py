"""
Unrelated senders: people without visible ties pay one and the same person abroad.

Why:      a collector near a conflict is fed by many supporters who do not know one
          another; what they have in common is him.
Source:   FATF (2002), Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1; AUSTRAC, Typologies and case studies report 2014, App. A,
          and 2015 methodology brief; FINTRAC, Operational Alert FINTRAC-2022-OA001,
          funds transfers (provenance VS: read in secondary summaries). Senders and
          window are the catalogue's. Payers are counted by the groups that addresses,
          telephones, devices and recorded relations join them into; what more than a
          household or a small firm hold in common joins nobody. The risk set is FATF's
          lists and the dated layer of conflict areas and relays. Only transfers count,
          as the sources say: pledges and virtual assets have red flags of their own.
          Where an office pays, whom it pays for counts. Added: payers are persons
          without a habit of months (that is how households are kept from abroad), and
          these payments are most of what the beneficiary is seen to receive from no
          more payers than a person has.
Innocent: relatives whose ties nobody recorded who support one household, village heads
          who receive for many, freelancers, pilgrim guides, tuition agents: on payments
          alone they look the same, hence the weight.
Blind to: supporters who give every month, beneficiaries with an account each time,
          payers who share an address on purpose, relays the layer does not list,
          countries withheld, cash.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.shared_attributes import joined_holders
from pipeline.motifs.windows import SLACK, between, spread
from pipeline.red_flags.flow.orders import TRANSFERS
from pipeline.red_flags.flow.payers import ties_of, to_risk
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("senders", "payers", "payments", "total_cents", "remote_share", "relay_share"),
    "span_days",
)

MONTH = 30 * DAY


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue W: payments this close together")
    ] = 90
    min_senders: Annotated[
        int,
        msgspec.Meta(ge=2, description="catalogue k: groups of payers without ties"),
    ] = 4
    max_sharers: Annotated[
        int, msgspec.Meta(ge=1, description="a household or small firm; more is a hall")
    ] = 10
    max_payers: Annotated[
        int,
        msgspec.Meta(ge=2, description="in all; published cells have up to 40 members"),
    ] = 50
    max_habit_months: Annotated[
        int,
        msgspec.Meta(ge=1, description="whoever pays in more keeps a household there"),
    ] = 5
    min_remote_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="most of what it is seen to receive then"),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    paid = to_risk(ledger).filter("person")
    months = (pl.col("time") // MONTH).n_unique().over("who", "to")
    paid = paid.filter(months <= limits.max_habit_months)
    groups = joined_holders(
        ties_of(ledger, paid, limits.max_sharers), limits.max_sharers
    )
    paid = paid.join(groups, left_on="who", right_on="holder")
    payers = paid.group_by("to").agg(payers=pl.col("who").n_unique().cast(pl.Int64))
    paid = paid.join(payers.filter(pl.col("payers") <= limits.max_payers), on="to")
    runs = in_crowded_windows(
        paid.rename({"to": "subject"}).with_columns(who="group"),
        limits.window_days * DAY,
        limits.min_senders,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    main = (
        runs.group_by("run", "receiver")
        .len()
        .sort("run", "len", "receiver", descending=[False, True, False])
        .group_by("run", maintain_order=True)
        .agg(account=pl.col("receiver").first())
    )
    known = pl.col("cents").clip(0)
    found = (
        runs.group_by("run", "subject", "payers", maintain_order=True)
        .agg(
            pl.col("group").n_unique().cast(pl.Int64).alias("senders"),
            pl.len().cast(pl.Int64).alias("payments"),
            known.sum().alias("total_cents"),
            pl.col("relay").mean().alias("relay_share"),
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
        )
        .join(main, on="run")
        .with_columns(span_days=(pl.col("last") - pl.col("first")) / DAY)
    )
    found = _with_remote_share(ledger, found).filter(
        (pl.col("remote_share") >= limits.min_remote_share * SLACK).fill_null(True),
    )
    crowd = 1 - 0.5 ** (pl.col("senders") - limits.min_senders + 1.0)
    # A relay is where many ordinary people live: worth half of a conflict.
    alerts = found.select(
        pl.col("run").alias("alert"),
        "account",
        (crowd * (1 - 0.5 * pl.col("relay_share"))).alias("strength"),
        *MEASURED,
    )
    evidence = runs.select("row", alert="run", part=pl.lit("to one beneficiary"))
    return gather(ledger, alerts, evidence.join(alerts, on="alert", how="semi"))


def _with_remote_share(ledger: Ledger, found: pl.DataFrame) -> pl.DataFrame:
    """``found`` with its share of all that its beneficiary received meanwhile."""
    holder = ledger.principals.holder
    held = pl.DataFrame({"subject": holder.astype(np.int64)}).with_row_index("receiver")
    asked = found.select("run", "subject", "first", "last").join(held, on="subject")
    side = ledger.valued.received
    window: list[Int64s] = [
        np.array(asked[name], np.int64) for name in ("receiver", "first", "last")
    ]
    which, position = spread(*between(side, *window))
    other = holder[side.other[position]].astype(np.int64)
    got = asked[which].with_columns(pl.Series("cents", side.cents[position]))
    sums = (
        got.filter(pl.Series(other, dtype=pl.Int64) != got["subject"])
        .group_by("run")
        .agg(all=pl.col("cents").sum())
    )
    return found.join(sums, on="run", how="left").with_columns(
        remote_share=pl.col("total_cents") / pl.col("all")
    )


RED_FLAG = RedFlag(
    id="TF-FLOW-08",
    title="Unrelated senders, one remote beneficiary",
    family="flow",
    stages=("raise", "move"),
    source="AUSTRAC Typologies 2014 App. A / 2015 FTF methodology brief; FINTRAC "
    "Operational Alert TAF FINTRAC-2022-OA001; FATF 2002 Guidance for FIs in Detecting "
    "TF, Annex 1",
    provenance="VS",
    weight=0.4,
    graph=True,
    needs=(
        f"transactions.channel={'|'.join(TRANSFERS)}",
        "transactions.receiver_country or accounts.country",
        "relations.a or parties.addresses or parties.phones or parties.devices or "
        "transactions.device",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{senders} people or groups without a known tie paid this person "
    "abroad {payments} times, {total_cents} within {span_days}: {remote_share} of what "
    "is seen to arrive there. {relay_share} of the payments went to a country that is "
    "only a relay to a conflict.",
)
