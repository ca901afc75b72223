"""
Funnel abroad: accounts collect from several sources and soon pay few payees abroad.

Why:      money raised from many at home leaves the country through accounts that do
          nothing else, to the one or two who need it there.
Source:   FATF (2002), Guidance for Financial Institutions in Detecting Terrorist
          Financing, Annex 1, wires; FFIEC BSA/AML Manual, App. F, Terrorist Financing,
          Funds Transfers, bullet 4 (provenance VP). Numbers, window, dwell and share
          abroad are the catalogue's. Sources are counted twice: those of one collector,
          and those of all collectors of one payee. Added: an export counts if at least
          half of it was collected just before, a source if half of its payment left so.
          The source speaks of personal, business and charity accounts: shops, offices,
          lenders and exchanges are no collectors. Published rings sent about one
          payment a month for a year (US v. Jama and others, VS), from accounts on which
          people live: of a person's account only what unrelated persons gave, or what
          came as cash, counts as collected, for a month each, over all the data; the
          catalogue's numbers of sources and payees and its share hold for these too.
          Where neither collector nor payee may be a person it weighs half: so firms pay
          suppliers and charities their partners.
Innocent: remittance aggregators, payroll bureaus, school-fee agents, families who pool
          for a relative, legitimate appeals, private sellers with a household abroad.
Blind to: firms and charities that live from the same account, more than two payees in
          turn, money that waits longer, countries withheld or not given, unknown
          amounts, order within a day where only the day is known.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.pass_on import dwell_hours
from pipeline.motifs.windows import SLACK, owners
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.flow.collected import collected, exporting, sources_by
from pipeline.red_flags.flow.funnel_over_months import funnelled
from pipeline.red_flags.flow.payers import may_be_person
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag

MEASURED = (
    *("sources", "collectors", "payees", "passed_cents", "abroad_share"),
    *("dwell_hours", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_sources: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: different accounts that pay")
    ] = 5
    max_payees: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue m: payees abroad of a collector")
    ] = 2
    window_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue W: exports this close together")
    ] = 30
    min_abroad_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="catalogue: of all a collector pays in the window"
        ),
    ] = 0.8
    max_dwell_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue D: from payment in to export")
    ] = 7
    min_passed_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of an export, and of a payment in: most of it"
        ),
    ] = 0.5
    min_exports: Annotated[
        int, msgspec.Meta(ge=1, description="over months: guess; rings sent 12 to 26")
    ] = 4


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    sent = ledger.valued.sent
    window = limits.window_days * DAY
    crosses = abroad(ledger)[sent.row] & ~commingled(ledger, SHOP)[owners(sent)]
    position, payees, share = exporting(sent, crosses, window)
    good = (payees <= limits.max_payees) & (share >= limits.min_abroad_share * SLACK)
    pairs = collected(
        ledger.valued,
        position[good],
        limits.max_dwell_days * DAY,
        limits.min_passed_share,
    )
    of_export = pl.DataFrame({"debit": position, "abroad_share": share})
    pairs = pairs.join(of_export, on="debit", maintain_order="left")
    by = (window, limits.min_sources, ledger.graph.n_accounts)
    one = sources_by(pairs, "collector", *by)
    many = sources_by(pairs, "payee", *by)
    # Of one payee, only what the alerts on its collectors do not show already.
    news = many.join(one, on=["credit", "debit"], how="anti")
    many = many.join(news, on="finding", how="semi").with_columns(
        pl.col("finding") + one.height
    )
    alerts, evidence = _tell(ledger, pl.concat([one, many]))
    slow, rows = funnelled(
        ledger,
        limits.min_sources,
        limits.max_payees,
        limits.min_abroad_share,
        limits.min_passed_share,
        limits.min_exports,
    )
    slow = slow.join(alerts, on="account", how="anti")
    rows = rows.join(slow, on="alert", how="semi")
    number = pl.col("alert").cast(pl.Int64)
    crowd = 1 - 0.5 * limits.min_sources / pl.col("sources")
    hands = pl.when("persons").then(1.0).otherwise(0.5)
    told = [
        found.select("alert", "account", "persons", *MEASURED).with_columns(
            number * 2 + turn,
            strength=crowd * hands * pl.col("abroad_share").clip(upper_bound=1),
        )
        for turn, found in enumerate((alerts, slow.with_columns(persons=True)))
    ]
    shown = [
        each.select(number * 2 + turn, "row", "part")
        for turn, each in enumerate((evidence, rows))
    ]
    return gather(
        ledger,
        pl.concat(told, how="vertical_relaxed").drop("persons"),
        pl.concat(shown, how="vertical_relaxed"),
    )


def _tell(ledger: Ledger, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    ``pairs`` with their ``finding``; each becomes an alert on its main collector:
    alert, account, what was measured; and its evidence.
    """
    received, sent = ledger.valued
    moved = pl.col("cents").sum()
    main = (
        pairs.group_by("finding", "collector")
        .agg(moved)
        .sort("finding", "cents", "collector", descending=[False, True, False])
        .group_by("finding")
        .agg(account=pl.col("collector").first())
    )
    begun = pl.col("time") - pl.col("seconds")
    person = may_be_person(ledger)
    persons = person[pairs["collector"]] | person[pairs["payee"]]
    pairs = pairs.with_columns(pl.Series("persons", persons, pl.Boolean))
    alerts = (
        pairs.group_by("finding")
        .agg(
            pl.col("source", "collector", "payee").n_unique().name.suffix("s"),
            pl.col("persons").any(),
            passed_cents=moved,
            abroad_share=pl.col("abroad_share").min(),
            span_days=(pl.col("time").max() - begun.min()) / DAY,
        )
        .join(main, on="finding")
        .rename({"finding": "alert"})
        .join(
            dwell_hours(*(np.array(pairs[c]) for c in ("finding", "seconds", "cents"))),
            on="alert",
        )
    )
    evidence = pl.DataFrame(
        {
            "alert": np.tile(pairs["finding"], 2),
            "row": np.concatenate(
                [received.row[pairs["credit"]], sent.row[pairs["debit"]]]
            ),
            "part": np.repeat(["in", "abroad"], pairs.height),
        }
    )
    return alerts, evidence


RED_FLAG = RedFlag(
    id="TF-FLOW-01",
    title="Funnel to few foreign beneficiaries",
    family="flow",
    stages=("move",),
    source="FATF 2002 Guidance for FIs in Detecting TF, Annex 1; FFIEC BSA/AML Manual, "
    "App. F",
    provenance="VP",
    weight=0.4,
    graph=True,
    needs=(
        "transactions.value_cents",
        "transactions.receiver_country or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{passed_cents} from {sources} sources went through {collectors} "
    "collecting accounts to {payees} payees abroad within {span_days}, half of it "
    "after at most {dwell_hours}. Of all they paid in that time, or over months of all "
    "they sent abroad, {abroad_share} was to be seen so.",
)
