"""The case files of a finished run, for notebooks and exports."""

import inspect

import msgspec
import polars as pl

from pipeline import report
from pipeline.errors import ConfigError
from pipeline.report import CaseFile
from pipeline.report.run_facts import gather_run_facts
from pipeline.runs import Run
from pipeline.stages import NO_TABLES, WRITER


def case_of(run: Run, case_id: str) -> CaseFile:
    """Raises ConfigError where ``run`` has no such case, and as ``cases_of``."""
    found = cases_of(run, only=case_id)
    if not found:
        raise ConfigError(
            f"This run has no such case among its {run.table('cases').height}. "
            "tfnet report and the index page list them."
        )
    return found[0]


def cases_of(run: Run, only: str | None = None) -> list[CaseFile]:
    """
    The case files of a run, highest priority first; or that of one case id.

    Raises ConfigError for a run of another version, which lacks tables of this one.
    """
    if missing := sorted(set(WRITER) - {*run.tables, *NO_TABLES}):
        raise ConfigError(
            f"This run lacks the tables {', '.join(missing)}: it was stopped early, or "
            "another version made it. Run again."
        )
    settings = msgspec.convert(run.manifest["report_settings"], report.Settings)
    tables = {
        name: run.scan(name) for name in run.tables if not name.startswith("raw_")
    }
    facts = gather_run_facts(
        **{
            name: tables[name]
            for name in inspect.signature(gather_run_facts).parameters
            if name != "settings"
        },
        settings=settings,
    )
    if only is not None:
        tables["cases"] = tables["cases"].filter(pl.col("case_id") == only)
    base = run.manifest["base_currency"]
    return list(report.case_files(tables, base_currency=base, run=facts))
