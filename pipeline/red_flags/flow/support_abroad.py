"""
Support disbursement: one party sends modest sums to many people near a conflict.

Why:      whoever keeps fighters or their families sends each a little, to many, in
          places where others send to one household of their own.
Source:   FATF (2015), Financing of ISIL, transfers to areas near its territory;
          FINTRAC, Operational Alert FINTRAC-2022-OA001 (provenance VS: read in
          secondary summaries). Numbers, sum and window are the catalogue's; its 2,000
          is 200,000 cents of the run's base currency. The share near a conflict is of
          all that the payer pays to persons, so that who supports many people anywhere
          is no alert. The risk set is FATF's lists and the dated layer of conflict
          areas and relays. Only transfers count. Where an office pays, whom it pays for
          counts.
Innocent: relief workers who help on their own account, heads of families abroad whose
          kin nobody recorded, travellers who pay guides and hosts. Charities are left
          out (they have red flags of their own), and so are recorded kin and staff, and
          steady pay by firms.
Blind to: payers in the payees' own country, where ordinary people pay as many (on fixed
          days by money from abroad: TF-USE-03), payers with many names, sums above the
          limit, relays the layer does not list, countries withheld, cash. Of a payer
          without an account in the data, the alert stands on who got most.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY, Int64s
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK, between, spread
from pipeline.red_flags.flow.orders import TRANSFERS
from pipeline.red_flags.flow.payers import may_be_person, related, to_risk
from pipeline.red_flags.gather import gather
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("payees", "payments", "total_cents", "largest_cents", "risk_share"),
    *("relay_share", "span_days"),
)
EXCUSED = ("family", "employee_of", "same_party")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue W: payments this close together")
    ] = 60
    min_payees: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: different persons paid")
    ] = 6
    max_cents: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: a modest sum, 2,000")
    ] = 200_000
    min_risk_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="catalogue: of all paid to persons then"),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    paid = to_risk(ledger).filter(pl.col("cents").is_between(1, limits.max_cents))
    paid = _without_kin_and_staff(ledger, paid)
    runs = in_crowded_windows(
        paid.rename({"who": "subject"}).with_columns(who="to"),
        limits.window_days * DAY,
        limits.min_payees,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    found = runs.group_by("run", "subject", maintain_order=True).agg(
        pl.col("to").n_unique().cast(pl.Int64).alias("payees"),
        pl.len().cast(pl.Int64).alias("payments"),
        pl.col("cents").sum().alias("total_cents"),
        pl.col("cents").max().alias("largest_cents"),
        pl.col("relay").mean().alias("relay_share"),
        pl.col("time").min().alias("first"),
        pl.col("time").max().alias("last"),
    )
    found = (
        found.join(_elsewhere(ledger, found, runs), on="run", how="left")
        .join(_spoken_of(ledger, runs), on="run")
        .with_columns(
            risk_share=pl.col("total_cents")
            / (pl.col("total_cents") + pl.col("elsewhere").fill_null(0)),
            span_days=(pl.col("last") - pl.col("first")) / DAY,
        )
        .filter(pl.col("risk_share") >= limits.min_risk_share * SLACK)
    )
    crowd = 1 - 0.5 ** (pl.col("payees") - limits.min_payees + 1.0)
    # A relay is where many ordinary people live: worth half of a conflict.
    near = 1 - 0.5 * pl.col("relay_share")
    alerts = found.select(
        pl.col("run").alias("alert"),
        "account",
        (crowd * near).alias("strength"),
        *MEASURED,
    )
    evidence = runs.select("row", alert="run", part=pl.lit("support"))
    return gather(ledger, alerts, evidence.join(alerts, on="alert", how="semi"))


def _without_kin_and_staff(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """Without charities, recorded kin and staff, and what firms pay steadily."""
    npo = (ledger.accounts["kind"] == "npo").fill_null(False).to_numpy()
    paid = paid.filter(pl.Series(~npo[paid["sender"]], dtype=pl.Boolean))
    tied = related(ledger, paid, EXCUSED)
    both = pl.concat([tied.select(who="a", to="b"), tied.select(who="b", to="a")])
    paid = paid.join(both, on=["who", "to"], how="anti")
    firms = paid.filter(~pl.col("person")).with_columns(account="sender")
    steady = payroll(ledger, firms.select("account", "receiver", "time", "cents"))
    steady = steady.rename({"account": "sender"})
    return paid.join(steady, on=["sender", "receiver"], how="anti")


def _elsewhere(ledger: Ledger, found: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """run, elsewhere: cents that each payer's own accounts paid to other persons."""
    holder = ledger.principals.holder
    held = pl.DataFrame({"subject": holder.astype(np.int64)}).with_row_index("account")
    asked = found.select("run", "subject", "first", "last").join(held, on="subject")
    side = ledger.valued.sent
    window: list[Int64s] = [
        np.array(asked[name], np.int64) for name in ("account", "first", "last")
    ]
    which, position = spread(*between(side, *window))
    payee = side.other[position]
    personal = may_be_person(ledger)[payee] & (
        holder[payee] != holder[window[0][which]]
    )
    return (
        asked[which]
        .select("run")
        .with_columns(
            pl.Series("row", side.row[position]),
            pl.Series("cents", side.cents[position]),
        )
        .filter(pl.Series(personal, dtype=pl.Boolean))
        .join(runs, on=["run", "row"], how="anti")
        .group_by("run")
        .agg(elsewhere=pl.col("cents").sum())
    )


def _spoken_of(ledger: Ledger, runs: pl.DataFrame) -> pl.DataFrame:
    """run, account: the payer's that pays most, his first, or whose payee got most."""
    held = pl.DataFrame({"subject": ledger.principals.holder.astype(np.int64)})
    first = held.with_row_index("own").group_by("subject").agg(pl.col("own").min())
    most = []
    for end in ("sender", "receiver"):
        most.append(
            runs.group_by("run", "subject", end)
            .agg(pl.col("cents").sum())
            .sort("run", "cents", end, descending=[False, True, False])
            .group_by("run", "subject", maintain_order=True)
            .agg(pl.col(end).first())
        )
    both = most[0].join(most[1].drop("subject"), on="run")
    both = both.join(first, on="subject", how="left")
    pays = pl.Series(ledger.principals.holder[both["sender"]].astype(np.int64))
    own = pl.when(pays == pl.col("subject")).then(pl.col("sender"))
    return both.select("run", account=pl.coalesce(own, "own", "receiver"))


RED_FLAG = RedFlag(
    id="TF-FLOW-09",
    title="One-to-many support disbursement",
    family="flow",
    stages=("move", "use"),
    source="FATF 2015 Financing of ISIL; FINTRAC Operational Alert TAF "
    "FINTRAC-2022-OA001",
    provenance="VS",
    weight=0.3,
    graph=True,
    needs=(
        "transactions.value_cents",
        f"transactions.channel={'|'.join(TRANSFERS)}",
        "transactions.receiver_country or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{payees} persons near a conflict were paid {payments} times by one "
    "party, {total_cents} within {span_days} and never more than {largest_cents} at a "
    "time: {risk_share} of what it pays to persons. {relay_share} of the payments went "
    "to a country that is only a relay to a conflict.",
)
