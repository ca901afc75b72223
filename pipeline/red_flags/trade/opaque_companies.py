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
          the other, and little may flow back.
Innocent: young special-purpose companies and holdings outside a register of groups;
          two freelancers' companies that work for each other. Registered groups
          (``contains``, ``same_party``) and sums swept to and fro do not fire.
Blind to: fronts with customers and staff, of which published files have most; chains
          through persons or other countries' unseen accounts; unknown values; firms
          whose source does not say that they are.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.overlaps import joined_findings
from pipeline.motifs.pass_on import passed_on
from pipeline.motifs.windows import SLACK, within
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.red_flags.trade.partners import doings, main_partners
from pipeline.red_flags.trade.shells import companies, counterparties, shell_scores

MEASURED = (
    *("companies", "shell_score", "passed_share", "handed_cents", "payments"),
    "span_days",
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
    max_back_share: Annotated[
        float,
        msgspec.Meta(ge=0, description="published group sweeps return half and more"),
    ] = 0.2


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    shells = _shells(ledger, limits)
    links = main_partners(
        ledger, shells, limits.min_mutual_share, limits.max_back_share
    )
    if links.is_empty():
        return found_nothing(*MEASURED)
    ends = links.select(pl.concat_list("payer", "payee").alias("ends"))["ends"]
    joined = joined_findings(
        np.arange(links.height + 1) * 2, np.array(ends.explode(), np.int64)
    )
    links = links.with_columns(alert=pl.Series(joined))
    member = pl.concat(
        [
            links.select("alert", account="payer"),
            links.select("alert", account="payee"),
        ]
    ).unique()
    member = member.join(shells, on="account")
    evidence = doings(ledger, member)
    time = pl.Series("time", ledger.rows.time[evidence["row"]])
    measured = (
        evidence.with_columns(time)
        .group_by("alert")
        .agg(
            payments=pl.len(),
            span_days=(pl.col("time").max() - pl.col("time").min()) / DAY,
        )
    )
    handed = links.group_by("alert").agg(handed_cents=pl.col("handed").sum())
    alerts = (
        member.sort("alert", "received", "account", descending=[False, True, False])
        .group_by("alert", maintain_order=True)
        .agg(
            pl.col("account").first(),
            companies=pl.len(),
            shell_score=pl.col("score").min(),
            passed_share=pl.col("passed_share").min(),
        )
        .join(measured, on="alert")
        .join(handed, on="alert")
        .with_columns(
            strength=pl.col("shell_score") * (1 - 0.5 ** (pl.col("companies") - 1))
        )
    )
    return gather(
        ledger, alerts.select("alert", "account", "strength", *MEASURED), evidence
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
    explanation="{companies} companies handed {handed_cents} from one to the next and "
    "passed on at least {passed_share} of all they got within {max_dwell_days}. None "
    "shows the life of a firm: shell score {shell_score} of 1 or more.",
)
