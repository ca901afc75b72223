"""
Agent outlier: one remittance agent sends far more to places of concern than its peers.

Why:      an agent who asks little, or is in it, draws the money that others turn away.
Source:   FATF (2013), The Role of Hawala and Other Similar Service Providers in Money
          Laundering and Terrorist Financing; FinCEN (2023) alert FIN-2023-TFHAMAS
          (provenance VS). Score, number of payments and month are the catalogue's. An
          agent is a remittance office, or each of its branches where the data tell;
          peers are the agents of one country in the same month. The spread is the
          median deviation from the median, but never less than chance gives the number
          of payments. Added: a fair share goes there at all, and to few receivers.
          Migrants send home once a month or less and seldom to the same relative (60
          to 130 receivers for 100 customers in published figures), so an agent in a
          quarter of migrants has more receivers than half its payments.
Innocent: agents near a camp or a charity's office who pay the same few partners.
Blind to: agents all of whose peers do the same, fewer than six agents in a country, a
          month with few payments, receivers who stand for many, offices that the data
          do not know as such, countries withheld or not given.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.abroad import abroad, country_at
from pipeline.red_flags.commingled import commingled
from pipeline.red_flags.conflict import in_risk_set
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

AGENT = ["account", "branch", "home"]
KEY = ["month", *AGENT]
MONTH_DAYS = 30
NORMAL = 1.4826  # a median deviation as a standard deviation, were shares normal
MEASURED = (
    *("payments", "corridor_payments", "corridor_share", "usual_share", "robust_z"),
    *("peers", "receivers_share", "total_cents", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_payments: Annotated[
        int,
        msgspec.Meta(ge=1, description="catalogue n, in 30 days; fewer say little"),
    ] = 50
    min_robust_z: Annotated[
        float,
        msgspec.Meta(ge=0, description="catalogue: so many deviations above peers"),
    ] = 4.0
    min_peers: Annotated[
        int, msgspec.Meta(ge=2, description="a median of fewer others is no custom")
    ] = 5
    min_corridor_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="where peers send none, few are no share"),
    ] = 0.2
    max_receivers_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="to payments; of migrants 0.6 and on"),
    ] = 0.5


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    sent = _sent_abroad(ledger)
    agents = _beside_peers(_months(sent, limits))
    outliers = agents.filter(
        pl.col("peers") >= limits.min_peers,
        pl.col("robust_z") >= limits.min_robust_z * SLACK,
        pl.col("corridor_share") >= limits.min_corridor_share * SLACK,
        pl.col("receivers_share") <= limits.max_receivers_share / SLACK,
    )
    if outliers.is_empty():
        return found_nothing(*MEASURED)
    # Months that follow each other are one alert.
    follows = (pl.col("month").diff() == 1).over(AGENT).fill_null(False)
    outliers = outliers.sort(*AGENT, "month").with_columns(
        alert=(~follows).cast(pl.Int64).cum_sum()
    )
    shown = sent.filter("risky").join(
        outliers.select("alert", *KEY), on=KEY, nulls_equal=True
    )
    sums = shown.group_by("alert").agg(
        pl.col("cents").clip(0).sum().alias("total_cents"),
        ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        (pl.col("receiver").n_unique() / pl.len()).alias("receivers_share"),
    )
    clearest = pl.col("robust_z").arg_max()
    alerts = (
        outliers.group_by("alert", "account")
        .agg(
            pl.col("payments", "corridor_payments").sum(),
            pl.col("usual_share", "robust_z", "peers").get(clearest),
        )
        .join(sums, on="alert")
        .with_columns(
            corridor_share=pl.col("corridor_payments") / pl.col("payments"),
            strength=1 - 0.5 * limits.min_robust_z / pl.col("robust_z"),
        )
    )
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        shown.select("alert", "row", part=pl.lit("to the corridor")),
    )


def _sent_abroad(ledger: Ledger) -> pl.DataFrame:
    """
    What offices sent across borders: row, account, branch, home, month, time, cents,
    receiver (one for each payment where it stands for many), risky.
    """
    office = (ledger.accounts["kind"] == "msb").fill_null(False).to_numpy()
    row = np.flatnonzero(office[ledger.rows.sender] & abroad(ledger))
    receiver = ledger.rows.receiver[row].astype(np.int64)
    time = ledger.rows.time[row]
    begins = ledger.rows.time.min() if ledger.rows.time.size else 0
    rows = pl.DataFrame(
        {
            "row": row.astype(np.uint32),
            "account": ledger.rows.sender[row],
            "home": country_at(ledger, "sender")[row],
            "month": (time - begins) // (MONTH_DAYS * DAY),
            "time": time,
            "cents": ledger.rows.cents[row],
            "receiver": np.where(commingled(ledger)[receiver], -1 - row, receiver),
            "risky": in_risk_set(ledger, "receiver")[row],
        }
    )
    told = (
        ledger.transactions.with_row_index("row")
        .select("row", "branch")
        .filter(pl.col("branch").is_not_null())
        .filter(pl.col("row").is_in(rows["row"].implode()))
        .collect()
    )
    return rows.join(told, on="row", how="left", maintain_order="left")


def _months(sent: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Agents by month, those with enough payments, and where they went."""
    risky = pl.col("risky")
    return (
        sent.group_by(KEY)
        .agg(
            pl.len().cast(pl.Int64).alias("payments"),
            risky.sum().cast(pl.Int64).alias("corridor_payments"),
            pl.col("receiver").filter(risky).n_unique().alias("receivers"),
        )
        .filter(pl.col("payments") >= limits.min_payments)
        .with_columns(
            corridor_share=pl.col("corridor_payments") / pl.col("payments"),
            receivers_share=pl.col("receivers") / pl.col("corridor_payments"),
        )
    )


def _beside_peers(agents: pl.DataFrame) -> pl.DataFrame:
    """Also peers, usual_share (their median, the agent's own in it) and robust_z."""
    alike = ["month", "home"]
    share, usual = pl.col("corridor_share"), pl.col("usual_share")
    floor = pl.max_horizontal(usual, 1 / pl.col("payments"))
    chance = (floor * (1 - floor).clip(0) / pl.col("payments")).sqrt()
    return (
        agents.with_columns(
            usual_share=share.median().over(alike),
            peers=pl.len().over(alike).cast(pl.Int64) - 1,
        )
        .with_columns(deviation=NORMAL * (share - usual).abs().median().over(alike))
        .with_columns(
            robust_z=(share - usual) / pl.max_horizontal("deviation", chance, 1e-9)
        )
    )


RED_FLAG = RedFlag(
    id="TF-HAW-04",
    title="Agent corridor outlier",
    family="hawala",
    stages=("move",),
    source="FATF 2013 Role of Hawala and OSP; FinCEN FIN-2023-TFHAMAS",
    provenance="VS",
    weight=0.2,
    graph=False,
    needs=("accounts.kind=msb", "transactions.receiver_country or accounts.country"),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{corridor_payments} of {payments} payments abroad by this agent within "
        "{span_days} went to countries of concern ({corridor_share}), {total_cents} "
        "together; its {peers} peers usually send {usual_share} there, {robust_z} "
        "deviations less. Its receivers were {receivers_share} of the payments."
    ),
)
