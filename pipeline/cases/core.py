"""Groups of alerts that make a case, and the accounts their evidence speaks about."""

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.cases.groups import Groups
from pipeline.cases.line import Told, makes_case
from pipeline.cases.links import Links
from pipeline.cases.settings import Settings


class Cores(NamedTuple):
    alerts: pl.DataFrame  # Links.alerts with ``case``, those of cases only
    accounts: pl.DataFrame  # case, account, subject, central; by case, account
    evidence: pl.DataFrame  # Links.evidence with ``case``, both ends in the core
    left_out: dict[int, int]  # of a case, accounts beyond max_accounts
    refused: dict[int, int]  # of a case, links to others that its size refused


def find_cores(
    links: Links, groups: Groups, priority: pl.DataFrame, settings: Settings
) -> Cores:
    """
    Cases are numbered by their smallest alert.

    See ``makes_case`` for what a case needs. Of more than ``max_accounts`` accounts
    those central to an alert stay first, then those of higher priority, then by id.
    ``priority`` has account, account_id, priority.
    """
    alerts = links.alerts.with_columns(case=pl.Series(groups.of_alert, dtype=pl.Int64))
    rows = alerts.sort("case").select("case", *Told._fields).iter_rows()
    over = [
        case
        for case, group in groupby(rows, key=itemgetter(0))
        if makes_case((Told(*told) for _, *told in group), settings)
    ]
    alerts = alerts.filter(pl.col("case").is_in(over))
    case_of = alerts.select("alert", "case")
    ranked = (
        links.touched.join(case_of, on="alert")
        .group_by("case", "account")
        .agg(pl.col("subject", "central").any())
        .join(priority, on="account")
        .sort(
            *("case", "central", "priority", "account_id"),
            descending=[False, True, True, False],
        )
        .with_columns(place=pl.int_range(pl.len()).over("case"))
    )
    core = (
        ranked.filter(pl.col("place") < settings.max_accounts)
        .select("case", "account", "subject", "central")
        .sort("case", "account")
    )
    beyond = (
        pl.concat(
            [
                ranked.filter(pl.col("place") >= settings.max_accounts),
                links.dropped.join(case_of, on="alert"),
            ],
            how="diagonal",
        )
        .select("case", "account")
        .unique()
        .join(core, on=["case", "account"], how="anti")
    )
    evidence = links.evidence.join(case_of, on="alert")
    for end in ("payer", "payee"):
        inside = core.select("case", pl.col("account").alias(end))
        evidence = evidence.join(inside, on=["case", end])
    cases = [int(case) for case in np.flatnonzero(groups.refused)]
    return Cores(
        alerts,
        core,
        evidence.sort("case", "alert", "row"),
        dict(beyond.group_by("case").len().iter_rows()),
        {case: int(groups.refused[case]) for case in cases},
    )
