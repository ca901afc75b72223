"""
Layering chain: a sum is handed on from account to account, hardly smaller each time,
or by several side by side.

Why:      every account in between is one more bank that sees only its neighbours, and
          one more answer to the question where the money came from.
Source:   Egmont Group / UNODC casework; FATF (2008), Terrorist Financing, typologies
          (provenance M: from memory, check before quoting). Payments, gap and loss of a
          chain are the catalogue's. Added: the sum may also grow by 2 %, since the
          day's rates of two currencies do; and at every middleman it must be at least
          half of what came and of what went while it rested, and a twentieth of what
          did within five days, or busy accounts would do by chance. Of 1,000 payments
          of a random power-law ledger 0.3 were credited so; 1.4 without the twentieth,
          11 with a tenth for the half and no twentieth; no published attempt was lost.
          Added too: accounts in between that stand side by side, as scatter-gather (one
          pays several, who pay one) and as stacks (several pay several, who pay several
          more). Of 11 published scatter-gathers all are found in made backgrounds, none
          falsely (``benchmarks/attempts.py``). And slow scatter-gathers, whose sums
          need not be kept, if they are half of all that both ends do in those weeks.
Innocent: staff of one firm who pass wages on to one landlord, supply chains, legs of
          correspondent banks, agents who forward rent or fees, group companies, a gift
          passed on in a family.
Blind to: stacks of short chains that nothing joins; legs through cash, a remittance
          office, a lender or an exchange, where the money of many flows together;
          middlemen who wait longer than the gap; unknown amounts; order within a day
          where only the day is known.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY
from pipeline.motifs.chains import Limits, find_chains
from pipeline.motifs.legs import Fair, flows_of
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.flow.paths import hops_of, measured_paths, told
from pipeline.red_flags.flow.side_by_side import (
    MEASURED,
    TOLD,
    Findings,
    Sides,
    besides,
    quick,
    scatter_gathers,
    slow_scatter_gathers,
    stacks,
    together,
)
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing


class Thresholds(Sides, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_payments: Annotated[
        int, msgspec.Meta(ge=2, le=16, description="catalogue k: two middlemen or more")
    ] = 3
    max_payments: Annotated[
        int,
        msgspec.Meta(
            ge=2, le=32, description="followed from one payment; the rest from the next"
        ),
    ] = 12
    max_gap_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue G: from one payment to the next")
    ] = 5
    max_loss_share: Annotated[
        float, msgspec.Meta(ge=0, lt=1, description="catalogue f: fees at each step")
    ] = 0.12
    max_gain_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="rates of two days may differ so much"),
    ] = 0.02
    min_moment_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of all that came, and of all that went, while the sum rested: "
            "a middleman mostly passes on",
        ),
    ] = 0.5
    min_days_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of all that came, and of all that went, within the gap's days "
            "of it: no trifle among what the middleman does",
        ),
    ] = 0.05
    max_work: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="payments looked at from one; only crowds where all pay all "
            "have more, random ledgers of 500,000 payments never met it",
        ),
    ] = 10_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    barred = commingled(ledger)
    beside = quick(limits, limits.max_work)
    share = Fair(limits.min_side_share, 0.0, 0)
    kept = scatter_gathers(ledger, barred, beside, share)
    slow = slow_scatter_gathers(ledger, barred, limits, limits.max_work)
    ptr, rows, hops, paths, cut = together(
        _chains(ledger, barred, limits),
        kept,
        besides(slow, kept),
        stacks(ledger, barred, beside, share),
    )
    if ptr.size == 1:
        return found_nothing(*MEASURED, cut=cut)
    return told(ledger, ptr, rows, hops, paths, cut, MEASURED)


def _chains(ledger: Ledger, barred: NDArray[np.bool_], limits: Thresholds) -> Findings:
    ptr, rows, cut = find_chains(
        flows_of(ledger.valued),
        barred,
        limits.min_payments,
        Limits(
            limits.max_gap_days * DAY,
            max(limits.min_payments, limits.max_payments),
            limits.max_loss_share,
            limits.max_gain_share,
            limits.max_work,
        ),
        Fair(limits.min_moment_share, limits.min_days_share, limits.max_gap_days * DAY),
    )
    payments = pl.DataFrame(
        {
            "finding": np.repeat(np.arange(ptr.size - 1), np.diff(ptr)),
            "row": rows,
            "hop": hops_of(ptr),
        }
    )
    of_chain = measured_paths(ledger, ptr, rows).with_columns(
        finding="path",
        account="middleman",
        middlemen=pl.col("payments") - 1,
        kept_share=pl.col("last_cents") / pl.col("first_cents"),
        strength=1 - 0.5 * limits.min_payments / pl.col("payments"),
    )
    return Findings(payments, of_chain.select(TOLD), cut)


RED_FLAG = RedFlag(
    id="TF-FLOW-05",
    title="Layering chain",
    family="flow",
    stages=("move",),
    source="Egmont Group / UNODC casework; FATF 2008 TF Typologies",
    provenance="M",
    weight=0.3,
    graph=True,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation="{first_cents} was handed on in {payments} payments by {middlemen} "
    "accounts, one after another or side by side, within {span_days}; {last_cents} "
    "arrived, {kept_share} of it. Rows of payments that share one: {paths}.",
)
