"""
Shared contact among cash actors: strangers who move cash can be reached in one place.

Why:      who has others bring and draw cash for him gives his own address or telephone.
Source:   FFIEC BSA/AML Examination Manual, App. F, terrorist financing, activity
          inconsistent with the customer's business (people in currency transactions who
          share an address or telephone); FATF (2002) Guidance for Financial
          Institutions in Detecting Terrorist Financing, Annex 1 (provenance VP). Size,
          share of cash and window are the catalogue's. Improved: each must put cash in
          as well (whoever draws his wage in cash does not), relatives count as one, and
          a contact of many (a dormitory, a refugee centre, mail that is forwarded)
          joins nobody. An organisation at the same contact makes it stronger.
Innocent: a shared flat of people who are paid in cash, friends who trade at one market,
          small halls of residence, relatives nobody recorded as such.
Blind to: contacts that are false or one of many in a large house, cash that never
          reaches a bank, accounts that several hold (whose contact is it?).
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.shared_attributes import joined_holders, shared_attributes
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.account.cash_actors import cash_lines, households, with_persons
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("people", "households", "contacts", "organisations", "cash_cents", "cash_share"),
    "span_days",
)
STRANGERS, WITH_ORGANISATION = 0.6, 0.8  # how telling; the source names the latter
WEAKEST = 0.5  # of that, where no more people than needed do it


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue W: they move cash at one time")
    ] = 90
    min_households: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue: size; relatives count as one")
    ] = 3
    min_cash_share: Annotated[
        float,
        msgspec.Meta(gt=0, le=1, description="catalogue: of what each moves meanwhile"),
    ] = 0.5
    min_cash_payments: Annotated[
        int,
        msgspec.Meta(ge=1, description="guess: of each; one may be a gift"),
    ] = 2
    max_sharers: Annotated[
        int,
        msgspec.Meta(
            ge=2, description="people at one contact: more is a hall or a mail drop"
        ),
    ] = 10


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    held, organisations = with_persons(ledger)
    shared = shared_attributes(held, limits.max_sharers)
    groups = joined_holders(shared, limits.max_sharers)
    groups = groups.filter(pl.len().over("group") >= limits.min_households)
    if groups.is_empty():
        return found_nothing(*MEASURED)
    kin = households(ledger, shared.join(groups, on="holder", how="semi"))
    people = groups.join(kin, on="holder")
    cash = cash_lines(ledger, people["holder"], all_else=False)
    events = cash.join(people, on="holder").select(
        "row",
        *("holder", "earliest", "latest"),
        subject=pl.col("group").cast(pl.Int64),
        who=pl.col("household").cast(pl.Int64),
    )
    runs = in_crowded_windows(events, limits.window_days * DAY, limits.min_households)
    lines = cash_lines(ledger, runs["holder"].unique(), all_else=True)
    actors = _actors(runs, lines, limits)
    if actors.is_empty():
        return found_nothing(*MEASURED)
    meeting = shared.join(actors.select("run", "holder"), on="holder")
    meeting = meeting.filter(pl.col("holder").n_unique().over("run", "attribute") > 1)
    firms = meeting.join(organisations, on="attribute").group_by("run")
    points = meeting.group_by("run").agg(
        pl.col("attribute").n_unique().alias("contacts")
    )
    shown = runs.join(actors.select("run", "holder"), on=["run", "holder"])
    evidence = shown.join(cash, on=["row", "holder"]).with_columns(alert="run")
    alerts = (
        _sums(actors, evidence)
        .join(points, on="run", how="left")
        .join(
            firms.agg(pl.col("firm").n_unique().alias("organisations")),
            on="run",
            how="left",
        )
        .with_columns(pl.col("contacts", "organisations").fill_null(0), alert="run")
    )
    more = pl.col("households") - limits.min_households
    crowd = 1 - (1 - WEAKEST) * 0.5**more
    telling = pl.when(pl.col("organisations") > 0).then(WITH_ORGANISATION)
    alerts = alerts.with_columns(strength=crowd * telling.otherwise(STRANGERS))
    alerts = alerts.select("alert", "account", "strength", *MEASURED)
    return gather(ledger, alerts, evidence.select("alert", "row", "part"))


def _actors(
    runs: pl.DataFrame, lines: pl.DataFrame, limits: Thresholds
) -> pl.DataFrame:
    """
    run, holder, household of those in a crowd of enough households who, while it
    lasted, moved mostly cash and put some in; also cash_cents, moved_cents.
    """
    spans = runs.group_by("run", "holder", household="who").agg()
    lasted = runs.group_by("run").agg(
        pl.col("earliest").min().alias("first"), pl.col("latest").max().alias("last")
    )
    cash = pl.col("cents").filter("cash")
    return (
        spans.join(lasted, on="run")
        .join(lines, on="holder")
        .filter(
            pl.col("earliest") >= pl.col("first"), pl.col("latest") <= pl.col("last")
        )
        .group_by("run", "holder", "household")
        .agg(
            cash.sum().alias("cash_cents"),
            pl.col("cents").sum().alias("moved_cents"),
            cash.len().alias("payments"),
            (pl.col("part") == "put in").any().alias("puts_in"),
        )
        .filter(
            pl.col("cash_cents")
            >= limits.min_cash_share * SLACK * pl.col("moved_cents"),
            pl.col("payments") >= limits.min_cash_payments,
            "puts_in",
        )
        .filter(
            pl.col("household").n_unique().over("run") >= limits.min_households,
        )
        .sort("run", "holder")
    )


def _sums(actors: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """What each run amounts to, and the account in it that moved most cash."""
    most = evidence.group_by("run", "account").agg(pl.col("cents").sum())
    most = most.sort("run", "cents", "account", descending=[False, True, False])
    time = evidence.group_by("run").agg(
        span_days=(pl.col("time").max() - pl.col("time").min()) / DAY
    )
    return (
        actors.group_by("run")
        .agg(
            pl.len().alias("people"),
            pl.col("household").n_unique().alias("households"),
            pl.col("cash_cents").sum(),
            (pl.col("cash_cents").sum() / pl.col("moved_cents").sum()).alias(
                "cash_share"
            ),
        )
        .join(most.unique("run", keep="first").select("run", "account"), on="run")
        .join(time, on="run")
        .sort("run")
    )


RED_FLAG = RedFlag(
    id="TF-ACCT-04",
    title="Shared address/phone among cash actors",
    family="account",
    stages=("raise", "move"),
    source="FFIEC BSA/AML Manual App. F; FATF 2002 Guidance for FIs in Detecting TF, "
    "Annex 1",
    provenance="VP",
    weight=0.3,
    graph=True,
    needs=(
        "transactions.channel=cash_deposit",
        "parties.addresses or parties.phones",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{people} people of {households} households, joined by {contacts} "
    "addresses or telephones, moved {cash_cents} in cash within {span_days}, "
    "{cash_share} of all they moved; organisations there: {organisations}.",
)
