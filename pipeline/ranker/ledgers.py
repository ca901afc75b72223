"""The ledger that features are read from, out of a run or out of a stage's tables."""

from pathlib import Path

import polars as pl

from pipeline.errors import ConfigError
from pipeline.flow_graph import FlowGraph
from pipeline.manifest import describe_file
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.conflict_areas import load_conflict_areas
from pipeline.runs import Run
from pipeline.schemas import TABLES


def ledger_of(run: Run, conflict_areas_file: Path | None = None) -> Ledger:
    """
    Of a finished run, with the conflict areas it was made with; unset: the embedded.

    Raises ConfigError where the run was made with others.
    """
    made_with = run.manifest.get("conflict_areas_file")
    given = None
    if conflict_areas_file:
        given = describe_file(conflict_areas_file)["sha256"]
    if given != made_with:
        raise ConfigError(
            f"the run was made with {_told(made_with)} conflict areas, and "
            f"{_told(given)} ones are given. Give the settings file it was made with."
        )
    return make_ledger(
        run.flow_graph,
        run.scan("transactions"),
        run.table("graph_accounts"),
        load_conflict_areas(conflict_areas_file),
        str(run.manifest["base_currency"]),
    )


def _told(digest: str | None) -> str:
    return f"a file's (SHA-256 {digest[:12]})" if digest else "the embedded"


def make_ledger(
    graph: FlowGraph,
    transactions: pl.LazyFrame,
    accounts: pl.DataFrame,
    conflict_areas: pl.DataFrame,
    base_currency: str,
) -> Ledger:
    """Without parties and relations: no feature reads them."""
    return Ledger(
        graph=graph,
        transactions=transactions,
        accounts=accounts,
        parties=TABLES["parties"].create_empty(),
        relations=TABLES["relations"].create_empty(),
        base_currency=base_currency,
        conflict_areas=conflict_areas,
    )
