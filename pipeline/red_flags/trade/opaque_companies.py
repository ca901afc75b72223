"""
Opaque companies: firms without the life of a firm hand money from one to the next.

Why:      an invoice between two companies explains any sum, and a company that does
          nothing else has nobody who could ask.
Source:   FinCEN (2023), FIN-2023-TFHAMAS, shell and general trading companies; FFIEC
          BSA/AML Manual, App. F, shell company activity (provenance VS: read in
          secondary accounts). Two in a row, score, share passed on and days are the
          catalogue's. Its headcount is not in bank data: the score is what its bank
          sees instead, see ``shells``. Any firm spends its money within 60 days, so the
          share alone says nothing. Added: each must be a main payer and a main payee of
          the other, and little may flow back. Published files mostly show fronts with
          customers and staff: these are told by the same sums, less a fee, that come to
          one, go to the other and leave it within a week, more often than the two have
          such sums at other times.
Innocent: young special-purpose companies and holdings outside a register of groups;
          two freelancers' companies that work for each other; an agent who orders, for
          a commission, what was ordered of him. Registered groups
          (``contains``, ``same_party``) and sums swept to and fro do not fire.
Blind to: fronts that split or gather the sums they hand on, or pay them in a busy
          week; chains through persons or other countries' unseen accounts; unknown
          values; firms whose source does not say that they are.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.pass_on import passed_on
from pipeline.motifs.windows import SLACK, within
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.trade.chains import chain_sums, fronts, joined_chains
from pipeline.red_flags.trade.partners import doings, main_partners
from pipeline.red_flags.trade.relayed import Relay, relayed
from pipeline.red_flags.trade.shells import companies, counterparties, shell_scores

MEASURED = (
    *("companies", "shell_score", "passed_share", "handed_cents", "payments"),
    *("span_days", "relayed"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_dwell_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: money does not rest longer")
    ] = 60
    min_passed_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: of what each received")
    ] = 0.9
    min_shell_score: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="catalogue: of each company")
    ] = 0.7
    max_others: Annotated[
        int,
        msgspec.Meta(
            ge=5, description="guess: who pays and is paid by more does trade"
        ),
    ] = 20
    min_received: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="guess: with fewer payments in, silence says nothing"
        ),
    ] = 3
    min_mutual_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="guess: of what one pays and the other gets: a main"
        ),
    ] = 0.25
    relay_days: Annotated[
        int, msgspec.Meta(ge=0, description="published layers rest 2 to 168 hours")
    ] = 7
    min_relayed_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="published: 0.9 to 1 goes on")
    ] = 0.9
    max_beside: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="guess: among more payments a week any sum has its equal"
        ),
    ] = 10
    min_relayed: Annotated[
        int, msgspec.Meta(ge=1, description="once may be an order that was resold")
    ] = 2
    min_relayed_cents: Annotated[
        int,
        msgspec.Meta(ge=0, description="published cases of 5,000 in goods and more"),
    ] = 500_000
    max_chance: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="that so many have equals by accident"),
    ] = 0.001
    max_back_share: Annotated[
        float,
        msgspec.Meta(ge=0, description="published group sweeps return half and more"),
    ] = 0.2


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    shells = _shells(ledger, limits)
    links = main_partners(
        ledger, shells, limits.min_mutual_share, limits.max_back_share
    )
    links = links.select("payer", "payee", "handed", relayed=pl.lit(0, pl.UInt32))
    pairs, sums, cut = relayed(
        ledger,
        Relay(
            limits.relay_days * DAY,
            limits.min_relayed_share * SLACK,
            limits.max_beside,
            limits.min_relayed,
            limits.min_relayed_cents,
            limits.max_chance,
        ),
    )
    handed, shells = joined_chains(links, shells, 0)
    sent_on, between = joined_chains(pairs, fronts(ledger, pairs, limits.max_others), 1)
    links = pl.concat([handed, sent_on], how="diagonal_relaxed")
    if links.is_empty():
        return found_nothing(*MEASURED, cut=cut)
    member = pl.concat([shells, between], how="diagonal_relaxed")
    of = sent_on.select("payer", "payee", "alert")
    evidence = pl.concat(
        [
            doings(ledger, shells),
            sums.join(of, on=["payer", "payee"]).select("row", "alert", "part"),
        ]
    )
    alerts = chain_sums(ledger, links, member, evidence)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence,
        cut,
    )


def _shells(ledger: Ledger, limits: Thresholds) -> pl.DataFrame:
    """account, score, passed_share, received of companies that do little but pass."""
    received, sent = ledger.valued
    passed, _, _ = passed_on(received, sent, limits.max_dwell_days * DAY)
    got = within(received.cents, received.ptr[:-1], received.ptr[1:])
    went = within(passed, received.ptr[:-1], received.ptr[1:])
    likely = companies(ledger) & (np.diff(received.ptr) >= limits.min_received)
    likely &= (got > 0) & (went >= limits.min_passed_share * SLACK * got)
    account: Int64s = np.flatnonzero(likely)
    others = counterparties(ledger, account)
    account, others = (
        account[others <= limits.max_others],
        others[others <= limits.max_others],
    )
    scores = shell_scores(ledger, account, others, limits.max_others)
    return scores.with_columns(
        pl.Series("passed_share", went[account] / got[account]),
        pl.Series("received", got[account]),
    ).filter(pl.col("score") >= limits.min_shell_score * SLACK)


RED_FLAG = RedFlag(
    id="TF-CORP-01",
    title="Opaque trading-company chain",
    family="trade",
    stages=("store", "move"),
    source="FinCEN FIN-2023-TFHAMAS; FFIEC BSA/AML Manual App. F",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        "accounts.kind=business or parties.kind=organisation",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{companies} companies handed {handed_cents} from one to the next; at "
    "least {passed_share} of it, or of all they got, went on in time. Sums that came "
    "to one, went to the other and left again: {relayed}. Shell score: {shell_score} "
    "or more, of 1 where nothing of the life of a firm is seen.",
)
