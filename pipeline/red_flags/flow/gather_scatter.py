"""
Gather-scatter: many who are not its usual pay one account, and then it pays many such.

Why:      a collector pools what donors or couriers bring and hands it out to those who
          act; the account is the waist of the network.
Source:   FATF (2002), Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1; Egmont Group / UNODC casework (provenance M: from memory,
          check before quoting). Numbers, dwell and conservation of value are the
          catalogue's. Changed: only payers and payees without another visit within 40
          days count, all others being the account's usual; payers before payees. Value
          need not be conserved, for two of 18 published laundering attempts conserve
          it within 15 %: where the data reach far enough, so many newcomers on both
          sides must be a surprise beside the account's own surroundings. Before, by the
          order of all payments in two weeks, 8 of 18 attempts were found and 10 of
          1,000 payments of a made background falsely, most of them of marketplaces,
          rent collectors and payrolls; now, of the 10 attempts with four on both
          sides, 9 or 10, and falsely 0.01 to 0.2 (``benchmarks/attempts.py``). Added:
          within a month too, if it is half of all the account does; that weighs less.
          Shops, remittance offices, lenders, exchanges and cash do not count.
Innocent: clubs and groups that pool a purchase, event organisers, escrow; a payroll or
          a marketplace in its first month, before its people come again.
Blind to: payers and payees who come each month, as a cell that is kept; a busy account
          that gathers no more than it always does; a pool spread over several accounts;
          scattering in cash; unknown amounts; order within a day where only the day is
          known. At both ends of the data everybody is new. Gathering alone says little:
          of 333 accounts that mostly did so in two made-up worlds one was of a scheme.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.fans import Counts, Limits, count_visits
from pipeline.motifs.gathered import gathered_windows
from pipeline.motifs.pass_on import passed_on
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.flow.side_by_side import SHAPE_ALONE
from pipeline.red_flags.flow.waists import MEASURED, pools, with_value
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="catalogue W is 14; half of it for gathering, half for "
            "scattering. Real attempts take 8.5 at most, half of them 6.5",
        ),
    ] = 9
    usual_days: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="who comes again so soon is usual: a month, late or early by a "
            "weekend; at 32 days rents and salaries fired",
        ),
    ] = 40
    min_payers: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: different accounts that pay")
    ] = 4
    min_payees: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: different accounts paid")
    ] = 4
    min_surprise: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            description="powers of ten by which chance is unlikely to gather and "
            "scatter so; false of 1,000 payments at 4 0.16, at 5 0.08, none lost",
        ),
    ] = 5.0
    slow_window_days: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="as window_days, where the account does little else: a month, "
            "as middlemen who are told to wait may take",
        ),
    ] = 30
    max_imbalance_share: Annotated[
        float,
        msgspec.Meta(ge=0, description="catalogue e: paid out over received, less one"),
    ] = 0.15
    max_dwell_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="catalogue D: half of the value left so soon"),
    ] = 3
    min_newcomer_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="where value is conserved instead, and where it is slow: such "
            "payers of all in the usual days around, and such payees; half, or it is "
            "trade",
        ),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    graph = ledger.valued
    if not graph.n_transactions:
        return found_nothing(*MEASURED)
    half, usual = limits.window_days * DAY // 2, limits.usual_days * DAY
    # Slow or not, who pays each week is usual: a visit ends as soon.
    counts = (
        count_visits(graph.received, half, max(half, usual)),
        count_visits(graph.sent, half, max(half, usual)),
    )
    passed, _, _ = passed_on(*graph, limits.max_dwell_days * DAY)
    quick = _pools(ledger, counts, passed, limits, slow=False)
    slow = _pools(ledger, counts, passed, limits, slow=True)
    known = slow[1].join(quick[1], on="row", how="semi")["alert"].unique()
    told = ~pl.col("alert").is_in(known.implode())
    number = pl.col("alert") + quick[0].height
    alerts, evidence = (
        pl.concat([some, more.filter(told).with_columns(number)])
        for some, more in zip(quick, slow, strict=True)
    )
    return gather(ledger, alerts, evidence)


def _pools(
    ledger: Ledger,
    counts: tuple[Counts, Counts],
    passed: Int64s,
    limits: Thresholds,
    *,
    slow: bool,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Alerts and evidence of quick windows, or of slow ones."""
    graph, time = ledger.valued, ledger.rows.time
    near = (limits.slow_window_days if slow else limits.window_days) * DAY // 2
    far = max(near, limits.usual_days * DAY)
    reach = Limits(near, far, int(time[0]), int(time[-1]))
    least = (limits.min_payers, limits.min_payees)
    chosen = ~commingled(ledger, SHOP)
    windows = pl.concat(gathered_windows(graph, counts, chosen, reach, least))
    windows = with_value(graph, counts, windows, passed, near + far)
    windows = _firing(windows, limits, slow=slow)
    return pools(graph, counts, windows, passed)


def _firing(windows: pl.DataFrame, limits: Thresholds, *, slow: bool) -> pl.DataFrame:
    """
    Those of ``windows`` that surprise or conserve value, with their strength; ``slow``
    ones must surprise and be most of what the account does, and speak by shape alone.
    """
    imbalance = (pl.col("paid_per_received") - 1).abs()
    mostly = pl.col("newcomer_share") >= limits.min_newcomer_share * SLACK
    conserves = (
        (imbalance <= limits.max_imbalance_share / SLACK)
        & (pl.col("soon_share") >= 0.5)
        & mostly
    )
    surprises = pl.col("surprise") >= limits.min_surprise * SLACK
    crowd = pl.min_horizontal(
        pl.col("payers") / limits.min_payers, pl.col("payees") / limits.min_payees
    )
    over = limits.min_surprise / pl.max_horizontal("surprise", limits.min_surprise)
    if slow:
        return windows.filter(surprises & mostly).with_columns(
            strength=SHAPE_ALONE * (1 - 0.5 * over)
        )
    return windows.filter(conserves | surprises).with_columns(
        strength=pl.max_horizontal(
            pl.when(conserves).then(pl.col("newcomer_share") * (1 - 0.5 / crowd)),
            pl.when(surprises).then(1 - 0.5 * over),
        )
    )


RED_FLAG = RedFlag(
    id="TF-FLOW-02",
    title="Gather-scatter",
    family="flow",
    stages=("move",),
    source="FATF 2002 Guidance for FIs in Detecting TF, Annex 1; Egmont Group / UNODC "
    "casework",
    provenance="M",
    weight=0.3,
    graph=True,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation="{payers} accounts that are not usual for this one paid "
    "{received_cents} in, then it paid {paid_cents} to {payees} such accounts, all "
    "within {span_days}; {soon_share} of the money left within {max_dwell_days}. By "
    "chance it would gather and scatter so less than once in 10 to the power of "
    "{surprise}.",
)
