"""
Third-party intermediary: transfers ordered by somebody with no known tie to the owner.

Why:      whoever borrows an account, or has others send for him, keeps his own name off
          the payment; the order shows him where the account does not.
Source:   FFIEC BSA/AML Examination Manual, App. F, funds transfers; FATF (2008)
          Terrorist Financing, typologies (provenance VP for the former). Number and
          window are the catalogue's. A tie is any relation on record, control of the
          account or a contact in common. Added: only transfers to payees the owner had
          not paid himself count, for who helps with the bills pays the owner's payees;
          and they must be a share of the account's transfers. Transfers that one such
          person orders from several accounts count together. That the payer behind is
          not stated (the catalogue's second arm) adds strength and is no alert alone:
          most messages never say it.
Innocent: carers, bookkeepers and neighbours whose tie nobody recorded and who pay new
          payees, volunteers who act for several.
Blind to: orders given with the owner's own credentials, firms that lend their name as
          agents (an organisation that orders is a service by trade), ties that are
          false, cash, data that record no ties or contacts at all (not testable).
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.flow.orders import TRANSFERS, ordered_by_strangers, transfers_of
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("transfers", "conductors", "accounts", "total_cents", "arranged_share"),
    *("undisclosed_share", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue W: orders this close together")
    ] = 30
    min_transfers: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue n: once or twice is a favour")
    ] = 3
    min_arranged_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of the account's transfers then, as TF-INFO-01 asks",
        ),
    ] = 0.2


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    orders = ordered_by_strangers(ledger)
    window = limits.window_days * DAY
    by_account = in_crowded_windows(
        orders.with_columns(subject="account", who="row"), window, limits.min_transfers
    )
    by_account = _in_share(ledger, by_account, limits)
    rest = orders.join(by_account, on="row", how="anti")
    by_person = in_crowded_windows(
        rest.with_columns(subject="person", who="row"), window, limits.min_transfers
    ).filter(pl.col("account").n_unique().over("run") > 1)
    by_person = _in_share(ledger, by_person, limits).with_columns(
        pl.col("run") + by_account.height
    )
    found = pl.concat([by_account.drop("subject"), by_person.drop("subject")])
    return (
        found_nothing(*MEASURED) if found.is_empty() else _tell(found, ledger, limits)
    )


def _in_share(ledger: Ledger, found: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Runs that are a share of what their accounts transferred in that time."""
    accounts = found.select("run", "account").unique()
    spans = (
        found.group_by("run")
        .agg(
            pl.len().alias("ordered"),
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
        )
        .join(accounts, on="run")
        .sort("run", "account")
    )
    sent = transfers_of(ledger, spans["account"].unique().sort())
    of_account = amount_between(
        *(sent["account"], sent["time"], np.ones(sent.height, np.int64)),
        (spans["account"], spans["first"], spans["last"]),
    )
    shares = (
        spans.with_columns(pl.Series("all", of_account))
        .group_by("run")
        .agg(arranged_share=pl.col("ordered").first() / pl.col("all").sum())
        .filter(pl.col("arranged_share") >= limits.min_arranged_share * SLACK)
    )
    return found.join(shares, on="run")


def _tell(found: pl.DataFrame, ledger: Ledger, limits: Thresholds) -> Found:
    """One alert a run, on the account that most of its orders were for."""
    main = (
        found.group_by("run", "account")
        .len()
        .sort("run", "len", "account", descending=[False, True, False])
        .group_by("run", maintain_order=True)
        .agg(pl.col("account").first())
    )
    more = pl.col("transfers") - limits.min_transfers + 1.0
    # Where no message ever says for whom, that one does not is no sign.
    silent = 0.25 if ledger.has("transactions.on_behalf_of") else 0.0
    several = pl.when(pl.col("accounts") > 1).then(0.25).otherwise(0.0)
    alerts = (
        found.group_by("run")
        .agg(
            pl.len().cast(pl.Int64).alias("transfers"),
            pl.col("person").n_unique().alias("conductors"),
            pl.col("account").n_unique().alias("accounts"),
            pl.col("cents").clip(0).sum().alias("total_cents"),
            pl.col("arranged_share").first(),
            pl.col("undisclosed").mean().alias("undisclosed_share"),
            ((pl.col("time").max() - pl.col("time").min()) / DAY).alias("span_days"),
        )
        .join(main, on="run")
        .with_columns(
            strength=(1 - 0.5**more)
            * (0.5 + several + silent * pl.col("undisclosed_share"))
        )
    )
    evidence = found.select("row", "part", alert="run")
    columns = (pl.col("run").alias("alert"), "account", "strength", *MEASURED)
    return gather(ledger, alerts.select(columns), evidence)


RED_FLAG = RedFlag(
    id="TF-FLOW-10",
    title="Third-party intermediary use",
    family="flow",
    stages=("move",),
    source="FFIEC BSA/AML Manual App. F; FATF 2008 TF Typologies",
    provenance="VP",
    weight=0.2,
    graph=True,
    needs=(
        "transactions.conductor",
        f"transactions.channel={'|'.join(TRANSFERS)}",
        "relations.a or parties.addresses or parties.phones or parties.devices",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{transfers} transfers, {total_cents} within {span_days}, from "
    "{accounts} accounts to payees new to them were ordered by {conductors} people "
    "without a known tie to the owner; for {undisclosed_share} it is not stated for "
    "whom. They are {arranged_share} of what the accounts transferred in that time.",
)
