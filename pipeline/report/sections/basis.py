"""Basis and trigger: what began the case, which sources were read, what was missing."""

from collections import Counter
from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.hostile_text import brief
from pipeline.report.red_flag_text import red_flag_text
from pipeline.report.wording import counted, listing, period, share

MOST_FILES = 12
NOT_GRADED = "not graded by the system (A to F: ____)"


class Source(NamedTuple):
    name: str
    what: str
    reliability: str


class Basis(NamedTuple):
    trigger: list[str]
    sources: list[Source]
    missing: list[str]


def basis(case: CaseFile) -> Basis:
    return Basis(_trigger(case), _sources(case), _missing(case))


def _trigger(case: CaseFile) -> list[str]:
    alerts = case.alerts.to_dicts()
    said = []
    if alerts:
        first = min(alerts, key=lambda row: (row["window_end"], row["alert_id"]))
        said += [
            _alert("The earliest alert", first),
            _alert("The strongest alert", alerts[0]),
        ]
    else:
        said.append("No alert is recorded for this case.")
    said.append(
        "No report of suspicion and no partner's request was read: the data began it."
    )
    return said


def _alert(lead: str, row: dict[str, object]) -> str:
    text = red_flag_text(str(row["red_flag"]))
    window = period(row["window_start"], row["window_end"])  # type: ignore[arg-type] # rows are untyped
    return (
        f"{lead} was {text.title} ({text.id}) on {brief(str(row['account_id']))}, "
        f"{window}."
    )


def _sources(case: CaseFile) -> list[Source]:
    files = Counter(row["source_file"] for row in case.payments)
    ordered = sorted(files, key=lambda file: (-files[file], file))
    found = [
        Source(
            brief(file),
            f"{counted(files[file], 'transaction')} of the case",
            NOT_GRADED,
        )
        for file in ordered[:MOST_FILES]
    ]
    if len(ordered) > MOST_FILES:
        left = sum(files[file] for file in ordered[MOST_FILES:])
        more = counted(len(ordered) - MOST_FILES, "other file")
        found.append(Source(more, counted(left, "transaction"), NOT_GRADED))
    owned = sum(bool(row["names"]) for row in case.member_rows)
    found.append(
        Source(
            "Register of parties and accounts",
            f"names for {owned:,} of "
            f"{counted(len(case.member_rows), 'member account')}; "
            f"{counted(case.relations.height, 'relation')}",
            NOT_GRADED,
        )
    )
    lists = (
        f"{case.run.listed_entries:,} entries screened"
        if case.run.listed_entries
        else "none was given: nobody was screened"
    )
    found.append(Source("Watchlists", lists, "as published; a match is not confirmed"))
    return found


def _missing(case: CaseFile) -> list[str]:
    rows = len(case.payments)
    said = []
    for words, column in (
        ("purpose text", "purpose"),
        ("who acted at the counter", "conductor"),
        ("device", "device"),
        ("branch", "branch"),
    ):
        here = sum(row[column] is not None for row in case.payments)
        if rows and here < rows:
            part = f"{share(here / rows)} of" if here else "none of"
            said.append(f"{words}: known for {part} the transactions of the case")
    if not case.relations.height:
        said.append("relations between parties: none was given")
    blind = len(case.run.not_testable)
    if blind:
        said.append(f"{counted(blind, 'red flag')} could not be tested with this data")
    if case.run.quarantined:
        kept_out = counted(case.run.quarantined, "row")
        said.append(
            f"{kept_out} of the whole input, kept out for breaking the contract"
        )
    return [
        *said,
        "cash, barter and value moved outside the data",
        "external events: no source of events was read",
        f"answers of partners: none ({listing(['no request was sent by the system'])})",
    ]
