"""Annexes: files with their hashes, the lists and tables used, and the glossary."""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.reference import catalogue, fatf_lists, frameworks, instruments
from pipeline.reference import reporting_limits as limits
from pipeline.report.annex import annex
from pipeline.report.case_file import CaseFile
from pipeline.report.partners.request_files import RequestFile
from pipeline.report.roles import ROLES_IN_ORDER

REFERENCES = (
    ("catalogue of red flags", catalogue.CATALOGUE),
    ("FATF lists by interval", fatf_lists.FATF_LISTS),
    ("reporting thresholds in force", limits.IN_FORCE),
    ("earlier reporting thresholds", limits.HISTORY),
    ("memberships of frameworks", frameworks.FRAMEWORKS),
    ("instruments of cooperation", instruments.INSTRUMENTS),
)
WORDS = (
    ("account", "where money sits; a party owns it"),
    ("alert", "one red flag raised on one account or subnetwork, with its evidence"),
    ("core", "accounts that the evidence is about"),
    ("context", "accounts that the core paid or was paid by; often uninvolved"),
    ("corridor", "country of the sender and of the receiver of a payment"),
    ("FIU", "financial intelligence unit"),
    ("key channel", "an account or corridor whose removal cuts the flow of the case"),
    ("minimum cut", "the cheapest set whose removal cuts all flow"),
    ("MLA", "mutual legal assistance: evidence between courts or prosecutors"),
    ("priority", "order of review from 0 to 100; no probability"),
    ("red flag", "a published indicator that data can show"),
    ("tipping off", "letting a person know that an account is looked at"),
    ("TLP", "traffic light protocol: how far a report may be passed on"),
)


class Digest(NamedTuple):
    name: str
    what: str
    sha256: str


class Annexes(NamedTuple):
    files: list[Digest]
    references: list[Digest]
    glossary: list[tuple[str, str]]


def annexes(case: CaseFile, files: list[RequestFile]) -> Annexes:
    schedule = Digest(
        "transactions.csv",
        f"every transaction of the case with its source ({len(case.payments):,})",
        hashlib.sha256(annex(case)).hexdigest(),
    )
    requests = [
        Digest(file.path, f"drafts and brief for {file.name}", file.sha256)
        for file in files
    ]
    roles = [(f"{role.name} (role)", role.meaning) for role in ROLES_IN_ORDER]
    return Annexes([schedule, *requests], references(), [*WORDS, *roles])


@cache
def references() -> list[Digest]:
    """Tables of ours that the report reads, as they are in this version."""
    return [Digest(path.name, what, _sha256(path)) for what, path in REFERENCES]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
