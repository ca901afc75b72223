"""
Credit bust-out: new credit is turned into cash, wires or virtual assets at once.

Why:      a loan that nobody means to repay is the quickest money a person without
          savings can raise before leaving or acting.
Source:   FATF (2015), Emerging Terrorist Financing Risks, and casework of the Egmont
          Group (provenance VS): loans and cards drawn in weeks, virtual assets bought,
          wires abroad. Days and instalments are the catalogue's; of its share of 0.7
          half is enough and the strength follows it. Improved: the new credit of all
          accounts of one holder counts together; firms that lend are known by their
          texts; each credit is matched first in, first out with what left within its
          days, less what the holder usually draws and sends; only lenders of the new
          credit count for repayment, so an old mortgage excuses nobody; and most of it
          must be owed still, as two payments may settle a small debt.
Innocent: builders paid in cash, money lent on to a relative, a family's debts or a car
          abroad paid at once, a start in business. Other debts paid off, purchases and
          firms of the country are told apart where accounts have kinds.
Blind to: limits of accounts older than the data, shops that hand out value, private or
          small loans, slower use, bills paid on one of many cards, unknown amounts.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, Int64s, Side, build_side
from pipeline.motifs.pass_on import passed_on, passed_pairs
from pipeline.motifs.windows import (
    SLACK,
    between,
    merged,
    owners,
    spread,
    window_of,
    within,
)
from pipeline.red_flags.account.new_credit import (
    conversions,
    credited,
    instalments,
    new_credit,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.observed import span_of
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("credit_cents", "credits", "converted_cents", "converted_share", "usual_cents"),
    *("instalments", "repaid_share", "span_days"),
)
USUAL_DAYS = 180  # before the credit: what is drawn and sent anyway
MONTH = 30 * DAY
UNSEEN = 0.5  # of the strength where instalments could not yet have been missed


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    credit_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: credit taken within a quarter")
    ] = 90
    convert_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: each credit is gone in a month")
    ] = 30
    min_converted_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="most; the catalogue's 0.7 is strong"),
    ] = 0.5
    max_instalments: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: then payment stops")
    ] = 2
    max_repaid_share: Annotated[
        float,
        msgspec.Meta(ge=0, description="guess: half; who repays more owes little"),
    ] = 0.5
    min_credit_cents: Annotated[
        int, msgspec.Meta(ge=1, description="guess: published cases began near 1,000")
    ] = 100_000


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    credit = new_credit(ledger, limits.credit_days)
    if credit.is_empty():
        return found_nothing(*MEASURED)
    used = conversions(ledger, credit["holder"].unique())
    holders = int(ledger.principals.holder.max()) + 1
    taken, gone = (_side(events, holders) for events in (credit, used))
    passed, _, _ = passed_on(taken, gone, limits.convert_days * DAY)
    holder, start = owners(taken), taken.time.astype(np.int64)
    end = start + limits.credit_days * DAY
    window = between(taken, holder, start, end)
    cents = within(taken.cents, *window)
    monthly = _usual(ledger, gone, holder, start)
    last = taken.time[window[1] - 1].astype(np.int64) + limits.convert_days * DAY
    usual = (monthly * (last - start) / MONTH).astype(np.int64)
    net = within(passed, *window) - usual
    enough = net >= limits.min_converted_share * SLACK * cents
    fires = enough & (cents >= limits.min_credit_cents)
    if not fires.any():
        return found_nothing(*MEASURED)
    first, windows = merged(holder[fires], start[fires], end[fires])
    _, past = between(taken, *windows)
    last = taken.time[past - 1].astype(np.int64) + limits.convert_days * DAY
    usual = (monthly[fires][first] * (last - windows[1]) / MONTH).astype(np.int64)
    return _tell(ledger, limits, (credit, used), (taken, gone), passed, windows, usual)


def _side(events: pl.DataFrame, holders: int) -> Side:
    """Events by holder; ``row`` of the side is the row of ``events``."""
    holder = events["holder"].to_numpy().astype(np.uint32)
    time, cents = (np.array(events[name]) for name in ("time", "cents"))
    return build_side(holder, holder, time.astype(np.int32), cents, holders)


def _usual(
    ledger: Ledger, gone: Side, holder: Int64s, start: Int64s
) -> NDArray[np.float64]:
    """Cents a month that each holder converted before; 0 where no month was seen."""
    since = np.maximum(start - USUAL_DAYS * DAY, span_of(ledger).first)
    before = within(gone.cents, *between(gone, holder, since, start - 1))
    months = (start - since) / MONTH
    return np.where(months >= 1, before / np.maximum(months, 1), 0.0)


def _tell(
    ledger: Ledger,
    limits: Thresholds,
    events: tuple[pl.DataFrame, pl.DataFrame],
    sides: tuple[Side, Side],
    passed: Int64s,
    windows: tuple[Int64s, Int64s, Int64s],
    usual: Int64s,
) -> Found:
    credit, used = events
    taken, gone = sides
    places = between(taken, *windows)
    chosen = np.zeros(taken.ptr.size - 1, np.bool_)
    chosen[windows[0]] = True
    late = limits.convert_days * DAY
    lent, left, _ = passed_pairs(taken, gone, late, chosen)
    alert = window_of(lent, *places)
    lent, left, alert = lent[alert >= 0], left[alert >= 0], alert[alert >= 0]
    span, position = spread(*places)
    lines = pl.concat(
        [
            credit[taken.row[position]].select(
                *(pl.Series("alert", span), "row", "time", "cents", "account"),
                part=pl.lit("credit"),
            ),
            used[gone.row[left]].select(
                *(pl.Series("alert", alert), "row", "time", "cents"),
                *(pl.lit(None, pl.UInt32).alias("account"), "part"),
            ),
        ]
    )
    names = ("alert", "holder", "start", "end")
    owed = pl.DataFrame([np.arange(usual.size), *windows], names)
    paid = instalments(ledger, credit, owed.with_columns(pl.col("end") + late))
    seen = pl.col("end") + late <= span_of(ledger).last
    converted, repaid = pl.col("converted_share"), pl.col("repaid_share")
    whole = pl.when(seen).then(1.0).otherwise(UNSEEN)
    alerts = (
        owed.with_columns(
            pl.Series("converted_cents", within(passed, *places) - usual),
            pl.Series("usual_cents", usual),
        )
        .join(credited(lines), on="alert")
        .join(paid, on="alert", how="left")
        .with_columns(
            pl.col("instalments").fill_null(0),
            converted_share=pl.col("converted_cents") / pl.col("credit_cents"),
            repaid_share=pl.col("repaid_cents").fill_null(0) / pl.col("credit_cents"),
        )
        .filter(pl.col("instalments") <= limits.max_instalments)
        .filter(repaid <= limits.max_repaid_share)
        .with_columns(strength=converted.clip(0, 1) * (1 - repaid) * whole)
        .select("alert", "account", "strength", *MEASURED)
    )
    evidence = lines.join(alerts, on="alert", how="semi", maintain_order="left")
    return gather(ledger, alerts, evidence.select("alert", "row", "part"))


RED_FLAG = RedFlag(
    id="TF-ACCT-07",
    title="Credit bust-out to cash, wire or crypto",
    family="account",
    stages=("raise",),
    source="FATF 2015 Emerging TF Risks; Egmont Group / UNODC casework",
    provenance="VS",
    weight=0.4,
    graph=False,
    needs=("accounts.kind=loan or accounts.credit_limit", "transactions.value_cents"),
    thresholds=Thresholds,
    detect=detect,
    explanation="New credit of {credit_cents} in {credits} sums. Within {convert_days} "
    "of each, {converted_cents} more than usual ({converted_share}) left as cash, by "
    "wire, as virtual assets or as prepaid value. The lender who got most instalments "
    "had {instalments}; {repaid_share} was paid back.",
)
