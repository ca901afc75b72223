"""A case as a table, a graph or a file, for whoever explores it in a notebook."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import ConfigError

if TYPE_CHECKING:  # networkx takes 0.2 s to import and only ``graph`` needs it
    import networkx as nx

    from pipeline.report.case_file import CaseFile
    from pipeline.report.settings import Settings

ENDINGS = {f".{name}": name for name in ("html", "md", "json", "csv", "pdf")}


def graph(case: "CaseFile") -> "nx.MultiDiGraph[str]":
    """Accounts with role and part, one edge a transaction, keyed by its id."""
    import networkx as nx  # noqa: PLC0415 # see above

    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(case_id=case.case_id)
    for row in case.member_rows:
        made.add_node(row["account_id"], role=row["role"], part=row["part"])
    for row in case.payments:
        made.add_edge(
            row["sender_account"],
            row["receiver_account"],
            key=row["transaction_id"],
            value_cents=row["value_cents"],
            booked_at=row["booked_at"],
            channel=row["channel"],
        )
    return made


def flows(case: "CaseFile") -> pl.DataFrame:
    """
    One row a pair that paid: sender_account, receiver_account, payments, value_cents
    (known), unknown (payments without a value), first_at, last_at, channels and the
    roles of both; most value first, ties by account.
    """
    roles = case.members.select("account_id", "role")
    ends = ("sender", "receiver")
    summed = case.transactions.group_by(*(f"{end}_account" for end in ends)).agg(
        payments=pl.len(),
        value_cents=pl.col("value_cents").sum(),
        unknown=pl.col("value_cents").null_count(),
        first_at=pl.col("booked_at").min(),
        last_at=pl.col("booked_at").max(),
        channels=pl.col("channel").unique().sort(),
    )
    for end in ends:
        theirs = roles.rename({"account_id": f"{end}_account", "role": f"{end}_role"})
        summed = summed.join(theirs, on=f"{end}_account", how="left")
    return summed.sort(
        *("value_cents", "sender_account", "receiver_account"),
        descending=[True, False, False],
    )


def why(case: "CaseFile", account_id: str) -> pl.DataFrame:
    """
    alert_id, red_flag, stage, points, sentence; the points add up to the priority.

    Alerts of other cases count too: their sentence is null here. Raises ConfigError
    for who is no member.
    """
    if account_id not in case.member_by_account:
        raise ConfigError(
            f"The account is no member of case {case.case_id}; its "
            f"{case.members.height} members are in .members."
        )
    points = case.member_by_account[account_id]["contributions"] or []
    kinds = {"alert_id": pl.String, "red_flag": pl.String, "stage": pl.String}
    rows = pl.DataFrame(
        [{name: one[name] for name in (*kinds, "points")} for one in points],
        {**kinds, "points": pl.Float64},
    )
    told = case.alerts.select("alert_id", "sentence")
    return rows.join(told, on="alert_id", how="left", maintain_order="left")


def in_format(case: "CaseFile", name: str, settings: "Settings") -> bytes:
    """
    The case in format ``name`` of ``formats.FORMATS``, with the operator's files.

    Raises ConfigError for missing facts, codes or extras.
    """
    from pipeline.report.case_page import case_facts  # noqa: PLC0415 # a cycle
    from pipeline.report.formats import Making, make  # noqa: PLC0415 # a cycle
    from pipeline.report.formats.operator_files import (  # noqa: PLC0415 # a cycle
        read_operator_files,
    )

    files = read_operator_files(settings)
    making = Making(facts=case_facts(case), settings=settings, files=files)
    return make(name, case, making)


def write_report(case: "CaseFile", path: Path) -> Path:
    """
    The case as the site writes it, in the format of the ending; folders are made.

    Raises ConfigError for another ending, and for a PDF without the extra.
    """
    if path.suffix not in ENDINGS:
        raise ConfigError(
            f"{path.name} ends in none of {', '.join(ENDINGS)}. For other formats see "
            "`tfnet export --help`."
        )
    content = in_format(case, ENDINGS[path.suffix], case.run.settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
