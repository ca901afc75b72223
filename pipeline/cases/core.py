"""Groups of alerts that make a case, and the accounts their evidence speaks about."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.cases.by_ranker import priorities_by_ranker
from pipeline.cases.groups import Groups
from pipeline.cases.line import Told, makes_case, priority_of, suffices
from pipeline.cases.links import Links
from pipeline.cases.settings import Settings
from pipeline.cases.worth import alert_worth, material


class Cores(NamedTuple):
    alerts: pl.DataFrame  # of cases: Links.alerts with case, worth, material
    accounts: pl.DataFrame  # case, account, subject, central; by case, account
    edges: pl.DataFrame  # case, account: touched by evidence only; by case, account
    evidence: pl.DataFrame  # Links.evidence with ``case``, both ends kept
    opened: pl.DataFrame  # case, priority, set_by
    left_out: dict[int, int]  # of a case, accounts beyond max_accounts
    refused: dict[int, int]  # of a case, links to others that its size refused


def find_cores(
    links: Links,
    groups: Groups,
    priority: pl.DataFrame,
    lives: pl.DataFrame,
    settings: Settings,
) -> Cores:
    """
    Cases are numbered by their smallest alert.

    See ``makes_case`` and ``_opened`` for what a case needs. Of more than
    ``max_accounts`` accounts those stay first that alerts speak about, then those that
    are close, then those central to an alert, then those of higher priority, then by
    id. ``priority`` has
    account, account_id, priority, set_by; ``lives`` is that of ``account_lives``.
    """
    told = alert_worth(links.alerts, lives.height, settings)
    alerts = told.with_columns(case=pl.Series(groups.of_alert, dtype=pl.Int64))
    case_of = alerts.select("alert", "case")
    ranked = _ranked(links.touched.join(case_of, on="alert"), priority)
    within = pl.col("place") < settings.max_accounts
    kept = ranked.filter(within).sort("case", "account")
    core = kept.filter("close").select("case", "account", "subject", "central")
    evidence = links.evidence.join(case_of, on="alert")
    for end in ("payer", "payee"):
        inside = kept.select("case", pl.col("account").alias(end))
        evidence = evidence.join(inside, on=["case", end])
    middle = core.filter(pl.col("subject") | pl.col("central"))
    moved = material(evidence, middle, lives, settings.material_share)
    alerts = alerts.join(moved, on="case", how="left", maintain_order="left")
    alerts = alerts.with_columns(pl.col("material").fill_null(1.0))
    certain = priorities_by_ranker(core, priority, settings)
    opened = _opened(alerts, certain, settings)
    alerts, core, edges, evidence = (
        rows.join(opened.select("case"), on="case", how="semi", maintain_order="left")
        for rows in (
            *(alerts, core),
            *(kept.filter(~pl.col("close")).select("case", "account"), evidence),
        )
    )
    dropped = links.dropped.join(alerts.select("alert", "case"), on="alert")
    beyond = (
        pl.concat([ranked.filter(~within), dropped], how="diagonal")
        .select("case", "account")
        .unique()
        .join(kept, on=["case", "account"], how="anti")
    )
    cases = [int(case) for case in np.flatnonzero(groups.refused)]
    return Cores(
        alerts,
        core,
        edges,
        evidence.sort("case", "alert", "row"),
        opened,
        dict(beyond.group_by("case").len().iter_rows()),
        {case: int(groups.refused[case]) for case in cases},
    )


def _ranked(touched: pl.DataFrame, priority: pl.DataFrame) -> pl.DataFrame:
    """case, account, subject, central, close and its place in the case, from 0."""
    return (
        touched.group_by("case", "account")
        .agg(pl.col("subject", "central", "close").any())
        .join(priority, on="account")
        .sort(
            *("case", "subject", "close", "central", "priority", "account_id"),
            descending=[False, True, True, True, True, False],
        )
        .with_columns(place=pl.int_range(pl.len()).over("case"))
    )


def _opened(
    alerts: pl.DataFrame, certain: Mapping[int, float] | None, settings: Settings
) -> pl.DataFrame:
    """
    case, priority and set_by of the groups that are cases, by case.

    Where a ranker set priorities (``certain``), a group is a case from
    ``min_ranked_priority`` on. A sufficient red flag still makes one, and it keeps at
    least the priority that alerts give.
    """
    rows = alerts.sort("case", "alert").select("case", *Told._fields).iter_rows()
    opened = []
    for case, group in groupby(rows, key=itemgetter(0)):
        listed = [Told(*told) for _, *told in group]
        if certain is None:
            if makes_case(listed, settings):
                opened.append((case, priority_of(listed), "alerts"))
            continue
        sure = certain.get(case, 0.0)
        must = suffices(listed, settings)
        if must and priority_of(listed) > sure:
            opened.append((case, priority_of(listed), "alerts"))
        elif must or sure >= settings.min_ranked_priority:
            opened.append((case, sure, "ranker"))
    return pl.DataFrame(opened, OPENED, orient="row")


OPENED = {"case": pl.Int64, "priority": pl.Float64, "set_by": pl.String}
