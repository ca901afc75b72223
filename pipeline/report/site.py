"""The report stage: from the tables of a run to every file of the site."""

import re
from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.errors import ContractError
from pipeline.report.case_file import CaseFile
from pipeline.report.case_json import SCHEMA
from pipeline.report.case_page import case_facts
from pipeline.report.formats import ALWAYS, FORMATS, Making, make
from pipeline.report.formats.needs import MissingCodesError
from pipeline.report.formats.operator_files import read_operator_files
from pipeline.report.gather import case_files
from pipeline.report.index_page import index_page
from pipeline.report.run_facts import gather_run_facts
from pipeline.report.settings import Settings

CASE_ID = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,63}")
# Names that Windows keeps for devices: a folder of that name cannot be copied there.
RESERVED = re.compile(r"CON|PRN|AUX|NUL|(COM|LPT)[0-9]")
Part = dict[str, Mapping[str, bytes]]


def write_report(
    *,
    transactions: pl.LazyFrame,
    parties: pl.LazyFrame,
    relations: pl.LazyFrame,
    quarantine: pl.LazyFrame,
    intake: pl.LazyFrame,
    screening_lists: pl.LazyFrame,
    screening_hits: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    red_flag_status: pl.LazyFrame,
    account_scores: pl.LazyFrame,
    cases: pl.LazyFrame,
    case_members: pl.LazyFrame,
    case_transactions: pl.LazyFrame,
    key_channels: pl.LazyFrame,
    disruption: pl.LazyFrame,
    freeze_replay: pl.LazyFrame,
    capacity: pl.LazyFrame,
    counterfactuals: pl.LazyFrame,
    hypotheses: pl.LazyFrame,
    case_dispositions: pl.LazyFrame,
    case_changes: pl.LazyFrame,
    base_currency: str,
    settings: Settings,
    report_files: Mapping[str, bytes] | None = None,
    ranker_reasons: pl.LazyFrame | None = None,
) -> Iterator[Part]:
    """
    The site, one part the index and one part a case; paths are relative and POSIX.

    Raises ContractError where a case does not add up, has an id that is no safe folder
    name, or a page lacks what its reader is owed.
    """
    run = gather_run_facts(
        transactions=transactions,
        graph_accounts=graph_accounts,
        quarantine=quarantine,
        intake=intake,
        red_flag_status=red_flag_status,
        case_members=case_members,
        screening_lists=screening_lists,
        ranker_reasons=ranker_reasons,
        settings=settings,
    )
    page = index_page(
        cases, case_members, case_dispositions, case_changes, run, base_currency
    )
    yield {"site": {"index.html": page, SCHEMA.name: SCHEMA.read_bytes()}}
    tables = {
        "transactions": transactions,
        "parties": parties,
        "relations": relations,
        "screening_hits": screening_hits,
        "graph_accounts": graph_accounts,
        "alerts": alerts,
        "alert_evidence": alert_evidence,
        "account_scores": account_scores,
        "cases": cases,
        "case_members": case_members,
        "case_transactions": case_transactions,
        "key_channels": key_channels,
        "disruption": disruption,
        "freeze_replay": freeze_replay,
        "capacity": capacity,
        "counterfactuals": counterfactuals,
        "hypotheses": hypotheses,
        "case_dispositions": case_dispositions,
    }
    missing: set[tuple[str, str]] = set()
    for case in case_files(tables, base_currency=base_currency, run=run):
        try:
            yield {"site": case_folder(case, report_files or {})}
        except MissingCodesError as error:  # told once, for all cases
            missing |= error.missing
    if missing:
        raise MissingCodesError(missing)


def case_folder(case: CaseFile, report_files: Mapping[str, bytes]) -> dict[str, bytes]:
    """
    Every file of a case, by path in the site.

    ``report_files`` are the operator's, as ``formats.Making`` wants them.
    """
    if not CASE_ID.fullmatch(case.case_id) or RESERVED.fullmatch(case.case_id):
        raise ContractError(
            "a case id is no safe folder name; ids match "
            f"{CASE_ID.pattern} and are not a device name. Report it as a bug."
        )
    folder = f"cases/{case.case_id}"
    facts = case_facts(case)
    settings = case.run.settings
    making = Making(facts=facts, settings=settings, files=report_files)
    return {
        f"{folder}/{FORMATS[name].file}": make(name, case, making)
        for name in (*ALWAYS, *settings.formats)
    } | {f"{folder}/{file.path}": file.content for file in facts["requests"]}


def in_format(case: CaseFile, name: str, settings: Settings) -> bytes:
    """
    The case in format ``name`` of ``formats.FORMATS``, with the operator's files.

    Raises ConfigError for missing facts, codes or extras.
    """
    files = read_operator_files(settings)
    making = Making(facts=case_facts(case), settings=settings, files=files)
    return make(name, case, making)
