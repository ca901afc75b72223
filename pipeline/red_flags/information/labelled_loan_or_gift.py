"""
Loan or gift from abroad: money that is called one, is drawn in cash, never goes back.

Why:      support for a person abroad is easily explained as family money; a label costs
          nothing and nobody asks for the contract.
Source:   AUSTRAC (2014), Terrorism financing typologies, App. A (provenance VP). The
          catalogue's 180 and 365 days stand; of its three payments two are enough, the
          median of published cases, and three count for more. Added: the money must
          mostly leave as cash within two weeks (published cases were cashed soon, while
          a student pays rent and fees from it), the labelled payments must be most of
          what the account gets from abroad, and payers with a known tie do not count.
          Words are a short list of ours; a label proves nothing either way.
Innocent: families who lend and help across borders, students abroad who live on cash,
          gifts for a wedding or a birth, friends who cannot record a tie.
Blind to: other labels or none, a single payment, cash drawn where the channel is not
          recorded, loans repaid for show. Relatives who help somebody abroad pay alike.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.pass_on import passed_on
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.gather import gather
from pipeline.red_flags.information.loan_words import called_loan_or_gift
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("credits", "payers", "received_cents", "cash_share", "labelled_share"),
    *("repaid_share", "span_days"),
)
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_credits: Annotated[
        int, msgspec.Meta(ge=1, description="repeatedly: median of published cases")
    ] = 2
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: credits of one year")
    ] = 365
    repayment_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: a loan is repaid by then")
    ] = 180
    max_repaid_share: Annotated[
        Share, msgspec.Meta(description="catalogue none; a tenth is a token")
    ] = 0.1
    cash_days: Annotated[
        int, msgspec.Meta(ge=0, description="drawn so soon; published cases: days")
    ] = 14
    min_cash_share: Annotated[
        Share,
        msgspec.Meta(description="of the money drawn in cash; published ones half up"),
    ] = 0.5
    min_labelled_share: Annotated[
        Share, msgspec.Meta(description="of all from abroad in the window: most of it")
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    labelled = called_loan_or_gift(ledger)
    runs = in_crowded_windows(
        labelled.with_columns(subject="account", who="row"),
        limits.window_days * DAY,
        limits.min_credits,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    runs = runs.join(_cashed(ledger, runs, limits), on="row", maintain_order="left")
    alerts = runs.group_by("run", "account", maintain_order=True).agg(
        credits=pl.len(),
        payers=pl.col("payer").n_unique(),
        received_cents=pl.col("cents").sum(),
        cash_share=pl.col("cashed").sum() / pl.col("cents").sum(),
        first=pl.col("time").min(),
        last=pl.col("time").max(),
    )
    alerts = alerts.with_columns(
        pl.Series("repaid_share", _repaid(ledger, runs, alerts, limits)),
        pl.Series("labelled_share", _of_all_abroad(ledger, alerts)),
        span_days=(pl.col("last") - pl.col("first")) / DAY,
        alert="run",
    ).filter(
        pl.col("cash_share") >= limits.min_cash_share * SLACK,
        pl.col("labelled_share") >= limits.min_labelled_share * SLACK,
        pl.col("repaid_share") <= limits.max_repaid_share,
    )
    more = pl.col("credits") - limits.min_credits + 1.0
    alerts = alerts.with_columns(
        strength=(1 - 0.5**more) * pl.col("cash_share") ** 2 * pl.col("labelled_share")
    ).select("alert", "account", "strength", *MEASURED)
    evidence = runs.select("row", alert="run", part=pl.lit("called loan or gift"))
    return gather(ledger, alerts, evidence.join(alerts, on="alert", how="semi"))


def _cashed(ledger: Ledger, runs: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Of each labelled row the cents of it that soon left as cash: row, cashed."""
    chosen = np.zeros(ledger.graph.n_transactions, np.bool_)
    chosen[runs["row"].to_numpy()] = True
    drawn = ledger.where(pl.col("channel") == "cash_withdrawal")
    received = ledger.valued.received
    received = received.keep(chosen[received.row])
    sent = ledger.valued.sent
    sent = sent.keep(drawn[sent.row])
    passed, _, _ = passed_on(received, sent, limits.cash_days * DAY)
    return pl.DataFrame({"row": received.row, "cashed": passed})


def _repaid(
    ledger: Ledger, runs: pl.DataFrame, alerts: pl.DataFrame, limits: Thresholds
) -> np.ndarray:
    """What went back to the same payers within the time of repayment, of the sum."""
    pairs = runs.select("run", a="account", b="payer").unique()
    back = (
        pl.LazyFrame(
            {
                "a": ledger.rows.sender,
                "b": ledger.rows.receiver,
                "time": ledger.rows.time,
                "cents": ledger.rows.cents,
            }
        )
        .filter(pl.col("cents") > 0)
        .join(pairs.lazy(), on=["a", "b"])
        .collect()
    )
    sums = amount_between(
        *(back["run"], back["time"], back["cents"]),
        (
            alerts["run"],
            alerts["first"],
            alerts["last"] + limits.repayment_days * DAY,
        ),
    )
    repaid: np.ndarray = sums / alerts["received_cents"].to_numpy()
    return repaid


def _of_all_abroad(ledger: Ledger, alerts: pl.DataFrame) -> np.ndarray:
    crosses = np.flatnonzero(abroad(ledger) & (ledger.rows.cents > 0))
    got = amount_between(
        ledger.rows.receiver[crosses],
        ledger.rows.time[crosses],
        ledger.rows.cents[crosses],
        (alerts["account"], alerts["first"], alerts["last"]),
    )
    share: np.ndarray = alerts["received_cents"].to_numpy() / got
    return share


RED_FLAG = RedFlag(
    id="TF-INFO-05",
    title="From abroad, labelled loan or gift",
    family="information",
    stages=("raise", "move"),
    source="AUSTRAC Typologies 2014 App. A / 2015 FTF methodology brief",
    provenance="VP",
    weight=0.2,
    graph=False,
    needs=(
        "transactions.purpose",
        "transactions.value_cents",
        "transactions.channel=cash_withdrawal",
        "transactions.sender_country or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{credits} payments from abroad by {payers} payers without a known tie were "
        "called loan or gift, {received_cents} within {span_days}; {cash_share} of it "
        "was drawn in cash within {cash_days}, {repaid_share} went back within "
        "{repayment_days}. It is {labelled_share} of all that came from abroad."
    ),
)
