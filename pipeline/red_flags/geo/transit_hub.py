"""
Transit-hub routing: money reaches a place of conflict by way of a known relay.

Why:      a transfer straight to a war is looked at; two, of which the first goes to a
          place of trade, are not.
Source:   AUSTRAC (2014), Terrorism Financing in Australia, App. A, conduit countries;
          FATF (2025), Comprehensive Update on TF Risks (provenance VS: read in
          secondary accounts). Two payments, days and ratio are the catalogue's. Relays
          and the places behind them are those of the list of areas of conflict, at the
          time of each payment; its data-driven relays would be every large exporter. A
          place behind is a country of conflict or one with an area beside it. Added:
          what passes so must be most of what the middleman gets, for a trader or an
          agent in a relay does other things too; it must be half of the lowest sum of
          published departures, for two small payments meet by chance; and offices,
          shops and lenders, where the money of many flows together, relay nothing of
          their own.
Innocent: re-exporters with few customers, families who pool abroad through a cousin.
Blind to: relays that no list names, sums split or joined on the way, cash legs, offices
          whose customers the data do not show, unknown values and countries.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.pass_on import dwell_hours, passed_pairs
from pipeline.motifs.windows import SLACK, between, merged, owners, window_of, within
from pipeline.red_flags.abroad import UNKNOWN, country_at
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.conflict import at_transit_hub, in_conflict, listed_then
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("payments", "received_cents", "relayed_cents", "relayed_share", "dwell_hours"),
    *("sources", "payees"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_dwell_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: from payment in to payment on")
    ] = 10
    min_passed_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: of a payment in")
    ] = 0.8
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="the catalogue has none; 30 as TF-FLOW-01")
    ] = 30
    min_relayed_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="guess: of all the middleman gets in the window"
        ),
    ] = 0.5
    min_relayed_cents: Annotated[
        int,
        msgspec.Meta(ge=0, description="guess: as TF-GEO-02; less is between friends"),
    ] = 25_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    received, sent = ledger.valued
    credit, debit, cents = _relayed(ledger, limits)
    relayed = np.bincount(credit, cents, received.row.size).astype(np.int64)
    relayed[relayed < limits.min_passed_share * SLACK * received.cents] = 0
    place = np.flatnonzero(relayed)
    account = owners(received)[place]
    start = received.time[place].astype(np.int64)
    end = start + limits.window_days * DAY
    windows = between(received, account, start, end)
    came = within(received.cents, *windows)
    passed = within(relayed, *windows)
    fires = passed >= limits.min_relayed_share * SLACK * came
    fires &= passed >= limits.min_relayed_cents
    if not fires.any():
        return found_nothing(*MEASURED)
    _, found = merged(account[fires], start[fires], end[fires])
    kept = relayed[credit] > 0
    pairs = pl.DataFrame(
        {
            "alert": window_of(credit[kept], *between(received, *found)),
            "in_row": received.row[credit[kept]],
            "out_row": sent.row[debit[kept]],
            "source": received.other[credit[kept]],
            "payee": sent.other[debit[kept]],
            "cents": cents[kept],
            "seconds": sent.time[debit[kept]].astype(np.int64)
            - received.time[credit[kept]],
        }
    ).filter(pl.col("alert") >= 0)
    return _tell(ledger, pairs, found)


def _relayed(ledger: Ledger, limits: Thresholds) -> tuple[Int64s, Int64s, Int64s]:
    """
    Pairs of a payment into a relay and one on to a place behind it, first in first out.

    Positions on both sides and the cents that join them. The payment in comes from a
    country that is neither; nothing goes back to its own sender.
    """
    received, sent = ledger.valued
    at_end, at_start = (at_transit_hub(ledger, end) for end in ("receiver", "sender"))
    here, there = country_at(ledger, "sender"), country_at(ledger, "receiver")
    beside = ledger.conflict_areas.filter(pl.col("kind") == "border_area")
    behind = [
        in_conflict(ledger, end) | listed_then(ledger, end, beside)
        for end in ("sender", "receiver")
    ]
    crosses = (here != there) & (here != UNKNOWN) & (there != UNKNOWN)
    enters = (crosses & at_end & ~behind[0])[received.row]
    leaves = (crosses & at_start & behind[1])[sent.row]
    chosen = np.zeros(ledger.graph.n_accounts, np.bool_)
    chosen[owners(received)[enters]] = True
    goes = np.zeros(chosen.size, np.bool_)
    goes[owners(sent)[leaves]] = True
    chosen &= goes & ~commingled(ledger, SHOP)
    credit, debit, cents = passed_pairs(
        received, sent, limits.max_dwell_days * DAY, chosen
    )
    kept = (
        enters[credit] & leaves[debit] & (received.other[credit] != sent.other[debit])
    )
    # Both legs in one relay, and on to another country than the first came from.
    kept &= there[received.row[credit]] == here[sent.row[debit]]
    kept &= here[received.row[credit]] != there[sent.row[debit]]
    return credit[kept], debit[kept], cents[kept]


def _tell(
    ledger: Ledger, pairs: pl.DataFrame, found: tuple[Int64s, Int64s, Int64s]
) -> Found:
    received = ledger.valued.received
    windows = pl.DataFrame(
        {
            "alert": np.arange(found[0].size),
            "account": found[0],
            "received_cents": within(received.cents, *between(received, *found)),
        }
    )
    rest = dwell_hours(*(np.array(pairs[c]) for c in ("alert", "seconds", "cents")))
    alerts = (
        pairs.group_by("alert")
        .agg(
            payments=pl.col("in_row").n_unique(),
            relayed_cents=pl.col("cents").sum(),
            sources=pl.col("source").n_unique(),
            payees=pl.col("payee").n_unique(),
        )
        .join(windows, on="alert")
        .join(rest, on="alert")
        .with_columns(
            relayed_share=pl.col("relayed_cents") / pl.col("received_cents"),
        )
        .with_columns(
            strength=pl.col("relayed_share") * (1 - 0.5 ** pl.col("payments")),
        )
    )
    evidence = pl.concat(
        [
            pairs.select("alert", row="in_row", part=pl.lit("to the relay")),
            pairs.select("alert", row="out_row", part=pl.lit("on from the relay")),
        ]
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
    )


RED_FLAG = RedFlag(
    id="TF-GEO-03",
    title="Transit-hub routing",
    family="geo",
    stages=("move",),
    source=(
        "AUSTRAC Typologies 2014 App. A / 2015 FTF methodology brief; "
        "FATF 2025 Comprehensive Update on TF Risks"
    ),
    provenance="VS",
    weight=0.2,
    graph=True,
    needs=(
        "transactions.sender_country or accounts.country",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments came to this account in a relay; {relayed_cents}, "
        "{relayed_share} of what it got then, went on to {payees} payees in or beside "
        "a conflict, half of it within {dwell_hours}."
    ),
)
